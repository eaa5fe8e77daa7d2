from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from vrapp.panel.traces import AutoRange, averages, envelope, value_at, with_gaps


def test_an_envelope_keeps_a_single_spike() -> None:
    t = np.arange(8000) / 1000.0
    y = np.zeros_like(t)
    y[4321] = 5.0
    thin_t, thin_y = envelope(t, y, 8.0 / 300)
    assert thin_t.size <= 602
    assert thin_y.max() == 5.0
    assert abs(thin_t[np.argmax(thin_y)] - 4.321) < 8.0 / 300


def test_few_samples_stay_as_they_are() -> None:
    t = np.arange(200) / 25.0
    y = np.sin(t)
    thin_t, thin_y = envelope(t, y, 8.0 / 300)
    assert np.array_equal(thin_t, t)
    assert np.array_equal(thin_y, y)


def test_an_envelope_does_not_shimmer_when_it_scrolls() -> None:
    t = np.arange(4000) / 500.0
    y = np.sin(40 * t)
    whole_t, whole_y = envelope(t, y, 0.02)
    later_t, later_y = envelope(t[37:], y[37:], 0.02)
    inner = later_t > t[37] + 0.02
    same = np.isin(np.round(whole_t, 9), np.round(later_t[inner], 9))
    assert np.array_equal(whole_y[same], later_y[inner])


@settings(derandomize=True, deadline=None, max_examples=60)
@given(
    hnp.arrays(np.float64, st.integers(0, 300), elements=st.floats(width=32)),
    st.floats(1e-4, 10.0),
)
def test_thinning_takes_anything_and_invents_nothing(y: np.ndarray, step_s: float) -> None:
    t = np.arange(y.size) / 100.0
    finite = y[np.isfinite(y)]
    for thin in (envelope, averages):
        thin_t, thin_y = thin(t, y, step_s)
        assert thin_t.size == thin_y.size <= max(2 * finite.size, 2)
        assert np.all(np.diff(thin_t) >= 0.0)
        if finite.size:
            slack = 1e-9 * max(abs(finite.min()), abs(finite.max()))
            assert thin_y.min() >= finite.min() - slack
            assert thin_y.max() <= finite.max() + slack
    assert set(envelope(t, y, step_s)[1]) <= set(finite)


def test_a_hole_is_drawn_as_a_hole() -> None:
    t = np.concatenate((np.arange(10) * 0.1, 5.0 + np.arange(10) * 0.1))
    gap_t, gap_y = with_gaps(t, np.ones(20))
    assert gap_t.size == 21
    assert np.flatnonzero(np.isnan(gap_y)).tolist() == [10]
    assert np.all(np.diff(gap_t) >= 0.0)
    assert with_gaps(t[:10], np.ones(10))[0].size == 10


def test_value_at_knows_nothing_outside() -> None:
    t, y = np.array([0.0, 1.0]), np.array([0.0, 2.0])
    values = value_at(t, y, np.array([-1.0, 0.5, 2.0]))
    assert np.isnan(values[[0, 2]]).all()
    assert values[1] == 1.0
    assert np.isnan(value_at(np.zeros(0), np.zeros(0), np.array([0.0]))).all()


def test_a_range_opens_at_once_and_closes_slowly() -> None:
    auto = AutoRange(least=1.0)
    assert auto.fit(np.zeros(0), 0.05) == (0.0, 1.0)
    low, high = auto.fit(np.array([-1.0, 1.0]), 0.05)
    assert (low, high) == (-1.1, 1.1)
    assert auto.fit(np.array([-10.0, 10.0]), 0.05) == (-11.0, 11.0)
    low, high = auto.fit(np.array([-1.0, 1.0]), 0.05)
    assert 10.5 < high < 11.0
    for _ in range(600):
        low, high = auto.fit(np.array([-1.0, 1.0]), 0.05)
    assert abs(high - 1.1) < 0.01
    assert abs(low + 1.1) < 0.01


def test_a_lonely_artifact_may_stick_out_of_the_range() -> None:
    y = np.sin(np.arange(2000) * 0.1)
    y[500] = 1000.0
    low, high = AutoRange(least=0.0).fit(y, 0.05, tail=0.002)
    assert -1.2 < low < -1.0
    assert 1.0 < high < 1.2


def test_a_flat_line_has_a_range() -> None:
    low, high = AutoRange(least=12.0).fit(np.full(10, 60.0), 0.05)
    assert low < 60.0 < high
