"""Draws what was shown again: scene, and over it what the person read.

    with Again(context, shown) as again:
        for frame in shown.frames():
            again.step(frame)
            again.draw(frame)
            again.read_rgb()

Of what hangs over the scene come the words, the questions and the stop with the light that grows
as they are looked at. What a press of a button answered, and the pacer's ring, are not drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Self

import moderngl
import numpy as np
import numpy.typing as npt

from vrapp.display.base import Frame
from vrapp.prompt.prompt import Prompt
from vrapp.record.shown import picture_hash
from vrapp.render.renderer import Renderer
from vrapp.render.target import Target
from vrapp.render.view import View
from vrapp.watch.reading import ShownFrame, ShownSession, ShownView

Box = tuple[int, int, int, int]


class Played:
    """A judge that lets through what the comfort guard let through then; it looks at nothing."""

    def __init__(self) -> None:
        self.then = 1.0

    @property
    def damped(self) -> bool:
        return self.then < 1.0

    def gain(self, t: float) -> float:
        return self.then

    def see(self, *grid: Any, **more: Any) -> None:
        """It has been judged."""


class Again:
    """Draws the frames of a session as they were, in one OpenGL context.

    Parameters
    ----------
    told
        Texts in the person's language.
    """

    def __init__(
        self, context: moderngl.Context, shown: ShownSession, told: Callable[[str], str] = str
    ) -> None:
        self._context, self._judge = context, Played()
        self.renderer = Renderer(context, shown.driver.get("samples"), judge=self._judge)
        self._prompt = Prompt(context, told=told)
        self._target: Target | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.release()

    def same_driver(self, shown: ShownSession) -> bool:
        """Whether pictures here can be the same to the last bit."""
        info = self._context.info
        here = info["GL_RENDERER"], info["GL_VERSION"], self.renderer.samples
        return here == tuple(shown.driver.get(k) for k in ("renderer", "version", "samples"))

    def step(self, frame: ShownFrame) -> None:
        """Let the words come, go and be looked at; for every frame, drawn or not."""
        seen = Frame(
            frame.number, frame.state.display_time, (), frame.world_from_head, frame.attended
        )
        self._prompt.step(seen, frame.state)

    def draw(self, frame: ShownFrame, words: bool = True) -> Sequence[View]:
        """Draw its views where they were in the picture; answers with them."""
        boxes = _beside([view.viewport for view in frame.views])
        target = self._fitting(boxes)
        views = [
            _view(view, target.framebuffer, box)
            for view, box in zip(frame.views, boxes, strict=True)
        ]
        if not views:
            target.framebuffer.clear(0.0, 0.0, 0.0, 1.0)
        self.draw_into(frame, views, words)
        return views

    def draw_into(self, frame: ShownFrame, views: Sequence[View], words: bool = True) -> None:
        """Draw a frame into other views than its own."""
        self._judge.then = frame.gain
        self.renderer.draw(frame.state, views)
        if words and views:
            self._prompt.draw(views)

    def digests(self, frame: ShownFrame) -> list[str]:
        """SHA-256 of each view's picture without words, as the record has it."""
        return [picture_hash(view) for view in self.draw(frame, words=False)]

    def read_rgb(self) -> npt.NDArray[np.uint8]:
        """What was drawn last, (height, width, 3), top row first; left eye beside right."""
        if self._target is None:
            raise ValueError("nothing was drawn yet; call draw() first")
        return self._target.read_rgb()

    def release(self) -> None:
        """Give everything on the graphics card back; safe to call twice."""
        if self._target is not None:
            self._target.release()
            self._target = None
        self._prompt.release()
        self.renderer.release()

    def _fitting(self, boxes: Sequence[Box]) -> Target:
        size = (
            max((x + width for x, _, width, _ in boxes), default=1),
            max((y + height for _, y, _, height in boxes), default=1),
        )
        if self._target is None or (boxes and self._target.size != size):
            if self._target is not None:
                self._target.release()
            self._target = Target(self._context, size)
        return self._target


def fitted(view: ShownView, target: moderngl.Framebuffer, box: Box) -> View:
    """A view as large as it fits into a box, in its own shape, in the middle."""
    left, bottom, wide, high = box
    _, _, width, height = view.viewport
    scale = min(wide / width, high / height)
    width, height = max(round(width * scale), 1), max(round(height * scale), 1)
    place = (left + (wide - width) // 2, bottom + (high - height) // 2, width, height)
    return _view(view, target, place)


def _view(view: ShownView, target: moderngl.Framebuffer, box: Box) -> View:
    return View(view.eye, view.eye_from_world, view.clip_from_eye, target, box)


def _beside(boxes: Sequence[Box]) -> list[Box]:
    """Eyes that had a layer each (a headset) come side by side."""
    if len(boxes) == 2 and boxes[0][0] == boxes[1][0]:
        x, y, width, height = boxes[1]
        return [boxes[0], (x + boxes[0][2], y, width, height)]
    return list(boxes)
