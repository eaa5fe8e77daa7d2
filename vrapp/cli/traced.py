"""What is done with a session's folder by hand goes into the audit trail, where there is one."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from vrapp.cli.words import err

if TYPE_CHECKING:
    from vrapp.history.audit import By


def by_now() -> By:
    """The user at this machine, now."""
    from vrapp.history.audit import By
    from vrapp.history.place import user

    return By(user(), datetime.now().astimezone().isoformat(timespec="seconds"))


def trace(folder: Path, action: str, what: str = "") -> None:
    """Note it. Where the history cannot be written that is said, and the deed stands: the folder's
    files can be read without this program too.
    """
    # the database's library costs a moment to import
    from vrapp.history.errors import HistoryError
    from vrapp.history.keep import noted

    try:
        noted(folder, action, by_now(), what=what)
    except HistoryError as error:
        err.print(f"note: this is not in the audit trail: {error}", markup=False)
