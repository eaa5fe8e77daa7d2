from __future__ import annotations

import json
import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from biofeedback.engine import Engine
from biofeedback.indices.baseline import Baseline, BaselineBuilder, BaselineError, Distribution
from biofeedback.indices.calm import LEAST_VALUES, Calm
from biofeedback.types import Feature, Index
from tests.biofeedback.indices.hearts import history, indices


def rest(values: np.ndarray, trust: float = 0.9, name: str = "heart_rate") -> BaselineBuilder:
    builder = BaselineBuilder()
    builder.add(Feature(name, float(k), float(v), "1/min", trust) for k, v in enumerate(values))
    return builder


def test_percentiles_are_those_of_the_resting_values() -> None:
    values = np.random.default_rng(0).normal(70.0, 4.0, 600)
    baseline = rest(values).build()
    for p in (5, 20, 50, 80, 95):
        assert baseline.percentile("heart_rate", np.percentile(values, p)) == pytest.approx(
            p / 100, abs=0.05
        )
    assert baseline.deviation("heart_rate", 74.0) == pytest.approx(1.0, abs=0.15)
    assert baseline.percentile("heart_rate", 0.0) == 0.0
    assert baseline.percentile("heart_rate", 200.0) == 1.0


def test_a_cough_does_not_move_it() -> None:
    values = np.random.default_rng(1).normal(70.0, 2.0, 300)
    shaken = values.copy()
    shaken[:15] = 180.0
    plain, robust = rest(values).build(), rest(shaken).build()
    assert robust.features["heart_rate"].median == pytest.approx(
        plain.features["heart_rate"].median, abs=0.3
    )


def test_untrusted_repeated_and_too_few_values_are_left_out() -> None:
    assert "heart_rate" not in rest(np.full(100, 70.0), trust=0.4).build().features
    assert "heart_rate" not in rest(np.full(10, 70.0)).build().features
    builder = rest(np.full(30, 70.0))
    builder.add([Feature("heart_rate", 29.0, 90.0, "1/min", 1.0)])  # said before
    builder.add([Feature("heart_rate", 99.0, math.nan, "1/min", 1.0)])
    assert builder.count("heart_rate") == 30


def test_unknown_feature_and_value_are_nan() -> None:
    baseline = rest(np.arange(60, 90)).build()
    assert math.isnan(baseline.percentile("rmssd", 40.0))
    assert math.isnan(baseline.percentile("heart_rate", math.nan))


def test_json_and_back() -> None:
    baseline = rest(np.random.default_rng(2).normal(70, 4, 100)).build()
    assert Baseline.from_dict(json.loads(json.dumps(baseline.to_dict()))) == baseline


@pytest.mark.parametrize(
    "damage",
    [
        lambda d: d.update(version=2),
        lambda d: d.update(percentiles=[50]),
        lambda d: d["features"]["heart_rate"].pop("median"),
        lambda d: d["features"]["heart_rate"].update(mad=-1.0),
        lambda d: d["features"]["heart_rate"].update(steps=[1.0]),
        lambda d: d["features"]["heart_rate"]["steps"].reverse(),
    ],
)
def test_damaged_files_are_refused_with_the_place(damage) -> None:
    data = rest(np.random.default_rng(3).normal(70, 4, 100)).build().to_dict()
    damage(data)
    with pytest.raises(BaselineError, match=r"baseline (version|feature 'heart_rate')"):
        Baseline.from_dict(data)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    st.lists(st.floats(-1e6, 1e6), min_size=20, max_size=60),
    st.lists(st.floats(-2e6, 2e6), min_size=2, max_size=10),
)
def test_percentile_is_bounded_and_never_falls(values: list[float], asked: list[float]) -> None:
    baseline = rest(np.array(values)).build()
    p = [baseline.percentile("heart_rate", v) for v in sorted(asked)]
    assert all(0.0 <= v <= 1.0 for v in p)
    assert all(b >= a - 1e-9 for a, b in pairwise(p))


def calm_after(rates: np.ndarray, arousal: float | None = None) -> list[float]:
    calm, h, out = Calm(), history(np.empty(0)), []
    for k, rate in enumerate(rates):
        h.features["heart_rate"] = Feature("heart_rate", float(k), float(rate), "1/min", 0.9)
        if arousal is not None:
            h.features["arousal"] = Feature("arousal", float(k), arousal, "", 0.8)
        out.append(indices(calm, h, float(k))["calm"].value)
    return out


def test_calm_rises_with_a_falling_heart_rate_and_falls_with_a_rising_one() -> None:
    rng = np.random.default_rng(5)
    start = rng.normal(75, 2, 150)
    assert calm_after(np.concatenate((start, rng.normal(68, 2, 120))))[-1] > 0.75
    assert calm_after(np.concatenate((start, rng.normal(84, 2, 120))))[-1] < 0.25
    assert calm_after(rng.normal(75, 2, 270))[-1] == pytest.approx(0.5, abs=0.15)


def test_arousal_counts_where_it_is_known() -> None:
    rates = np.random.default_rng(6).normal(75, 2, 270)
    assert calm_after(rates, arousal=0.9)[-1] < calm_after(rates)[-1] - 0.1


def test_calm_is_not_yet_and_without_a_heart_rate_says_so() -> None:
    calm, h = Calm(), history(np.empty(0))
    assert indices(calm, h, 0.0)["calm"].reason == "needs a heart rate"
    for k in range(LEAST_VALUES - 1):
        h.features["heart_rate"] = Feature("heart_rate", float(k), 70.0 + k % 3, "1/min", 0.9)
        result = indices(calm, h, float(k))["calm"]
        assert result.trust == 0.0
        assert "not yet" in result.reason


def test_an_earlier_rest_is_used_at_once_and_this_one_is_learnt_for_the_next() -> None:
    earlier = BaselineBuilder()
    for t in range(60):
        earlier.add([Feature("heart_rate", float(t), 80.0 + t % 5, "1/min", 0.9)])
    stored = Baseline.from_dict(json.loads(json.dumps(earlier.build().to_dict())))
    calm, h = Calm(), history(np.empty(0))
    h.baseline = stored
    out = []
    for t in range(60):
        h.features["heart_rate"] = Feature("heart_rate", float(t), 66.0 + t % 3, "1/min", 0.9)
        out += [v for v in calm.compute(h, float(t)) if isinstance(v, Index)]
    assert out[0].trust == 0.9, "no minutes of waiting"
    assert out[-1].value > 0.8, "far below the earlier rest"
    assert calm.learnt.features["heart_rate"].median == 67.0


def test_the_engine_hands_a_baseline_in_and_out() -> None:
    earlier = Baseline({"heart_rate": Distribution("1/min", 60, 80.0, 2.0, (80.0,) * 9)})
    assert Engine(traces=False, baseline=earlier).baseline == earlier
    assert Engine(traces=False).baseline == Baseline()
