from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.vrapp.session.conftest import make_scene
from vrapp.scene.frame import HISTORY_LENGTH
from vrapp.session.history import Histories, ParameterHistory


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


def test_another_version_of_a_scene_remembers_what_it_knows_by_name_and_length() -> None:
    old = make_scene()
    (kept,) = old.history_parameters
    parameters = list(old.parameters)
    longer = replace(parameters[kept], history_s=99.0)
    values = [p.rest for p in parameters]
    histories = Histories(old)
    values[kept] = parameters[kept].rest + 0.25
    histories.step(5.0, values)
    same, other = Histories(old), Histories(replace(old, parameters=(*parameters[:kept], longer)))
    fresh = other.rows(values)
    same.continue_from(histories)
    other.continue_from(histories)
    assert np.array_equal(same.rows(values), histories.rows(values))
    assert np.array_equal(other.rows(values), fresh)  # another length: it begins anew
    assert not np.array_equal(same.rows(values), Histories(old).rows(values))
