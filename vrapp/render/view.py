"""One eye's way of looking at the world, and where its picture goes."""

from __future__ import annotations

import math
from dataclasses import dataclass

import moderngl
import numpy as np
import numpy.typing as npt

Matrix = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class HiddenArea:
    """What an eye does not see of its picture, as XR_KHR_visibility_mask gives it.

    `vertices` (n, 2) float: x and y in the eye's space on the plane z = -1 (tangents); `indices`
    (3 m,) whole numbers: triangles. Compared by identity: a changed area is a new object.
    """

    vertices: npt.NDArray[np.float32]
    indices: npt.NDArray[np.uint32]


@dataclass(slots=True)
class View:
    """A display makes its views once and refreshes the matrices in place, frame after frame.

    `eye_from_world` and `clip_from_eye` are (4, 4), row-major, column vectors (`p' = M @ p`);
    right-handed, +Y up, -Z forward, metres; clip space as OpenGL's (-w..w). The world's origin is
    the seated person's eye at rest (between the eyes); a scene decides how high above its floor
    that is, and sets the depth range: of `clip_from_eye` only the four tangents are used.
    `eye` is 0 (left or only) or 1 (right); `viewport` is (x, y, width, height) in pixels of the
    target.

    `target` receives display-referred sRGB values as they are, with GL_FRAMEBUFFER_SRGB off (as
    it is in a new context): an image of an sRGB format, a headset's, then holds exactly these
    bytes (OpenGL 4.6 core, 17.3.7), which is what its compositor reads back as linear light.

    `layered`: `target` has two layers and the view goes to the one of its `eye`; only where
    `Renderer.layered_targets` says so.
    `depth_target`: a framebuffer with a depth attachment of any format that receives the scene's
    depth, 0 at `clip_m[0]` to 1 at `clip_m[1]` of the scene, at the same viewport; never layered.
    It costs a pass over the picture; the renderer says in `depth_m` what 0 and 1 are in metres.
    `hidden`: the part of the picture that the lens does not show; it is black and costs nothing.
    """

    eye: int
    eye_from_world: Matrix
    clip_from_eye: Matrix
    target: moderngl.Framebuffer
    viewport: tuple[int, int, int, int]
    layered: bool = False
    depth_target: moderngl.Framebuffer | None = None
    hidden: HiddenArea | None = None
    depth_m: tuple[float, float] = (0.05, 2000.0)


FOV_Y_RAD = math.radians(62.0)
"""Upright field of view of a desktop picture: wide, without stretched edges."""

NEAR_M, FAR_M = 0.05, 2000.0


def perspective(
    fov_y_rad: float, aspect: float, near_m: float = NEAR_M, far_m: float = FAR_M
) -> Matrix:
    """`clip_from_eye` (4, 4) of a symmetric view; `aspect` is width by height."""
    y = 1.0 / math.tan(fov_y_rad / 2.0)
    matrix = np.zeros((4, 4), dtype=np.float32)
    matrix[0, 0] = y / aspect
    matrix[1, 1] = y
    matrix[2, 2:] = (far_m + near_m) / (near_m - far_m), 2 * far_m * near_m / (near_m - far_m)
    matrix[3, 2] = -1.0
    return matrix


def eye_from_world(yaw_rad: float = 0.0, pitch_rad: float = 0.0, eye_x_m: float = 0.0) -> Matrix:
    """(4, 4) of an eye at the origin that looks up by pitch and left by yaw.

    `eye_x_m` is how far to the right of the head's middle the eye sits (-IPD/2 for the left one).
    """
    cy, sy = math.cos(yaw_rad), math.sin(yaw_rad)
    cp, sp = math.cos(pitch_rad), math.sin(pitch_rad)
    # the turn by pitch, then by yaw, turned back; written out, as it is asked for in every frame
    rows = (
        (cy, 0.0, -sy, -eye_x_m),
        (sy * sp, cp, cy * sp, 0.0),
        (sy * cp, -sp, cy * cp, 0.0),
        (0.0, 0.0, 0.0, 1.0),
    )
    return np.array(rows, dtype=np.float32)
