"""A picture in memory that a view can be drawn into and read back from."""

from __future__ import annotations

import moderngl
import numpy as np
import numpy.typing as npt


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
