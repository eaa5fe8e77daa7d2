from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vrapp.prompt.place import EASE_S, LYING_S, PITCH_CONE_RAD, Manner, Place

MANNER = Manner(math.radians(13.0), math.radians(28.0), 1.9)
ANGLE = st.floats(-3.1, 3.1)


def head(yaw=0.0, pitch=0.0, roll=0.0, at=(0.0, 0.0, 0.0)):
    """(4, 4) of a head that looks left by yaw, up by pitch, and leans by roll, in radians."""
    cy, sy, cp, sp = math.cos(yaw), math.sin(yaw), math.cos(pitch), math.sin(pitch)
    cr, sr = math.cos(roll), math.sin(roll)
    turn = np.array([[cy, 0, sy], [0, 1, 0], [-sy, 0, cy]])
    nod = np.array([[1, 0, 0], [0, cp, -sp], [0, sp, cp]])
    lean = np.array([[cr, -sr, 0], [sr, cr, 0], [0, 0, 1]])
    matrix = np.eye(4, dtype=np.float32)
    matrix[:3, :3] = turn @ nod @ lean
    matrix[:3, 3] = at
    return matrix


def follow(place, pose, seconds, fps=90.0):
    """Angles (degrees to the left, up) of the plate from the head, at every frame."""
    seen = []
    for _ in range(round(seconds * fps)):
        place.step(1 / fps, pose)
        way = place.world_from_plate[:3, 3] - pose[:3, 3]
        seen.append(
            (
                math.degrees(math.atan2(-way[0], -way[2])),
                math.degrees(math.atan2(way[1], math.hypot(way[0], way[2]))),
            )
        )
    return np.array(seen)


def placed(pose=None):
    place = Place(MANNER)
    place.step(0.0, head() if pose is None else pose)
    return place


def test_it_hangs_ahead_a_little_below_and_faces_the_reader():
    matrix = placed().world_from_plate
    assert np.linalg.norm(matrix[:3, 3]) == pytest.approx(1.9, abs=1e-5)
    assert math.degrees(math.asin(-matrix[1, 3] / 1.9)) == pytest.approx(13.0, abs=1e-3)
    assert matrix[0, 3] == pytest.approx(0.0, abs=1e-6)
    assert np.allclose(matrix[:3, 2], -matrix[:3, 3] / 1.9, atol=1e-6)
    assert matrix[1, 1] > 0.9


def test_it_waits_within_the_cone_and_for_small_leans():
    place = placed()
    before = place.world_from_plate.copy()
    for yaw, pitch in ((0.45, 0.0), (-0.45, 0.3), (0.2, -0.5)):
        follow(place, head(yaw, pitch, at=(0.1, -0.05, 0.1)), 2.0)
    assert np.array_equal(before, place.world_from_plate)


def test_past_the_cone_it_comes_within_about_a_second_without_overshoot():
    place = placed()
    yaw = math.radians(60.0)
    track = follow(place, head(yaw), 4.0)[:, 0]
    assert np.all(np.diff(track) >= -1e-4)  # never back
    assert track[-1] == pytest.approx(60.0, abs=0.1)
    assert 45.0 < track[90] < 59.0  # one second on
    speed = np.diff(track) * 90.0
    assert speed[0] < 0.2 * speed.max()  # it begins softly
    assert speed.max() < 120.0


@settings(derandomize=True, deadline=None, max_examples=80)
@given(ANGLE, st.floats(-0.5, 0.5), ANGLE, st.floats(-1.4, 1.4))
def test_wherever_one_turns_it_is_soon_ahead_and_never_rolls(yaw, pitch, turned, roll):
    place = placed(head(yaw, pitch))
    pose = head(turned, pitch, roll, (0.3, -0.6, 0.4))
    track = follow(place, pose, 5.0, fps=30.0)
    matrix = place.world_from_plate
    assert abs(matrix[1, 0]) < 1e-6  # its lines stay level
    assert matrix[1, 1] > 0.0
    assert np.allclose(matrix[:3, :3] @ matrix[:3, :3].T, np.eye(3), atol=1e-5)
    # heading of a leaning head is not exact: its crown has a say
    off = math.remainder(math.radians(track[-1, 0]) - turned, math.tau)
    assert abs(off) < math.radians(28.0) + 0.5 * abs(math.sin(roll))
    assert np.linalg.norm(matrix[:3, 3] - pose[:3, 3]) == pytest.approx(1.9, abs=0.21)


@settings(derandomize=True, deadline=None, max_examples=60)
@given(st.lists(st.tuples(ANGLE, st.floats(-1.2, 1.2), st.floats(0.001, 0.3)), max_size=40))
def test_it_never_jumps(moves):
    place = placed()
    for yaw, pitch, dt in moves:
        before = place.world_from_plate[:3, 3].copy()
        place.step(dt, head(yaw, pitch))
        moved = np.linalg.norm(place.world_from_plate[:3, 3] - before)
        assert moved <= 1.9 * 2 * math.pi * dt / EASE_S  # a full turn in a time constant


def test_the_way_does_not_depend_on_the_frame_rate():
    ends = []
    for fps in (30.0, 90.0, 144.0):
        place = placed()
        follow(place, head(1.2), 0.5, fps)
        ends.append(place.world_from_plate[:3, 3].copy())
    assert np.allclose(ends, ends[0], atol=2e-3)


def test_a_glance_up_is_not_followed_but_lying_is():
    place = placed()
    up = math.radians(70.0)
    track = follow(place, head(0.0, up), LYING_S - 0.5)
    assert track[-1, 1] == pytest.approx(-13.0, abs=0.1)
    track = follow(place, head(0.0, up), 3.0)
    assert track[-1, 1] == pytest.approx(57.0, abs=0.5)
    track = follow(place, head(0.0, 0.1), LYING_S + 3.0)  # sits up again
    assert track[-1, 1] == pytest.approx(-13.0, abs=0.5)


def test_a_person_on_the_back_who_looks_straight_up_has_a_heading():
    place = placed(head(0.7, math.radians(89.9)))
    matrix = place.world_from_plate
    assert np.all(np.isfinite(matrix))
    x = matrix[:3, 0]  # lines run to the right of one whose feet point along the heading
    assert np.allclose(x, [math.cos(0.7), 0.0, -math.sin(0.7)], atol=1e-3)


def test_held_still_it_stays_and_unseen_it_is_put_ahead():
    place = placed()
    before = place.world_from_plate.copy()
    for _ in range(300):
        place.step(0.02, head(1.5), hold=True)
    assert np.array_equal(before, place.world_from_plate)
    place.put(head(1.5))
    assert follow(place, head(1.5), 0.1)[0, 0] == pytest.approx(math.degrees(1.5), abs=0.01)
    assert math.radians(30) < PITCH_CONE_RAD
