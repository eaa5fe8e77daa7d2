"""Where the history lies, and who asks."""

from __future__ import annotations

import getpass
import os
from pathlib import Path

import platformdirs

DATABASE, KEY_FILE, PASSPHRASE = "VRAPP_DATABASE", "VRAPP_KEY_FILE", "VRAPP_PASSPHRASE"
"""Environment variables."""


def database_place(given: str | None = None) -> str:
    """URL or file of the database: what was given, `VRAPP_DATABASE`, or the user's data folder."""
    folder = Path(platformdirs.user_data_dir("vrapp", appauthor=False))
    return given or os.environ.get(DATABASE) or str(folder / "history.db")


def user() -> str:
    """Name of the user at this machine, for the audit trail."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # a system without user names
        return "unknown"
