from __future__ import annotations

import math

import pytest

from vrapp.render.guard.sway import Sway


def swayed(amplitude_m: float, hz: float, seconds: float = 3.0, drift: float = 0.0) -> Sway:
    sway = Sway()
    for n in range(int(seconds * 90)):
        t = n / 90.0
        x = amplitude_m * math.sin(2 * math.pi * hz * t) + drift * t
        sway.step(t, (x, 1.2, 0.0))
    return sway


@pytest.mark.parametrize("hz", [1.0, 2.0, 4.0])
def test_a_sway_is_as_wide_as_it_is(hz: float) -> None:
    assert swayed(0.03, hz).metres == pytest.approx(0.06, rel=0.25)


def test_a_still_head_sways_not() -> None:
    assert swayed(0.0, 1.0).metres == 0.0


def test_it_is_over_soon_after() -> None:
    sway = swayed(0.03, 2.0)
    for n in range(180):
        sway.step(3.0 + n / 90.0, (0.0, 1.2, 0.0))
    assert sway.metres < 0.005


def test_time_that_jumps_begins_anew() -> None:
    sway = swayed(0.03, 2.0)
    sway.step(0.0, (5.0, 0.0, 0.0))
    assert sway.metres == 0.0
    sway.step(100.0, (9.0, 0.0, 0.0))
    assert sway.metres == 0.0
