"""The grid that the guard sees: what is shown, by direction, two frames later."""

from __future__ import annotations

import math
from collections.abc import Callable

import moderngl
import numpy as np
import pytest

from tests.flash.film import hostile
from tests.vrapp.render.conftest import probe
from vrapp.render.guard.flashes import Levels, Seen
from vrapp.render.guard.grid import EYE_CELLS
from vrapp.render.renderer import Renderer
from vrapp.render.target import Target
from vrapp.render.view import View, eye_from_world, perspective
from vrapp.scene.frame import FrameState
from vrapp.scene.library import rest_state


class Witness:
    """A judge that keeps what it is shown."""

    def __init__(self) -> None:
        self.t: list[float] = []
        self.level: list[Levels] = []
        self.seen: list[Seen] = []

    damped = False

    def gain(self, t: float) -> float:
        return 1.0

    def see(self, t: float, level: Levels, seen: Seen, slack: Levels) -> None:
        self.t.append(t)
        self.level.append(level.copy())
        self.seen.append(seen.copy())


def watch(
    context: moderngl.Context,
    state: Callable[[float], FrameState],
    yaw: float = 0.0,
    eyes: int = 1,
    single_pass: bool = True,
    side: int = 256,
) -> Witness:
    """Five frames of `side` pixels an eye."""
    witness = Witness()
    target = Target(context, (eyes * side, side))
    views = [
        View(
            eye,
            eye_from_world(yaw, 0.0, (eye - 0.5) * 0.064 * (eyes - 1)),
            perspective(math.pi / 2, 1.0),
            target.framebuffer,
            (eye * side, 0, side, side),
        )
        for eye in range(eyes)
    ]
    with Renderer(context, 1, single_pass, judge=witness) as renderer:
        for frame in range(5):
            renderer.draw(state(frame / 90.0), views)
    target.release()
    return witness


def light(level: float) -> Callable[[float], FrameState]:
    return lambda t: rest_state(hostile(), t, hertz=0.0, low=level, high=level)


def test_a_grid_is_two_frames_old(context: moderngl.Context) -> None:
    witness = watch(context, lambda t: rest_state(hostile(), t, hertz=0.0, high=min(30.0 * t, 1.0)))
    assert witness.t == [0.0, 1 / 90.0, 2 / 90.0]
    means = [float(w[s].mean()) for w, s in zip(witness.level, witness.seen, strict=True)]
    assert means == pytest.approx([0.0, 255 / 3, 170.0], abs=1.0)


@pytest.mark.parametrize("level", [0.0, 0.1, 0.5, 1.0])
def test_its_level_is_the_luminance_that_is_shown(context: moderngl.Context, level: float) -> None:
    witness = watch(context, light(level))
    assert np.allclose(witness.level[-1][witness.seen[-1]], 255 * level, atol=1.0)


def test_it_holds_as_many_cells_as_are_wholly_seen(context: moderngl.Context) -> None:
    """90 by 90 degrees are 1/6 of all directions; cells across the edge are left out."""
    seen = watch(context, light(0.5)).seen[-1]
    assert not seen[EYE_CELLS:].any()
    assert 0.12 * EYE_CELLS < seen[:EYE_CELLS].sum() < EYE_CELLS / 6


def test_brightness_counts(context: moderngl.Context) -> None:
    def dimmed(t: float) -> FrameState:
        rest = rest_state(hostile(), t, hertz=0.0, high=1.0)
        return FrameState(t, t, rest.scene, rest.values, rest.histories, brightness=0.5)

    witness = watch(context, dimmed)
    assert np.allclose(witness.level[-1][witness.seen[-1]], 127.5, atol=1.0)


def test_cells_lie_still_in_the_world(context: moderngl.Context) -> None:
    """The head turns by 25 degrees: what both looks see has the same light in both."""
    first, second = (
        watch(context, lambda t: rest_state(probe("mirror"), t), yaw) for yaw in (0.0, 0.44)
    )
    both = first.seen[-1] & second.seen[-1]
    a, b = first.level[-1][both].astype(int), second.level[-1][both].astype(int)
    assert both.sum() > 150
    assert a.std() > 4  # there is something to see
    assert np.percentile(np.abs(a - b), 95) <= 2


def test_both_eyes_are_looked_at_in_one_pass_as_in_two(context: moderngl.Context) -> None:
    one, two = (
        watch(context, lambda t: rest_state(probe("mirror"), t), 0.3, 2, way)
        for way in (True, False)
    )
    assert np.array_equal(one.seen[-1], two.seen[-1])
    assert one.seen[-1][:EYE_CELLS].any()
    assert one.seen[-1][EYE_CELLS:].any()
    assert np.abs(one.level[-1].astype(int) - two.level[-1]).max() <= 1
