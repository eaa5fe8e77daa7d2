"""Rigid transforms as OpenXR has them, in plain floats: a numpy call costs more than all of one.

A pose is (quaternion x y z w, position x y z), from a frame's own coordinates to its parent's.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from struct import Struct
from typing import Any

from vrapp.render.view import Matrix

Vector = tuple[float, float, float]
Quaternion = tuple[float, float, float, float]
Pose = tuple[Quaternion, Vector]
Turn = tuple[float, float, float, float, float, float, float, float, float]
"""A rotation matrix (3, 3), row by row: eyes and head mostly share one."""
IDENTITY: Pose = ((0.0, 0.0, 0.0, 1.0), (0.0, 0.0, 0.0))

LYING_RAD = math.radians(25.0)
"""A head that looks up or down by more than this is taken for one that rests so: upright people
keep a true horizon, people in bed get a scene before their eyes."""

_pack = Struct("16f").pack_into  # a matrix in one call: writing its rows costs ten times as much

STEEP_RAD = math.radians(60.0)
"""From here on a roll about the line of sight cannot be told from a turn about the vertical."""


def pose_of(pose: Any) -> Pose:
    """From an `XrPosef`."""
    q, p = pose.orientation, pose.position
    return (q.x, q.y, q.z, q.w), (p.x, p.y, p.z)


def rotated(q: Quaternion, v: Vector) -> Vector:
    """`v` turned by the unit quaternion `q`."""
    x, y, z, w = q
    a, b, c = v
    tx, ty, tz = 2.0 * (y * c - z * b), 2.0 * (z * a - x * c), 2.0 * (x * b - y * a)
    return (
        a + w * tx + y * tz - z * ty,
        b + w * ty + z * tx - x * tz,
        c + w * tz + x * ty - y * tx,
    )


def composed(outer: Pose, inner: Pose) -> Pose:
    """Out of `inner`'s coordinates, through `outer`'s, into `outer`'s parent's."""
    (x, y, z, w), (a, b, c) = outer
    (i, j, k, r), place = inner
    turned = rotated((x, y, z, w), place)
    return (
        (
            w * i + x * r + y * k - z * j,
            w * j - x * k + y * r + z * i,
            w * k + x * j - y * i + z * r,
            w * r - x * i - y * j - z * k,
        ),
        (a + turned[0], b + turned[1], c + turned[2]),
    )


def inverted(pose: Pose) -> Pose:
    """From the parent's coordinates into the frame's own."""
    (x, y, z, w), (a, b, c) = pose
    back = (-x, -y, -z, w)
    return back, rotated(back, (-a, -b, -c))


def pose_from_matrix(matrix: Matrix) -> Pose:
    """The pose of a rigid (4, 4) matrix, row-major, for column vectors.

    The quaternion by its largest part (Shepperd, "Quaternion from Rotation Matrix", 1978).
    """
    (a, b, c, x), (d, e, f, y), (g, h, i, z), _ = matrix.tolist()
    best = max(a + e + i, a, e, i)
    if best == a + e + i:
        parts = h - f, c - g, d - b, 1.0 + a + e + i
    elif best == a:
        parts = 1.0 + a - e - i, b + d, c + g, h - f
    elif best == e:
        parts = b + d, 1.0 - a + e - i, f + h, c - g
    else:
        parts = c + g, f + h, 1.0 - a - e + i, d - b
    size = math.hypot(*parts)
    p, q, r, s = parts
    return (p / size, q / size, r / size, s / size), (x, y, z)


def turn_of(q: Quaternion) -> Turn:
    """The unit quaternion as a rotation matrix, row by row."""
    x, y, z, w = q
    i, j, k = x + x, y + y, z + z
    xi, yj, zk = x * i, y * j, z * k
    xj, xk, yk, wi, wj, wk = x * j, x * k, y * k, w * i, w * j, w * k
    return (
        1.0 - yj - zk, xj - wk, xk + wj,
        xj + wk, 1.0 - xi - zk, yk - wi,
        xk - wj, yk + wi, 1.0 - xi - yj,
    )  # fmt: skip


def write_matrix(turn: Turn, place: Vector, into: Matrix) -> None:
    """A pose as a (4, 4) matrix, row-major, for column vectors."""
    (p, q, r, s, t, u, v, w, x), (a, b, c) = turn, place
    _pack(into.data, 0, p, q, r, a, s, t, u, b, v, w, x, c, 0.0, 0.0, 0.0, 1.0)


def write_inverse(turn: Turn, place: Vector, into: Matrix) -> None:
    """The inverse of a pose, written as by `write_matrix`: turned back, and shifted by -R't."""
    (p, q, r, s, t, u, v, w, x), (a, b, c) = turn, place
    _pack(
        into.data, 0,
        p, s, v, -(p * a + s * b + v * c),
        q, t, w, -(q * a + t * b + w * c),
        r, u, x, -(r * a + u * b + x * c),
        0.0, 0.0, 0.0, 1.0,
    )  # fmt: skip


def write_projection(fov: Sequence[float], near_m: float, far_m: float, into: Matrix) -> None:
    """`clip_from_eye` of a field of view, for OpenGL.

    `fov`: angles left, right, up, down, radians, as in `XrFovf`; left and down are negative.
    """
    left, right, up, down = (math.tan(angle) for angle in fov)
    wide, high, deep = right - left, up - down, near_m - far_m
    _pack(
        into.data, 0,
        2.0 / wide, 0.0, (right + left) / wide, 0.0,
        0.0, 2.0 / high, (up + down) / high, 0.0,
        0.0, 0.0, (far_m + near_m) / deep, 2.0 * far_m * near_m / deep,
        0.0, 0.0, -1.0, 0.0,
    )  # fmt: skip


def rest_from_head(head: Pose) -> Pose:
    """Where a person's world has its origin and what is ahead there, from how the head is held.

    Upright, the head's place and the compass direction of its look: gravity stays down. Lying or
    reclined, the look's pitch too, and no roll; looking (nearly) straight up or down, the crown
    of the head tells which way is up.

    Parameters
    ----------
    head
        Parent from head.
    """
    q, place = head
    ahead = rotated(q, (0.0, 0.0, -1.0))
    crown = rotated(q, (0.0, 1.0, 0.0))
    pitch = math.asin(min(max(ahead[1], -1.0), 1.0))
    if abs(pitch) < LYING_RAD:
        yaw = math.atan2(-ahead[0], -ahead[2])
        return (0.0, math.sin(yaw / 2.0), 0.0, math.cos(yaw / 2.0)), place
    if abs(pitch) > STEEP_RAD:
        yaw = math.atan2(crown[0], crown[2]) if pitch > 0 else math.atan2(-crown[0], -crown[2])
    else:
        yaw = math.atan2(-ahead[0], -ahead[2])
    turn: Pose = ((0.0, math.sin(yaw / 2.0), 0.0, math.cos(yaw / 2.0)), place)
    tilt: Pose = ((math.sin(pitch / 2.0), 0.0, 0.0, math.cos(pitch / 2.0)), (0.0, 0.0, 0.0))
    return composed(turn, tilt)
