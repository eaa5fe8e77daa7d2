"""A session that was cut short and the one that went on with it, told as one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np

from vrapp.record.earlier import EarlierError, read_manifest
from vrapp.record.manifest import FILE as MANIFEST
from vrapp.report.kept import KeptSession, Series, read_session

Manifest = dict[str, Any]
TIMED = ("phases", "shown", "ratings", "adverse_events", "notes")
"""Lists in a manifest whose rows have times."""
TIMES = ("at_s", "start_s", "end_s")


def whole(kept: KeptSession) -> KeptSession:
    """The session with those that it goes on with, on one time line; itself where there are none.

    Its manifest has `parts`: where each lies (`folder`), when it began (`created`, `at_s`) and how
    long it was (`length_s`). An earlier part that is not found beside it is left out, and
    `lacks_earlier` is set.
    """
    named = kept.manifest.get("continues")
    if not named:
        return kept
    folder = find(named, kept.folder.resolve().parent)
    if folder is None:
        return _with(kept, {**kept.manifest, "lacks_earlier": True})
    return _join(whole(read_session(folder)), kept)


def find(named: Mapping[str, Any], parent: Path) -> Path | None:
    """The folder below `parent` of the session that another one's `continues` names."""
    folders = [parent / str(named.get("folder", "")), *(p.parent for p in _manifests(parent))]
    return next((f for f in folders if _created(f) == str(named.get("created"))), None)


def gone_on_with(kept: KeptSession) -> str:
    """When the session began that goes on with this one; empty for none beside it."""
    created = str(kept.manifest.get("created", ""))
    for path in _manifests(kept.folder.resolve().parent):
        try:
            told = read_manifest(path.parent)
        except EarlierError:
            continue
        if created and str((told.get("continues") or {}).get("created", "")) == created:
            return str(told.get("created", ""))
    return ""


def merged(manifests: Iterable[Manifest]) -> list[Mapping[str, Any]]:
    """In the order of their dates; what goes on with another takes its place, with its ratings."""
    found: dict[str, Manifest] = {}
    for told in manifests:
        before = found.pop(str((told.get("continues") or {}).get("created", "")), None)
        if before is not None:
            ratings = [*before.get("ratings", ()), *told.get("ratings", ())]
            found[str(told.get("created", ""))] = {**told, "ratings": ratings}
        else:
            found[str(told.get("created", ""))] = told
    return [*found.values()]


def _join(first: KeptSession, second: KeptSession) -> KeptSession:
    told, then = first.manifest, second.manifest
    offset_s = max(_between_s(told, then), first.duration_s)
    lists = {
        name: [*told.get(name, ()), *(_later(row, offset_s) for row in then.get(name, ()))]
        for name in TIMED
    }
    parts = told.get("parts") or [_part(first, 0.0)]
    end = _later(then["end"], offset_s) if then.get("end") else None
    manifest: Manifest = {
        **then,
        **lists,
        "created": told.get("created", ""),
        "screening": then.get("screening") or told.get("screening"),
        "resonance": then.get("resonance") or told.get("resonance"),
        "parts": [*parts, _part(second, offset_s)],
        "end": end,
    }
    table = dict(first.table)
    for key, series in second.table.items():
        table[key] = _follow(table.get(key), series, offset_s)
    events = (*first.events, *((t + offset_s, event) for t, event in second.events))
    units = first.units | second.units
    return KeptSession(second.folder, manifest, table, units, events, second.files)


def _follow(first: Series | None, second: Series, offset_s: float) -> Series:
    """One after the other, with a moment between that says nothing: no line leads over the gap."""
    t, y, trust = second[0] + offset_s, second[1], second[2]
    if first is None or not first[0].size:
        return t, y, trust
    gap = np.array([first[0][-1] + 1e-3])
    return (
        np.concatenate([first[0], gap, t]),
        np.concatenate([first[1], [np.nan], y]),
        np.concatenate([first[2], [0.0], trust]),
    )


def _part(kept: KeptSession, at_s: float) -> Manifest:
    told = kept.manifest
    return {
        "folder": str(kept.folder),
        "created": told.get("created", ""),
        "start_lsl_s": float(told.get("start_lsl_s") or 0.0),
        "at_s": at_s,
        "length_s": kept.duration_s,
    }


def _later(row: Mapping[str, Any], offset_s: float) -> Manifest:
    return {
        key: round(value + offset_s, 3) if key in TIMES and value is not None else value
        for key, value in row.items()
    }


def _between_s(first: Manifest, second: Manifest) -> float:
    """Seconds between their beginnings, by the clock on the wall: LSL's starts anew with a PC."""
    try:
        begun, again = (
            datetime.fromisoformat(str(told.get("created", ""))) for told in (first, second)
        )
        return (again - begun).total_seconds()
    except (ValueError, TypeError):
        return 0.0


def _manifests(parent: Path) -> list[Path]:
    return sorted(parent.glob(f"*/{MANIFEST}"))


def _created(folder: Path) -> str | None:
    try:
        return str(read_manifest(folder).get("created", ""))
    except EarlierError:
        return None


def _with(kept: KeptSession, manifest: Manifest) -> KeptSession:
    return KeptSession(kept.folder, manifest, kept.table, kept.units, kept.events, kept.files)
