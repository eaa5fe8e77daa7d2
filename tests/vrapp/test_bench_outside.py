"""A frame's CPU time told from outside: steps of a thread's clock, split at its sleeps."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from vrapp.bench.headset import Contender, bench_headset
from vrapp.bench.outside import frames, watch
from vrapp.display.base import DisplayError


def seen(work_s: list[float], period_s: float = 0.05, look_s: float = 0.001) -> np.ndarray:
    """Frames as `frames` finds them, for a thread that works at the start of each period."""
    stamps = np.arange(0.0, len(work_s) * period_s, look_s)
    number = np.minimum((stamps // period_s).astype(int), len(work_s) - 1)
    before = np.concatenate([[0.0], np.cumsum(work_s)])[number]
    cpu = before + np.minimum(stamps - number * period_s, np.asarray(work_s)[number])
    return frames(stamps, cpu, np.zeros_like(cpu))


def test_each_frame_has_its_own_time() -> None:
    work = [0.0005, 0.0008, 0.004, 0.0005, 0.0123, 0.0005, 0.0007]
    # What is under way at either end is left out: the first frame and the last.
    assert seen(work) == pytest.approx(work[1:-1], abs=1e-9)


def test_frames_without_a_sleep_between_them_are_one() -> None:
    assert seen([0.05] * 20).size == 0  # never asleep: no frame can be told
    short = seen([0.0008] * 40, period_s=0.002, look_s=0.0005)
    assert short.size == 0


def test_a_thread_that_never_ran_has_no_frames() -> None:
    stamps = np.arange(100) * 0.001
    assert frames(stamps, np.zeros(100), np.zeros(100)).size == 0


def test_a_late_reply_within_a_frame_does_not_end_it() -> None:
    stamps = np.arange(0.0, 1.0, 0.001)
    number, within = stamps // 0.05, np.mod(stamps, 0.05)
    # In every fifth frame the thread sleeps 6 ms for a reply before it goes on.
    reply = np.where(number % 5 == 2, 0.006, 0.0)
    cpu = number * 0.002 + np.clip(within, 0.0, 0.001) + np.clip(within - 0.001 - reply, 0.0, 0.001)
    assert frames(stamps, cpu, np.zeros_like(cpu)) == pytest.approx([0.002] * 18)


def test_a_frame_that_waits_for_a_processor_is_still_one() -> None:
    stamps = np.arange(0.0, 0.2, 0.001)
    within = np.mod(stamps, 0.05)
    number = stamps // 0.05
    # 1 ms of work, 10 ms in which another program has the processor, 1 ms of work, then sleep.
    cpu = number * 0.002 + np.clip(within, 0.0, 0.001) + np.clip(within - 0.011, 0.0, 0.001)
    waited = number * 0.010 + np.clip(within - 0.001, 0.0, 0.010)
    assert frames(stamps, cpu, waited) == pytest.approx([0.002] * 2)
    assert frames(stamps, cpu, np.zeros_like(cpu)).size > 4  # what it would be without


@pytest.mark.skipif(sys.platform != "linux", reason="CPU times of another process, as Linux has")
def test_the_kernel_and_the_thread_itself_agree() -> None:
    program = (
        "import time\n"
        "while True:\n"
        "    end = time.thread_time() + 0.004\n"
        "    while time.thread_time() < end: pass\n"
        "    time.sleep(0.03)\n"
    )
    cpu = watch([sys.executable, "-c", program], 0.5, 2.0)
    # A busy machine stretches the sleeps, never the work.
    assert 20 <= cpu.size <= 60
    assert np.median(cpu) == pytest.approx(0.004, rel=0.15)


@pytest.mark.skipif(sys.platform != "linux", reason="CPU times of another process, as Linux has")
def test_what_cannot_be_measured_says_why() -> None:
    broken = (sys.executable, "-c", "raise SystemExit('no headset')")
    with pytest.raises(DisplayError, match=r"one: .*no headset; two: nowhere_xr is not installed"):
        bench_headset({"one": Contender(broken, 0.5), "two": Contender(("nowhere_xr",))}, 0.1)
