"""Drawing where no display gives a place to: a context without a window, a picture in memory."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable
from typing import Any

import moderngl
import numpy as np
import numpy.typing as npt

REQUIRED_VERSION = 330


class GraphicsError(Exception):
    """There is no OpenGL to draw with; the message names the remedy."""


def standalone_context() -> moderngl.Context:
    """OpenGL 3.3 core or newer: EGL on Linux, the system's own elsewhere.

    Raises `GraphicsError` with the remedy when there is none.
    """
    linux = sys.platform.startswith("linux")
    options: dict[str, Any] = {"backend": "egl"} if linux else {}
    try:
        return moderngl.create_context(REQUIRED_VERSION, standalone=True, **options)
    except Exception as error:  # the backend raises bare Exception, with the driver's words
        if linux:
            remedy = "on Debian or Ubuntu: sudo apt install libegl1 libgl1 libgl1-mesa-dri"
        else:
            remedy = (
                "install the graphics card's driver from its maker (over Remote Desktop or "
                "without a card, put Mesa's opengl32.dll beside python.exe)"
            )
        raise GraphicsError(f"no OpenGL 3.3 without a window ({error}); {remedy}") from error


def is_software(renderer: str) -> bool:
    """Whether this GL_RENDERER draws on the processor: what a graphics card gives away is dear."""
    name = renderer.lower()
    return any(word in name for word in ("llvmpipe", "softpipe", "swrast", "gdi generic"))


def gl_function(
    context: moderngl.Context, name: str, result: Any, *arguments: Any
) -> Callable[..., Any]:
    """One of OpenGL's own functions, for the few things that moderngl does not do.

    Raises `GraphicsError` where there is none.
    """
    # moderngl's own way to OpenGL; not promised, so callers must do without it
    load = getattr(getattr(context.mglo, "_context", None), "load", lambda name: 0)
    address = load(name)
    if not address:
        raise GraphicsError(f"this OpenGL driver has no {name}; install a newer driver")
    kind: Callable[..., Any] = getattr(ctypes, "WINFUNCTYPE", ctypes.CFUNCTYPE)
    found: Callable[..., Any] = kind(result, *arguments)(address)
    return found


def unbind(context: moderngl.Context) -> None:
    """Bind the default framebuffer.

    To be called before a framebuffer is given back: moderngl goes on binding one that was bound
    last, and a name that is no more is an OpenGL error.
    """
    context.detect_framebuffer(0).use()


class Target:
    """Eight bits a channel, `size` = (width, height) pixels, black at first."""

    def __init__(self, context: moderngl.Context, size: tuple[int, int]) -> None:
        self.size = size
        self._context = context
        self._color = context.renderbuffer(size, 4)
        self.framebuffer = context.framebuffer(self._color)
        self.framebuffer.clear(0.0, 0.0, 0.0, 1.0)

    def read_rgb(self) -> npt.NDArray[np.uint8]:
        """(height, width, 3), top row first."""
        width, height = self.size
        data = self.framebuffer.read(components=3, alignment=1)
        return np.frombuffer(data, dtype=np.uint8).reshape(height, width, 3)[::-1].copy()

    def release(self) -> None:
        unbind(self._context)
        self.framebuffer.release()
        self._color.release()
