"""An OpenGL context without a window: for pictures that no display shows."""

from __future__ import annotations

import sys
from typing import Any

import moderngl

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
