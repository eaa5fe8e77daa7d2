"""A plain database made an encrypted one, and back."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

from vrapp.history.database import BUSY_S, is_encrypted, sqlcipher
from vrapp.history.errors import HistoryError, WrongSecretError
from vrapp.history.secret import Secret


def recipher(file: Path, secret: Secret, encrypt: bool, busy_s: float = BUSY_S) -> None:
    """Write the database anew beside, encrypted or not, look it through, and put it in place.

    Raises
    ------
    HistoryError
        SQLCipher is missing, it is so already, another program uses it, the disk is full.
    WrongSecretError
        The secret does not open it. In each case the database is as it was.
    """
    driver = sqlcipher()
    if not file.is_file():
        raise HistoryError(f"there is no database {file}; name it with --database")
    if is_encrypted(file) == encrypt:
        raise HistoryError(f"the database {file} is {'encrypted' if encrypt else 'plain'} already")
    beside = file.with_name(file.name + ".vrapp-part")
    key, none = secret.database_key(), ""
    old = driver.connect(str(file), timeout=busy_s, isolation_level=None)
    try:
        old.execute("PRAGMA cipher_log_level = NONE")  # we say it ourselves
        beside.unlink(missing_ok=True)
        if not encrypt:
            old.execute(f"PRAGMA key = '{key}'")
        # Without the log, which would belong to the new file; it stays while anybody is there.
        if old.execute("PRAGMA journal_mode = DELETE").fetchone()[0] != "delete":
            raise _told(file, "locked")
        old.execute("PRAGMA locking_mode = EXCLUSIVE")
        old.execute("BEGIN EXCLUSIVE")
        old.execute("COMMIT")  # the lock is kept until the file is closed
        old.execute("ATTACH DATABASE ? AS new KEY ?", (str(beside), key if encrypt else none))
        old.execute("SELECT sqlcipher_export('new')")
        old.execute("DETACH DATABASE new")
        _look_through(driver, beside, key if encrypt else none)
        shutil.copymode(file, beside)
        if os.name == "nt":  # an open file cannot be replaced there
            old.close()
        beside.replace(file)
    except driver.Error as error:
        raise _told(file, str(error)) from error
    except OSError as error:
        raise HistoryError(
            f"{file} cannot be replaced ({error.strerror or error}); it is as it was"
        ) from error
    finally:
        old.close()
        beside.unlink(missing_ok=True)


def _look_through(driver: Any, file: Path, key: str) -> None:
    new = driver.connect(str(file))
    try:
        if key:
            new.execute(f"PRAGMA key = '{key}'")
        said = new.execute("PRAGMA integrity_check").fetchone()[0]
        if said != "ok":
            raise HistoryError(f"the new database {file} is not whole ({said}); the old one stays")
        new.execute("SELECT version FROM vrapp_schema").fetchone()
    finally:
        new.close()
    with file.open("rb+") as written:
        os.fsync(written.fileno())


def _told(file: Path, why: str) -> HistoryError:
    if "locked" in why:
        return HistoryError(
            f"the database {file} is in use by another program; close it, then try again. "
            "It is as it was"
        )
    if "not a database" in why:
        return WrongSecretError(f"wrong passphrase or key file for {file}. It is as it was")
    return HistoryError(f"the database {file}: {why}. It is as it was")
