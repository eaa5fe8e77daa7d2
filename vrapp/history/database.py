"""The database: a file (SQLite, or SQLCipher where it is encrypted) or a server (PostgreSQL)."""

from __future__ import annotations

import importlib
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, insert, inspect, select, update
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.pool import NullPool

from vrapp.history import schema
from vrapp.history.audit import START
from vrapp.history.errors import HistoryError, WrongSecretError
from vrapp.history.secret import Secret

BUSY_S = 10.0
LEAST_FREE = 1 << 20
"""Bytes: with less, an I/O error is taken for a full disk."""
LOCK = 0x76726170_70
"""Of PostgreSQL's advisory locks, the history's."""
PLAIN = b"SQLite format 3\0"
Steps = Mapping[int, Callable[[Connection], None]]
STEPS: Steps = MappingProxyType({})
"""By version: what brings a database from it to the next one."""


class Database:
    """The history's database; made when it is first written to.

    Parameters
    ----------
    place
        A file, or a URL: `sqlite:///FILE`, `postgresql://USER@HOST/NAME`.
    secret
        Opens an encrypted file; a new file is encrypted when `encrypt` is asked for.
    busy_s
        How long another program is waited for.

    Raises
    ------
    HistoryError
        The place cannot be understood, or a driver is missing.
    """

    def __init__(
        self,
        place: str,
        secret: Secret | None = None,
        encrypt: bool = False,
        busy_s: float = BUSY_S,
    ) -> None:
        self.place, self._secret, self._encrypt, self._busy_s = place, secret, encrypt, busy_s
        self.file = file_of(place)
        self._engine = self._server() if self.file is None else self._local()
        self._ready = False
        self._inode: int | None = None

    @property
    def exists(self) -> bool:
        """Whether there is anything yet; a server is always there."""
        return self.file is None or (self.file.is_file() and self.file.stat().st_size > 0)

    @property
    def encrypted(self) -> bool:
        """Whether the file is, or is about to be."""
        return self.file is not None and (is_encrypted(self.file) or self._encrypt)

    @contextmanager
    def change(self) -> Iterator[Connection]:
        """One transaction: all of it or nothing. Another program's is waited for.

        Raises
        ------
        HistoryError
            The database cannot be opened, read or written; nothing was changed.
        """
        with self._words():
            if self.file is not None:
                self.file.parent.mkdir(parents=True, exist_ok=True)
                if not self.file.exists():  # nobody else on this machine may read it
                    os.close(os.open(self.file, os.O_CREAT | os.O_RDWR, 0o600))
            with self._engine.begin() as connection:
                if not self._ready:
                    prepare(connection, self.place)
                yield connection
            self._ready = True

    def forget(self) -> None:
        """Let nothing of deleted rows stay in the file's write-ahead log."""
        if self.file is None:
            return
        with self._words(), self._engine.connect() as connection:
            raw = connection.connection.cursor()
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            raw.close()

    @contextmanager
    def _words(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            raise self._told(str(error.orig)) from error
        except OSError as error:
            raise HistoryError(
                f"the database {self._named} cannot be written ({error.strerror or error}); "
                "name another with --database"
            ) from error

    @property
    def _named(self) -> str:
        if self.file is not None:
            return str(self.file)
        return make_url(self.place).render_as_string(hide_password=True)

    def _told(self, why: str) -> HistoryError:
        """What the driver says, in words with a remedy."""
        place, unchanged = f"the database {self._named}", "Nothing was changed"
        if "database is locked" in why or "lock timeout" in why:
            return HistoryError(
                f"{place} is in use by another program for more than {self._busy_s:g} s; "
                f"close that, or try again. {unchanged}"
            )
        if "disk is full" in why or "No space left" in why or self._no_room(why):
            return HistoryError(f"the disk of {place} is full; make room. {unchanged}")
        if "readonly" in why or "unable to open" in why or "read-only" in why:
            return HistoryError(
                f"{place} may not be written (a read-only folder or file?); every reading is noted "
                f"in it as well. Give it back its rights, or name another with --database. "
                f"{unchanged}"
            )
        if "not a database" in why:
            if self._secret is not None:
                return WrongSecretError(f"wrong passphrase or key file for {place}. {unchanged}")
            return HistoryError(f"{self.place} is no database of vrapp. {unchanged}")
        if "malformed" in why:
            return HistoryError(f"{place} is damaged ({why}); take it from a backup")
        return HistoryError(f"{place}: {' '.join(why.split()).rstrip('.?')}. {unchanged}")

    def _no_room(self, why: str) -> bool:
        """SQLite's log on a full disk fails with an I/O error that does not say so."""
        if self.file is None or "disk I/O error" not in why:
            return False
        return shutil.disk_usage(self.file.parent).free < LEAST_FREE

    def _local(self) -> Engine:
        assert self.file is not None
        driver: Any = sqlite3
        key = ""
        if self.encrypted:
            if self._secret is None:
                raise HistoryError(
                    f"the database {self.file} is encrypted; give its key file with --key-file, or "
                    "set VRAPP_KEY_FILE or VRAPP_PASSPHRASE"
                )
            driver, key = sqlcipher(), self._secret.database_key()

        def connect() -> Any:
            self._inode = _inode(self.file)
            connection = driver.connect(
                str(self.file), timeout=self._busy_s, isolation_level=None, check_same_thread=False
            )
            try:
                if key:
                    connection.execute("PRAGMA cipher_log_level = NONE")  # we say it ourselves
                    connection.execute(f"PRAGMA key = '{key}'")
                connection.execute("PRAGMA secure_delete = ON")
                connection.execute("PRAGMA foreign_keys = ON")
                connection.execute("PRAGMA synchronous = FULL")
                connection.execute("PRAGMA journal_mode = WAL")
            except BaseException:
                connection.close()
                raise
            return connection

        engine = create_engine("sqlite://", module=driver, creator=connect, poolclass=NullPool)

        @event.listens_for(engine, "begin")
        def begin(connection: Connection) -> None:
            # Reading writes as well (the audit trail): asking for the lock at once cannot deadlock.
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            if self._inode not in (None, _inode(self.file)):  # encrypted while it was waited for
                raise HistoryError(
                    f"the database {self.file} was replaced meanwhile; try again. "
                    "Nothing was changed"
                )

        return engine

    def _server(self) -> Engine:
        try:
            url = make_url(self.place)
            if url.drivername == "postgresql":
                url = url.set(drivername="postgresql+psycopg")
            engine = create_engine(url, poolclass=NullPool)
        except ArgumentError:
            raise HistoryError(
                f"{self.place!r} is no URL of a database; give a file, or "
                "postgresql://USER@HOST/NAME"
            ) from None
        except ImportError as error:
            raise HistoryError(
                f"the driver for {self._named} is missing ({error.name}); "
                "install it with: pip install 'vrapp[clinic]'"
            ) from None

        @event.listens_for(engine, "begin")
        def begin(connection: Connection) -> None:
            # One at a time, as with a file: the audit trail is one chain.
            if engine.dialect.name == "postgresql":
                connection.exec_driver_sql(f"SET LOCAL lock_timeout = {round(self._busy_s * 1e3)}")
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")

        return engine


def is_encrypted(file: Path) -> bool:
    """Whether a file that is there is no plain SQLite database.

    Raises
    ------
    HistoryError
        It cannot be read.
    """
    try:
        with file.open("rb") as opened:
            beginning = opened.read(len(PLAIN))
    except FileNotFoundError:
        return False
    except OSError as error:
        raise HistoryError(
            f"the database {file} cannot be read ({error.strerror}); name another with --database"
        ) from None
    return bool(beginning) and beginning != PLAIN


def sqlcipher() -> Any:
    """SQLCipher's driver.

    Raises
    ------
    HistoryError
        It is not installed.
    """
    try:
        return importlib.import_module("sqlcipher3.dbapi2")
    except ImportError:
        raise HistoryError(
            "an encrypted database needs SQLCipher; install it with: pip install 'vrapp[encrypted]'"
        ) from None


def prepare(
    connection: Connection, place: str, newest: int = schema.VERSION, steps: Steps = STEPS
) -> None:
    """Make the tables where there are none; bring older ones forward, a version at a time.

    Raises
    ------
    HistoryError
        They are of a newer version, or the database belongs to something else.
    """
    names = set(inspect(connection).get_table_names())
    if schema.version.name not in names:
        if {"people", "sessions", "audit"} & names:
            raise HistoryError(f"{place} holds tables of another program; name another database")
        schema.metadata.create_all(connection)
        connection.execute(insert(schema.version).values(version=newest))
        connection.execute(insert(schema.audit_head).values(id=1, n=0, hash=START))
        return
    found = connection.execute(select(schema.version.c.version)).scalar_one()
    if found > newest:
        raise HistoryError(
            f"{place} is of version {found}, this program reads up to {newest}; use a newer vrapp. "
            "Nothing was changed"
        )
    for number in range(found, newest):
        steps[number](connection)
        connection.execute(update(schema.version).values(version=number + 1))


def _inode(file: Path | None) -> int | None:
    """Which file lies at a path; None for none yet."""
    try:
        return file.stat().st_ino if file is not None else None
    except FileNotFoundError:
        return None


def file_of(place: str) -> Path | None:
    """The file of a local database; None for a server."""
    if "://" not in place:
        return Path(place).expanduser().absolute()
    if place.startswith("sqlite:///"):
        return Path(place.removeprefix("sqlite:///")).expanduser().absolute()
    return None
