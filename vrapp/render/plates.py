"""Plates: flat pictures that hang in the world, and how they are drawn over a finished picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import moderngl
import numpy as np

from vrapp.render.view import Matrix, View

MOST_PLATES = 8

_VERTEX = """
#version 330 core
uniform mat4 u_eye_from_world; // both row by row, as the view has them: vectors go first
uniform mat4 u_clip_from_eye;
in vec3 in_world;
in vec3 in_uv_opacity;
out vec2 v_uv;
flat out float v_opacity;
void main() {
    v_uv = in_uv_opacity.xy;
    v_opacity = in_uv_opacity.z;
    gl_Position = vec4(in_world, 1.0) * u_eye_from_world * u_clip_from_eye;
    gl_Position.z = 0.0; // whatever the view's depth range is, it is not tested here
}
"""

_FRAGMENT = """
#version 330 core
uniform sampler2D u_picture;
in vec2 v_uv;
flat in float v_opacity;
out vec4 out_colour;
void main() { out_colour = texture(u_picture, v_uv) * v_opacity; }
"""

_CORNERS = np.array([[-0.5, -0.5], [0.5, -0.5], [-0.5, 0.5], [0.5, 0.5]], dtype=np.float32)


@dataclass(slots=True)
class Plate:
    """A flat picture that hangs in the world. Reused: valid until the next frame's.

    `texture` holds premultiplied sRGB values, bottom row first; other pixels have another
    `version`. `world_from_plate` (4, 4) float32 puts its middle, +x to the reader's right, +y up,
    +z towards the reader; `size_m` is (width, height); `opacity` is 0..1.
    """

    texture: moderngl.Texture
    world_from_plate: Matrix
    size_m: tuple[float, float]
    opacity: float
    version: int


class Painter:
    """Where no compositor shows plates as layers of its own.

    One small program; a frame writes one buffer, and a plate is one draw a view.
    """

    def __init__(self, context: moderngl.Context) -> None:
        self._context = context
        self._program = context.program(vertex_shader=_VERTEX, fragment_shader=_FRAGMENT)
        self._eye = self._uniform("u_eye_from_world")
        self._clip = self._uniform("u_clip_from_eye")
        self._written: list[tuple[bytes, tuple[float, float], float]] = []
        self._vertices = np.zeros((MOST_PLATES, 4, 6), dtype=np.float32)
        self._vertices[:, :, 3:5] = _CORNERS + 0.5
        self._buffer = context.buffer(reserve=self._vertices.nbytes, dynamic=True)
        self._array = context.vertex_array(
            self._program, [(self._buffer, "3f 3f", "in_world", "in_uv_opacity")]
        )

    def _uniform(self, name: str) -> moderngl.Uniform:
        found = self._program[name]
        if not isinstance(found, moderngl.Uniform):
            raise TypeError(f"{name} is {found!r}, not a uniform")
        return found

    def draw(self, plates: Sequence[Plate], views: Sequence[View]) -> None:
        """Blend the plates, in their order, over what each view's target holds."""
        if not plates or not views:
            return
        plates = plates[:MOST_PLATES]
        self._write(plates)
        context = self._context
        context.enable_only(moderngl.BLEND)
        context.blend_func = moderngl.ONE, moderngl.ONE_MINUS_SRC_ALPHA
        for view in views:
            view.target.viewport = view.viewport
            view.target.use()
            self._eye.write(view.eye_from_world)
            self._clip.write(view.clip_from_eye)
            for i, plate in enumerate(plates):
                plate.texture.use(0)
                self._array.render(moderngl.TRIANGLE_STRIP, vertices=4, first=4 * i)
        context.enable_only(moderngl.NOTHING)

    def _write(self, plates: Sequence[Plate]) -> None:
        """Bring the plates' corners to the graphics card, where they have changed."""
        wanted = [(p.world_from_plate.tobytes(), p.size_m, p.opacity) for p in plates]
        if wanted == self._written:
            return
        self._written = wanted
        for vertices, plate in zip(self._vertices, plates, strict=False):
            pose = plate.world_from_plate
            across = _CORNERS * np.array(plate.size_m, dtype=np.float32)
            np.matmul(across, pose[:3, :2].T, out=vertices[:, :3])
            vertices[:, :3] += pose[:3, 3]
            vertices[:, 5] = plate.opacity
        # the whole of it: a part of a buffer in use is copied through a slower way, and Mesa's
        # driver that only measures submission (GALLIUM_NOOP) falls over it
        self._buffer.write(self._vertices)

    def release(self) -> None:
        self._array.release()
        self._buffer.release()
        self._program.release()
