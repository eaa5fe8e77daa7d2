"""R peaks and pulses that belong together vouch for each other; else not both can be right."""

from __future__ import annotations

import numpy as np
import pytest

from biofeedback.agreement import agreement, believed
from biofeedback.types import Beat, FloatArray, SignalKind


def beats(times: FloatArray, kind: SignalKind = "ecg") -> list[Beat]:
    return [Beat(float(t), float(t), 0.9, kind) for t in times]


def heart(seed: int = 1) -> FloatArray:
    return np.cumsum(0.85 + 0.06 * np.random.default_rng(seed).normal(size=40))


@pytest.mark.parametrize("transit_s", [0.0, 0.25, 0.45])
def test_one_heart_agrees_with_itself_at_any_transit_time(transit_s: float) -> None:
    t = heart()
    jitter = 0.02 * np.random.default_rng(2).normal(size=t.size)
    assert agreement(beats(t), beats(t + transit_s + jitter, "ppg"), 25.0) == 1.0


def test_two_hearts_do_not() -> None:
    share = agreement(beats(heart(1)), beats(heart(2) * 0.9, "ppg"), 25.0)
    assert share is not None
    assert share < 0.6


@pytest.mark.parametrize("every", [2, 3])
def test_missed_and_extra_beats_count(every: int) -> None:
    t = heart()
    some = np.delete(t, np.arange(0, t.size, every)) if every == 3 else t[::2]
    for ecg, ppg in ((t, some + 0.3), (some, t + 0.3)):
        share = agreement(beats(ecg), beats(ppg, "ppg"), 25.0)
        assert share is None or share < 0.8


def test_too_few_beats_tell_nothing() -> None:
    assert agreement(beats(heart()[:3]), beats(heart(), "ppg"), 25.0) is None
    assert agreement([], [], 25.0) is None


def test_who_is_surer_is_believed() -> None:
    assert believed(0.9, 0.9, 1.0) == 0.9
    assert believed(0.9, 0.9, 0.0) == pytest.approx(0.5)
    assert believed(0.9, 0.3, 0.0) > 0.9 - 0.05
    assert believed(0.3, 0.9, 0.0) < 0.1
    assert believed(0.5, 1.0, 0.0) > 0.0
    assert believed(0.0, 0.0, 0.5) == 0.0
