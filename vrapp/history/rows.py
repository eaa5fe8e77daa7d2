"""A finished session as rows of the database."""

from __future__ import annotations

import hashlib
import json
import math
from datetime import datetime
from typing import Any

import numpy as np

from vrapp.history.errors import HistoryError
from vrapp.record.manifest import FILE as MANIFEST
from vrapp.record.manifest import checksum
from vrapp.report.findings import TRUSTED, median
from vrapp.report.kept import KeptSession

Row = dict[str, Any]

MEDIANS = (
    ("heart_rate", "1/min"),
    ("respiration_rate", "1/min"),
    ("rmssd", "ms"),
    ("coherence", "0..1"),
)
SAFE = ("heart_rate", "respiration_rate")
"""What a blinded session shows; see `vrapp.app.blind`."""


def code_of(manifest: dict[str, Any]) -> str:
    return str((manifest.get("study") or {}).get("code") or "")


def session_id(manifest: dict[str, Any]) -> str:
    """The same for the same session wherever its folder lies; says nothing of the person."""
    told = f"{manifest.get('created', '')}|{manifest.get('start_lsl_s', '')}"
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def moment(created: str) -> float:
    """When it was, to sort by: seconds, 0 for what is no date and time."""
    try:
        return datetime.fromisoformat(created).timestamp()
    except (ValueError, OverflowError, OSError):
        return 0.0


def rows_of(kept: KeptSession, person: str) -> tuple[Row, list[Row], list[Row], list[Row]]:
    """A session's row, and its ratings, adverse events and results.

    Raises
    ------
    HistoryError
        The manifest lacks what every session has.
    """
    try:
        return _session(kept, person), _ratings(kept), _adverse(kept), _results(kept)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise HistoryError(
            f"{kept.folder / MANIFEST} is not as a session leaves it ({error!r}); bring the whole "
            "folder of the session"
        ) from None


def _session(kept: KeptSession, person: str) -> Row:
    told = kept.manifest
    study, end = told.get("study") or {}, told.get("end") or {}
    return {
        "id": session_id(told),
        "person": person,
        "created": str(told["created"]),
        "protocol": str(told["protocol"]["title"]),
        "scenes": " ".join(dict.fromkeys(str(s["name"]) for s in told.get("shown", ()))),
        "arm": None if study.get("blinded") else str(study.get("arm") or "live"),
        "body": str(told.get("body", "")),
        "program": str((told.get("program") or {}).get("version", "")),
        "duration_s": kept.duration_s,
        "complete": bool(told.get("complete")),
        "ended_by": str(end.get("reason", "")),
        "resonance": str((told.get("resonance") or {}).get("words", "")),
        "baseline": json.dumps(told.get("baseline") or {}, sort_keys=True),
        "folder": str(kept.folder.absolute()),
        "manifest_sha256": checksum([kept.folder / MANIFEST]),
    }


def _ratings(kept: KeptSession) -> list[Row]:
    return [
        {
            "session": session_id(kept.manifest),
            "n": n,
            "at_s": float(row["at_s"]),
            "question": str(row["id"]),
            "value": str(row["value"]),
            "given_by": str(row.get("by", "")),
            "phase": str(row.get("phase", "")),
        }
        for n, row in enumerate(kept.manifest.get("ratings", ()))
    ]


def _adverse(kept: KeptSession) -> list[Row]:
    return [
        {
            "session": session_id(kept.manifest),
            "n": n,
            "at_s": float(row["at_s"]),
            **{key: str(row.get(key, "")) for key in ("kind", "severity", "action", "phase")},
        }
        for n, row in enumerate(kept.manifest.get("adverse_events", ()))
    ]


def _results(kept: KeptSession) -> list[Row]:
    """The pace, the resonance, and medians of trusted values; what is not known has no row."""
    told = kept.manifest
    found: list[tuple[str, float | None, str, float | None]] = [
        ("pace", told.get("pace_per_min"), "1/min", None),
        ("slowest_pace", told.get("slowest_per_min"), "1/min", None),
    ]
    if resonance := told.get("resonance"):
        found.append(("resonance_pace", resonance.get("pace_per_min"), "1/min", None))
        found.append(("resonance_uncertainty", resonance.get("uncertainty_per_min"), "1/min", None))
    blinded = (told.get("study") or {}).get("blinded")
    for name, unit in MEDIANS:
        if blinded and name not in SAFE:
            continue
        _, y, trust = kept.series(name)
        if y.size:
            share = float((np.isfinite(y) & (trust >= TRUSTED)).mean())
            found.append((f"median_{name}", median(kept.series(name)), unit, share))
    return [
        {
            "session": session_id(told),
            "name": name,
            "value": float(value),
            "unit": unit,
            "trusted": share,
        }
        for name, value, unit, share in found
        if value is not None and math.isfinite(value)
    ]
