from __future__ import annotations

import numpy as np
import pytest

from tests.vrapp.render.conftest import probe
from vrapp.render.geometry import make_instances, make_mesh
from vrapp.scene import geometry as shapes

SHAPES: list[shapes.Geometry] = [
    shapes.Screen(),
    shapes.Dome(10.0, 4, 8),
    shapes.Grid(1.0, 100.0, 5, 8),
    shapes.Plane((2.0, 3.0), (2, 3)),
    shapes.Ribbon(5),
    shapes.Points(0.1, (0.0, 0.0, 0.0), (0.0, 0.0, 0.0)),
    shapes.Box((1.0, 2.0, 3.0), 0.0),
    shapes.Box((1.0, 2.0, 3.0), 0.1),
    shapes.Cylinder(1.0, 2.0, 8, 1.0),
    shapes.Cylinder(1.0, 2.0, 8, 0.0),
    shapes.Sphere(1.0, 6, 8),
    shapes.Blade(1.0, 0.1, 4),
]


def test_every_kind_is_tried_here() -> None:
    assert {type(shape).__name__.lower() for shape in SHAPES} == set(shapes.KINDS)


@pytest.mark.parametrize("shape", SHAPES, ids=repr)
def test_a_mesh_faces_where_its_normals_point(shape: shapes.Geometry) -> None:
    mesh = make_mesh(shape)
    position, normal = (mesh.vertices[:, a:b].astype(float) for a, b in ((0, 3), (3, 6)))
    triangles = mesh.triangles
    assert triangles.max() == len(position) - 1  # no vertex is left unused at the end
    assert np.allclose(np.linalg.norm(normal, axis=1), 1.0, atol=1e-6)
    a, b, c = (position[triangles[:, k]] for k in range(3))
    facing = np.einsum("ij,ij->i", np.cross(b - a, c - a), normal[triangles].sum(1))
    scale = np.abs(facing).max()
    assert np.all(facing > -1e-6 * scale)
    # At most the triangles at a pole or at the tip of a cone have no area.
    assert np.mean(facing > 1e-6 * scale) > 0.6


@pytest.mark.parametrize("shape", SHAPES, ids=repr)
def test_the_declared_cost_is_no_less_than_the_true_one(shape: shapes.Geometry) -> None:
    made = len(make_mesh(shape).vertices)
    # A cone has no top cap.
    assert made <= shape.vertices <= made + 10


def test_a_closed_shape_encloses_its_volume() -> None:
    def volume(shape: shapes.Geometry) -> float:
        mesh = make_mesh(shape)
        a, b, c = (mesh.vertices[mesh.triangles[:, k], :3].astype(float) for k in range(3))
        return float(np.einsum("ij,ij->", np.cross(a, b), c) / 6)

    assert volume(shapes.Box((1.0, 2.0, 3.0), 0.0)) == pytest.approx(6.0)
    # Each of 12 edges loses a prism b^2 L / 2 (L without the corners), each of 8 corners
    # b^3 (1 - 1/6) of its cube.
    bevelled = 6.0 - 0.01 / 2 * 4 * (0.8 + 1.8 + 2.8) - 8 * 0.001 * 5 / 6
    assert volume(shapes.Box((1.0, 2.0, 3.0), 0.1)) == pytest.approx(bevelled, rel=1e-5)
    assert volume(shapes.Sphere(1.0, 64, 64)) == pytest.approx(4 / 3 * np.pi, rel=0.01)
    assert volume(shapes.Cylinder(1.0, 2.0, 256, 1.0)) == pytest.approx(2 * np.pi, rel=0.001)
    assert volume(shapes.Cylinder(1.0, 3.0, 256, 0.0)) == pytest.approx(np.pi, rel=0.001)


def test_a_grid_is_fine_near_and_reaches_far() -> None:
    radius = np.linalg.norm(make_mesh(shapes.Grid(0.5, 500.0, 30, 8)).vertices[:, [0, 2]], axis=1)
    assert radius.max() == pytest.approx(500.0)
    rings = np.unique(radius.round(4))
    assert rings[0] == 0.0
    ratio = rings[2:] / rings[1:-1]
    assert np.allclose(ratio, 1000 ** (1 / 30), rtol=1e-3)


def test_the_seam_of_what_surrounds_the_viewer_is_behind() -> None:
    for shape, across in ((shapes.Dome(1.0, 4, 8), 6), (shapes.Grid(0.5, 1.0, 4, 8), 7)):
        vertices = make_mesh(shape).vertices
        level = vertices[np.abs(vertices[:, [0, 2]]).max(1) > 0.1]
        seam = level[level[:, across] == 0.0]
        assert np.all(seam[:, 2] > 0)
        ahead, right = level[level[:, across] == 0.5], level[level[:, across] == 0.75]
        assert np.all(ahead[:, 2] < 0)
        assert np.all(right[:, 0] > 0)


def test_instances_follow_their_seed_and_their_places() -> None:
    box, _, _, sparks = probe("probe").layers
    assert np.allclose(make_instances(box)[:, :3], [[-0.6, 0.5, -3.0], [0.8, 0.4, -4.0]])
    strewn = make_instances(sparks)
    assert np.array_equal(strewn, make_instances(sparks))
    assert isinstance(sparks.geometry, shapes.Points)
    reach = np.abs(strewn[:, :3] - sparks.geometry.centre_m)
    assert np.all(reach <= np.array(sparks.geometry.extent_m) / 2)
    assert reach.max(0) == pytest.approx(np.array(sparks.geometry.extent_m) / 2, rel=0.15)
    assert 0.0 <= strewn[:, 3:].min() < 0.1 < 0.9 < strewn[:, 3:].max() < 1.0
    # The same numbers on every machine.
    assert strewn[0, 3] == pytest.approx(0.62509547, abs=1e-7)
