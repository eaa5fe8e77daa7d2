"""What earlier sessions tell of a person: the last of each, from database and folders alike."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from biofeedback.indices.baseline import STEPS, VERSION
from tests.vrapp.history.people import ANNA, session
from tests.vrapp.report.kept import rating
from vrapp.history.database import Database
from vrapp.history.keep import add
from vrapp.history.past import Past, past_in
from vrapp.history.recall import past_of

PEG = [rating(9.0, f"peg_{item}", "4") for item in ("pain", "enjoyment", "activity")]


def rest(median: float) -> dict[str, Any]:
    steps = [median + 0.01 * n for n in range(len(STEPS))]
    distribution = {"unit": "", "count": 99, "median": median, "mad": 0.1, "steps": steps}
    return {"version": VERSION, "percentiles": list(STEPS), "features": {"coherence": distribution}}


def test_the_last_pace_and_the_last_rest_are_found(tmp_path: Path) -> None:
    place, folder = str(tmp_path / "history.db"), tmp_path / "sessions"
    assert past_of("P012", ANNA, place, folder=folder) is None
    assert not Path(place).exists()  # looking makes nothing
    database = Database(place)
    add(database, session(folder / "a", day=5, pace_per_min=5.5, baseline=rest(0.3)), ANNA)
    add(database, session(folder / "b", day=6, pace_per_min=None, baseline={}), ANNA)
    session(folder / "c", day=4, pace_per_min=6.5, baseline=rest(0.9))
    session(folder / "other", "Q1", day=9, pace_per_min=4.5)
    known = past_of("P012", ANNA, place, folder=folder)
    assert known is not None
    assert (known.pace_per_min, known.pace_from[:10], known.sessions) == (5.5, "2026-11-05", 3)
    assert known.baseline.features["coherence"].median == 0.3
    session(folder / "d", day=7, pace_per_min=5.0, baseline=rest(0.4))  # not in the database
    shutil.rmtree(folder / "a")
    known = past_of("P012", ANNA, place, folder=folder)
    assert known is not None
    assert (known.pace_per_min, known.sessions) == (5.0, 4)
    assert known.baseline.features["coherence"].median == 0.4
    assert known.baseline_from[:10] == "2026-11-07"


def test_a_baseline_of_another_version_is_passed_over(tmp_path: Path) -> None:
    session(tmp_path / "a", day=5, baseline={**rest(0.3), "version": 99}, pace_per_min=None)
    known = past_of("P012", ANNA, str(tmp_path / "none.db"), folder=tmp_path)
    assert known is not None
    assert known.pace_per_min is None
    assert known.baseline.features == {}


def test_peg_was_rated_where_all_three_were_answered(tmp_path: Path) -> None:
    place, folder = str(tmp_path / "history.db"), tmp_path / "sessions"
    database = Database(place)
    add(database, session(folder / "a", day=3, ratings=PEG), ANNA)
    add(database, session(folder / "b", day=5, ratings=PEG[:2]), ANNA)
    declined = [*PEG[:2], rating(9.0, "peg_activity", "declined")]
    add(database, session(folder / "c", day=6, ratings=declined), ANNA)
    known = past_of("P012", ANNA, place, folder=folder)
    assert known is not None
    assert known.peg_from[:10] == "2026-11-03"
    session(folder / "d", day=9, ratings=PEG)  # not in the database
    known = past_of("P012", ANNA, place, folder=folder)
    assert known is not None
    assert known.peg_from[:10] == "2026-11-09"
    shutil.rmtree(folder)
    known = past_of("P012", ANNA, place, folder=folder)
    assert known is not None
    assert known.peg_from[:10] == "2026-11-03"


def test_a_session_that_left_peg_out_followed_one_that_had_it(tmp_path: Path) -> None:
    manifest = json.loads((session(tmp_path / "a", day=4) / "manifest.json").read_text("utf-8"))
    assert past_in(manifest).peg_from == ""
    assert past_in({**manifest, "left_out": ["peg"]}).peg_from[:10] == "2026-11-04"


@pytest.mark.parametrize(
    ("rated", "began", "same"),
    [
        ("2026-11-23T09:00:00+01:00", "2026-11-29T20:00:00+01:00", True),  # Monday and Sunday
        ("2026-11-22T20:00:00+01:00", "2026-11-23T09:00:00+01:00", False),  # Sunday and Monday
        ("2026-12-31T09:00:00+01:00", "2027-01-03T09:00:00+01:00", True),  # over the year's end
        ("2025-11-24T09:00:00+01:00", "2026-11-23T09:00:00+01:00", False),  # a year before
        ("", "2026-11-23T09:00:00+01:00", False),
        ("2026-11-23T09:00:00+01:00", "", False),
        ("", "", False),
    ],
)
def test_a_week_is_from_monday_to_sunday(rated: str, began: str, same: bool) -> None:
    assert Past(peg_from=rated).had_peg_in_the_week_of(began) is same


@pytest.mark.parametrize("remembered", [False, True])
def test_the_last_screening_tells_the_slowest_pace(tmp_path: Path, remembered: bool) -> None:
    place, folder = str(tmp_path / "history.db"), tmp_path / "sessions"
    made = [
        session(folder / "a", day=5, slowest_per_min=6.0),
        session(folder / "b", day=6, slowest_per_min=4.0),
        session(folder / "c", day=7, slowest_per_min=None),
    ]
    for each in made if remembered else ():
        add(Database(place), each, ANNA)
    if remembered:
        shutil.rmtree(folder)
    known = past_of("P012", ANNA, place, folder=folder)
    assert known is not None
    assert known.slowest_per_min == 4.0
