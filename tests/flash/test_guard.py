"""The guard, not luck: a scene that flashes in every way is brought to rest."""

from __future__ import annotations

import math

import moderngl
import numpy as np
import pytest

from tests.flash.analyser import MOST
from tests.flash.film import Identity, film, hostile

WAYS = {
    "all, 45 Hz": {"hertz": 45.0},
    "all, 22 Hz, small": {"hertz": 22.5, "low": 0.2, "high": 0.35},
    "all, 8 Hz": {"hertz": 8.0},
    "all, 4 Hz": {"hertz": 4.0, "low": 0.1, "high": 0.9},
    "all, 4 Hz, bright": {"hertz": 4.0, "low": 0.7, "high": 1.0},
    "patch, 20 Hz": {"hertz": 20.0, "kind": 1.0},
    "board, 10 Hz": {"hertz": 10.0, "kind": 2.0},
    "bursts, 30 Hz": {"hertz": 30.0, "kind": 4.0},
    "bursts, 9 Hz": {"hertz": 9.0, "kind": 4.0},
}


@pytest.mark.parametrize("way", WAYS)
def test_a_hostile_scene_is_damped_in_time(context: moderngl.Context, way: str) -> None:
    """With the guard no cell flashes more than three times in any second; without it, it does."""
    seconds = 9.5 if "bursts" in way else 3.5
    values = {"kind": 0.0, "low": 0.0, "high": 1.0, **WAYS[way]}
    guarded = film(context, [hostile()], seconds, values=values)
    bare = film(context, [hostile()], seconds, values=values, judge=Identity())
    assert bare.flashes[0] > MOST
    assert guarded.flashes[0] <= MOST
    assert min(guarded.gains) < 0.7
    # no cure is a flash: it comes back slowly, two seconds from dark to light
    assert max(np.diff(guarded.gains)) <= 1.0 / (2.0 * 90.0) + 0.25 / 90.0 + 1e-6


def test_no_red_is_shown_deep(context: moderngl.Context) -> None:
    """Of red against grey that share their luminance nothing is left that counts as a red flash."""
    shot = film(context, [hostile()], 3.0, values={"hertz": 8.0, "kind": 3.0}, judge=Identity())
    assert shot.flashes == (0, 0)


def test_a_bright_picture_is_brought_down_slowly(context: moderngl.Context) -> None:
    values = {"hertz": 0.0, "low": 1.0, "high": 1.0}
    shot = film(context, [hostile()], 6.0, values=values)
    assert shot.gains[-1] == pytest.approx(0.5, abs=0.01)
    assert shot.flashes[0] <= 1


@pytest.mark.parametrize("way", ["all, 8 Hz", "patch, 20 Hz", "all, 22 Hz, small"])
def test_a_shaken_head_hides_no_flash(context: moderngl.Context, way: str) -> None:
    """What is forgiven an edge that slides as the head sways is not forgiven a light."""

    def look(t: float) -> dict[str, float]:
        swing = math.sin(2 * math.pi * 3.0 * t)
        return {"yaw_rad": 0.1 * swing, "pitch_rad": 0.05 * swing, "eye_x_m": 0.03 * swing}

    values = {"kind": 0.0, "low": 0.0, "high": 1.0, **WAYS[way]}
    assert min(film(context, [hostile()], 2.5, look=look, values=values).gains) < 0.7
