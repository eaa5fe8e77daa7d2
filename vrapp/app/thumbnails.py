"""Small pictures of the scenes at rest, drawn by the program itself, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import replace

import moderngl

from vrapp.render.renderer import Renderer
from vrapp.render.target import Target
from vrapp.render.view import FOV_Y_RAD, View, eye_from_world, perspective
from vrapp.scene.errors import SceneError
from vrapp.scene.library import rest_state
from vrapp.scene.spec import SceneSpec

SIZE = (384, 216)
TIME_S = 23.5
"""Of the scene's own time, as in the gallery."""
APART_S = 10.0
"""Between two pictures, for the comfort guard: different scenes are no flashes."""

Picture = tuple[str, moderngl.Texture]


def thumbnails(
    context: moderngl.Context, scenes: Sequence[SceneSpec], say: Callable[[str], None]
) -> Generator[Picture | None, None, None]:
    """Name and picture (sRGB, top row first) of each scene, and None after each step of some
    milliseconds towards one. A scene that cannot be drawn is said. The pictures belong to who
    asked for them; the rest is given back at the end, or by `close`, while the context is there.
    """
    target = Target(context, SIZE)
    clip = perspective(FOV_Y_RAD, SIZE[0] / SIZE[1])
    view = View(0, eye_from_world(), clip, target.framebuffer, (0, 0, *SIZE))
    try:
        with Renderer(context) as renderer:
            for n, spec in enumerate(scenes):
                try:
                    yield from (None for _ in renderer.preparing(spec))
                    state = replace(rest_state(spec, TIME_S), display_time=TIME_S + n * APART_S)
                    renderer.draw(state, (view,))
                except SceneError as error:
                    say(f"no picture of the scene {spec.name}: {error}")
                else:
                    shown = target.read_rgb().tobytes()
                    yield spec.name, context.texture(SIZE, 3, shown, alignment=1)
    finally:
        target.release()
