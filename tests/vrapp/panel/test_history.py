from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from biofeedback.types import Beat, BodyState, Feature, Trace
from vrapp.panel.history import MAX_POINTS, SPAN_S, STRIP_S, Curve, History

from .bodies import make_body


def make_beat(t: float, interval_s: float, trust: float = 1.0) -> Beat:
    return Beat(t, t, trust, "ecg", interval_s, interval_s)


def test_every_beat_is_kept_once_over_overlapping_bodies() -> None:
    history = History()
    for now in np.arange(100.0, 460.0, 3.0):
        history.take(make_body(float(now)))
    t, rate, trust = history.heart_rate.arrays()
    assert np.allclose(np.diff(t), 0.9)
    assert np.allclose(rate, 60.0 / 0.9)
    assert t[-1] - t[0] == pytest.approx(SPAN_S, abs=3.0)
    assert np.all(trust == 0.95)


def test_a_retracted_beat_leaves_the_curve() -> None:
    history = History()
    beats = [make_beat(10.0, 1.0), make_beat(10.4, 0.4), make_beat(11.0, 0.6)]
    history.take(BodyState(t=11.1, beats=beats))
    assert history.heart_rate.arrays()[0].tolist() == [10.0, 10.4, 11.0]
    history.take(BodyState(t=11.2, beats=[make_beat(10.0, 1.0), make_beat(11.0, 1.0)]))
    assert history.heart_rate.arrays()[0].tolist() == [10.0, 11.0]
    assert history.heart_rate.arrays()[1].tolist() == [60.0, 60.0]


def test_an_impossible_interval_becomes_a_hole_not_a_spike() -> None:
    history = History()
    beats = [make_beat(1.0, math.nan), make_beat(1.1, 0.1), make_beat(9.0, 7.9), make_beat(10.0, 1)]
    history.take(BodyState(t=10.1, beats=beats))
    _, rate, trust = history.heart_rate.arrays()
    assert np.isnan(rate[:3]).all()
    assert rate[3] == 60.0
    assert trust.tolist() == [0.0, 0.0, 0.0, 1.0]


def test_without_beats_the_heart_rate_itself_is_drawn() -> None:
    history = History()
    for t in (1.0, 1.1, 2.0):
        history.take(
            BodyState(t=t, features={"heart_rate": Feature("heart_rate", t, 64, "/min", 1)})
        )
    assert history.heart_rate.arrays()[0].tolist() == [1.0, 2.0]


def test_a_feature_repeated_until_its_next_update_is_taken_once() -> None:
    history = History()
    for now, at in ((10.0, 9.0), (10.1, 9.0), (11.0, 10.0)):
        features = {"coherence": Feature("coherence", at, 0.5, "", 0.9)}
        history.take(BodyState(t=now, features=features))
    assert history.coherence.arrays()[0].tolist() == [9.0, 10.0]


def test_a_recording_that_begins_again_starts_a_new_memory() -> None:
    history = History()
    history.take(make_body(400.0))
    history.take(make_body(100.0))
    assert history.heart_rate.arrays()[0].max() < 101.0
    before = history.heart_rate.arrays()[0].size
    history.take(replace(make_body(100.0)))
    assert history.heart_rate.arrays()[0].size == before


@settings(derandomize=True, deadline=None, max_examples=40)
@given(st.lists(st.tuples(st.floats(0, 1e4), st.floats(-5, 5)), max_size=60))
def test_a_curve_stays_in_order_and_bounded(steps: list[tuple[float, float]]) -> None:
    curve = Curve()
    for t, value in steps:
        curve.replace_from(t, [(t, value, 1.0), (t + 1.0, value, 1.0)])
    t, _, _ = curve.arrays()
    assert np.all(np.diff(t) >= 0.0)
    assert t.size <= MAX_POINTS
    assert t.size == 0 or t[-1] - t[0] <= SPAN_S


def test_the_belts_short_traces_are_pieced_together_without_loss_or_repeat() -> None:
    history = History()
    rate_hz, numbered = 25.0, np.arange(4000.0)  # sample n has the value n
    for end in range(50, 4000, 13):
        shown = slice(max(end - 200, 0), end)  # 8 s, as the engine publishes
        traces = {"respiration": Trace(numbered[shown] / rate_hz, numbered[shown])}
        history.take(BodyState(t=end / rate_hz, traces=traces))
    assert np.all(np.diff(history.belt.y) == 1.0)
    assert np.allclose(history.belt.t * rate_hz, history.belt.y)
    assert history.belt.t[-1] - history.belt.t[0] == pytest.approx(STRIP_S, abs=0.05)
    history.take(BodyState(t=1.0, traces={"respiration": Trace(np.array([0.9]), np.array([5.0]))}))
    assert history.belt.y.tolist() == [5.0]
