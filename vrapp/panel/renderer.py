"""Draws imgui's lists with moderngl into a texture of our own.

Through moderngl rather than PyOpenGL, so that the scene's renderer and the desk share one view of
the OpenGL state, and the desk can be drawn and looked at without any window.
"""

from __future__ import annotations

import ctypes
from typing import Any

import moderngl
import numpy as np
import numpy.typing as npt
from imgui_bundle import imgui

_VERTEX = """
#version 330 core
uniform vec2 u_pixel;  // clip units per pixel
in vec2 in_position;
in vec2 in_uv;
in vec4 in_colour;
out vec2 v_uv;
out vec4 v_colour;
void main() {
    v_uv = in_uv;
    v_colour = in_colour;
    gl_Position = vec4(in_position.x * u_pixel.x - 1.0, 1.0 - in_position.y * u_pixel.y, 0.0, 1.0);
}
"""

_FRAGMENT = """
#version 330 core
uniform sampler2D u_texture;
in vec2 v_uv;
in vec4 v_colour;
out vec4 out_colour;
void main() { out_colour = v_colour * texture(u_texture, v_uv); }
"""


class ImguiRenderer:
    """One imgui context's textures and the picture it was last drawn into.

    `texture` is (width, height) RGBA8, display-referred sRGB, bottom row first; None before the
    first `render`.
    """

    def __init__(self, context: moderngl.Context) -> None:
        self._context = context
        self._program = context.program(vertex_shader=_VERTEX, fragment_shader=_FRAGMENT)
        self._vertices = context.buffer(reserve=1 << 17, dynamic=True)
        self._indices = context.buffer(reserve=1 << 16, dynamic=True)
        self._array = self._make_array()
        self._textures: dict[int, moderngl.Texture] = {}
        self._shown: dict[int, moderngl.Texture] = {}  # others', that we draw and never release
        self.texture: moderngl.Texture | None = None
        self._target: moderngl.Framebuffer | None = None
        imgui.get_io().backend_flags |= imgui.BackendFlags_.renderer_has_textures
        limit = int(context.info["GL_MAX_TEXTURE_SIZE"])
        imgui.get_platform_io().renderer_texture_max_width = limit
        imgui.get_platform_io().renderer_texture_max_height = limit

    def _make_array(self) -> moderngl.VertexArray:
        return self._context.vertex_array(
            self._program,
            [(self._vertices, "2f 2f 4f1", "in_position", "in_uv", "in_colour")],
            index_buffer=self._indices,
            index_element_size=imgui.INDEX_SIZE,
        )

    def _upload_textures(self) -> None:
        status = imgui.ImTextureStatus
        for item in imgui.get_platform_io().textures:
            if item.status == status.want_create:
                pixels = np.ascontiguousarray(item.get_pixels_array())
                texture = self._context.texture((item.width, item.height), 4, pixels)
                texture.repeat_x = texture.repeat_y = False
                self._textures[texture.glo] = texture
                item.set_tex_id(texture.glo)
                item.set_status(status.ok)
            elif item.status == status.want_updates:
                pixels = item.get_pixels_array().reshape(item.height, item.width, 4)
                for r in item.updates:
                    part = np.ascontiguousarray(pixels[r.y : r.y + r.h, r.x : r.x + r.w])
                    self._textures[item.tex_id].write(part, viewport=(r.x, r.y, r.w, r.h))
                item.set_status(status.ok)
            elif item.status == status.want_destroy and item.unused_frames > 0:
                self._textures.pop(item.tex_id).release()
                item.set_tex_id(0)
                item.set_status(status.destroyed)

    def show(self, picture: moderngl.Texture) -> imgui.ImTextureRef:
        """How imgui is told of another's picture (sRGB), which must outlive the next `render`."""
        self._shown[picture.glo] = picture
        return imgui.ImTextureRef(picture.glo)

    def _fit(self, size: tuple[int, int]) -> moderngl.Framebuffer:
        if self._target is None or self._target.size != size:
            self._release_target()
            self.texture = self._context.texture(size, 4)
            self._target = self._context.framebuffer([self.texture])
        return self._target

    def _release_target(self) -> None:
        if self._target is not None and self.texture is not None:
            self._target.release()
            self.texture.release()
        self._target = self.texture = None

    def render(self, draw_data: Any, size: tuple[int, int], ground: tuple[int, int, int]) -> None:
        """Draw `draw_data` (after `imgui.render()`) over `ground` into `texture` of `size`."""
        self._upload_textures()
        target = self._fit(size)
        context = self._context
        # The scope gives back the framebuffer and the enabled features it found; like all of
        # moderngl's it stays in memory until it is released.
        scope = context.scope(target, enable=moderngl.BLEND)
        with scope:
            context.blend_func = moderngl.SRC_ALPHA, moderngl.ONE_MINUS_SRC_ALPHA
            context.blend_equation = moderngl.FUNC_ADD, moderngl.FUNC_ADD
            target.viewport = (0, 0, *size)
            target.scissor = (0, 0, *size)
            red, green, blue = (c / 255.0 for c in ground)
            target.clear(red, green, blue, 1.0)
            self._program["u_pixel"] = (2.0 / size[0], 2.0 / size[1])
            for commands in draw_data.cmd_lists:
                self._draw(commands, target, size[1])
            target.scissor = (0, 0, *size)
        scope.release()

    def _draw(self, commands: Any, target: moderngl.Framebuffer, height: int) -> None:
        vertices, indices = commands.vtx_buffer, commands.idx_buffer
        n_vertex = vertices.size() * imgui.VERTEX_SIZE
        n_index = indices.size() * imgui.INDEX_SIZE
        if not n_index:
            return
        if n_vertex > self._vertices.size or n_index > self._indices.size:
            self._grow(n_vertex, n_index)
        self._vertices.orphan()
        self._indices.orphan()
        self._vertices.write((ctypes.c_char * n_vertex).from_address(vertices.data_address()))
        self._indices.write((ctypes.c_char * n_index).from_address(indices.data_address()))
        for command in commands.cmd_buffer:
            left, top, right, bottom = command.clip_rect
            if right <= left or bottom <= top or not command.elem_count:
                continue
            left, top = max(int(left), 0), max(int(top), 0)
            target.scissor = (left, height - int(bottom), int(right) - left, int(bottom) - top)
            name = command.get_tex_id()
            (self._textures.get(name) or self._shown[name]).use(0)
            self._array.render(
                moderngl.TRIANGLES, vertices=command.elem_count, first=command.idx_offset
            )

    def _grow(self, n_vertex: int, n_index: int) -> None:
        for item in (self._array, self._vertices, self._indices):
            item.release()
        self._vertices = self._context.buffer(reserve=2 * n_vertex, dynamic=True)
        self._indices = self._context.buffer(reserve=2 * n_index, dynamic=True)
        self._array = self._make_array()

    def read_rgb(self) -> npt.NDArray[np.uint8]:
        """The picture as (height, width, 3), top row first."""
        if self._target is None:
            raise ValueError("nothing was rendered yet; call render() first")
        width, height = self._target.size
        data = self._target.read(components=3, alignment=1)
        return np.frombuffer(data, np.uint8).reshape(height, width, 3)[::-1].copy()

    def close(self) -> None:
        """Give back every OpenGL object; imgui's context must still be current."""
        for item in imgui.get_platform_io().textures:
            if item.tex_id in self._textures:
                item.set_tex_id(0)
                item.set_status(imgui.ImTextureStatus.destroyed)
        for texture in self._textures.values():
            texture.release()
        self._textures.clear()
        self._shown.clear()
        self._release_target()
        for part in (self._array, self._vertices, self._indices, self._program):
            part.release()
