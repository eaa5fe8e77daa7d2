"""A clinic's PostgreSQL; runs where VRAPP_TEST_POSTGRES names an empty database to play with."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from tests.vrapp.history.people import ANNA, session
from vrapp.history import schema
from vrapp.history.audit import verify
from vrapp.history.database import Database
from vrapp.history.errors import HistoryError
from vrapp.history.keep import add, history_of, people
from vrapp.history.person import belongings, delete_person, export_person

URL = os.environ.get("VRAPP_TEST_POSTGRES", "")
server = pytest.mark.skipif(not URL, reason="VRAPP_TEST_POSTGRES names no database")


@pytest.fixture
def database() -> Iterator[Database]:
    made = Database(URL, busy_s=0.5)
    engine = create_engine(made._engine.url)
    yield made
    with engine.begin() as connection:
        schema.metadata.drop_all(connection)
        connection.execute(text("DROP FUNCTION IF EXISTS audit_append_only"))
    engine.dispose()


@server
def test_a_person_comes_and_goes(database: Database, tmp_path: Path) -> None:
    add(database, session(tmp_path / "s" / "a"), ANNA)
    add(database, session(tmp_path / "s" / "b", "Q1", 25), ANNA)
    (told,) = history_of(database, "P012", ANNA)
    assert told.result("median_heart_rate") == 70.0
    what = belongings(database, "P012", ANNA, [tmp_path / "s"])
    export_person(database, what, tmp_path / "out", ANNA)
    delete_person(database, what, ANNA)
    assert [p.code for p in people(database, ANNA)] == ["Q1"]
    for statement in ("DELETE FROM audit", "UPDATE audit SET who = 'x'", "TRUNCATE audit"):
        with pytest.raises(HistoryError, match="append-only"), database.change() as connection:
            connection.execute(text(statement))
    with database.change() as connection:
        assert verify(connection).trouble == ""


@server
def test_two_at_once_make_one_chain(database: Database, tmp_path: Path) -> None:
    folders = [session(tmp_path / str(n), f"P{n % 3}", day=n + 1) for n in range(8)]
    with ThreadPoolExecutor(4) as pool:  # also the tables are made by one of them only
        list(pool.map(lambda folder: add(Database(URL), folder, ANNA), folders))
    with database.change() as connection:
        assert verify(connection).trouble == ""
        assert verify(connection).count == 8


@server
def test_one_that_stays_locked_is_told(database: Database) -> None:
    people(database, ANNA)
    with database.change(), pytest.raises(HistoryError, match=r"in use by another .* 0\.5 s"):
        people(Database(URL, busy_s=0.5), ANNA)


def test_a_server_that_is_not_there_is_told_without_its_password() -> None:
    pytest.importorskip("psycopg")
    with pytest.raises(HistoryError, match=r"127\.0\.0\.1") as caught:
        people(Database("postgresql://me:sesame@127.0.0.1:1/x?connect_timeout=2"), ANNA)
    assert "sesame" not in str(caught.value)


def test_without_a_driver_the_remedy_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(HistoryError, match=r"pip install 'vrapp\[clinic\]'"):
        Database("postgresql://host/x")
