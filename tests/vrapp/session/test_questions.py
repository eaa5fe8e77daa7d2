"""The scales: what can be answered in the headset, what at the desk, and what follows."""

from __future__ import annotations

import pytest

from vrapp.session.questions import highest, pain_rose, sickness, sickness_stops
from vrapp.session.ratings import fits


def test_sickness_is_looked_at_in_steps_of_two_and_entered_in_any_number():
    assert sickness().choices == ("0", "2", "4", "6", "8", "10", "12", "14", "16", "18", "20")
    assert highest("sickness") == 20.0
    assert all(fits("sickness", float(n)) for n in range(21))
    assert not fits("sickness", 21.0)
    assert not fits("sickness", -1.0)


@pytest.mark.parametrize(
    ("values", "stops"),
    [
        ((), False), ((14.0,), False), ((15.0,), True), ((16.0,), True), ((2.0, 9.0), False),
        ((2.0, 10.0), True), ((1.0, 9.0), True), ((10.0, 14.0), False), ((2.0, 12.0, 4.0), False),
    ],
)  # fmt: skip
def test_the_sickness_rule(values, stops):
    assert bool(sickness_stops(values)) == stops


@pytest.mark.parametrize(
    ("values", "rose"),
    [((3.0,), False), ((3.0, 4.0), False), ((3.0, 5.0), True), ((8.0, 10.0), True),
     ((3.0, 1.0, 3.0), False), ((3.0, 1.0, 5.0), True)],
)  # fmt: skip
def test_a_rise_of_two_points_against_the_first(values, rose):
    assert bool(pain_rose(values)) == rose
