"""The database: what it keeps, who may use it at once, and what it says when it cannot."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from collections import namedtuple
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from tests.vrapp.history.people import ANNA, OTHER, SECRET, rights_stop, session
from vrapp.history import database as module
from vrapp.history.audit import verify
from vrapp.history.database import Database, prepare
from vrapp.history.errors import HistoryError, WrongSecretError
from vrapp.history.keep import add, history_of, people, remember
from vrapp.history.place import database_place
from vrapp.history.recipher import recipher
from vrapp.record.earlier import EarlierError


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return Database(str(tmp_path / "data" / "history.db"), busy_s=0.2)


def test_a_session_is_kept_with_all_that_it_says(database: Database, tmp_path: Path) -> None:
    resonance = {"pace_per_min": 5.5, "uncertainty_per_min": None, "words": "5.5 a minute."}
    folder = session(tmp_path / "s", resonance=resonance)
    kept = add(database, folder, ANNA)
    assert (kept.code, kept.change, kept.sessions) == ("P012", "added", 1)
    (told,) = history_of(database, "P012", ANNA)
    assert told.session["protocol"] == "Short"
    assert told.session["duration_s"] == 300.0
    assert told.session["folder"] == str(folder)
    assert [(r["question"], r["value"]) for r in told.ratings] == [
        ("pain_before", "6"),
        ("pain_after", "declined"),
    ]
    assert told.adverse[0]["kind"] == "nausea"
    found = {r["name"]: (r["value"], r["unit"]) for r in told.results}
    assert found["resonance_pace"] == (5.5, "1/min")
    assert found["median_heart_rate"] == (70.0, "1/min")
    assert "resonance_uncertainty" not in found  # not known
    assert "median_rmssd" not in found  # not there
    (coherent,) = (r for r in told.results if r["name"] == "median_coherence")
    assert coherent["trusted"] == pytest.approx(1 - 64 / 300, abs=0.01)


def test_a_blinded_session_gives_away_nothing(database: Database, tmp_path: Path) -> None:
    study = {"code": "P012", "blinded": True, "arm": None, "sealed": "sealed:x"}
    add(database, session(tmp_path / "s", study=study), ANNA)
    (told,) = history_of(database, "P012", ANNA)
    assert told.session["arm"] is None
    assert {r["name"] for r in told.results} >= {"median_heart_rate"}
    assert "median_coherence" not in {r["name"] for r in told.results}


def test_added_again_it_is_there_once(database: Database, tmp_path: Path) -> None:
    folder = session(tmp_path / "s")
    assert add(database, folder, ANNA).change == "added"
    assert add(database, folder, ANNA).change == "known already"
    moved = folder.rename(tmp_path / "moved")
    kept = add(database, moved, ANNA)
    assert (kept.change, kept.sessions) == ("changed", 1)
    add(database, session(tmp_path / "later", day=25), ANNA)
    told = history_of(database, "P012", ANNA)
    assert [Path(t.session["folder"]).name for t in told] == ["moved", "later"]
    (person,) = people(database, ANNA)
    assert (person.code, person.sessions, person.pace_per_min) == ("P012", 2, 6.0)


def test_what_is_no_session_of_anybody_is_refused(database: Database, tmp_path: Path) -> None:
    with pytest.raises(HistoryError, match=r"no person's code.*--code"):
        add(database, session(tmp_path / "a", code=""), ANNA)
    with pytest.raises(EarlierError, match="use a newer vrapp"):
        add(database, session(tmp_path / "b", format=2), ANNA)
    for n, change in enumerate(({"protocol": {}}, {"ratings": [{"id": "pain"}]}, {"shown": 3})):
        with pytest.raises(HistoryError, match="not as a session leaves it"):
            add(database, session(tmp_path / f"c{n}", **change), ANNA)  # type: ignore[arg-type]
    assert people(database, ANNA) == []  # nobody half there


def test_the_app_remembers_by_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VRAPP_DATABASE", str(tmp_path / "own.db"))
    assert database_place() == str(tmp_path / "own.db")
    assert remember(session(tmp_path / "a", code="")) is None
    assert not (tmp_path / "own.db").exists()
    kept = remember(session(tmp_path / "b"))
    assert kept is not None
    assert kept.sessions == 1
    with Database(database_place()).change() as connection:
        at = connection.execute(text("SELECT at FROM audit")).scalar_one()
    assert at == "2026-11-24T10:35:00+01:00"  # when the session ended


@pytest.mark.skipif(sys.platform == "win32", reason="rights are other ones there")
def test_nobody_else_on_the_machine_may_read_it(database: Database) -> None:
    assert database.file is not None

    def rights() -> set[int]:
        assert database.file is not None
        return {p.stat().st_mode & 0o077 for p in database.file.parent.glob("history.db*")}

    with database.change():
        assert rights() == {0}  # the log's as well
    pytest.importorskip("sqlcipher3")
    recipher(database.file, SECRET, encrypt=True)
    assert rights() == {0}


def test_a_failure_undoes_the_whole_change(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(database, session(tmp_path / "a"), ANNA)

    def fail(*args: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    with monkeypatch.context() as patch:
        patch.setattr("vrapp.history.audit.note", fail)
        with pytest.raises(sqlite3.OperationalError):
            add(database, session(tmp_path / "b", code="Q1", day=25), ANNA)
    assert [p.code for p in people(database, ANNA)] == ["P012"]


def test_a_full_disk_is_told(tmp_path: Path, database: Database) -> None:
    add(database, session(tmp_path / "a"), ANNA)
    with sqlite3.connect(str(database.file)) as raw:
        pages = raw.execute("PRAGMA page_count").fetchone()[0]
    raw.close()
    full = pytest.raises(HistoryError, match=r"disk of .* is full; make room\. Nothing was changed")
    with full, database.change() as connection:
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        connection.execute(text("INSERT INTO people VALUES ('t', 'Q1', '')"))
        connection.execute(text("UPDATE sessions SET body = :body"), {"body": "x" * 100_000})
    assert [p.code for p in people(database, ANNA)] == ["P012"]


@pytest.mark.parametrize(("free", "told"), [(0, "disk of .* is full"), (1 << 30, "I/O error")])
def test_an_io_error_on_a_full_disk_is_told_as_one(
    database: Database, free: int, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    people(database, ANNA)
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage(9, 9, free))
    monkeypatch.setattr(sqlite3, "connect", broken)
    with pytest.raises(HistoryError, match=told):
        people(database, ANNA)


def broken(*args: object, **more: object) -> None:
    raise sqlite3.OperationalError("disk I/O error")


PROGRAM = """
import sys
from pathlib import Path
from vrapp.history.audit import By
from vrapp.history.database import Database
from vrapp.history.keep import add
database = Database(sys.argv[1], busy_s=60)
print("ready", flush=True)
sys.stdin.readline()
for folder in sys.argv[2:]:
    add(database, Path(folder), By("program", "2026-11-24T12:00:00"))
"""


def test_two_programs_write_at_once(database: Database, tmp_path: Path) -> None:
    each = 8
    folders = [session(tmp_path / str(n), f"P{n % 3}", day=n + 1) for n in range(2 * each)]
    programs = [
        subprocess.Popen(
            [sys.executable, "-c", PROGRAM, database.place, *map(str, half)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for half in (folders[::2], folders[1::2])
    ]
    for program in programs:
        assert program.stdout is not None
        assert program.stdout.readline() == "ready\n"
    for program in programs:
        program.communicate("go\n", timeout=60)
    assert [program.returncode for program in programs] == [0, 0]
    with database.change() as connection:
        checked = verify(connection)
        count = connection.execute(text("SELECT count(*) FROM sessions")).scalar_one()
    assert (checked.trouble, checked.count, count) == ("", 2 * each, 2 * each)


def test_a_database_that_stays_locked_is_told(database: Database, tmp_path: Path) -> None:
    people(database, ANNA)
    holder = sqlite3.connect(str(database.file), isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(HistoryError, match=r"in use by another program for more than 0.2 s"):
        add(database, session(tmp_path / "s"), ANNA)
    holder.execute("ROLLBACK")
    holder.close()
    assert add(database, tmp_path / "s", ANNA).change == "added"


def test_a_newer_database_is_refused_untouched(database: Database) -> None:
    with database.change() as connection:
        connection.execute(text("UPDATE vrapp_schema SET version = 9"))
    assert database.file is not None
    before = database.file.read_bytes()
    with pytest.raises(HistoryError, match=r"version 9, this program reads up to 1; use a newer"):
        people(Database(database.place), ANNA)
    assert database.file.read_bytes() == before


def test_an_older_database_is_brought_forward(database: Database) -> None:
    with database.change():
        pass

    def one_to_two(connection: Connection) -> None:
        connection.execute(text("ALTER TABLE sessions ADD COLUMN room TEXT DEFAULT 'one'"))

    def two_to_three(connection: Connection) -> None:
        connection.execute(text("ALTER TABLE sessions RENAME COLUMN room TO place"))

    with database.change() as connection:
        prepare(connection, "", newest=3, steps={1: one_to_two, 2: two_to_three})
        assert connection.execute(text("SELECT version FROM vrapp_schema")).scalar_one() == 3
        connection.execute(text("SELECT place FROM sessions"))


def test_what_is_no_history_is_left_alone(tmp_path: Path) -> None:
    other = tmp_path / "notes.txt"
    other.write_text("Buy bread and milk, and call the clinic.")
    with pytest.raises(HistoryError, match=r"encrypted; give its key file|no database"):
        people(Database(str(other)), ANNA)
    assert other.read_text().startswith("Buy bread")
    with sqlite3.connect(tmp_path / "foreign.db") as raw:
        raw.execute("CREATE TABLE people (name TEXT)")
    raw.close()
    with pytest.raises(HistoryError, match="tables of another program"):
        people(Database(str(tmp_path / "foreign.db")), ANNA)
    with pytest.raises(HistoryError, match="cannot be read"):
        people(Database(str(tmp_path)), ANNA)
    with pytest.raises(HistoryError, match="no URL of a database"):
        Database("nonsense://x")


def test_a_place_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(HistoryError, match=r"cannot be (written|read).*--database"):
        people(Database(str(tmp_path / "file" / "history.db")), ANNA)


def test_a_read_only_folder_is_told(database: Database, tmp_path: Path) -> None:
    if not rights_stop(tmp_path):
        pytest.skip("rights do not stop this user")
    people(database, ANNA)
    assert database.file is not None
    database.file.chmod(0o400)
    database.file.parent.chmod(0o500)
    try:
        with pytest.raises(HistoryError, match="may not be written"):
            people(Database(database.place), ANNA)
    finally:
        database.file.parent.chmod(0o700)


# -- encrypted ------------------------------------------------------------------------------------


def test_without_sqlcipher_the_remedy_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "sqlcipher3.dbapi2", None)
    with pytest.raises(HistoryError, match=r"pip install 'vrapp\[encrypted\]'"):
        Database(str(tmp_path / "x.db"), SECRET, encrypt=True)


def test_an_encrypted_database_opens_with_its_secret_only(tmp_path: Path) -> None:
    pytest.importorskip("sqlcipher3")
    place = str(tmp_path / "x.db")
    folder = session(tmp_path / "s")
    add(Database(place, SECRET, encrypt=True), folder, ANNA)
    content = Path(place).read_bytes()
    assert b"P012" not in content
    assert not content.startswith(b"SQLite")
    assert [p.code for p in people(Database(place, SECRET), ANNA)] == ["P012"]
    with pytest.raises(WrongSecretError, match=r"wrong passphrase.*Nothing was changed"):
        people(Database(place, OTHER), ANNA)
    with pytest.raises(HistoryError, match=r"is encrypted; give its key file"):
        Database(place)
    assert Path(place).read_bytes()[:16] == content[:16]
    assert len(history_of(Database(place, SECRET), "P012", ANNA)) == 1


def test_a_database_is_encrypted_and_decrypted_whole(database: Database, tmp_path: Path) -> None:
    pytest.importorskip("sqlcipher3")
    add(database, session(tmp_path / "s"), ANNA)
    file = database.file
    assert file is not None
    recipher(file, SECRET, encrypt=True)
    assert b"P012" not in file.read_bytes()
    with pytest.raises(HistoryError, match="encrypted already"):
        recipher(file, SECRET, encrypt=True)
    with pytest.raises(WrongSecretError):
        recipher(file, OTHER, encrypt=False)
    recipher(file, SECRET, encrypt=False)
    assert len(history_of(Database(str(file)), "P012", ANNA)) == 1
    with Database(str(file)).change() as connection:
        assert verify(connection).trouble == ""
        with pytest.raises(Exception, match="append-only"):
            connection.execute(text("DELETE FROM audit"))
    assert sorted(p.name for p in file.parent.iterdir()) == ["history.db"]


@pytest.mark.parametrize("busy", ["reads", "writes"])
def test_a_database_in_use_is_not_replaced(database: Database, busy: str) -> None:
    driver = pytest.importorskip("sqlcipher3.dbapi2")
    people(database, ANNA)
    file = database.file
    assert file is not None
    # By the same library: within one process another one's locks are not seen (POSIX).
    holder = driver.connect(str(file), isolation_level=None)
    holder.execute("BEGIN IMMEDIATE" if busy == "writes" else "SELECT * FROM people")
    with pytest.raises(HistoryError, match="in use by another program"):
        recipher(file, SECRET, encrypt=True, busy_s=0.2)
    holder.close()
    assert not module.is_encrypted(file)
    assert people(database, ANNA) == []


def test_who_waited_for_a_database_that_was_replaced_is_told(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    people(database, ANNA)
    inodes = iter([1, 2])
    monkeypatch.setattr(module, "_inode", lambda file: next(inodes))
    with pytest.raises(HistoryError, match="was replaced meanwhile; try again"):
        people(database, ANNA)
