"""The lock watch sees a thread that keeps the interpreter's lock, and none where nobody does."""

from __future__ import annotations

import threading
import time

from vrapp.bench.lock import LockWatch

HOLD = 300_000  # numbers in one call into C: some milliseconds without a look at the lock


def hold(times: int) -> float:
    """Keep the lock in single calls; the shortest one's CPU seconds."""
    shortest = float("inf")
    for _ in range(times):
        began = time.thread_time()
        sum(range(HOLD))
        shortest = min(shortest, time.thread_time() - began)
        time.sleep(0.02)
    return shortest


def test_a_long_call_is_seen_and_a_sleeping_thread_is_not() -> None:
    shortest: list[float] = []
    holder = threading.Thread(target=lambda: shortest.append(hold(20)))
    holder.start()
    with LockWatch(holder) as watch:
        holder.join()
    assert shortest[0] > 0.001
    assert max(watch.at_most_s) > 0.5 * shortest[0]
    assert max(watch.gaps_s) >= max(watch.at_most_s) >= max(watch.at_least_s)

    idle = threading.Event()
    sleeper = threading.Thread(target=idle.wait)
    sleeper.start()
    with LockWatch(sleeper) as watch:
        time.sleep(0.2)
    idle.set()
    sleeper.join()
    assert len(watch.gaps_s) > 1
    assert max(watch.at_most_s) < 0.0005
    rows = {name: value for name, value, _ in watch.rows("lock")}
    assert rows["lock, gap, max"] >= rows["lock, gap, p99.9"] > 0.0
    assert rows["lock, held at most, max"] < 0.5
