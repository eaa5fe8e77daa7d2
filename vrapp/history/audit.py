"""Who opened, added, exported, changed, deleted what and when: rows that are only ever added.

Each row holds the hash of the one before it, and the last one's is kept beside the trail: a row
that was changed, removed, put in or cut off at the end breaks the chain. Who may write to the
database could make the whole chain anew; that shows only to who has noted a hash elsewhere
(`expected`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, select, update

from vrapp.history import schema
from vrapp.history.errors import HistoryError

START = "0" * 64


@dataclass(frozen=True, slots=True)
class By:
    """Who does something, and when: local date and time as ISO 8601 with the zone."""

    who: str
    at: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the trail."""

    n: int
    at: str
    who: str
    action: str
    code: str
    """Of the person; `(deleted 3f2a1b)` of one who is not here any more, empty for nobody."""
    what: str
    hash: str


@dataclass(frozen=True, slots=True)
class Verified:
    """`trouble`: what is wrong with the trail, empty for nothing; `last`: the last row's hash."""

    count: int
    last: str
    trouble: str


def note(connection: Connection, by: By, action: str, person: str = "", what: str = "") -> None:
    """Add one row, within the caller's transaction.

    Raises
    ------
    HistoryError
        The trail is not whole at its end.
    """
    head = connection.execute(select(schema.audit_head).with_for_update()).one_or_none()
    if head is None:
        raise HistoryError(
            "the audit trail has lost its end, so nothing can be added to it; take the database "
            "from a backup, and ask who could write to it"
        )
    row = {
        "n": head.n + 1,
        "at": by.at,
        "who": by.who,
        "action": action,
        "person": person,
        "what": what,
        "previous": head.hash,
    }
    row["hash"] = _hash(row)
    connection.execute(insert(schema.audit).values(row))
    connection.execute(update(schema.audit_head).values(n=row["n"], hash=row["hash"]))


def entries(connection: Connection) -> Iterator[Entry]:
    """All rows, oldest first."""
    known = {row.token: row.code for row in connection.execute(select(schema.people))}
    for row in connection.execute(select(schema.audit).order_by(schema.audit.c.n)):
        code = known.get(row.person, f"(deleted {row.person[:6]})") if row.person else ""
        yield Entry(row.n, row.at, row.who, row.action, code, row.what, row.hash)


def verify(connection: Connection, expected: str = "") -> Verified:
    """Walk along the chain. `expected`: a hash noted earlier, which must be one of the trail's."""
    n, last, seen = 0, START, not expected
    for row in connection.execute(select(schema.audit).order_by(schema.audit.c.n)):
        if row.n != n + 1:
            return Verified(n, last, f"entry {n + 1} is missing")
        told = dict(row._mapping)
        if told["previous"] != last or _hash(told) != told["hash"]:
            return Verified(n, last, f"entry {row.n} was changed, or one before it replaced")
        n, last = row.n, row.hash
        seen = seen or last == expected
    head = connection.execute(select(schema.audit_head)).one_or_none()
    if head is None or (head.n, head.hash) != (n, last):
        return Verified(n, last, f"entries after {n} are missing")
    if not seen:
        return Verified(n, last, "the hash that was noted is not in the trail: it was made anew")
    return Verified(n, last, "")


def _hash(row: dict[str, Any]) -> str:
    told = [row[k] for k in ("n", "at", "who", "action", "person", "what", "previous")]
    return hashlib.sha256(json.dumps(told, ensure_ascii=True).encode()).hexdigest()
