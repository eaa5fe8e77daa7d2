"""One picture of a scene, in any context: for `vrapp render`, the documentation and tests."""

from __future__ import annotations

import moderngl
import numpy as np
import numpy.typing as npt

from vrapp.render.renderer import Renderer
from vrapp.render.target import Target
from vrapp.render.view import Matrix, View
from vrapp.scene.frame import FrameState


def draw_still(
    context: moderngl.Context,
    state: FrameState,
    eye_from_world: Matrix,
    clip_from_eye: Matrix,
    size: tuple[int, int],
    msaa: int = 4,
) -> npt.NDArray[np.uint8]:
    """The picture (height, width, 3) of a state, top row first, sRGB. Raises `SceneError`."""
    target = Target(context, size)
    view = View(0, eye_from_world, clip_from_eye, target.framebuffer, (0, 0, *size))
    try:
        with Renderer(context, msaa) as renderer:
            renderer.draw(state, view)
            return target.read_rgb()
    finally:
        target.release()
