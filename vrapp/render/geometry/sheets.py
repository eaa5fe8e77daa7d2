"""Shapes that are a bent sheet of rows and columns: dome, disc, plane, strips, sphere, blade."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Parts = tuple[Array, Array, Array, npt.NDArray[np.int64]]
"""position (n, 3), normal (n, 3), uv (n, 2), triangles (m, 3)."""

DOME_BELOW_HORIZON_RAD = math.radians(5.0)
"""How far a dome reaches below the horizon, so that its rim never shows."""


def lattice(rows: int, columns: int) -> tuple[Array, Array, npt.NDArray[np.int64]]:
    """Row and column shares 0..1 of (rows + 1) x (columns + 1) vertices, and their triangles."""
    i, j = np.meshgrid(np.arange(rows + 1), np.arange(columns + 1), indexing="ij")
    a = (i[:-1, :-1] * (columns + 1) + j[:-1, :-1]).ravel()
    b, c = a + 1, a + columns + 1
    triangles = np.stack([np.stack([a, c, b], 1), np.stack([b, c, c + 1], 1)], 1).reshape(-1, 3)
    return i.ravel() / rows, j.ravel() / columns, triangles.astype(np.int64)


def around(share: Array) -> tuple[Array, Array]:
    """The x and z of a turn: behind (+z) at 0 and 1, the seam, then left, ahead at 0.5, right."""
    return -np.sin(2 * np.pi * share), np.cos(2 * np.pi * share)


def _ball(radius: float, low: float, rings: int, segments: int) -> Parts:
    row, column, triangles = lattice(rings, segments)
    elevation = low + (math.pi / 2 - low) * row
    x, z = around(column)
    unit = np.stack([np.cos(elevation) * x, np.sin(elevation), np.cos(elevation) * z], 1)
    return unit * radius, unit, np.stack([column, row], 1), triangles


def sphere(radius: float, rings: int, segments: int) -> Parts:
    return _ball(radius, -math.pi / 2, rings, segments)


def dome(radius: float, rings: int, segments: int) -> Parts:
    position, normal, uv, triangles = _ball(radius, -DOME_BELOW_HORIZON_RAD, rings, segments)
    return position, -normal, uv, triangles[:, ::-1]


def disc(near: float, far: float, rings: int, segments: int) -> Parts:
    """Rings of a level disc, a fan in the middle; uv = (radius share by ring, angle share)."""
    row, column, triangles = lattice(rings, segments)
    radius = near * (far / near) ** row
    x, z = around(column)
    position = np.stack([radius * x, np.zeros_like(radius), radius * z], 1)
    # Ring 0 of the share belongs to the middle, so the rings share the rest evenly.
    uv = np.stack([(row * rings + 1) / (rings + 1), column], 1)
    middle = position.shape[0]
    first = np.arange(segments)
    fan = np.stack([np.full(segments, middle), first + 1, first], 1)
    position = np.concatenate([position, np.zeros((1, 3))])
    uv = np.concatenate([uv, np.zeros((1, 2))])
    normal = np.tile([0.0, 1.0, 0.0], (middle + 1, 1))
    return position, normal, uv, np.concatenate([fan, triangles[:, ::-1]])


def plane(size: tuple[float, float], cells: tuple[int, int]) -> Parts:
    row, column, triangles = lattice(cells[1], cells[0])
    position = np.stack([(column - 0.5) * size[0], np.zeros_like(row), (row - 0.5) * size[1]], 1)
    return position, np.tile([0.0, 1.0, 0.0], (row.size, 1)), np.stack([column, row], 1), triangles


def ribbon(segments: int) -> Parts:
    row, column, triangles = lattice(segments, 1)
    position = np.stack([row, column - 0.5, np.zeros_like(row)], 1)
    facing = np.tile([0.0, 0.0, 1.0], (row.size, 1))
    return position, facing, np.stack([row, column], 1), triangles


def quad(size: float) -> Parts:
    row, column, triangles = lattice(1, 1)
    position = np.stack([(column - 0.5) * size, (row - 0.5) * size, np.zeros_like(row)], 1)
    facing = np.tile([0.0, 0.0, 1.0], (4, 1))
    return position, facing, np.stack([column, row], 1), triangles[:, ::-1]


def blade(height: float, width: float, segments: int) -> Parts:
    """Pairs of vertices up the blade, one at the tip; narrows as a parabola, like grass."""
    share = np.repeat(np.arange(segments + 1) / segments, 2)[:-1]
    side = np.resize([-0.5, 0.5], share.size)
    side[-1] = 0.0
    position = np.stack([side * width * (1 - share**2), share * height, np.zeros_like(share)], 1)
    first = np.arange(0, 2 * segments - 2, 2)
    lower = np.stack([first, first + 1, first + 2], 1)
    upper = np.stack([first + 1, first + 3, first + 2], 1)
    last = 2 * segments - 2
    triangles = np.concatenate([lower, upper, [[last, last + 1, last + 2]]])
    uv = np.stack([side + 0.5, share], 1)
    return position, np.tile([0.0, 0.0, 1.0], (share.size, 1)), uv, triangles
