"""Vertices and triangles of every shape. Counter-clockwise seen from the side normals point to."""

from __future__ import annotations

from dataclasses import dataclass
from functools import singledispatch

import numpy as np
import numpy.typing as npt

from vrapp.render.geometry import sheets, solids
from vrapp.scene import geometry as shapes

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Mesh:
    """`vertices` (n, 8) float32: position in metres, normal, uv; `indices` (3 m,) uint32."""

    vertices: Floats
    indices: npt.NDArray[np.uint32]

    @property
    def triangles(self) -> npt.NDArray[np.uint32]:
        """(m, 3) indices."""
        return self.indices.reshape(-1, 3)


def _mesh(parts: sheets.Parts) -> Mesh:
    position, normal, uv, triangles = parts
    vertices = np.concatenate((position, normal, uv), axis=1).astype(np.float32)
    return Mesh(np.ascontiguousarray(vertices), triangles.astype(np.uint32).ravel())


@singledispatch
def _parts(shape: shapes.Geometry) -> sheets.Parts:
    raise TypeError(f"no mesh is known for {type(shape).__name__}")


@_parts.register
def _(shape: shapes.Screen) -> sheets.Parts:
    corners = np.array([[-1, -1, 1], [3, -1, 1], [-1, 3, 1]], dtype=np.float64)
    normal = np.tile([0.0, 0.0, 1.0], (3, 1))
    return corners, normal, corners[:, :2] * 0.5 + 0.5, np.array([[0, 1, 2]])


@_parts.register
def _(shape: shapes.Dome) -> sheets.Parts:
    return sheets.dome(shape.radius_m, shape.rings, shape.segments)


@_parts.register
def _(shape: shapes.Grid) -> sheets.Parts:
    return sheets.disc(shape.near_m, shape.far_m, shape.rings, shape.segments)


@_parts.register
def _(shape: shapes.Plane) -> sheets.Parts:
    return sheets.plane(shape.size_m, shape.cells)


@_parts.register
def _(shape: shapes.Ribbon) -> sheets.Parts:
    return sheets.ribbon(shape.segments)


@_parts.register
def _(shape: shapes.Points) -> sheets.Parts:
    return sheets.quad(shape.size_m)


@_parts.register
def _(shape: shapes.Box) -> sheets.Parts:
    return solids.box(shape.size_m, shape.bevel_m)


@_parts.register
def _(shape: shapes.Cylinder) -> sheets.Parts:
    return solids.cylinder(shape.radius_m, shape.height_m, shape.sides, shape.top_radius_m)


@_parts.register
def _(shape: shapes.Sphere) -> sheets.Parts:
    return sheets.sphere(shape.radius_m, shape.rings, shape.segments)


@_parts.register
def _(shape: shapes.Blade) -> sheets.Parts:
    return sheets.blade(shape.height_m, shape.width_m, shape.segments)


def make_mesh(shape: shapes.Geometry) -> Mesh:
    """The triangles of one shape."""
    return _mesh(_parts(shape))
