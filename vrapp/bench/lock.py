"""How long another thread has to wait for the interpreter's lock."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType

import numpy as np

LEAST_S = 2e-5
"""A spinning thread comes round every microsecond; a longer gap is a wait."""
READ_S = 5e-4
"""Looking at the times of two threads takes a tenth of it."""
PERIOD_S = 1 / 90
"""The longest wait is noted for so long: a frame of the slowest headset display."""


class LockWatch(threading.Thread):
    """Spins, as the busiest frame loop would, and notes the longest gap of each `PERIOD_S`.

    A gap has three causes: this thread had no core, another held the interpreter's lock, or that
    other one in turn had no core. Only the second is a hold. It is at most the CPU time that
    `other` used within the gap, and at least that less this thread's wait for a core (Linux tells),
    in which nobody asked for the lock. On a quiet machine the two are one.

    Parameters
    ----------
    other : the thread that may hold the lock; None: whoever does.
    """

    def __init__(self, other: threading.Thread | None = None) -> None:
        super().__init__(name="lock watch", daemon=True)
        self.gaps_s: list[float] = []
        """Longest of each period, as the clock on the wall has it."""
        self.at_most_s: list[float] = []
        self.at_least_s: list[float] = []
        """Longest holds of each period."""
        self._other = other
        self._halt = threading.Event()

    def run(self) -> None:
        clock, halted = time.perf_counter, self._halt.is_set
        no_core, used = _no_core(), _used_by(self._other)
        last = begun = clock()
        without, cpu = no_core(), used()
        gap = most = least = 0.0
        while not halted():
            now = clock()
            looking = now - last > LEAST_S
            while looking:
                without_now, cpu_now = no_core(), used()
                after = clock()
                held = min(after - last, cpu_now - cpu)
                gap, most = max(gap, after - last), max(most, held)
                least = max(least, held - (without_now - without))
                # reading gives the lock up: a hold that began within is not all counted yet
                looking = after - now > READ_S
                now = after
                if not looking:
                    without, cpu = without_now, cpu_now
            if now - begun > PERIOD_S:
                self.gaps_s.append(gap)
                self.at_most_s.append(most)
                self.at_least_s.append(least)
                begun, gap, most, least = now, 0.0, 0.0, 0.0
            last = now

    def __enter__(self) -> LockWatch:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._halt.set()
        self.join()

    def rows(self, title: str) -> list[tuple[str, float, str]]:
        """p99.9 over the periods, and the longest of all, in milliseconds."""
        return [
            (f"{title}, {name}, {word}", float(of(values)) * 1e3, "ms")
            for name, values in (
                ("gap", self.gaps_s),
                ("held at most", self.at_most_s),
                ("held at least", self.at_least_s),
            )
            for word, of in (("p99.9", lambda v: np.percentile(v, 99.9)), ("max", max))
        ]


class Busy(threading.Thread):
    """Plain Python for a while of each period: what is measured beside it is the machine's doing.

    Between two operations of the interpreter such a thread gives the lock up as soon as it is
    asked to; a worker that holds it no longer than this one does not hold it.

    Parameters
    ----------
    busy_s : CPU time of each period.
    period_s : its length.
    """

    def __init__(self, busy_s: float, period_s: float) -> None:
        super().__init__(name="busy", daemon=True)
        self._busy_s, self._rest_s = busy_s, max(period_s - busy_s, 0.0)
        self._halt = threading.Event()

    def run(self) -> None:
        clock = time.thread_time
        while not self._halt.wait(self._rest_s):
            end = clock() + self._busy_s
            while clock() < end:
                pass

    def stop(self) -> None:
        self._halt.set()
        self.join()


def _no_core() -> Callable[[], float]:
    """Seconds this thread was ready to run and had no core so far; 0 where the system is silent."""
    path = _schedule(threading.get_native_id())
    return (lambda: 1e-9 * int(path.read_bytes().split()[1])) if path.exists() else lambda: 0.0


def _used_by(thread: threading.Thread | None) -> Callable[[], float]:
    """CPU seconds so far of `thread`, or of all threads but this one; stands still at its end."""
    path = _schedule(thread.native_id if thread else None)
    if not path.exists():
        return lambda: time.process_time() - time.thread_time()
    known = 0.0

    def used() -> float:
        nonlocal known
        with suppress(OSError):  # it ended
            known = 1e-9 * int(path.read_bytes().split()[0])
        return known

    return used


def _schedule(native_id: int | None) -> Path:
    """Where Linux tells of a thread: nanoseconds on a core, and waiting for one."""
    return Path(f"/proc/self/task/{native_id}/schedstat")
