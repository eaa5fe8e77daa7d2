"""Looking at scenes without a session: one picture, or everything that is wrong with one."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from vrapp.display.base import DisplayError
from vrapp.display.camera import FOV_Y_RAD, eye_from_world, perspective
from vrapp.display.context import headless_context
from vrapp.render.check import compile_problems
from vrapp.render.still import draw_still
from vrapp.scene import check as static
from vrapp.scene.frame import FrameState
from vrapp.scene.library import load_scene


def render_still(
    state: FrameState,
    size: tuple[int, int],
    yaw_rad: float = 0.0,
    pitch_rad: float = 0.0,
    fov_y_rad: float = FOV_Y_RAD,
    msaa: int = 4,
) -> npt.NDArray[np.uint8]:
    """The picture (height, width, 3) of a state as the seated person sees it, top row first.

    Raises `SceneError` for a scene that cannot be drawn, `DisplayError` without OpenGL.
    """
    context = headless_context()
    try:
        eye = eye_from_world(yaw_rad, pitch_rad)
        return draw_still(
            context, state, eye, perspective(fov_y_rad, size[0] / size[1]), size, msaa
        )
    finally:
        context.release()


def check_scene(name: str) -> list[str]:
    """Every problem of a scene; its shaders are compiled too where there is OpenGL."""
    problems = static.check_scene(name)
    try:
        context = headless_context()
    except DisplayError:
        return problems  # `vrapp doctor` is who says that
    try:
        if not problems:
            problems = compile_problems(context, load_scene(name))
    finally:
        context.release()
    return problems
