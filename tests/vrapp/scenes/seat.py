"""Where the tests of a scene sit, and how they measure what they see."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from vrapp.render.renderer import Renderer
from vrapp.render.target import GraphicsError, Target, standalone_context
from vrapp.render.view import View, eye_from_world, perspective
from vrapp.scene.frame import FrameState
from vrapp.scene.library import load_scene, rest_state
from vrapp.scene.spec import SceneSpec

GOLDEN = Path(__file__).parent / "golden"
SIZE = (320, 180)
HORIZON_ROW = SIZE[1] // 2
TOLERANCE = 4.0  # of 255, in a block's mean
Light = npt.NDArray[np.float64]


class Seat:
    """Someone in a scene: pictures as (height, width, 3) floats, 0..255 sRGB."""

    def __init__(self, scene: str) -> None:
        try:
            self.context = standalone_context()
        except GraphicsError as error:
            pytest.skip(str(error))
        self.spec: SceneSpec = load_scene(scene)
        self.renderer = Renderer(self.context, 1)
        self.target = Target(self.context, SIZE)
        clip = perspective(math.radians(62.0), SIZE[0] / SIZE[1])
        self.view = View(0, eye_from_world(), clip, self.target.framebuffer, (0, 0, *SIZE))

    def see(self, yaw: float = 0.0, pitch: float = 0.0, at: float = 12.0, **index: float) -> Light:
        """At scene second `at`, with what the named indices drive; degrees, left and up."""
        return self.shoot(self.driven(at, **index), yaw, pitch)

    def driven(self, at: float, **index: float) -> FrameState:
        """The settled scene for these index values: each drive's straight line."""
        values: dict[str, float] = {}
        for p in self.spec.parameters:
            if p.drive is not None and p.drive.index in index:
                values[p.name] = p.drive.at(index[p.drive.index])
        return rest_state(self.spec, at, **values)

    def shoot(self, state: FrameState, yaw: float = 0.0, pitch: float = 0.0) -> Light:
        self.view.eye_from_world[...] = eye_from_world(math.radians(yaw), math.radians(pitch))
        self.renderer.draw(state, (self.view,))
        assert self.context.error == "GL_NO_ERROR"
        return self.target.read_rgb().astype(float)

    def with_wave(self, wave: npt.NDArray[np.float64], at: float = 12.0) -> FrameState:
        """At rest but for the heart-rate wave's past, newest first."""
        rest = rest_state(self.spec, at)
        histories = rest.histories.copy()
        histories[0] = wave
        return FrameState(rest.time_s, rest.display_time, self.spec, rest.values, histories)

    def release(self) -> None:
        self.renderer.release()
        self.target.release()
        self.context.release()


def luminance(picture: Light) -> npt.NDArray[np.float64]:
    """Relative luminance 0..1 (IEC 61966-2-1, Rec. 709)."""
    v = picture / 255.0
    linear = np.where(v <= 0.04045, v / 12.92, ((v + 0.055) / 1.055) ** 2.4)
    return np.asarray(linear @ (0.2126, 0.7152, 0.0722))


def blocks(picture: Light) -> Light:
    """(18, 32, n) means of blocks of 10 x 10 pixels."""
    height, width, n = picture.shape
    return np.asarray(picture.reshape(height // 10, 10, width // 10, 10, n).mean((1, 3)))
