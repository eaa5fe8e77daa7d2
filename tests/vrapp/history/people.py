"""Session folders of made-up people, and who looks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.vrapp.report.kept import MANIFEST, keep, rating
from vrapp.history.audit import By
from vrapp.history.secret import Secret

ANNA = By("anna", "2026-11-24T12:00:00+01:00")
SECRET = Secret.of_passphrase("four calm words here")
OTHER = Secret.of_passphrase("four other words here")
CHEAP = 4
"""log2 of scrypt's n, for tests."""


def session(folder: Path, code: str = "P012", day: int = 24, **changes: Any) -> Path:
    """A finished session of that person on that day of November."""
    study = {**MANIFEST["study"], "code": code}
    told = {
        "created": f"2026-11-{day:02d}T10:30:00+01:00",
        "start_lsl_s": 100.0 + day,
        "study": study,
        "ratings": [rating(5, "pain_before", "6"), rating(290, "pain_after", "declined")],
        "adverse_events": [
            {"at_s": 60.0, "kind": "nausea", "severity": "mild", "action": "", "phase": "Training"}
        ],
        **changes,
    }
    return keep(folder, **told)


def files_of(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, by its path in it."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def rights_stop(folder: Path) -> bool:
    """Whether this user is stopped by a folder's rights: not as root, not on Windows."""
    probe = folder / "probe"
    probe.mkdir(mode=0o500)
    try:
        (probe / "x").touch()
    except PermissionError:
        return True
    return False
