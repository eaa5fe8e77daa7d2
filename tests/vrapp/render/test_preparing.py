"""A scene is built in steps between the frames of another one, and nobody sees any of it."""

from __future__ import annotations

import ctypes
from pathlib import Path

import moderngl
import numpy as np
import pytest

from tests.vrapp.render.conftest import Camera, probe
from tests.vrapp.render.test_reload import Live
from vrapp.render.renderer import Renderer
from vrapp.render.target import gl_function
from vrapp.scene.errors import ShaderError
from vrapp.scene.library import load_scene, rest_state

NAMES = 4096
"""More than the driver gave to all tests of a run: names are given from 1 on."""


def programs(context: moderngl.Context) -> int:
    """How many programs and shaders live in the context."""
    known = gl_function(context, "glIsProgram", ctypes.c_ubyte, ctypes.c_uint)
    return sum(bool(known(name)) for name in range(1, NAMES))


@pytest.mark.parametrize("both_eyes", [False, True])
def test_frames_between_the_steps_are_as_they_were(camera: Camera, both_eyes: bool) -> None:
    shown, next_scene = probe("probe"), probe("mirror")
    before = camera.shoot(rest_state(shown))
    steps = 0
    for _ in camera.renderer.preparing(next_scene, both_eyes):
        assert np.array_equal(camera.shoot(rest_state(shown)), before)
        steps += 1
    assert steps >= 2 * len(next_scene.layers)
    after = camera.shoot(rest_state(next_scene))
    with Renderer(camera.renderer.context, camera.renderer.samples) as fresh:
        fresh.draw(rest_state(next_scene), [camera.view])
        assert np.array_equal(camera.target.read_rgb(), after)
    assert camera.renderer.gain == 1.0


def test_what_was_built_in_steps_is_not_built_again(camera: Camera) -> None:
    spec = probe("probe")
    camera.renderer.prepare(spec)
    built = camera.renderer._scenes[spec].one
    camera.shoot(rest_state(spec))
    camera.renderer.prepare(spec)
    assert camera.renderer._scenes[spec].one is built


def test_given_up_half_way_nothing_is_left(camera: Camera) -> None:
    camera.shoot(rest_state(probe("probe")))
    there = programs(camera.renderer.context)
    steps = camera.renderer.preparing(probe("mirror"))
    next(steps)
    assert programs(camera.renderer.context) > there
    steps.close()
    assert programs(camera.renderer.context) == there


def test_a_faulty_scene_is_told_and_not_kept(camera: Camera, tmp_path: Path) -> None:
    live = Live(tmp_path)
    live.write(live.frag, "void main() { color = vec4(nothing); }\n")
    with pytest.raises(ShaderError, match="nothing"):
        camera.renderer.prepare(load_scene(live.toml))
    assert not camera.renderer._scenes
    assert camera.shoot(rest_state(probe("probe"))).std() > 10
