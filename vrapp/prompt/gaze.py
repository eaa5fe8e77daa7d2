"""Where the middle of the view meets a plate. In plain floats: it is asked every frame."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from vrapp.prompt.look import DISTANCE_M
from vrapp.render.plates import Plate
from vrapp.render.view import Matrix, View

METRES_PER_DEG = DISTANCE_M * math.pi / 180.0


def meets(world_from_head: Matrix, plate: Plate) -> tuple[float, float] | None:
    """Degrees (flat, at the plate's distance) from the plate's middle; None: the gaze goes past
    it to behind.
    """
    head, place = world_from_head.tolist(), plate.world_from_plate.tolist()
    to_head = [head[i][3] - place[i][3] for i in range(3)]
    gaze = [-head[i][2] for i in range(3)]
    x, y, z = (sum(to_head[i] * place[i][axis] for i in range(3)) for axis in range(3))
    gx, gy, gz = (sum(gaze[i] * place[i][axis] for i in range(3)) for axis in range(3))
    if gz >= -1e-3 or z <= 0.0:
        return None
    along = -z / gz
    return (x + along * gx) / METRES_PER_DEG, (y + along * gy) / METRES_PER_DEG


def pointer(view: View, x: float, y: float) -> Matrix:
    """(4, 4) of a head at the view's eye that looks at (x, y) of its picture, each -1..1."""
    clip, eye = view.clip_from_eye, view.eye_from_world
    turn = eye[:3, :3].T
    ray = np.array([(x + clip[0, 2]) / clip[0, 0], (y + clip[1, 2]) / clip[1, 1], -1.0])
    pose = np.eye(4, dtype=np.float32)
    pose[:3, 2] = -(turn @ ray)
    pose[:3, 3] = -(turn @ eye[:3, 3])
    return pose


def nearest_rad(world_from_head: Matrix, places: Sequence[Sequence[float]]) -> float:
    """Between the gaze and the way to the nearest in angle of some places, 0..pi; pi for none."""
    (_, _, i, x), (_, _, j, y), (_, _, k, z), _ = world_from_head.tolist()
    best = -1.0
    for a, b, c in places:
        a, b, c = a - x, b - y, c - z
        best = max(best, -(a * i + b * j + c * k) / max(math.hypot(a, b, c), 1e-6))
    return math.acos(min(best, 1.0))


def angle_rad(world_from_head: Matrix, plate: Plate) -> float:
    """Between the gaze and the way to the plate's middle, 0..pi."""
    return nearest_rad(world_from_head, [plate.world_from_plate[:3, 3].tolist()])
