"""What the pictures of a stereo display say about scale, depth and up, in the scene `cube`."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from vrapp.render.view import View

SCENES = Path(__file__).parent
"""A root of scenes, for VRAPP_SCENES."""
WIDTH_M, DISTANCE_M = 1.0, 2.0
"""The cube's near face, seen from the world's origin."""
Picture = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Face:
    """A rectangle of one colour in tangents: x to the right of straight ahead, y above it."""

    left: float
    right: float
    bottom: float
    top: float

    @property
    def centre(self) -> tuple[float, float]:
        return (self.left + self.right) / 2.0, (self.bottom + self.top) / 2.0


def read(view: View) -> Picture:
    """The view's picture, (height, width, 3), top row first."""
    x, y, width, height = view.viewport
    data = view.target.read(viewport=(x, y, width, height), components=3, alignment=1)
    return np.frombuffer(data, "u1").reshape(height, width, 3)[::-1]


def find(picture: Picture, view: View, colour: int) -> Face:
    """Where red (0) or blue (2) is. Raises ValueError where it is not to be seen."""
    others = np.delete(picture, colour, axis=2).max(axis=2)
    # no red is shown pure
    where = (picture[..., colour] > 100) & (others < picture[..., colour] // 2)
    rows, columns = np.flatnonzero(where.any(axis=1)), np.flatnonzero(where.any(axis=0))
    if not rows.size:
        raise ValueError("the colour is not to be seen")
    height, width = where.shape
    clip = view.clip_from_eye.astype(float)

    def across(pixel: float) -> float:
        return (2.0 * pixel / width - 1.0 + clip[0, 2]) / clip[0, 0]

    def up(pixel: float) -> float:
        return (1.0 - 2.0 * pixel / height + clip[1, 2]) / clip[1, 1]

    return Face(across(columns[0]), across(columns[-1] + 1), up(rows[-1] + 1), up(rows[0]))


def check(pictures: Sequence[Picture], views: Sequence[View]) -> None:
    """Assert that the cube looks as it does from a head at the origin that looks ahead."""
    faces = [find(p, v, 0) for p, v in zip(pictures, views, strict=True)]
    for picture, view, face in zip(pictures, views, faces, strict=True):
        pixel = 2.0 / (view.clip_from_eye[0, 0] * picture.shape[1])
        subtended = math.atan(face.right) - math.atan(face.left)
        assert abs(subtended - 2.0 * math.atan(WIDTH_M / 2.0 / DISTANCE_M)) < 2.5 * pixel
        assert abs((face.top - face.bottom) - WIDTH_M / DISTANCE_M) < 2.5 * pixel
        mark = find(picture, view, 2)
        assert mark.centre[1] > face.top, "the picture is upside down"
        assert mark.centre[0] > face.centre[0], "the picture is mirrored"
    left, right = (face.centre[0] for face in faces)
    between = [float(np.linalg.inv(view.eye_from_world)[0, 3]) for view in views]
    parallax = (between[1] - between[0]) / DISTANCE_M
    # Something straight ahead lies to the right for the left eye, and to the left for the right.
    assert left > right
    assert abs((left - right) - parallax) < 2.5 * pixel
