"""Draws plates over a finished picture, where no compositor shows them as layers of its own."""

from __future__ import annotations

from collections.abc import Sequence

import moderngl
import numpy as np

from vrapp.display.base import Plate
from vrapp.render.view import View

MOST_PLATES = 8

_VERTEX = """
#version 330 core
uniform mat4 u_clip_from_world;
in vec3 in_world;
in vec3 in_uv_opacity;
out vec2 v_uv;
flat out float v_opacity;
void main() {
    v_uv = in_uv_opacity.xy;
    v_opacity = in_uv_opacity.z;
    gl_Position = u_clip_from_world * vec4(in_world, 1.0);
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


class Painter:
    """One small program; a frame writes one buffer, and a plate is one draw a view."""

    def __init__(self, context: moderngl.Context) -> None:
        self._context = context
        self._program = context.program(vertex_shader=_VERTEX, fragment_shader=_FRAGMENT)
        matrix = self._program["u_clip_from_world"]
        if not isinstance(matrix, moderngl.Uniform):
            raise TypeError(f"u_clip_from_world is {matrix!r}, not a uniform")
        self._matrix = matrix
        self._vertices = np.zeros((MOST_PLATES, 4, 6), dtype=np.float32)
        self._vertices[:, :, 3:5] = _CORNERS + 0.5
        self._buffer = context.buffer(reserve=self._vertices.nbytes, dynamic=True)
        self._array = context.vertex_array(
            self._program, [(self._buffer, "3f 3f", "in_world", "in_uv_opacity")]
        )

    def draw(self, plates: Sequence[Plate], views: Sequence[View]) -> None:
        """Blend the plates, in their order, over what each view's target holds."""
        if not plates or not views:
            return
        plates = plates[:MOST_PLATES]
        for vertices, plate in zip(self._vertices, plates, strict=False):
            pose = plate.world_from_plate
            across = _CORNERS * np.array(plate.size_m, dtype=np.float32)
            np.matmul(across, pose[:3, :2].T, out=vertices[:, :3])
            vertices[:, :3] += pose[:3, 3]
            vertices[:, 5] = plate.opacity
        self._buffer.write(self._vertices[: len(plates)])
        context = self._context
        context.enable_only(moderngl.BLEND)
        context.blend_func = moderngl.ONE, moderngl.ONE_MINUS_SRC_ALPHA
        for view in views:
            view.target.viewport = view.viewport
            view.target.use()
            self._matrix.write((view.clip_from_eye @ view.eye_from_world).T.tobytes())
            for i, plate in enumerate(plates):
                plate.texture.use(0)
                self._array.render(moderngl.TRIANGLE_STRIP, vertices=4, first=4 * i)
        context.enable_only(moderngl.NOTHING)

    def release(self) -> None:
        self._array.release()
        self._buffer.release()
        self._program.release()
