"""A prompt in a context of its own, a head that looks where it is told, and time that is ours."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import moderngl
import numpy as np
import pytest

from vrapp.display.base import DisplayError, Frame, InputEvent
from vrapp.display.camera import eye_from_world, perspective
from vrapp.display.context import headless_context
from vrapp.prompt.prompt import Prompt
from vrapp.render.target import Target
from vrapp.render.view import View
from vrapp.scene.frame import FrameState
from vrapp.scene.library import load_scene, rest_state

FPS = 60.0


@pytest.fixture(scope="session")
def shared_context() -> Iterator[moderngl.Context]:
    try:
        context = headless_context()
    except DisplayError as error:
        pytest.skip(str(error))
    yield context
    context.release()


class Person:
    """Steps a prompt while looking somewhere, and keeps what came of it."""

    def __init__(self, context: moderngl.Context) -> None:
        self.prompt = Prompt(context)
        self.context = context
        self.state: FrameState = rest_state(load_scene("bay"))
        self.frame = Frame(0, 100.0, (), np.eye(4, dtype=np.float32))
        self.events: list[InputEvent] = []
        self.lungs: float | None = None

    def show(self, **changes: object) -> None:
        self.state = replace(self.state, **changes)  # type: ignore[arg-type]

    def look(
        self,
        seconds: float,
        yaw_deg: float = 0.0,
        pitch_deg: float = 0.0,
        happened: Sequence[InputEvent] = (),
    ) -> Person:
        self.turn(yaw_deg, pitch_deg)
        for _ in range(round(seconds * FPS)):
            self.frame.time += 1.0 / FPS
            self.events += self.prompt.step(self.frame, self.state, happened, self.lungs)
            happened = ()
        return self

    def turn(self, yaw_deg: float, pitch_deg: float) -> None:
        head = eye_from_world(np.radians(yaw_deg), np.radians(pitch_deg))
        self.frame.world_from_head[...] = head.T

    def picture(
        self, size: tuple[int, int] = (600, 600), fov_deg: float = 62.0, ground: float = 0.0
    ) -> np.ndarray:
        """What is drawn over an even grey, (height, width, 3)."""
        target = Target(self.context, size)
        target.framebuffer.clear(ground, ground, ground, 1.0)
        eye = self.frame.world_from_head.T.copy()
        clip = perspective(np.radians(fov_deg), size[0] / size[1])
        view = View(0, eye, clip, target.framebuffer, (0, 0, *size))
        self.prompt.draw((view,))
        picture = target.read_rgb()
        target.release()
        return picture


@pytest.fixture
def person(shared_context: moderngl.Context) -> Iterator[Person]:
    made = Person(shared_context)
    yield made
    made.prompt.release()
    assert shared_context.error == "GL_NO_ERROR"
