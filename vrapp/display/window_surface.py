"""The desktop window itself and what is put into it: pygame's window, pictures side by side."""

from __future__ import annotations

import ctypes
import os
import sys
import warnings
from collections.abc import Iterable
from typing import Any

import moderngl
import numpy as np
import numpy.typing as npt
import pygame

from vrapp.display.base import DisplayError
from vrapp.display.context import REQUIRED_VERSION

Box = tuple[int, int, int, int]
"""Left, bottom, width, height in pixels, as OpenGL counts."""

_UNSEEN = ("dummy", "offscreen")
"""Drivers that SDL falls back to without a screen: a window there would be seen by nobody."""

_VERTEX = """
#version 330 core
out vec2 v_uv;
void main() {
    vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1);
    v_uv = corner;
    gl_Position = vec4(corner * 2.0 - 1.0, 0.0, 1.0);
}
"""

_FRAGMENT = """
#version 330 core
uniform sampler2D u_picture;
in vec2 v_uv;
out vec4 out_colour;
void main() { out_colour = vec4(texture(u_picture, v_uv).rgb, 1.0); }
"""


def _remedy(seen: bool) -> str:
    headless = "or run without a window: --display headless"
    if not sys.platform.startswith("linux"):
        return f"install the graphics card's driver from its maker, {headless}"
    name = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if not name:
        return f"start it from a desktop session (DISPLAY is not set), {headless}"
    if not seen:
        return f"check that the screen {name!r} is there and lets you in, {headless}"
    return (
        "on Debian or Ubuntu: sudo apt install libgl1 libglx-mesa0 libgl1-mesa-dri libegl1, "
        f"{headless}"
    )


def _leave_egl() -> None:
    """Let go of a context without a window that this thread had before, released or not.

    It stays current, and GLX ends the whole process when it meets it (seen with Mesa).
    """
    if sys.platform != "linux":
        return
    try:
        egl = ctypes.CDLL("libEGL.so.1", mode=os.RTLD_NOLOAD | os.RTLD_LAZY)
    except OSError:
        return  # it was never loaded: there is none
    egl.eglReleaseThread()


def open_window(size: tuple[int, int], title: str, vsync: bool) -> tuple[moderngl.Context, bool]:
    """Open pygame's window with an OpenGL 3.3 core context or newer.

    Returns the context, and whether vertical sync was granted.

    Raises `DisplayError` with the remedy when there is no screen or no such OpenGL.
    """
    _leave_egl()
    seen = False
    try:
        pygame.display.init()
        driver = pygame.display.get_driver()
        seen = driver not in _UNSEEN
        if not seen and "SDL_VIDEODRIVER" not in os.environ:
            raise pygame.error(f"there is no screen, only SDL's {driver!r} driver")
        attributes = (
            (pygame.GL_CONTEXT_MAJOR_VERSION, 3),
            (pygame.GL_CONTEXT_MINOR_VERSION, 3),
            (pygame.GL_CONTEXT_PROFILE_MASK, pygame.GL_CONTEXT_PROFILE_CORE),
            (pygame.GL_DEPTH_SIZE, 0),  # depth lives in the renderer's own framebuffers
        )
        for name, value in attributes:
            pygame.display.gl_set_attribute(name, value)
        pygame.display.set_caption(title)
        flags = pygame.OPENGL | pygame.DOUBLEBUF | pygame.RESIZABLE
        with warnings.catch_warnings(record=True) as refused:
            # pygame warns where there is no vertical sync; the pace is then kept otherwise.
            warnings.simplefilter("always")
            pygame.display.set_mode(_fitting(size), flags, vsync=int(vsync))
        return _detect(), vsync and not any("vsync" in str(w.message) for w in refused)
    except Exception as error:  # pygame.error, or moderngl's bare Exception with the driver's words
        pygame.display.quit()
        raise DisplayError(
            f"no window with OpenGL {REQUIRED_VERSION / 100:.1f} ({error}); {_remedy(seen)}"
        ) from error


def _fitting(size: tuple[int, int]) -> tuple[int, int]:
    """The size wanted, made to fit on the desktop with its bars: the stop must be in sight."""
    wide, high = max(pygame.display.get_desktop_sizes(), default=size)
    return min(size[0], round(SHARE_OF_DESKTOP * wide)), min(
        size[1], round(SHARE_OF_DESKTOP * high)
    )


def _detect() -> moderngl.Context:
    """The context that pygame made current: by GLX or WGL, or by EGL (as on Wayland)."""
    try:
        return moderngl.create_context(REQUIRED_VERSION)
    except Exception:
        if not sys.platform.startswith("linux"):
            raise
        settings: dict[str, Any] = {"backend": "egl"}
        return moderngl.create_context(REQUIRED_VERSION, **settings)


SHARE_OF_DESKTOP = 0.94


class Canvas:
    """A picture to draw into, to show and to read. `size` is (width, height) in pixels."""

    def __init__(self, context: moderngl.Context, size: tuple[int, int]) -> None:
        self.size = size
        self.texture = context.texture(size, 4)
        self.texture.repeat_x = self.texture.repeat_y = False
        self.target = context.framebuffer([self.texture])
        self.target.clear(0.0, 0.0, 0.0, 1.0)

    def read_rgb(self) -> npt.NDArray[np.uint8]:
        """(height, width, 3), top row first.

        Always from a framebuffer of our own: reading the window's leaves an OpenGL error behind.
        """
        width, height = self.size
        data = self.target.read(components=3, alignment=1)
        return np.frombuffer(data, np.uint8).reshape(height, width, 3)[::-1].copy()

    def release(self) -> None:
        self.target.release()
        self.texture.release()


class Collage:
    """Puts textures into boxes of a framebuffer, scaled to fit."""

    def __init__(self, context: moderngl.Context) -> None:
        self._context = context
        self._program = context.program(vertex_shader=_VERTEX, fragment_shader=_FRAGMENT)
        self._array = context.vertex_array(self._program, [])

    def put(
        self, target: moderngl.Framebuffer, parts: Iterable[tuple[moderngl.Texture, Box]]
    ) -> None:
        """Draw every texture into its box of `target`; leaves blending, depth and culling off."""
        self._context.enable_only(moderngl.NOTHING)
        target.use()
        for texture, box in parts:
            target.viewport = box
            texture.use(0)
            self._array.render(moderngl.TRIANGLE_STRIP, vertices=4)

    def release(self) -> None:
        self._array.release()
        self._program.release()
