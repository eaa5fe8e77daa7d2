"""Textures of two layers, one an eye, and framebuffers that draw into both at once.

moderngl has no array textures with depth or with many samples, so these few calls go to OpenGL
directly, and only when something is made; a frame is submitted through moderngl.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from typing import Any

import moderngl

from vrapp.render.target import GraphicsError, gl_function

EXTENSIONS = ("GL_ARB_shader_viewport_layer_array", "GL_AMD_vertex_shader_layer")
"""Either lets a vertex shader say which layer (eye) it draws into."""

RGBA16F, DEPTH24, SRGB8_ALPHA8 = 0x881A, 0x81A6, 0x8C43
FRAMEBUFFER_SRGB = 0x8DB9

_RGBA8 = 0x8058

_ARRAY, _MULTISAMPLE_ARRAY = 0x8C1A, 0x9102
_FRAMEBUFFER, _COLOR0, _DEPTH = 0x8D40, 0x8CE0, 0x8D00
_READ_FRAMEBUFFER, _DRAW_FRAMEBUFFER = 0x8CA8, 0x8CA9
_COLOR_BIT, _NEAREST, _LINEAR = 0x4000, 0x2600, 0x2601
_WRAP_S, _WRAP_T, _CLAMP_TO_EDGE = 0x2802, 0x2803, 0x812F
_MIN_FILTER, _MAG_FILTER, _COMPLETE = 0x2801, 0x2800, 0x8CD5
_SMOOTH = (
    (_MIN_FILTER, _LINEAR),
    (_MAG_FILTER, _LINEAR),
    (_WRAP_S, _CLAMP_TO_EDGE),
    (_WRAP_T, _CLAMP_TO_EDGE),
)
_TEXTURE0 = 0x84C0

_int, _uint, _pointer = ctypes.c_int, ctypes.c_uint, ctypes.c_void_p
_CALLS: dict[str, tuple[Any, ...]] = {
    "glActiveTexture": (None, _uint),
    "glBindFramebuffer": (None, _uint, _uint),
    "glBindTexture": (None, _uint, _uint),
    "glBlitFramebuffer": (None, *(_int,) * 8, _uint, _uint),
    "glCheckFramebufferStatus": (_uint, _uint),
    "glDeleteFramebuffers": (None, _int, _pointer),
    "glDeleteTextures": (None, _int, _pointer),
    "glFramebufferTexture": (None, _uint, _uint, _uint, _int),
    "glFramebufferTextureLayer": (None, _uint, _uint, _uint, _int, _int),
    "glGenFramebuffers": (None, _int, _pointer),
    "glGenTextures": (None, _int, _pointer),
    "glTexImage3D": (None, _uint, *(_int,) * 6, _uint, _uint, _pointer),
    "glTexImage3DMultisample": (None, _uint, _int, _uint, _int, _int, _int, ctypes.c_ubyte),
    "glTexParameteri": (None, _uint, _uint, _int),
}

_VIEW_CALLS: dict[str, tuple[Any, ...]] = {
    "glTexStorage3D": (None, _uint, _int, _uint, _int, _int, _int),
    "glTextureView": (None, _uint, _uint, _uint, _uint, *(_uint,) * 4),
}
_VIEW_VERSION = 430  # OpenGL that can look at a texture as if it were of another format
_NAMED_CALLS: dict[str, tuple[Any, ...]] = {
    "glBlitNamedFramebuffer": (None, _uint, _uint, *(_int,) * 8, _uint, _uint),
}
_NAMED_VERSION = 450  # OpenGL that copies without binding: a call instead of three


def layer_extension(context: moderngl.Context) -> str:
    """The extension that lets one pass draw both eyes; empty when this driver has none."""
    return next((name for name in EXTENSIONS if name in context.extensions), "")


class Layers:
    """Makes layered textures and framebuffers in one context.

    Raises `GraphicsError` when an entry point is missing.
    """

    def __init__(self, context: moderngl.Context) -> None:
        self._context = context
        # without them there are no more than two passes
        self._gl = {name: gl_function(context, name, *call) for name, call in _CALLS.items()}
        if context.version_code >= _VIEW_VERSION:
            more = {name: gl_function(context, name, *c) for name, c in _VIEW_CALLS.items()}
            self._gl.update(more)
        if context.version_code >= _NAMED_VERSION:
            more = {name: gl_function(context, name, *c) for name, c in _NAMED_CALLS.items()}
            self._gl.update(more)
        self._copy = self._gl.get("glBlitNamedFramebuffer")

    def texture(self, kind: int, size: tuple[int, int], samples: int = 1) -> int:
        """A texture of two layers; `kind` is its internal format. Returns its OpenGL name."""
        gl, target = self._gl, _MULTISAMPLE_ARRAY if samples > 1 else _ARRAY
        name = _uint()
        gl["glGenTextures"](1, ctypes.byref(name))
        gl["glActiveTexture"](_TEXTURE0)
        gl["glBindTexture"](target, name.value)
        if samples > 1:
            gl["glTexImage3DMultisample"](target, samples, kind, *size, 2, True)
        else:
            form, number = (0x1902, 0x1406) if kind == DEPTH24 else (0x1908, 0x1406)
            gl["glTexImage3D"](target, 0, kind, *size, 2, 0, form, number, None)
            gl["glTexParameteri"](target, _MIN_FILTER, _NEAREST)
            gl["glTexParameteri"](target, _MAG_FILTER, _NEAREST)
        gl["glBindTexture"](target, 0)
        return name.value

    def shown(self, size: tuple[int, int]) -> tuple[int, int]:
        """A texture of two layers of 8 bits, as it is and as sRGB: drawn into the one of the other,
        it is decoded where it is read and blended. Where a driver has no such views both are the
        same texture, of sRGB.
        """
        gl = self._gl
        if "glTextureView" not in gl:
            one = self.texture(SRGB8_ALPHA8, size)
            self._smooth(one)
            return one, one
        plain, decoded = _uint(), _uint()
        gl["glGenTextures"](1, ctypes.byref(plain))
        gl["glGenTextures"](1, ctypes.byref(decoded))
        gl["glActiveTexture"](_TEXTURE0)
        gl["glBindTexture"](_ARRAY, plain.value)
        gl["glTexStorage3D"](_ARRAY, 1, _RGBA8, *size, 2)
        gl["glTextureView"](decoded.value, _ARRAY, plain.value, SRGB8_ALPHA8, 0, 1, 0, 2)
        self._smooth(decoded.value)
        return plain.value, decoded.value

    def _smooth(self, name: int) -> None:
        """Let a texture be read between its pixels, and not round its edges."""
        self.bind_texture(name, 1)
        for what, how in _SMOOTH:
            self._gl["glTexParameteri"](_ARRAY, what, how)
        self._gl["glBindTexture"](_ARRAY, 0)

    def framebuffer(
        self, size: tuple[int, int], color: int, depth: int = 0, layer: int | None = None
    ) -> moderngl.Framebuffer:
        """Draw into both layers of textures (by name), or into one `layer`."""
        gl, name = self._gl, _uint()
        gl["glGenFramebuffers"](1, ctypes.byref(name))
        gl["glBindFramebuffer"](_FRAMEBUFFER, name.value)
        for place, texture in ((_COLOR0, color), (_DEPTH, depth)):
            if texture and layer is None:
                gl["glFramebufferTexture"](_FRAMEBUFFER, place, texture, 0)
            elif texture:
                gl["glFramebufferTextureLayer"](_FRAMEBUFFER, place, texture, 0, layer)
        if (status := gl["glCheckFramebufferStatus"](_FRAMEBUFFER)) != _COMPLETE:
            gl["glDeleteFramebuffers"](1, ctypes.byref(name))
            raise GraphicsError(f"a framebuffer of two layers is not complete (0x{status:04X})")
        found = self._context.detect_framebuffer(name.value)
        self._context.clear_errors()  # it asks for a size as if the texture had one layer
        found.viewport = (0, 0, *size)
        return found

    def copy(
        self,
        target: moderngl.Framebuffer,
        source: moderngl.Framebuffer,
        size: tuple[int, int],
        corner: tuple[int, int] = (0, 0),
    ) -> None:
        """Copy the colour of a framebuffer to where `corner` is in another, both of one layer."""
        gl, (x, y), (width, height) = self._gl, corner, size
        box = (0, 0, width, height, x, y, x + width, y + height)
        if self._copy is not None:
            self._copy(source.glo, target.glo, *box, _COLOR_BIT, _NEAREST)
            return
        gl["glBindFramebuffer"](_READ_FRAMEBUFFER, source.glo)
        gl["glBindFramebuffer"](_DRAW_FRAMEBUFFER, target.glo)
        gl["glBlitFramebuffer"](*box, _COLOR_BIT, _NEAREST)

    def bind_texture(self, name: int, samples: int) -> None:
        """Bind a layered texture to unit 0."""
        self._gl["glActiveTexture"](_TEXTURE0)
        self._gl["glBindTexture"](_MULTISAMPLE_ARRAY if samples > 1 else _ARRAY, name)

    def release(
        self, framebuffers: Sequence[moderngl.Framebuffer], textures: Sequence[int]
    ) -> None:
        """Give back what was made here."""
        for framebuffer in framebuffers:
            self._gl["glDeleteFramebuffers"](1, ctypes.byref(_uint(framebuffer.glo)))
        for texture in textures:
            self._gl["glDeleteTextures"](1, ctypes.byref(_uint(texture)))
