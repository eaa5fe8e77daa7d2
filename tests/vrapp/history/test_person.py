"""One person's data: deleted it is gone, exported it is all there; what is known helps training."""

from __future__ import annotations

import errno
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from biofeedback.indices.baseline import STEPS, VERSION
from tests.vrapp.history.people import ANNA, CHEAP, SECRET, files_of, session
from vrapp.history.audit import entries, verify
from vrapp.history.database import Database
from vrapp.history.errors import HistoryError
from vrapp.history.keep import add, history_of, people
from vrapp.history.past import past_of
from vrapp.history.person import Belongings, belongings, delete_person, export_person
from vrapp.history.rows import session_id
from vrapp.history.vault import lock
from vrapp.record.earlier import read_manifest

CODE = "P012-very-much-theirs"


@pytest.fixture
def database(tmp_path: Path) -> Database:
    """With two sessions of one person and one of another; a third never reached the database."""
    made = Database(str(tmp_path / "data" / "history.db"))
    for name, code, day in (("a", CODE, 21), ("b", CODE, 22), ("c", "Q1", 23)):
        add(made, session(tmp_path / "sessions" / name, code, day), ANNA)
    session(tmp_path / "sessions" / "d", CODE, 24)
    return made


def found(database: Database, tmp_path: Path, code: str = CODE) -> Belongings:
    return belongings(database, code, ANNA, [tmp_path / "sessions"])


def traces(folder: Path) -> list[str]:
    """Files that still say the code, by their bytes."""
    return [name for name, content in files_of(folder).items() if CODE.encode() in content]


def test_the_list_says_what_there_is(database: Database, tmp_path: Path) -> None:
    what = found(database, tmp_path)
    assert [path.name for path in what.folders] == ["a", "b", "d"]
    assert what.rows["sessions"] == 2
    assert what.rows["ratings"] == 4
    assert what.missing == ()
    assert found(database, tmp_path, "nobody").nothing


def test_deleted_nothing_is_left(database: Database, tmp_path: Path) -> None:
    with database.change():
        assert traces(tmp_path)  # also while the log is open
    delete_person(database, found(database, tmp_path), ANNA)
    assert traces(tmp_path) == []
    assert [path.name for path in (tmp_path / "sessions").iterdir()] == ["c"]
    assert [p.code for p in people(database, ANNA)] == ["Q1"]
    with database.change() as connection:
        assert verify(connection).trouble == ""
        gone = [e for e in entries(connection) if e.action == "deleted"]
    assert gone[0].code.startswith("(deleted ")
    assert gone[0].what == "2 sessions, 3 folders"
    assert found(database, tmp_path).nothing


def test_a_locked_folder_goes_too(database: Database, tmp_path: Path) -> None:
    for name in "ab":
        folder = tmp_path / "sessions" / name
        lock(folder, SECRET, session_id(read_manifest(folder)), cost=CHEAP)
    (tmp_path / "sessions" / "b").rename(tmp_path / "sessions" / "moved")
    what = found(database, tmp_path)
    assert [path.name for path in what.folders] == ["a", "d", "moved"]
    delete_person(database, what, ANNA)
    assert [path.name for path in (tmp_path / "sessions").iterdir()] == ["c"]


def test_a_folder_that_is_another_session_by_now_stays(database: Database, tmp_path: Path) -> None:
    folder = tmp_path / "sessions" / "a"
    shutil.rmtree(folder)
    session(folder, "Q2", 21)
    what = found(database, tmp_path)
    assert [path.name for path in what.folders] == ["b", "d"]
    assert what.missing == (folder,)
    delete_person(database, what, ANNA)
    assert folder.is_dir()


def test_a_folder_that_cannot_go_keeps_the_rows(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = shutil.rmtree

    def rmtree(path: Path, *args: Any, **more: Any) -> None:
        if path.name == "b":
            raise PermissionError(errno.EACCES, "Permission denied", str(path / "session.xdf"))
        real(path, *args, **more)

    what = found(database, tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(shutil, "rmtree", rmtree)
        with pytest.raises(HistoryError, match=r"cannot delete .*b .*still there"):
            delete_person(database, what, ANNA)
    assert len(history_of(database, CODE, ANNA)) == 2
    with database.change() as connection:
        assert [e.what for e in entries(connection) if e.action == "deleted in part"] == [
            "only 1 of 3 folders; the rest could not be"
        ]
    delete_person(database, found(database, tmp_path), ANNA)
    assert traces(tmp_path) == []


def test_what_came_meanwhile_is_not_half_deleted(database: Database, tmp_path: Path) -> None:
    what = found(database, tmp_path)
    add(database, tmp_path / "sessions" / "d", ANNA)
    with pytest.raises(HistoryError, match="added or removed meanwhile"):
        delete_person(database, what, ANNA)
    assert len(history_of(database, CODE, ANNA)) == 3


def test_a_folder_with_another_session_within_is_not_deleted(
    database: Database, tmp_path: Path
) -> None:
    session(tmp_path / "sessions" / "a" / "inner", "Q3", 5)
    with pytest.raises(HistoryError, match="holds another session within"):
        delete_person(database, found(database, tmp_path), ANNA)
    assert (tmp_path / "sessions" / "a" / "inner" / "manifest.json").is_file()


def test_exported_all_is_there(database: Database, tmp_path: Path) -> None:
    out = tmp_path / "out"
    written = export_person(database, found(database, tmp_path), out, ANNA)
    told = json.loads((out / "person.json").read_text("utf-8"))
    assert told["code"] == CODE
    assert [each["created"][:10] for each in told["sessions"]] == ["2026-11-21", "2026-11-22"]
    assert told["sessions"][0]["ratings"][0]["value"] == "6"
    assert {e["action"] for e in told["audit"]} == {"added", "opened", "exported"}
    for name in "abd":
        assert files_of(out / "sessions" / name) == files_of(tmp_path / "sessions" / name)
    assert len(written) == 1 + 3 * 3
    assert "Q1" not in (out / "person.json").read_text("utf-8")
    with pytest.raises(HistoryError, match="is not empty"):
        export_person(database, found(database, tmp_path), out, ANNA)


def test_an_export_that_fails_leaves_nothing(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*args: Any) -> None:
        raise shutil.Error([("a", "b", "[Errno 28] No space left on device")])

    monkeypatch.setattr(shutil, "copytree", full)
    with pytest.raises(HistoryError, match=r"No space left.*nothing was left there"):
        export_person(database, found(database, tmp_path), tmp_path / "out", ANNA)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "sessions"]


# -- what training needs of the past --------------------------------------------------------------


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
