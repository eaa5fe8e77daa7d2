"""`vrapp history`: what is known of people, who looked at it, and how it is locked."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vrapp.cli.traced import by_now
from vrapp.cli.words import err, say, table

if TYPE_CHECKING:
    from vrapp.history.audit import By
    from vrapp.history.database import Database
    from vrapp.history.keep import Told
    from vrapp.history.person import Belongings
    from vrapp.history.secret import Secret

FOLDER = click.Path(path_type=Path, exists=True, file_okay=False)
SESSIONS = click.option(
    "--sessions",
    "parents",
    multiple=True,
    type=FOLDER,
    help="Folder that holds sessions; repeat. Default: vrapp in the user's documents.",
)
PARTS = ("sessions", "ratings", "adverse events", "results")


@dataclass(frozen=True)
class Given:
    """What the group was given."""

    database: str | None
    key_file: Path | None

    def secret(self, what: str, new: bool = False) -> Secret:
        """From the key file, the environment, or a hidden prompt (twice for a new one)."""
        from vrapp.history.secret import Secret, secret_of_environment

        if self.key_file is not None:
            return Secret.of_key_file(self.key_file)
        if (found := secret_of_environment()) is not None:
            return found
        if not sys.stdin.isatty():
            raise click.ClickException(
                f"{what} needs a passphrase; give --key-file, or set VRAPP_KEY_FILE or "
                "VRAPP_PASSPHRASE"
            )
        asked = click.prompt(
            f"Passphrase for {what}", hide_input=True, confirmation_prompt=new, err=True
        )
        return Secret.of_passphrase(asked)

    def open(self) -> Database:
        from vrapp.history.database import Database, is_encrypted
        from vrapp.history.place import database_place

        place = database_place(self.database)
        if (file := self.file()) is not None and is_encrypted(file):
            return Database(place, self.secret(f"the database {file}"))
        return Database(place)

    def file(self) -> Path | None:
        from vrapp.history.database import file_of
        from vrapp.history.place import database_place

        return file_of(database_place(self.database))


@click.group()
@click.option(
    "--database",
    envvar="VRAPP_DATABASE",
    metavar="FILE|URL",
    help="Default: VRAPP_DATABASE, or history.db in the user's data folder.",
)
@click.option(
    "--key-file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Instead of a passphrase; default: VRAPP_KEY_FILE. See `vrapp history key`.",
)
@click.pass_context
def history(context: click.Context, database: str | None, key_file: Path | None) -> None:
    """People by code, their sessions, and who looked at them.

    Reading is noted as well as writing: `vrapp history audit`.
    """
    context.obj = Given(database, key_file)


@history.command()
@click.argument("folders", nargs=-1, required=True, type=FOLDER, metavar="FOLDER...")
@click.pass_obj
def add(given: Given, folders: tuple[Path, ...]) -> int:
    """Put sessions (their FOLDERs) into the history; those known already are brought up to date."""
    from vrapp.history.errors import HistoryError, WrongSecretError
    from vrapp.history.keep import add as add_folder
    from vrapp.record.earlier import EarlierError

    database, by, bad = given.open(), by_now(), 0
    for folder in folders:
        try:
            kept = add_folder(database, folder, by)
        except WrongSecretError:
            raise
        except (HistoryError, EarlierError) as error:
            bad += 1
            err.print(f"vrapp: {error}", markup=False)
        else:
            say(f"{kept.code}: {kept.created} {kept.change}; {_count(kept.sessions, 'session')}")
    return 2 if bad else 0


@history.command("list")
@click.pass_obj
def list_(given: Given) -> None:
    """List everyone: how many sessions, the first, the last, the pace."""
    from vrapp.history.keep import people

    found = people(given.open(), by_now())
    if not found:
        say("Nobody yet. Sessions come in by `vrapp history add FOLDER...`")
        return
    rows = [(p.code, str(p.sessions), p.first, p.last, _pace(p.pace_per_min)) for p in found]
    table("", ["code", "sessions", "first", "last", "pace /min"], rows)


@history.command()
@click.argument("code")
@click.pass_obj
def show(given: Given, code: str) -> None:
    """Show a person's sessions, ratings and results."""
    from vrapp.history.keep import history_of

    told = history_of(given.open(), code, by_now())
    if not told:
        raise click.ClickException(f"nobody has the code {code!r}; `vrapp history list` has all")
    columns = ["session", "protocol", "min", "pain", "pace /min", "heart /min", "ended by"]
    table(code, columns, [_line(each) for each in told], numbers=False)
    for each in told:
        for event in each.adverse:
            what = f"{event['kind']}, {event['severity']}: {event['action'] or 'nothing done'}"
            say(f"{each.session['created']}  adverse event: {what}")
    if told[-1].session["resonance"]:
        say(f"Last assessment: {told[-1].session['resonance']}")


@history.command()
@click.argument("code")
@SESSIONS
@click.option("--yes", is_flag=True, help="Do it; without, only what would go is listed.")
@click.pass_obj
def delete(given: Given, code: str, parents: tuple[Path, ...], yes: bool) -> None:
    """Delete everything of a person: rows and session folders. There is no way back."""
    from vrapp.history.person import delete_person

    database, by = given.open(), by_now()
    what = _found(database, code, by, parents)
    say(f"Of {code} there go:")
    _listed(what)
    if not yes:
        say("Nothing was deleted. To delete it for good, add --yes.")
        return
    delete_person(database, what, by)
    say(f"Deleted. Exports, backups and copies of {code} made elsewhere are not reached.")


@history.command()
@click.argument("code")
@SESSIONS
@click.option("--out", type=click.Path(path_type=Path), required=True, help="A new folder.")
@click.pass_obj
def export(given: Given, code: str, parents: tuple[Path, ...], out: Path) -> None:
    """Copy everything of a person to a folder: person.json and the session folders."""
    from vrapp.history.person import export_person

    database, by = given.open(), by_now()
    what = _found(database, code, by, parents)
    written = export_person(database, what, out, by)
    _listed(what)
    say(f"{_count(len(written), 'file')} written to {out}. Look at who may read it.")


@history.command()
@click.option("--verify", is_flag=True, help="Check that no entry was changed or removed.")
@click.option("--expect", default="", metavar="HASH", help="Noted earlier: must be in the trail.")
@click.pass_obj
def audit(given: Given, verify: bool, expect: str) -> int:
    """Show who did what and when, oldest first."""
    from vrapp.history.audit import entries
    from vrapp.history.audit import verify as verified

    database = given.open()
    with database.change() as connection:
        found = list(entries(connection))
        checked = verified(connection, expect)
    if not verify and not expect:
        rows = [(str(e.n), e.at, e.who, e.action, e.code, e.what) for e in found]
        table("", ["", "when", "who", "did", "person", "what"], rows, numbers=False)
        return 0
    if checked.trouble:
        raise click.ClickException(f"the audit trail is not whole: {checked.trouble}")
    say(f"{_count(checked.count, 'entry', 'entries')}, none changed or missing. The last hash:")
    say(checked.last)
    return 0


@history.command()
@click.argument("folder", type=FOLDER)
@click.option("--unfinished", is_flag=True, help="Also a session that was cut short.")
@click.pass_obj
def lock(given: Given, folder: Path, unfinished: bool) -> None:
    """Encrypt every file of a session's FOLDER. Without its secret nobody can read them again."""
    from vrapp.history.rows import session_id
    from vrapp.history.vault import is_locked, session_of
    from vrapp.history.vault import lock as lock_folder
    from vrapp.record.earlier import read_manifest

    held = session_of(folder) if is_locked(folder) else session_id(read_manifest(folder))
    secret = given.secret(str(folder), new=not is_locked(folder))
    made = lock_folder(folder, secret, held, unfinished)
    say(f"{_count(len(made), 'file')} locked in {folder}.")
    _note(given, "locked", held)


@history.command()
@click.argument("folder", type=FOLDER)
@click.pass_obj
def unlock(given: Given, folder: Path) -> None:
    """Decrypt every file of a locked FOLDER."""
    from vrapp.history.vault import session_of
    from vrapp.history.vault import unlock as unlock_folder

    held = session_of(folder)
    made = unlock_folder(folder, given.secret(str(folder)))
    say(f"{_count(len(made), 'file')} unlocked in {folder}.")
    _note(given, "unlocked", held)


@history.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def key(file: Path) -> None:
    """Make a new key FILE. Keep a copy elsewhere: what it locks opens with nothing else."""
    from vrapp.history.secret import new_key_file

    new_key_file(file)
    say(f"{file} made. Keep a copy elsewhere: what it locks opens with nothing else.")


@history.command()
@click.pass_obj
def encrypt(given: Given) -> None:
    """Encrypt the database (SQLCipher); makes a new one where there is none."""
    _recipher(given, encrypt=True)


@history.command()
@click.pass_obj
def decrypt(given: Given) -> None:
    """Make the database a plain one again."""
    _recipher(given, encrypt=False)


def _recipher(given: Given, encrypt: bool) -> None:
    from vrapp.history.audit import note
    from vrapp.history.database import Database
    from vrapp.history.recipher import recipher

    file = given.file()
    if file is None:
        raise click.UsageError("a server's database is encrypted by the server; see its manual")
    secret = given.secret(f"the database {file}", new=encrypt)
    if encrypt and not file.exists():
        database = Database(str(file), secret, encrypt=True)
    else:
        recipher(file, secret, encrypt)
        database = Database(str(file), secret if encrypt else None)
    with database.change() as connection:
        note(connection, by_now(), "encrypted" if encrypt else "decrypted", what="the database")
    say(f"{file} is {'encrypted' if encrypt else 'plain'} now.")


def _note(given: Given, action: str, session: str) -> None:
    from vrapp.history.audit import note
    from vrapp.history.keep import owner_of

    with given.open().change() as connection:
        note(connection, by_now(), action, owner_of(connection, session), f"session {session}")


def _found(database: Database, code: str, by: By, parents: tuple[Path, ...]) -> Belongings:
    from vrapp.history.person import belongings
    from vrapp.report.place import sessions_folder

    what = belongings(database, code, by, parents or (sessions_folder(),))
    if what.nothing:
        raise click.ClickException(
            f"nothing of {code!r} was found; where its folders lie elsewhere, name their parent "
            "with --sessions"
        )
    return what


def _listed(what: Belongings) -> None:
    from vrapp.history.person import size_of
    from vrapp.history.vault import is_locked

    parts = [f"{what.rows[name]} {name}" for name in PARTS if what.rows.get(name)]
    if parts:
        say(f"  in the database: {', '.join(parts)}")
    for folder in what.folders:
        count, size = size_of(folder)
        locked = ", locked" if is_locked(folder) else ""
        say(f"  {folder} ({_count(count, 'file')}, {size / 1e6:.1f} MB{locked})")
    for folder in what.missing:
        say(f"  NOT found any more, and so left out: {folder}")


def _line(told: Told) -> tuple[str, ...]:
    row = told.session
    given = {r["question"]: r["value"] for r in told.ratings}
    pain = " → ".join(given.get(id_, "–") for id_ in ("pain_before", "pain_after"))
    heart = told.result("median_heart_rate")
    return (
        row["created"],
        row["protocol"],
        f"{row['duration_s'] / 60:.0f}",
        pain if "pain_before" in given or "pain_after" in given else "–",
        _pace(told.result("pace")),
        "–" if heart is None else f"{heart:.0f}",
        row["ended_by"] or "cut short",
    )


def _pace(pace: float | None) -> str:
    return "–" if pace is None else f"{pace:g}"


def _count(n: int, one: str, many: str = "") -> str:
    return f"{n} {one if n == 1 else many or one + 's'}"
