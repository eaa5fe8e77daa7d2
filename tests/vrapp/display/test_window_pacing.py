"""The window's pace, without a window."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest

from biofeedback.clock import VirtualClock
from vrapp.display.window_pacing import PROOF, Pacing


def run(pacing: Pacing, clock: VirtualClock, frame_s: Callable[[int], float], n: int) -> np.ndarray:
    """Times at which `n` frames were said to be seen; each takes `frame_s(i)` to be presented."""
    seen = []
    for i in range(n):
        seen.append(pacing.wait())
        clock.sleep_until(clock.now() + frame_s(i))
        pacing.presented()
    return np.array(seen)


def test_without_vertical_sync_the_clock_keeps_the_pace() -> None:
    clock = VirtualClock(5.0)
    seen = run(Pacing(clock, 50.0, vsync=False), clock, lambda i: 0.001, 200)
    assert np.allclose(np.diff(seen)[20:], 0.02, atol=1e-4)
    assert clock.now() - 5.0 == pytest.approx(199 * 0.02 + 0.001)


def test_working_vertical_sync_is_left_alone() -> None:
    clock = VirtualClock()
    pacing = Pacing(clock)
    seen = run(pacing, clock, lambda i: 1 / 144, 300)
    assert not pacing.sleeps
    # What is said to be seen next is when it is: one period after the last one was presented.
    assert np.allclose(np.diff(seen)[60:], 1 / 144, atol=1e-4)
    assert seen[-1] == pytest.approx(clock.now(), abs=1e-4)


def test_vertical_sync_without_effect_is_noticed() -> None:
    clock = VirtualClock()
    pacing = Pacing(clock)
    run(pacing, clock, lambda i: 0.0005, PROOF)
    assert not pacing.sleeps
    run(pacing, clock, lambda i: 0.0005, 2)
    assert pacing.sleeps
    before = clock.now()
    run(pacing, clock, lambda i: 0.0005, 60)
    assert clock.now() - before == pytest.approx(1.0, rel=0.05)


def test_frames_queued_by_the_driver_are_no_proof() -> None:
    clock = VirtualClock()
    pacing = Pacing(clock)
    run(pacing, clock, lambda i: 0.0005 if i % 8 < 3 else 1 / 60, 200)
    assert not pacing.sleeps


def test_a_limit_below_the_screens_rate_is_kept() -> None:
    clock = VirtualClock()
    pacing = Pacing(clock, 30.0)
    run(pacing, clock, lambda i: 1 / 60, 40)
    before = clock.now()
    run(pacing, clock, lambda i: 0.002, 30)
    assert clock.now() - before == pytest.approx(1.0, abs=0.05)


def test_after_a_long_frame_nothing_hurries_and_time_never_runs_back() -> None:
    clock = VirtualClock()
    pacing = Pacing(clock, 50.0, vsync=False)
    seen = run(pacing, clock, lambda i: 0.5 if i == 20 else 0.001, 60)
    assert np.all(np.diff(seen) > 0.0)
    assert np.diff(seen)[23:].min() > 0.01


@pytest.mark.parametrize("limit", [0.0, -1.0, math.nan, math.inf])
def test_a_limit_that_is_none_is_refused(limit: float) -> None:
    with pytest.raises(ValueError, match="fps_limit is"):
        Pacing(VirtualClock(), limit)
