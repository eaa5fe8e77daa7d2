"""The shapes a layer can draw: their checked parameters and how many vertices they cost.

The meshes themselves are made in `vrapp.render.geometry`. A new shape is one class here, one
entry in `KINDS`, and one generator there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from vrapp.scene.errors import nearest
from vrapp.scene.table import Table

MAX_VERTICES = 1_000_000
"""Vertices one layer may draw (mesh times instances): what a headset still draws at 90 Hz."""


@dataclass(frozen=True, slots=True)
class Screen:
    """Every pixel once, at the far end of the depth range; the fragment shader gets `ray`."""

    vertices = 3


@dataclass(frozen=True, slots=True)
class Dome:
    """The upper half of a sphere around the origin, open below; normals point inwards."""

    radius_m: float
    rings: int
    segments: int

    @property
    def vertices(self) -> int:
        return (self.rings + 1) * (self.segments + 1)


@dataclass(frozen=True, slots=True)
class Grid:
    """A level disc around the viewer whose rings grow geometrically: fine near, coarse far."""

    near_m: float
    far_m: float
    rings: int
    segments: int

    @property
    def vertices(self) -> int:
        return 1 + (self.rings + 1) * (self.segments + 1)


@dataclass(frozen=True, slots=True)
class Plane:
    """A level rectangle, `size_m` = (x, z), centred on the origin."""

    size_m: tuple[float, float]
    cells: tuple[int, int]

    @property
    def vertices(self) -> int:
        return (self.cells[0] + 1) * (self.cells[1] + 1)


@dataclass(frozen=True, slots=True)
class Ribbon:
    """A strip: `in_uv.x` 0..1 along it, `in_uv.y` 0..1 across; the vertex shader places it."""

    segments: int

    @property
    def vertices(self) -> int:
        return 2 * (self.segments + 1)


@dataclass(frozen=True, slots=True)
class Points:
    """Quads that face the eye, `size_m` wide, strewn in a box `extent_m` around `centre_m`."""

    size_m: float
    extent_m: tuple[float, float, float]
    centre_m: tuple[float, float, float]
    vertices = 4


@dataclass(frozen=True, slots=True)
class Box:
    """A block centred on the origin, `size_m` = (x, y, z); `bevel_m` cuts its edges."""

    size_m: tuple[float, float, float]
    bevel_m: float
    vertices = 24


@dataclass(frozen=True, slots=True)
class Cylinder:
    """An upright cylinder or cone standing on y = 0, closed at both ends."""

    radius_m: float
    height_m: float
    sides: int
    top_radius_m: float

    @property
    def vertices(self) -> int:
        return 4 * (self.sides + 1) + 2


@dataclass(frozen=True, slots=True)
class Sphere:
    """A sphere around the origin."""

    radius_m: float
    rings: int
    segments: int

    @property
    def vertices(self) -> int:
        return (self.rings + 1) * (self.segments + 1)


@dataclass(frozen=True, slots=True)
class Blade:
    """A blade of grass standing on y = 0 in the xy plane, narrowing to a tip; `in_uv.y` = 1."""

    height_m: float
    width_m: float
    segments: int

    @property
    def vertices(self) -> int:
        return 2 * self.segments + 1


Geometry = Screen | Dome | Grid | Plane | Ribbon | Points | Box | Cylinder | Sphere | Blade

_LENGTH = (0.0, 1e5)  # metres; zero itself is not allowed


def _length(t: Table, key: str) -> float:
    return t.number(key, *_LENGTH, above=True)


def _dome(t: Table) -> Dome:
    return Dome(_length(t, "radius_m"), t.integer("rings", 2, 512), t.integer("segments", 3, 1024))


def _grid(t: Table) -> Grid:
    near, far = _length(t, "near_m"), _length(t, "far_m")
    if not near < far:
        t.fail("far_m", f"is {far:g}; it must be more than near_m ({near:g})")
    return Grid(near, far, t.integer("rings", 1, 1024), t.integer("segments", 3, 1024))


def _plane(t: Table) -> Plane:
    x, z = t.numbers("size_m", 2, *_LENGTH, above=True)
    nx, nz = t.numbers("cells", 2, 1, 1000, default=[1, 1])
    if nx != int(nx) or nz != int(nz):
        t.fail("cells", f"is [{nx:g}, {nz:g}]; allowed are two whole numbers from 1 to 1000")
    return Plane((x, z), (int(nx), int(nz)))


def _points(t: Table) -> Points:
    size = t.number("size_m", *_LENGTH, default=0.05, above=True)
    ex, ey, ez = t.numbers("extent_m", 3, 0.0, 1e5, default=[0.0, 0.0, 0.0])
    cx, cy, cz = t.numbers("centre_m", 3, -1e5, 1e5, default=[0.0, 0.0, 0.0])
    return Points(size, (ex, ey, ez), (cx, cy, cz))


def _box(t: Table) -> Box:
    x, y, z = t.numbers("size_m", 3, *_LENGTH, above=True)
    return Box((x, y, z), t.number("bevel_m", 0.0, 0.49 * min(x, y, z), default=0.0))


def _cylinder(t: Table) -> Cylinder:
    radius, height = _length(t, "radius_m"), _length(t, "height_m")
    top = t.number("top_radius_m", 0.0, 1e5, default=radius)
    return Cylinder(radius, height, t.integer("sides", 3, 512, default=24), top)


def _sphere(t: Table) -> Sphere:
    rings = t.integer("rings", 2, 512, default=16)
    return Sphere(_length(t, "radius_m"), rings, t.integer("segments", 3, 1024, default=32))


def _blade(t: Table) -> Blade:
    segments = t.integer("segments", 1, 32, default=4)
    return Blade(_length(t, "height_m"), _length(t, "width_m"), segments)


KINDS: Mapping[str, Callable[[Table], Geometry]] = MappingProxyType(
    {
        "screen": lambda t: Screen(),
        "dome": _dome,
        "grid": _grid,
        "plane": _plane,
        "ribbon": lambda t: Ribbon(t.integer("segments", 1, 10_000)),
        "points": _points,
        "box": _box,
        "cylinder": _cylinder,
        "sphere": _sphere,
        "blade": _blade,
    }
)
"""Name in a scene file -> reader of its keys."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A shape and where its explicit instances stand (`at`, empty when the shader places them)."""

    shape: Geometry
    at: tuple[tuple[float, float, float], ...]


def read_geometry(table: Table) -> Placed:
    """Check one `geometry = { kind = ..., ... }`. Raises `SceneError`."""
    kind = table.text("kind")
    if kind not in KINDS:
        table.fail("kind", f"is {kind!r}; allowed are {', '.join(KINDS)}{nearest(kind, KINDS)}")
    shape = KINDS[kind](table)
    at = () if isinstance(shape, Screen | Points) else table.points("at", 100_000)
    table.finish()
    return Placed(shape, at)
