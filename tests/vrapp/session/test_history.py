from __future__ import annotations

import numpy as np
import pytest

from vrapp.scene.frame import HISTORY_LENGTH
from vrapp.session.history import ParameterHistory


@pytest.mark.parametrize("fps", [24, 72, 90, 144])
def test_reads_the_past_of_a_moving_value_at_any_frame_rate(fps):
    span = 12.7
    history, out = ParameterHistory(span, 0.0), np.zeros(HISTORY_LENGTH, np.float32)
    ages = np.linspace(0.0, span, HISTORY_LENGTH)

    def wave(t):
        return np.sin(2 * np.pi * 0.1 * t)

    now = 0.0
    for n in range(1, 30 * fps):
        now = n / fps
        history.step(1 / fps, float(wave(now)))
    history.read_into(out, float(wave(now)))
    assert out[0] == pytest.approx(wave(now), abs=1e-6)
    # a grid line may be a frame late: the fastest slope times one frame bounds the error
    assert np.abs(out - wave(now - ages)).max() < 2 * np.pi * 0.1 / fps + 0.002


def test_moves_smoothly_between_grid_lines():
    history, out = ParameterHistory(12.7, 0.0), np.zeros(HISTORY_LENGTH, np.float32)
    seen = []
    for n in range(90 * 5):
        value = float(np.sin(n / 90.0))
        history.step(1 / 90, value)
        history.read_into(out, value)
        seen.append(out[20])
    assert np.abs(np.diff(seen)).max() < 0.03  # slope 1 /s at 90 frames/s is 0.011 a frame


def test_a_long_stall_fills_the_past_with_what_is_known():
    history, out = ParameterHistory(1.0, 0.0), np.zeros(HISTORY_LENGTH, np.float32)
    history.step(100.0, 1.0)
    history.read_into(out, 1.0)
    assert (out == 1.0).all()
