"""Closed shapes with edges: box and cylinder."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np

from vrapp.render.geometry.sheets import Array, Parts, around, lattice


def box(size: tuple[float, float, float], bevel: float) -> Parts:
    """A block of 24 vertices, three at each corner, one for each face that meets there.

    A bevel pulls every face's corners in; the gaps are bridged by quads and triangles between
    vertices that keep their faces' normals, so light rolls over the edge as over a rounded one.
    """
    half = np.array(size) / 2
    corners = np.array(list(product((-1.0, 1.0), repeat=3)))
    number = {tuple(corner): i for i, corner in enumerate(corners)}
    position, normal, uv = np.empty((24, 3)), np.zeros((24, 3)), np.empty((24, 2))
    for i, corner in enumerate(corners):
        for axis in range(3):
            inset = half - bevel
            inset[axis] = half[axis]
            others = [a for a in range(3) if a != axis]
            position[3 * i + axis] = corner * inset
            normal[3 * i + axis, axis] = corner[axis]
            uv[3 * i + axis] = corner[others] * 0.5 + 0.5

    def at(axis: int, signs: dict[int, float]) -> int:
        return 3 * number[signs[0], signs[1], signs[2]] + axis

    faces: list[list[int]] = []
    for axis, sign in product(range(3), (-1.0, 1.0)):
        u, v = (a for a in range(3) if a != axis)
        ring = ((-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0))
        faces.append([at(axis, {axis: sign, u: p, v: q}) for p, q in ring])
    if bevel > 0:
        for (a, b), p, q in product(combinations(range(3), 2), (-1.0, 1.0), (-1.0, 1.0)):
            c = 3 - a - b
            low, high = {a: p, b: q, c: -1.0}, {a: p, b: q, c: 1.0}
            faces.append([at(a, low), at(a, high), at(b, high), at(b, low)])
        faces += [[3 * i, 3 * i + 1, 3 * i + 2] for i in range(8)]
    triangles = [[f[0], f[k], f[k + 1]] for f in faces for k in range(1, len(f) - 1)]
    return position, normal, uv, _outwards(position, np.array(triangles))


def _outwards(position: Array, triangles: np.ndarray) -> np.ndarray:
    """Turn the triangles of a convex body around the origin so that they face out."""
    a, b, c = (position[triangles[:, k]] for k in range(3))
    inward = np.einsum("ij,ij->i", np.cross(b - a, c - a), a + b + c) < 0
    return np.where(inward[:, None], triangles[:, ::-1], triangles)


def cylinder(radius: float, height: float, sides: int, top_radius: float) -> Parts:
    """Side, then bottom, then top (left out when it is a point). uv of the side: turn, height."""
    row, turn, side = lattice(1, sides)
    x, z = around(turn)
    r = radius + (top_radius - radius) * row
    slope = (radius - top_radius) / height
    normal = np.stack([x, np.full_like(x, slope), z], 1) / np.hypot(1.0, slope)
    parts: list[Parts] = [
        (np.stack([r * x, row * height, r * z], 1), normal, np.stack([turn, row], 1), side)
    ]
    x, z = x[: sides + 1], z[: sides + 1]
    first = np.arange(sides)
    for r_cap, y, up in ((radius, 0.0, -1.0), (top_radius, height, 1.0)):
        if r_cap == 0:
            continue
        rim = np.stack([r_cap * x, np.full_like(x, y), r_cap * z], 1)
        fan = np.stack([np.full(sides, sides + 1), first + 1, first], 1)
        parts.append(
            (
                np.concatenate([rim, [[0.0, y, 0.0]]]),
                np.tile([0.0, up, 0.0], (sides + 2, 1)),
                np.concatenate([np.stack([x, z], 1), [[0.0, 0.0]]]) * 0.5 + 0.5,
                fan if up > 0 else fan[:, ::-1],
            )
        )
    starts = np.cumsum([0] + [p[0].shape[0] for p in parts[:-1]])
    return (
        np.concatenate([p[0] for p in parts]),
        np.concatenate([p[1] for p in parts]),
        np.concatenate([p[2] for p in parts]),
        np.concatenate([p[3] + s for p, s in zip(parts, starts, strict=True)]),
    )
