from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vrapp.display.openxr.poses import (
    IDENTITY,
    Pose,
    composed,
    inverted,
    pose_from_matrix,
    rest_from_head,
    rotated,
    turn_of,
    write_inverse,
    write_matrix,
    write_projection,
)
from vrapp.render.view import perspective

metres = st.floats(-5, 5)
units = st.tuples(*[st.floats(-1, 1)] * 4).filter(lambda q: sum(x * x for x in q) > 0.01)


@st.composite
def poses(draw: st.DrawFn) -> Pose:
    q = np.array(draw(units))
    x, y, z, w = (float(v) for v in q / np.linalg.norm(q))
    return (x, y, z, w), (draw(metres), draw(metres), draw(metres))


def matrix(pose: Pose) -> np.ndarray:
    made = np.eye(4, dtype=np.float32)
    write_matrix(turn_of(pose[0]), pose[1], made)
    return made


def turned(yaw: float = 0.0, pitch: float = 0.0, roll: float = 0.0) -> Pose:
    """Yaw to the left, then pitch up, then roll to the left (degrees)."""
    y, p, r = (math.radians(angle) / 2 for angle in (yaw, pitch, roll))
    turn: Pose = ((0.0, math.sin(y), 0.0, math.cos(y)), (0.0, 0.0, 0.0))
    tilt: Pose = ((math.sin(p), 0.0, 0.0, math.cos(p)), (0.0, 0.0, 0.0))
    lean: Pose = ((0.0, 0.0, math.sin(r), math.cos(r)), (0.0, 0.0, 0.0))
    return composed(composed(turn, tilt), lean)


@given(poses(), poses())
def test_composing_is_a_product_of_matrices(a: Pose, b: Pose) -> None:
    assert np.allclose(matrix(composed(a, b)), matrix(a) @ matrix(b), atol=1e-4)


@given(poses())
def test_there_and_back_is_nowhere(pose: Pose) -> None:
    assert np.allclose(matrix(composed(pose, inverted(pose))), np.eye(4), atol=1e-4)
    assert np.allclose(matrix(inverted(pose)), np.linalg.inv(matrix(pose)), atol=1e-4)


@given(poses())
def test_an_inverse_is_written_at_once(pose: Pose) -> None:
    made = np.full((4, 4), np.nan, dtype=np.float32)
    write_inverse(turn_of(pose[0]), pose[1], made)
    assert np.allclose(made, matrix(inverted(pose)), atol=1e-5)


@given(poses())
def test_a_matrix_tells_its_pose(pose: Pose) -> None:
    assert np.allclose(matrix(pose_from_matrix(matrix(pose))), matrix(pose), atol=1e-5)


def test_a_turn_to_the_left_looks_to_the_left() -> None:
    assert rotated(turned(yaw=90)[0], (0.0, 0.0, -1.0)) == pytest.approx((-1, 0, 0), abs=1e-9)
    assert rotated(turned(pitch=90)[0], (0.0, 0.0, -1.0)) == pytest.approx((0, 1, 0), abs=1e-9)


def test_an_even_field_of_view_is_the_desktops_projection() -> None:
    half = math.radians(31.0)
    fov = (-half, half, half, -half)
    made = np.zeros((4, 4), dtype=np.float32)
    write_projection(fov, 0.05, 2000.0, made)
    assert np.allclose(made, perspective(2 * half, 1.0), atol=1e-6)


def test_a_field_of_view_reaches_exactly_to_its_edges() -> None:
    fov = left, right, up, down = (-0.9, 0.7, 0.8, -0.95)
    made = np.zeros((4, 4), dtype=np.float32)
    write_projection(fov, 0.05, 100.0, made)
    for angle, axis, edge in (
        (left, 0, -1), (right, 0, 1), (up, 1, 1), (down, 1, -1),
    ):  # fmt: skip
        point = np.array([0.0, 0.0, -1.0, 1.0])
        point[axis] = math.tan(angle)
        clip = made @ point
        assert clip[axis] / clip[3] == pytest.approx(edge, abs=1e-5)


@given(st.floats(-180, 180), st.floats(-24, 24), st.floats(-40, 40))
def test_upright_people_keep_a_true_horizon(yaw: float, pitch: float, roll: float) -> None:
    rest = rest_from_head(turned(yaw, pitch, roll))
    assert rotated(rest[0], (0.0, 1.0, 0.0)) == pytest.approx((0, 1, 0), abs=1e-6)
    level = rotated(turned(yaw)[0], (0.0, 0.0, -1.0))
    assert rotated(rest[0], (0.0, 0.0, -1.0)) == pytest.approx(level, abs=1e-4)


@given(st.floats(-180, 180), st.floats(26, 89.9), st.sampled_from([-1, 1]))
def test_lying_people_find_the_scene_before_their_eyes(yaw: float, pitch: float, sign: int) -> None:
    head = turned(yaw, sign * pitch)
    rest = rest_from_head(head)
    for axis in ((0.0, 0.0, -1.0), (0.0, 1.0, 0.0)):
        assert rotated(rest[0], axis) == pytest.approx(rotated(head[0], axis), abs=1e-3)


def test_flat_on_the_back_the_crown_says_where_up_is() -> None:
    head = turned(yaw=40, pitch=90)
    rest = rest_from_head(head)
    assert rotated(rest[0], (0.0, 1.0, 0.0)) == pytest.approx(
        rotated(head[0], (0.0, 1.0, 0.0)), abs=1e-6
    )


def test_the_origin_is_where_the_head_is() -> None:
    assert rest_from_head((IDENTITY[0], (0.3, 1.2, -0.4)))[1] == (0.3, 1.2, -0.4)
