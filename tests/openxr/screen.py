"""What the main compositor shows, read from its virtual screen."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np

EYE = (320, 360)
"""Pixels of one eye in the window that Monado opens for its simulated headset."""


def read_screen(file: Path) -> np.ndarray:
    """An XWD file as Xvfb keeps one (X11/XWDFile.h), (height, width, 3) uint8, top row first."""
    data = file.read_bytes()
    head = struct.unpack(">25I", data[:100])
    header_size, width, height = head[0], head[4], head[5]
    bits, row_bytes, colours = head[11], head[12], head[19]
    assert bits == 32, f"{bits} bits a pixel"
    start = header_size + 12 * colours
    pixels = np.frombuffer(data, np.uint8, height * row_bytes, start)
    return pixels.reshape(height, row_bytes // 4, 4)[:, :width, 2::-1].copy()


def eyes(screen: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The left and the right eye's picture, in the corner of the screen."""
    width, height = EYE
    return screen[:height, :width], screen[:height, width : 2 * width]
