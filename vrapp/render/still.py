"""One picture of a scene without a display: for `vrapp render`, the documentation and tests."""

from __future__ import annotations

import moderngl
import numpy as np
import numpy.typing as npt

from vrapp.render.renderer import Renderer
from vrapp.render.target import Target, standalone_context
from vrapp.render.view import FOV_Y_RAD, View, eye_from_world, perspective
from vrapp.scene.frame import FrameState


def render_still(
    state: FrameState,
    size: tuple[int, int],
    yaw_rad: float = 0.0,
    pitch_rad: float = 0.0,
    fov_y_rad: float = FOV_Y_RAD,
    msaa: int = 4,
    context: moderngl.Context | None = None,
) -> npt.NDArray[np.uint8]:
    """The picture (height, width, 3) of a state as the seated person sees it, top row first, sRGB.

    `size` is (width, height); without a `context` one is made for the picture alone. Raises
    `SceneError` for a scene that cannot be drawn, `GraphicsError` without OpenGL.
    """
    if context is None:
        own = standalone_context()
        try:
            return render_still(state, size, yaw_rad, pitch_rad, fov_y_rad, msaa, own)
        finally:
            own.release()
    target = Target(context, size)
    view = View(
        0,
        eye_from_world(yaw_rad, pitch_rad),
        perspective(fov_y_rad, size[0] / size[1]),
        target.framebuffer,
        (0, 0, *size),
    )
    try:
        with Renderer(context, msaa) as renderer:
            renderer.draw(state, (view,))
            return target.read_rgb()
    finally:
        target.release()
