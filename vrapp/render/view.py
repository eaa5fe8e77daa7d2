"""One eye's way of looking at the world, and where its picture goes."""

from __future__ import annotations

from dataclasses import dataclass

import moderngl
import numpy as np
import numpy.typing as npt

Matrix = npt.NDArray[np.float32]


@dataclass(slots=True)
class View:
    """A display makes its views once and refreshes the matrices in place, frame after frame.

    `eye_from_world` and `clip_from_eye` are (4, 4), row-major, column vectors (`p' = M @ p`);
    right-handed, +Y up, -Z forward, metres; clip space as OpenGL's (-w..w).
    `target` receives display-referred sRGB values; `eye` is 0 (left or only) or 1 (right).
    `viewport` is (x, y, width, height) in pixels of the target.
    """

    eye: int
    eye_from_world: Matrix
    clip_from_eye: Matrix
    target: moderngl.Framebuffer
    viewport: tuple[int, int, int, int]
