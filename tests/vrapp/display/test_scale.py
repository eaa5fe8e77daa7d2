"""A metre is a metre: a cube seen in stereo has the angle, the parallax and the up it must have."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pytest

from biofeedback.clock import VirtualClock
from tests.stereo.measure import SCENES, Picture, check, read
from vrapp.display.base import DisplayError
from vrapp.display.headless import HeadlessDisplay
from vrapp.render.renderer import Renderer
from vrapp.render.view import View
from vrapp.scene.library import load_scene, rest_state


@pytest.fixture(scope="module")
def seen() -> Iterator[tuple[list[Picture], list[View]]]:
    try:
        display = HeadlessDisplay((320, 240), 90.0, VirtualClock(), stereo=True)
    except DisplayError as error:
        pytest.skip(str(error))
    with display, Renderer(display.context) as renderer:
        views = list(next(display.frames()).views)
        renderer.draw(rest_state(load_scene(SCENES / "scenes" / "cube.toml")), views)
        yield [read(view) for view in views], views


def test_the_cube_is_where_it_is(seen: tuple[list[Picture], list[View]]) -> None:
    check(*seen)


WRONG: dict[str, Callable[[list[Picture]], list[Picture]]] = {
    "eyes swapped": lambda pictures: pictures[::-1],
    "upside down": lambda pictures: [picture[::-1] for picture in pictures],
    "mirrored": lambda pictures: [picture[:, ::-1] for picture in pictures],
    "one picture for both": lambda pictures: [pictures[0]] * 2,
    "too wide": lambda pictures: [np.repeat(p, 2, axis=1)[:, 160:480] for p in pictures],
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_seen(name: str, seen: tuple[list[Picture], list[View]]) -> None:
    pictures, views = seen
    with pytest.raises((AssertionError, ValueError)):
        check(WRONG[name](pictures), views)
