"""One context for all tests of the room; every test ends without a pending OpenGL error."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import moderngl
import numpy as np
import numpy.typing as npt
import pytest

from vrapp.display.base import DisplayError
from vrapp.display.camera import eye_from_world, perspective
from vrapp.display.context import headless_context
from vrapp.render.renderer import Renderer
from vrapp.render.target import Target
from vrapp.render.view import View
from vrapp.scene.frame import FrameState
from vrapp.scene.library import load_scene, rest_state
from vrapp.scene.spec import SceneSpec

DATA = Path(__file__).parent / "data"
Picture = npt.NDArray[np.uint8]


@pytest.fixture(scope="session")
def shared_context() -> Iterator[moderngl.Context]:
    try:
        context = headless_context()
    except DisplayError as error:
        pytest.skip(str(error))
    yield context
    context.release()


@pytest.fixture
def context(shared_context: moderngl.Context) -> Iterator[moderngl.Context]:
    yield shared_context
    assert shared_context.error == "GL_NO_ERROR"


def probe(name: str) -> SceneSpec:
    return load_scene(DATA / "scenes" / f"{name}.toml")


class Camera:
    """A renderer with a picture to draw into."""

    def __init__(self, context: moderngl.Context, size: tuple[int, int], msaa: int = 4) -> None:
        self.renderer = Renderer(context, msaa)
        self.target = Target(context, size)
        self.view = View(
            0,
            eye_from_world(),
            perspective(np.pi / 2, size[0] / size[1]),
            self.target.framebuffer,
            (0, 0, *size),
        )

    def shoot(self, state: FrameState, **look: float) -> Picture:
        self.view.eye_from_world = eye_from_world(**look)
        self.renderer.draw(state, (self.view,))
        return self.target.read_rgb()

    def release(self) -> None:
        self.renderer.release()
        self.target.release()


@pytest.fixture
def camera(context: moderngl.Context) -> Iterator[Camera]:
    made = Camera(context, (256, 256))
    yield made
    made.release()


@pytest.fixture
def measure() -> FrameState:
    return rest_state(probe("measure"))
