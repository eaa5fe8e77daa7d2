"""Sessions into the database, and what it tells of people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Table, delete, insert, select, update

from vrapp.history import audit, rows, schema
from vrapp.history.audit import By
from vrapp.history.database import Database
from vrapp.history.errors import HistoryError
from vrapp.history.place import database_place, user
from vrapp.history.secret import Secret, secret_of_environment
from vrapp.history.vault import is_locked
from vrapp.record.earlier import read_manifest
from vrapp.report.kept import KeptSession, read_session

Row = dict[str, Any]
OF_A_SESSION = (schema.ratings, schema.adverse, schema.results)


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of a folder: `change` is `added`, `changed` or `known already`."""

    code: str
    change: str
    created: str
    sessions: int
    """How many of that person the history has now."""


@dataclass(frozen=True, slots=True)
class Person:
    """One line of the list. `pace_per_min`: of their last session that has one; `protocol`: the
    last session's title.
    """

    code: str
    sessions: int
    first: str
    last: str
    pace_per_min: float | None
    protocol: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """A session with its rows, as the tables have them."""

    session: Row
    ratings: tuple[Row, ...]
    adverse: tuple[Row, ...]
    results: tuple[Row, ...]

    def result(self, name: str) -> float | None:
        return next((float(r["value"]) for r in self.results if r["name"] == name), None)


def remember(
    folder: Path,
    database: str = "",
    by: By | None = None,
    secret: Secret | None = None,
) -> Kept | None:
    """Put a session that has just ended into the history; None where it has no person's code.

    `database`, `secret`: by default what the environment says, then the user's own. `by`: by
    default this user, at the session's end as its manifest has it.

    Raises
    ------
    HistoryError, EarlierError
        It could not be kept; the folder is as it was, and `vrapp history add FOLDER` does it later.
    """
    kept = read_session(folder)
    if not rows.code_of(kept.manifest):
        return None
    opened = Database(database_place(database), secret or secret_of_environment())
    return _add(opened, kept, by or By(user(), _end_of(kept)))


def add(database: Database, folder: Path, by: By) -> Kept:
    """Put a session's folder into the history, or bring it up to date. One transaction.

    Raises
    ------
    HistoryError
        It has no code, it is locked, or the database cannot be written.
    EarlierError
        It is no session's folder, or one of a newer version.
    """
    if is_locked(folder):
        raise HistoryError(f"{folder} is locked; unlock it first: vrapp history unlock FOLDER")
    kept = read_session(folder)
    if not rows.code_of(kept.manifest):
        raise HistoryError(
            f"the session in {folder} has no person's code, so it is nobody's; sessions get one by "
            "`vrapp run --code CODE`"
        )
    return _add(database, kept, by)


def _add(database: Database, kept: KeptSession, by: By) -> Kept:
    code = rows.code_of(kept.manifest)
    id_, created = rows.session_id(kept.manifest), str(kept.manifest.get("created", ""))
    with database.change() as connection:
        person = _token(connection, code, by)
        row, *of_it = rows.rows_of(kept, person)
        sessions = schema.sessions
        before = connection.execute(select(sessions).where(sessions.c.id == id_)).one_or_none()
        same = before is not None and dict(before._mapping) == row
        change = "known already" if same else "added" if before is None else "changed"
        if before is None:
            connection.execute(insert(sessions).values(row))
        elif not same:
            connection.execute(update(sessions).where(sessions.c.id == id_).values(row))
        if not same:
            for table, its_rows in zip(OF_A_SESSION, of_it, strict=True):
                connection.execute(delete(table).where(table.c.session == id_))
                if its_rows:
                    connection.execute(insert(table), its_rows)
            audit.note(connection, by, change, person, f"session {id_}")
        count = len(_sessions_of(connection, person))
    return Kept(code, change, created, count)


def noted(
    folder: Path,
    action: str,
    by: By,
    database: str = "",
    secret: Secret | None = None,
    what: str = "",
) -> bool:
    """Tell the audit trail what was done with a session's folder (`reported`, `exported`...);
    `what` says it more closely.

    The person is named where the history knows them, be the session in it or not. False where there
    is no database yet: then nobody asked for a trail.

    Raises
    ------
    HistoryError, EarlierError
        The database cannot be written, or it is no session's folder.
    """
    opened = Database(database_place(database), secret or secret_of_environment())
    if not opened.exists:
        return False
    manifest = read_manifest(folder)
    id_ = rows.session_id(manifest)
    with opened.change() as connection:
        person = owner_of(connection, id_) or token_of(connection, rows.code_of(manifest)) or ""
        audit.note(
            connection, by, action, person, ", ".join(filter(None, (f"session {id_}", what)))
        )
    return True


def people(database: Database, by: By) -> list[Person]:
    """Everyone, by code."""
    with database.change() as connection:
        audit.note(connection, by, "listed", what="everyone")
        known = connection.execute(select(schema.people).order_by(schema.people.c.code)).all()
        return [_person(row.code, list(_told(connection, row.token))) for row in known]


def history_of(database: Database, code: str, by: By, action: str = "opened") -> list[Told]:
    """All sessions of a person, oldest first; empty for somebody not known.

    Only for somebody who is known does the audit trail say that they were looked for: it holds no
    codes.
    """
    with database.change() as connection:
        person = token_of(connection, code)
        audit.note(connection, by, action, person or "", "" if person else "somebody not known")
        return list(_told(connection, person)) if person else []


def token_of(connection: Connection, code: str) -> str | None:
    """By what the tables know a person."""
    people = schema.people
    return connection.execute(select(people.c.token).where(people.c.code == code)).scalar()


def owner_of(connection: Connection, session: str) -> str:
    """The token of the person whose session it is; empty for a session not known."""
    sessions = schema.sessions
    return (
        connection.execute(select(sessions.c.person).where(sessions.c.id == session)).scalar() or ""
    )


def _token(connection: Connection, code: str, by: By) -> str:
    token = token_of(connection, code)
    if token is None:
        token = uuid4().hex
        connection.execute(insert(schema.people).values(token=token, code=code, added=by.at))
    return token


def _sessions_of(connection: Connection, person: str) -> list[Row]:
    sessions = schema.sessions
    found = connection.execute(select(sessions).where(sessions.c.person == person))
    return sorted(
        (dict(row._mapping) for row in found), key=lambda row: rows.moment(row["created"])
    )


def _told(connection: Connection, person: str) -> Iterator[Told]:
    def of(table: Table, id_: str) -> tuple[Row, ...]:
        query = select(table).where(table.c.session == id_).order_by(*table.primary_key)
        found = (dict(row._mapping) for row in connection.execute(query))
        return tuple({k: v for k, v in row.items() if k != "session"} for row in found)

    for row in _sessions_of(connection, person):
        yield Told(row, *(of(table, row["id"]) for table in OF_A_SESSION))


def _person(code: str, told: list[Told]) -> Person:
    paces = [pace for each in told if (pace := each.result("pace")) is not None]
    return Person(
        code,
        len(told),
        told[0].session["created"] if told else "",
        told[-1].session["created"] if told else "",
        paces[-1] if paces else None,
        told[-1].session["protocol"] if told else "",
    )


def _end_of(kept: KeptSession) -> str:
    created = str(kept.manifest.get("created", ""))
    try:
        end = datetime.fromisoformat(created) + timedelta(seconds=kept.duration_s)
    except (ValueError, OverflowError):
        return created
    return end.isoformat(timespec="seconds")
