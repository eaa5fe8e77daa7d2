"""Where sessions are kept."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import platformdirs


def sessions_folder() -> Path:
    """The user's folder of sessions on this system (not made here)."""
    return Path(platformdirs.user_documents_dir()) / "vrapp"


def new_session_folder(kind: str, when: datetime, parent: Path | None = None) -> Path:
    """A path that does not exist yet, named by the local date and time (not made here)."""
    parent = parent or sessions_folder()
    name = f"{when:%Y-%m-%d %H.%M.%S} {kind}"
    path, n = parent / name, 2
    while path.exists():
        path, n = parent / f"{name} {n}", n + 1
    return path
