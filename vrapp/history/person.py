"""One person's data: all of it out of the history and off the disk, or all of it into a folder."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from sqlalchemy import delete, func, select

from vrapp.history import audit, rows, schema
from vrapp.history.audit import By
from vrapp.history.database import Database
from vrapp.history.errors import HistoryError
from vrapp.history.keep import OF_A_SESSION, history_of, token_of
from vrapp.history.vault import is_locked, session_of
from vrapp.record.earlier import EarlierError, read_manifest
from vrapp.report.kept import manifests_of

EXPORTED = "person.json"


@dataclass(frozen=True, slots=True)
class Belongings:
    """What there is of a person: rows by table, session folders, and folders not found there."""

    code: str
    rows: dict[str, int]
    folders: tuple[Path, ...]
    missing: tuple[Path, ...]

    @property
    def nothing(self) -> bool:
        return not any(self.rows.values()) and not self.folders


def size_of(folder: Path) -> tuple[int, int]:
    """Files and bytes of a folder."""
    sizes = [path.stat().st_size for path in folder.rglob("*") if path.is_file()]
    return len(sizes), sum(sizes)


def belongings(database: Database, code: str, by: By, parents: Sequence[Path]) -> Belongings:
    """Everything of a person, in the database and in session folders below `parents`.

    A folder that the database names counts only when it is still that session's: its manifest, or
    the note in a locked one, says so.
    """
    if not database.exists:
        count: dict[str, int] = {}
        known: list[tuple[str, Path]] = []
    else:
        told = history_of(database, code, by)
        known = [(each.session["id"], Path(each.session["folder"])) for each in told]
        count = {
            "people": int(_is_known(database, code)),
            "sessions": len(told),
            "ratings": sum(len(each.ratings) for each in told),
            "adverse events": sum(len(each.adverse) for each in told),
            "results": sum(len(each.results) for each in told),
        }
    found = {path.resolve() for id_, path in known if _holds(path, id_, code)}
    for parent in parents:
        found |= {path.resolve() for path, _ in manifests_of(code, parent)}
        ids = {id_ for id_, _ in known}
        found |= {p.resolve() for p in parent.glob("*/") if session_of(p) in ids and is_locked(p)}
    missing = [path for _, path in known if path.resolve() not in found]
    return Belongings(code, count, tuple(sorted(found)), tuple(missing))


def delete_person(database: Database, what: Belongings, by: By) -> None:
    """Delete what was found: rows and folders; the audit trail keeps that somebody was deleted.

    Raises
    ------
    HistoryError
        A folder could not be deleted: the rows stay, so that it can be done again.
    """
    gone = 0
    try:
        with database.change() as connection:
            token = token_of(connection, what.code)
            if token is not None:
                sessions = schema.sessions
                ids = select(sessions.c.id).where(sessions.c.person == token)
                if len(connection.execute(ids).all()) != what.rows.get("sessions"):
                    raise HistoryError(
                        f"a session of {what.code} was added or removed meanwhile; look at the "
                        "list again, then delete"
                    )
                for table in OF_A_SESSION:
                    connection.execute(delete(table).where(table.c.session.in_(ids)))
                connection.execute(delete(sessions).where(sessions.c.person == token))
                connection.execute(delete(schema.people).where(schema.people.c.token == token))
            told = f"{what.rows.get('sessions', 0)} sessions, {len(what.folders)} folders"
            audit.note(connection, by, "deleted", token or "", told)
            for folder in what.folders:
                _remove(folder)
                gone += 1
    except HistoryError:
        if gone:
            with database.change() as connection:
                token = token_of(connection, what.code) or ""
                told = f"only {gone} of {len(what.folders)} folders; the rest could not be"
                audit.note(connection, by, "deleted in part", token, told)
        raise
    database.forget()


def export_person(database: Database, what: Belongings, out: Path, by: By) -> list[Path]:
    """Copy everything of a person to a new folder: `person.json` and the session folders.

    Raises
    ------
    HistoryError
        `out` is there and not empty, or cannot be written; nothing is left of it then.
    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise HistoryError(f"{out} is not empty; name a new folder with --out")
    told = history_of(database, what.code, by, "exported") if database.exists else []
    trail = []
    if database.exists:
        with database.change() as connection:
            trail = [asdict(e) for e in audit.entries(connection) if e.code == what.code]
    beside = out.with_name(out.name + ".part")
    try:
        beside.mkdir(parents=True)
        data = {"format": 1, "code": what.code, "sessions": [_plain(each) for each in told]}
        text = json.dumps({**data, "audit": trail}, indent=1, ensure_ascii=False)
        (beside / EXPORTED).write_text(text + "\n", encoding="utf-8")
        for folder, name in zip(what.folders, _names(what.folders), strict=True):
            shutil.copytree(folder, beside / "sessions" / name)
        if out.exists():
            out.rmdir()
        beside.replace(out)
    except FileExistsError:
        raise HistoryError(f"{beside} is left of an earlier export; delete it first") from None
    except (OSError, shutil.Error) as error:
        shutil.rmtree(beside, ignore_errors=True)
        why = getattr(error, "strerror", None) or error
        raise HistoryError(f"cannot export to {out}: {why}; nothing was left there") from error
    return sorted(path for path in out.rglob("*") if path.is_file())


def _plain(told: object) -> dict[str, object]:
    data = asdict(told)  # type: ignore[call-overload]
    session = data.pop("session")
    session.pop("person")
    session["baseline"] = json.loads(session["baseline"])
    return {**session, **data}


def _names(folders: Sequence[Path]) -> list[str]:
    """A name for each, none twice."""
    names: list[str] = []
    for folder in folders:
        name, n = folder.name, 2
        while name in names:
            name, n = f"{folder.name} {n}", n + 1
        names.append(name)
    return names


def _is_known(database: Database, code: str) -> bool:
    with database.change() as connection:
        people = schema.people
        query = select(func.count()).select_from(people).where(people.c.code == code)
        return bool(connection.execute(query).scalar_one())


def _holds(folder: Path, id_: str, code: str) -> bool:
    if is_locked(folder) and session_of(folder):
        return session_of(folder) == id_
    try:
        manifest = read_manifest(folder)
    except EarlierError:
        return False
    return rows.session_id(manifest) == id_ and rows.code_of(manifest) == code


def _remove(folder: Path) -> None:
    if inner := next(folder.glob("*/**/manifest.json*"), None):
        raise HistoryError(
            f"{folder} holds another session within ({inner.parent}); move that out, then delete "
            "again"
        )
    try:
        shutil.rmtree(folder)
    except FileNotFoundError:
        return
    except OSError as error:
        raise HistoryError(
            f"cannot delete {folder} ({error.strerror}: {error.filename}); close what uses it, "
            "then delete again. What the database has of this person is still there"
        ) from error
