"""An OpenGL context without a window, as displays need it."""

from __future__ import annotations

import moderngl

from vrapp.display.base import DisplayError
from vrapp.render.target import REQUIRED_VERSION, GraphicsError, is_software, standalone_context

__all__ = ["REQUIRED_VERSION", "headless_context", "is_software"]


def headless_context() -> moderngl.Context:
    """OpenGL 3.3 core or newer, without a window.

    Raises `DisplayError` with the remedy when there is none.
    """
    try:
        return standalone_context()
    except GraphicsError as error:
        raise DisplayError(str(error)) from error
