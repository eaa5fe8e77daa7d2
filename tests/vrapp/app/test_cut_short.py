"""A session that was cut short is offered at the desk, and gone on with there."""

from __future__ import annotations

import json
import os
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.vrapp.app.test_desk import AT, CHOICE, NOW
from tests.vrapp.history.people import session as past_session
from vrapp.app import desk
from vrapp.app.desk import options_of, what_is_left
from vrapp.app.offers import cut_today, known_people
from vrapp.app.options import Options
from vrapp.history.database import Database
from vrapp.panel.start_choice import Cut
from vrapp.record.earlier import EarlierError
from vrapp.record.hold import hold
from vrapp.record.manifest import checksum
from vrapp.session.protocols import load_protocol


def cut(parent: Path, clock: str = "10.30.00", **changes: Any) -> Path:
    """A first session of that time of the day that was cut short in its baseline."""
    file = load_protocol("first-session").file
    assert file is not None
    parts = ("Screening and consent", "Ratings before", "Baseline")
    phases = [
        {
            "part_of": title,
            "title": title,
            "kind": kind,
            "start_s": 60.0 * n,
            "end_s": 60.0 * n + 60,
        }
        for n, (title, kind) in enumerate(
            zip(parts, ("screening", "rating", "baseline"), strict=True)
        )
    ]
    known = {"name": "first-session", "title": "First session", "sha256": checksum([file])}
    told = {
        "created": f"2026-11-24T{clock.replace('.', ':')}+01:00",
        "phases": phases, "protocol": known, "end": {"reason": "an error", "at_s": 180.0},
    }  # fmt: skip
    folder = past_session(parent / f"2026-11-24 {clock} session", "P007", **(told | changes))
    (folder / "session.xdf").touch()
    return folder


def test_the_last_session_of_the_day_is_offered_where_it_was_cut_short(tmp_path: Path) -> None:
    assert cut_today(tmp_path, "2026-11-24") is None
    folder = cut(tmp_path)
    offered = Cut(str(folder), "P007", "First session", "Baseline", "10:30", 2.0)
    assert cut_today(tmp_path, "2026-11-24") == offered
    assert cut_today(tmp_path, "2026-11-25") is None  # another day
    with (folder / "session.xdf").open("rb") as file:
        hold(file)
        assert cut_today(tmp_path, "2026-11-24") is None  # it is running
    (tmp_path / "2026-11-24 12.00.00 session").mkdir()  # one that got no manifest
    assert cut_today(tmp_path, "2026-11-24") == offered
    (tmp_path / "2026-11-24 12.00.00 session" / "manifest.json").write_text("{", "utf-8")
    assert cut_today(tmp_path, "2026-11-24") == offered  # one that cannot be read hides no other
    cut(tmp_path, "11.00.00", end={"reason": "therapist", "at_s": 180.0})
    assert cut_today(tmp_path, "2026-11-24") is None  # the last one was ended by somebody


@pytest.mark.parametrize(
    "changes",
    [
        {"study": {}},
        {"protocol": {"name": "open", "title": "Open"}},
        {"phases": []},
        {"created": "yesterday"},
        {"end": {"reason": "patient (gaze)", "at_s": 180.0}},
    ],
)
def test_what_cannot_be_gone_on_with_is_not_offered(
    tmp_path: Path, changes: dict[str, Any]
) -> None:
    cut(tmp_path, **changes)
    assert cut_today(tmp_path, "2026-11-24") is None


def test_a_session_without_an_end_lasted_as_long_as_its_record_was_written(tmp_path: Path) -> None:
    folder = cut(tmp_path, end=None)
    told = json.loads((folder / "manifest.json").read_text("utf-8"))
    told["phases"][-1]["end_s"] = None
    (folder / "manifest.json").write_text(json.dumps(told), "utf-8")
    last = datetime.fromisoformat(told["created"]).timestamp() + 300.0
    os.utime(folder / "session.xdf", (last, last))
    found = cut_today(tmp_path, "2026-11-24")
    assert found is not None
    assert found.worn_min == pytest.approx(4.0)  # one of ratings, and three of rest


def test_going_on_takes_person_scene_and_language_from_the_session(
    tmp_path: Path, database: Database
) -> None:
    folder = cut(tmp_path, language="de", shown=[{"name": "glade", "start_s": 0.0}])
    options = options_of(Options(), CHOICE, tmp_path, 4, lambda: NOW)
    said: list[str] = []
    made, rest = what_is_left(options, folder, False, said.append)
    assert (made.study.code, made.scene, made.language) == ("P007", "glade", "de")
    assert (made.previous, made.resumes) == (folder, folder)
    assert rest.phases[0].title == "Baseline"
    assert any("Baseline" in line for line in said)
    people, _ = known_people(AT)
    assert [person.code for person in people] == ["P007"]  # the cut one is in the history now


def test_a_history_that_cannot_be_written_stops_nobody(tmp_path: Path, database: Database) -> None:
    (tmp_path / "history.db").write_bytes(b"this is no database at all" * 100)
    said: list[str] = []
    _, rest = what_is_left(Options(), cut(tmp_path), False, said.append)
    assert rest.phases[0].title == "Baseline"
    assert any("vrapp history add" in line for line in said)


def test_a_session_that_cannot_be_closed_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(desk, "rest_of", full)
    with pytest.raises(EarlierError, match="cannot be closed: No space left"):
        what_is_left(Options(), tmp_path, False, print)
