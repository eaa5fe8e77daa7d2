"""The manifest of a session that was cut short, closed afterwards."""

from __future__ import annotations

from pathlib import Path

from vrapp.record.earlier import read_manifest
from vrapp.record.manifest import FILE
from vrapp.record.whole import write_json

REASON = "being cut short"


def close_manifest(folder: Path, at_s: float) -> bool:
    """Say in it that the session ended, cut short, `at_s` seconds after it began.

    Its last phase ends then; `closed_afterwards` tells such a session from one that came to its
    end. False: there was an end in it already, and nothing was changed.

    Raises
    ------
    EarlierError
        It cannot be read.
    OSError
        It cannot be written; it is as it was.
    """
    told = read_manifest(folder)
    if told.get("end"):
        return False
    phases = told.get("phases") or []
    if phases and phases[-1].get("end_s") is None:
        phases[-1]["end_s"] = max(round(at_s, 3), phases[-1].get("start_s") or 0.0)
    told |= {
        "complete": True,
        "end": {"reason": REASON, "at_s": round(at_s, 3)},
        "closed_afterwards": True,
    }
    write_json(folder / FILE, told)
    return True
