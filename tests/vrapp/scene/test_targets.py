"""The `[targets]` table: what it says, what it refuses, and the still moment that pictures show."""

from __future__ import annotations

import math

import pytest

from tests.vrapp.scene.conftest import GOOD, Folder
from vrapp.scene.errors import SceneError
from vrapp.scene.library import load_scene
from vrapp.scene.spec import SceneSpec
from vrapp.scene.targets import TARGET_FLOATS, TargetsSpec, direction_m, resting_targets

TABLE = """
[targets]
count = [2, 5]
azimuth_deg = [-50.0, 50.0]
elevation_deg = [-20.0, 25.0]
distance_m = [2.0, 7.0]
size_m = [0.2, 0.1]
"""
RANGES = "azimuth_deg = [-50.0, 50.0]\nelevation_deg = [-20.0, 25.0]\ndistance_m = [2.0, 7.0]\n"
PLACES = "at = [[0.0, 1.0, -3.0], [1.0, 1.0, -3.0], [2.0, 1.0, -3.0], [-1.0, 1.0, -3.0], [-2.0, 1.0, -3.0]]\n"  # noqa: E501


def load(folder: Folder, table: str) -> SceneSpec:
    folder.toml.write_text(GOOD + table, encoding="utf-8")
    return load_scene(folder.toml)


def targets(folder: Folder, table: str = TABLE) -> TargetsSpec:
    found = load(folder, table).targets
    assert found is not None
    return found


def test_it_is_read_as_written(folder: Folder) -> None:
    found = targets(folder)
    assert (found.count, found.slots, found.size_m) == ((2, 5), 5, (0.2, 0.1))
    assert found.elevation_deg == (-20.0, 25.0)
    assert found.at == ()
    assert targets(folder, TABLE.replace(RANGES, PLACES)).at[1] == (1.0, 1.0, -3.0)
    assert load(folder, "").targets is None


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[2, 5]", "[5, 2]", ["targets.count", "in order"]),
        ("[2, 5]", "[2, 5.5]", ["targets.count", "whole numbers"]),
        ("[2, 5]", "[2, 50]", ["targets.count[1]", "1 to 16"]),
        ("[-50.0, 50.0]", "[-90.0, 50.0]", ["targets.azimuth_deg[0]", "-70 to 70"]),
        ("[-20.0, 25.0]", "[25.0, -20.0]", ["targets.elevation_deg", "not be more"]),
        ("[2.0, 7.0]", "[0.3, 7.0]", ["targets.distance_m[0]", "0.8"]),
        ("distance_m = [2.0, 7.0]", "", ["targets.distance_m", "is missing"]),
        ("size_m", "siz_m", ["targets.size_m", "is missing"]),
        ("[0.2, 0.1]", "[0.2, 0.1]\nfade_s = 0.1", ["targets.fade_s", "0.5"]),
        ("[0.2, 0.1]", "[0.2, 0.1]\nfade_s = 3.0", ["targets.lit_s", "twice"]),
        ("[0.2, 0.1]", "[0.2, 0.1]\nscore = 3", ["targets.score", "not a key"]),
        (RANGES, PLACES + "distance_m = [2.0, 7.0]\n", ["targets.distance_m", "leave one"]),
        (RANGES, "at = [[0.0, 1.0, -3.0]]\n", ["targets.at", "up to 5"]),
        (RANGES, PLACES.replace("[0.0, 1.0, -3.0]", "[0.0, 1.0, 3.0]"), ["targets.at[0]", "180"]),
        (RANGES, PLACES.replace("[0.0, 1.0, -3.0]", "[0.0, 1.0, -0.3]"), ["targets.at[0]", "0.8"]),
    ],
)
def test_what_cannot_be_is_refused_by_its_place(
    folder: Folder, old: str, new: str, said: list[str]
) -> None:
    assert old in TABLE
    with pytest.raises(SceneError) as caught:
        load(folder, TABLE.replace(old, new, 1))
    assert all(word in str(caught.value) for word in said), str(caught.value)


def test_no_parameter_takes_a_name_that_glsl_has_for_them(folder: Folder) -> None:
    for name in ("targets", "snowballs"):
        folder.toml.write_text(GOOD.replace("parameters.swell", f"parameters.{name}"))
        with pytest.raises(SceneError, match="rename"):
            load_scene(folder.toml)


@pytest.mark.parametrize("table", [TABLE, TABLE.replace(RANGES, PLACES)])
def test_the_still_moment_has_all_of_them_in_reach(folder: Folder, table: str) -> None:
    found = targets(folder, table)
    packed = resting_targets(found, 1.2)
    assert len(packed) == found.floats
    rows = [packed[k * TARGET_FLOATS :][:TARGET_FLOATS] for k in range(found.slots)]
    places = {row[:3] for row in rows}
    assert len(places) == found.slots
    for x, y, z in places:
        assert abs(math.degrees(math.atan2(x, -z))) <= 50.0
        assert math.degrees(math.atan2(y - 1.2, math.hypot(x, z))) >= -20.0
    glows = sorted(row[6] for row in rows)
    assert glows[0] == 0.0  # some sleep, one wakes, one is awake
    assert 0.0 < glows[-2] < glows[-1] == 1.0
    assert all(row[4] == 1.0 for row in rows)


def test_a_direction_is_seen_from_the_eye() -> None:
    assert direction_m(0.0, 0.0, 2.0, 1.2) == pytest.approx((0.0, 1.2, -2.0))
    assert direction_m(90.0, 0.0, 2.0, 1.2) == pytest.approx((2.0, 1.2, 0.0))
    assert direction_m(0.0, 90.0, 2.0, 1.2) == pytest.approx((0.0, 3.2, 0.0))
