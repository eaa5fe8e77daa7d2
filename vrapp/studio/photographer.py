"""Pictures of a scene without a display, many with one context, for one eye or both."""

from __future__ import annotations

import math
from typing import Self

import numpy as np
import numpy.typing as npt

from vrapp.render.renderer import Renderer
from vrapp.render.target import Target, standalone_context
from vrapp.render.view import FOV_Y_RAD, View, eye_from_world, perspective
from vrapp.scene.frame import FrameState

RgbArray = npt.NDArray[np.uint8]

IPD_M = 0.063
"""Distance between the pupils: the adult mean (Dodgson 2004, 63.4 mm)."""


class Photographer:
    """Takes pictures of one eye's `size` = (width, height); `stereo` lays left and right abreast.

    Raises `GraphicsError` where there is no OpenGL. Its guard sees all pictures as one film.
    """

    def __init__(
        self,
        size: tuple[int, int],
        stereo: bool = False,
        fov_y_rad: float = FOV_Y_RAD,
        msaa: int = 4,
    ) -> None:
        self.context = standalone_context()
        self._renderer = Renderer(self.context, msaa)
        width, height = size
        self._eyes = (-IPD_M / 2, IPD_M / 2) if stereo else (0.0,)
        self._target = Target(self.context, (width * len(self._eyes), height))
        clip = perspective(fov_y_rad, width / height)
        self._views = [
            View(i, eye_from_world(), clip, self._target.framebuffer, (i * width, 0, width, height))
            for i in range(len(self._eyes))
        ]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.release()

    def take(self, state: FrameState, yaw_deg: float = 0.0, pitch_deg: float = 0.0) -> RgbArray:
        """(height, width, 3) sRGB, top row first; yaw to the left, pitch up. Raises SceneError."""
        for view, x in zip(self._views, self._eyes, strict=True):
            look = eye_from_world(math.radians(yaw_deg), math.radians(pitch_deg), x)
            view.eye_from_world[...] = look
        self._renderer.draw(state, self._views)
        return self._target.read_rgb()

    def release(self) -> None:
        self._renderer.release()
        self._target.release()
        self.context.release()
