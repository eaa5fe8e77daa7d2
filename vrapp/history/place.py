"""Where the history lies, and who asks."""

from __future__ import annotations

import getpass
import os
import sys
from pathlib import Path

import platformdirs

DATABASE, KEY_FILE, PASSPHRASE = "VRAPP_DATABASE", "VRAPP_KEY_FILE", "VRAPP_PASSPHRASE"
"""Environment variables."""


def database_place(given: str | None = None) -> str:
    """URL or file of the database: what was given, `VRAPP_DATABASE`, or the user's data folder."""
    folder = Path(platformdirs.user_data_dir("vrapp", appauthor=False))
    return given or os.environ.get(DATABASE) or str(folder / "history.db")


def user() -> str:
    """Name of the user at this machine, for the audit trail.

    As the system has it: where there is a list of users, no variable can say another name.
    """
    try:
        if sys.platform == "win32":
            return getpass.getuser()
        else:  # noqa: RET505 (mypy sees one of two branches, and code after them not at all)
            import pwd

            return pwd.getpwuid(os.getuid()).pw_name
    except (OSError, KeyError, ImportError):  # a user without a name
        return "unknown"
