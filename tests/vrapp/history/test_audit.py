"""The audit trail: who did what, and that nothing of it can go unnoticed."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.vrapp.history.people import ANNA, session
from vrapp.cli import vrapp
from vrapp.history.audit import By, Verified, entries, verify
from vrapp.history.database import Database
from vrapp.history.errors import HistoryError
from vrapp.history.keep import add, history_of, noted, people
from vrapp.history.place import user

BEN = By("ben", "2026-11-25T09:00:00+01:00")


@pytest.fixture
def database(tmp_path: Path) -> Database:
    made = Database(str(tmp_path / "history.db"))
    add(made, session(tmp_path / "s"), ANNA)
    history_of(made, "P012", BEN)
    people(made, BEN)
    history_of(made, "P013", BEN)
    return made


def checked(database: Database, expected: str = "") -> Verified:
    with database.change() as connection:
        return verify(connection, expected)


def forge(database: Database, *statements: str) -> None:
    """As somebody with the file in hand does: the triggers are taken off first."""
    with database.change() as connection:
        for what in ("update", "delete"):
            connection.execute(text(f"DROP TRIGGER IF EXISTS audit_no_{what}"))
        for statement in statements:
            connection.execute(text(statement))


def test_who_did_what_is_told(database: Database) -> None:
    with database.change() as connection:
        found = list(entries(connection))
    assert [(e.n, e.who, e.action, e.code) for e in found] == [
        (1, "anna", "added", "P012"),
        (2, "ben", "opened", "P012"),
        (3, "ben", "listed", ""),
        (4, "ben", "opened", ""),
    ]
    assert found[1].at == BEN.at
    assert found[3].what == "somebody not known"
    assert checked(database) == Verified(4, found[-1].hash, "")


@pytest.mark.parametrize("statement", ["DELETE FROM audit", "UPDATE audit SET who = 'x'"])
def test_rows_are_only_added(database: Database, statement: str) -> None:
    with pytest.raises(HistoryError, match="append-only"), database.change() as connection:
        connection.execute(text(statement))
    assert checked(database).trouble == ""


@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_a_removed_row_shows(database: Database, n: int) -> None:
    forge(database, f"DELETE FROM audit WHERE n = {n}")
    said = "entries after 3 are missing" if n == 4 else f"entry {n} is missing"
    assert checked(database).trouble == said


def test_a_row_removed_and_the_others_moved_up_show(database: Database) -> None:
    forge(database, "DELETE FROM audit WHERE n = 2", "UPDATE audit SET n = n - 1 WHERE n > 2")
    assert checked(database).trouble == "entry 2 was changed, or one before it replaced"


@pytest.mark.parametrize("column", ["at", "who", "action", "person", "what", "previous", "hash"])
def test_a_changed_row_shows(database: Database, column: str) -> None:
    forge(database, f"UPDATE audit SET {column} = 'x' WHERE n = 2")
    assert checked(database).trouble == "entry 2 was changed, or one before it replaced"


def test_the_last_rows_and_the_head_removed_show_to_who_noted_a_hash(database: Database) -> None:
    noted = checked(database).last
    forge(
        database,
        "DELETE FROM audit WHERE n > 2",
        "UPDATE audit_head SET n = 2, hash = (SELECT hash FROM audit WHERE n = 2)",
    )
    assert checked(database).trouble == ""  # the chain alone cannot tell
    assert "made anew" in checked(database, noted).trouble


def test_a_noted_hash_is_found_later(database: Database) -> None:
    noted = checked(database).last
    people(database, BEN)
    assert checked(database, noted).trouble == ""


def test_without_its_head_it_is_not_whole_and_nothing_is_added(database: Database) -> None:
    forge(database, "DELETE FROM audit_head")
    assert "missing" in checked(database).trouble
    with pytest.raises(HistoryError, match="lost its end"):
        people(database, BEN)


def test_what_other_commands_do_is_noted(database: Database, tmp_path: Path) -> None:
    assert noted(tmp_path / "s", "reported", BEN, database.place)
    with database.change() as connection:
        last = list(entries(connection))[-1]
    assert (last.who, last.action, last.code) == ("ben", "reported", "P012")
    assert not noted(tmp_path / "s", "reported", BEN, str(tmp_path / "none.db"))
    assert not (tmp_path / "none.db").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no list of users to ask")
def test_nobody_is_another_by_a_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    real = user()
    monkeypatch.setenv("LOGNAME", "somebody-else")
    monkeypatch.setenv("USER", "somebody-else")
    assert user() == real


def test_the_driver_is_never_seen(database: Database) -> None:
    with pytest.raises(HistoryError) as caught, database.change() as connection:
        connection.execute(text("SELECT * FROM nowhere"))
    assert isinstance(caught.value.__cause__, DBAPIError)
    assert "no such table: nowhere" in str(caught.value)


def run(*words: object) -> None:
    result = CliRunner().invoke(vrapp, [*map(str, words)], catch_exceptions=False)
    assert result.exit_code == 0, result.output


def test_who_reported_exported_and_closed_what_is_in_the_trail(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VRAPP_DATABASE", database.place)
    # a session of somebody known that is not in the history itself
    folder = session(tmp_path / "t", day=25, complete=False, end=None)
    run("close", folder)
    run("report", folder)
    run("report", "P012", "--sessions", tmp_path)
    run("export", folder, "--fhir", "--out", tmp_path / "bundle.json")
    with database.change() as connection:
        last = list(entries(connection))[-4:]
    assert [(row.action, row.code) for row in last] == [
        ("closed", "P012"), ("reported", "P012"), ("reported", "P012"), ("exported", "P012"),
    ]  # fmt: skip
    assert last[-1].what.endswith(", FHIR")
    assert last[-1].who == user()
    assert len({row.what.partition(",")[0] for row in last}) == 1
    assert checked(database).trouble == ""


def test_a_trail_that_cannot_be_written_is_said_and_the_report_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "broken.db"
    broken.write_bytes(b"SQLite format 3\0" + bytes(200))
    monkeypatch.setenv("VRAPP_DATABASE", str(broken))
    folder = session(tmp_path / "s2")
    result = CliRunner().invoke(vrapp, ["report", str(folder)], catch_exceptions=False)
    assert result.exit_code == 0
    assert "not in the audit trail" in result.output
    assert (folder / "report.html").exists()
