"""One picture of a scene, for the documentation, for `vrapp render` and for tests."""

from __future__ import annotations

from collections.abc import Mapping

import moderngl
import numpy as np
import numpy.typing as npt

from vrapp.render.renderer import Renderer
from vrapp.render.view import Matrix, View
from vrapp.scene.library import load_scene, rest_state
from vrapp.scene.spec import SceneSpec


def render_still(
    context: moderngl.Context,
    scene: str | SceneSpec,
    eye_from_world: Matrix,
    clip_from_eye: Matrix,
    size: tuple[int, int],
    values: Mapping[str, float] | None = None,
    time_s: float = 0.0,
    msaa: int = 4,
) -> npt.NDArray[np.uint8]:
    """The picture (height, width, 3) of a scene at rest, with some parameters held at `values`.

    Top row first, sRGB. Raises `SceneError`.
    """
    spec = load_scene(scene) if isinstance(scene, str) else scene
    color = context.renderbuffer(size, 4)
    target = context.framebuffer(color)
    try:
        with Renderer(context, msaa) as renderer:
            view = View(0, eye_from_world, clip_from_eye, target, (0, 0, *size))
            renderer.draw(rest_state(spec, time_s, **(values or {})), view)
            data = target.read(components=3, alignment=1)
    finally:
        target.release()
        color.release()
    picture = np.frombuffer(data, dtype=np.uint8).reshape(size[1], size[0], 3)
    return picture[::-1].copy()
