"""What a virtual screen shows: `Xvfb -fbdir` keeps its framebuffer in a file of X's dump format."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np

HEADER = struct.Struct(">25I")
"""`XWDFileHeader` (X11/XWDFile.h), version 7; big-endian whatever the pixels are."""


def read(file: Path) -> np.ndarray:
    """The picture, (height, width, 3) uint8, red first."""
    data = file.read_bytes()
    fields = HEADER.unpack_from(data)
    size, version, width, height = fields[0], fields[1], fields[4], fields[5]
    order, bits, line, colours = fields[7], fields[11], fields[12], fields[19]
    if (version, order, bits) != (7, 0, 32):
        raise ValueError(f"{file}: not a little-endian XWD file of 32 bits a pixel: {fields}")
    pixels = np.frombuffer(data, "u1", line * height, size + 12 * colours)
    return pixels.reshape(height, line // 4, 4)[:, :width, 2::-1].copy()
