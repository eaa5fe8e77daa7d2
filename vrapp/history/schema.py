"""The tables. Times are ISO 8601 texts as the manifest and the command line give them.

Everything about a person hangs on a random `token`, and only `people` says whose it is. The audit
trail names tokens: when a person is deleted it stays whole, and nothing tells any more who that
was.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    DDL,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    event,
)

VERSION = 1

metadata = MetaData()


def _session_key() -> Column[Any]:
    return Column("session", ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True)


version = Table("vrapp_schema", metadata, Column("version", Integer, nullable=False))

people = Table(
    "people",
    metadata,
    Column("token", String(32), primary_key=True),
    Column("code", String(200), nullable=False, unique=True),
    Column("added", String(40), nullable=False),
)

sessions = Table(
    "sessions",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("person", ForeignKey("people.token", ondelete="CASCADE"), nullable=False, index=True),
    Column("created", String(40), nullable=False),
    Column("protocol", String(200), nullable=False),
    Column("scenes", Text, nullable=False),  # names, space between
    Column("arm", String(20)),  # null where sealed
    Column("body", Text, nullable=False),
    Column("program", String(40), nullable=False),
    Column("duration_s", Float, nullable=False),
    Column("complete", Boolean, nullable=False),
    Column("ended_by", Text, nullable=False),
    Column("resonance", Text, nullable=False),  # the assessment's words; empty without one
    Column("baseline", Text, nullable=False),  # JSON, as the manifest has it
    Column("folder", Text, nullable=False),
    Column("manifest_sha256", String(64), nullable=False),
)

ratings = Table(
    "ratings",
    metadata,
    _session_key(),
    Column("n", Integer, primary_key=True),
    Column("at_s", Float, nullable=False),
    Column("question", String(40), nullable=False),
    Column("value", String(40), nullable=False),  # a number, or `declined`
    Column("given_by", String(40), nullable=False),
    Column("phase", Text, nullable=False),
)

adverse = Table(
    "adverse_events",
    metadata,
    _session_key(),
    Column("n", Integer, primary_key=True),
    Column("at_s", Float, nullable=False),
    Column("kind", Text, nullable=False),
    Column("severity", String(20), nullable=False),
    Column("action", Text, nullable=False),
    Column("phase", Text, nullable=False),
)

results = Table(
    "results",
    metadata,
    _session_key(),
    Column("name", String(40), primary_key=True),
    Column("value", Float, nullable=False),
    Column("unit", String(20), nullable=False),
    Column("trusted", Float),  # share of the session, 0..1, of a median; null of others
)

audit = Table(
    "audit",
    metadata,
    Column("n", Integer, primary_key=True, autoincrement=False),
    Column("at", String(40), nullable=False),
    Column("who", String(200), nullable=False),
    Column("action", String(20), nullable=False),
    Column("person", String(32), nullable=False),  # token; empty for none
    Column("what", Text, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
)

audit_head = Table(
    "audit_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("n", Integer, nullable=False),
    Column("hash", String(64), nullable=False),
)
"""One row: the last entry of the trail, so that one missing at its end shows."""

_APPEND_ONLY = "the audit trail is append-only"


def _when_made(dialect: str, statement: str) -> None:
    ddl = DDL(statement)  # type: ignore[no-untyped-call]
    event.listen(audit, "after_create", ddl.execute_if(dialect=dialect))


for _what in ("UPDATE", "DELETE"):
    _when_made(
        "sqlite",
        f"CREATE TRIGGER audit_no_{_what.lower()} BEFORE {_what} ON audit "
        f"BEGIN SELECT RAISE(ABORT, '{_APPEND_ONLY}'); END",
    )
_when_made(
    "postgresql",
    "CREATE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION '{_APPEND_ONLY}'; END $$",
)
_when_made(
    "postgresql",
    "CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit "
    "FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only()",
)
