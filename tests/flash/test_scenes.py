"""Every scene under every hammered signal: nothing flashes, and no head shake is taken for one.

A few seconds of each are filmed here; the whole minute (`-m proof`) is `.ci/run`'s.
"""

from __future__ import annotations

import math

import moderngl
import pytest

from tests.flash.analyser import MOST
from tests.flash.film import adversary, film, hammered, square_waves
from vrapp.scene.library import list_scenes, load_scene

SCENES = list(list_scenes())
CLEAR = 448
"""Pixels for 90 degrees at which lights no longer hide between pixels; a headset has four times
as many."""


def shaken(t: float) -> dict[str, float]:
    """A head that turns and nods about its neck, from once a second to four times within 6 s."""
    swing = math.sin(2 * math.pi * (t + 0.25 * t * t))
    return {"yaw_rad": 0.35 * swing, "pitch_rad": 0.15 * swing, "eye_x_m": 0.03 * swing}


@pytest.mark.parametrize("scene", SCENES)
@pytest.mark.parametrize("hz", [3.0, 12.0])
def test_hammered_signals_make_no_flash(context: moderngl.Context, scene: str, hz: float) -> None:
    shot = film(context, [load_scene(scene)], 3.0, square_waves(hz, trust_hz=1.3))
    assert max(shot.flashes) <= MOST


@pytest.mark.proof
@pytest.mark.timeout(1500)
@pytest.mark.parametrize("scene", SCENES)
def test_a_minute_of_everything_makes_no_flash(context: moderngl.Context, scene: str) -> None:
    shot = film(context, [load_scene(scene)], 60.0, adversary, hammered([scene]))
    assert max(shot.flashes) <= MOST


@pytest.mark.proof
@pytest.mark.timeout(1500)
@pytest.mark.parametrize("scene", SCENES)
def test_a_scene_keeps_within_the_limits_by_itself(context: moderngl.Context, scene: str) -> None:
    """Its slew is enough: where lights do not hide between pixels, the guard has nothing to do."""
    shot = film(context, [load_scene(scene)], 4.0, square_waves(3.0, trust_hz=1.3), side=CLEAR)
    assert min(shot.gains) == 1.0


@pytest.mark.proof
@pytest.mark.timeout(1500)
def test_scenes_switched_every_second_make_no_flash(context: moderngl.Context) -> None:
    scenes = [load_scene(name) for name in SCENES]
    shot = film(context, scenes, 60.0, adversary, hammered(SCENES))
    assert max(shot.flashes) <= MOST


@pytest.mark.proof
@pytest.mark.timeout(1500)
@pytest.mark.parametrize("scene", SCENES)
def test_a_head_shake_is_no_flash(context: moderngl.Context, scene: str) -> None:
    shot = film(context, [load_scene(scene)], 6.0, look=shaken, side=CLEAR)
    assert min(shot.gains) == 1.0
