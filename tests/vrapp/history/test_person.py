"""One person's data: deleted it is gone, exported it is all there."""

from __future__ import annotations

import errno
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.vrapp.history.people import ANNA, CHEAP, SECRET, files_of, session
from vrapp.history.audit import entries, verify
from vrapp.history.database import Database
from vrapp.history.errors import HistoryError
from vrapp.history.keep import add, history_of, people
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
