"""Matrices of a seated person's eye, where nothing tracks it.

The origin is the eye at rest (between the eyes), looking along -Z; the scene decides how high
above its floor that is.
"""

from __future__ import annotations

import math

import numpy as np

from vrapp.render.view import Matrix

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
    world_from_yaw = np.array([[cy, 0.0, sy], [0.0, 1.0, 0.0], [-sy, 0.0, cy]])
    yaw_from_eye = np.array([[1.0, 0.0, 0.0], [0.0, cp, -sp], [0.0, sp, cp]])
    matrix = np.eye(4, dtype=np.float32)
    matrix[:3, :3] = (world_from_yaw @ yaw_from_eye).T
    matrix[0, 3] = -eye_x_m
    return matrix
