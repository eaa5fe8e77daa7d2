"""What is kept for the plot: evenly, however long it lasts, in memory taken once."""

from __future__ import annotations

import math

import numpy as np

from vrapp.report.story import MOST, Series


def filled(count: int) -> Series:
    series = Series()
    for i in range(count):
        series.add(0.25 * i, float(i), 1.0)
    return series


def test_what_fits_is_kept_as_it_came() -> None:
    rows = filled(MOST).rows
    assert rows.shape == (MOST, 3)
    assert np.array_equal(rows[:, 1], np.arange(MOST))


def test_what_does_not_is_thinned_evenly_over_all_of_it() -> None:
    for count in (MOST + 1, 3 * MOST, 10 * MOST + 7):
        t, y, trust = filled(count).rows.T
        assert MOST // 2 <= t.size <= MOST
        steps = np.diff(t)
        assert np.ptp(steps) == 0.0, (count, steps)
        assert t[0] <= steps[0]
        assert t[-1] > 0.25 * (count - 1) - steps[0]
        assert np.array_equal(t, 0.25 * y)
        assert np.all(trust == 1.0)


def test_unknown_values_stay_unknown() -> None:
    series = Series()
    series.add(1.0, math.nan, 0.0)
    assert np.isnan(series.rows[0, 1])
