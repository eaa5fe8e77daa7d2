"""A session read back from its folder, for its report and for export."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from vrapp.record.earlier import LOCKED, EarlierError, read_manifest
from vrapp.record.manifest import FILE as MANIFEST

FloatArray = npt.NDArray[np.float64]
Series = tuple[FloatArray, FloatArray, FloatArray]
"""Times (n,) in seconds since the session began, values with NaN where unknown, trusts 0..1."""

TABLE, EVENTS = "features.csv", "events.txt"
_EVENT = re.compile(r"\s*(-?\d+\.\d+) s  (.*)")
_NOTHING: Series = (np.empty(0), np.empty(0), np.empty(0))


@dataclass(frozen=True, slots=True)
class KeptSession:
    """What a session left. `manifest` is as `docs/protocols.md` describes it."""

    folder: Path
    manifest: dict[str, Any]
    table: dict[tuple[str, str], Series]
    units: dict[str, str]
    events: tuple[tuple[float, str], ...]
    files: dict[str, int] = field(default_factory=dict)  # name: bytes

    def series(self, name: str, kind: str = "feature") -> Series:
        """One row of the table over time; empty arrays for one that is not there."""
        return self.table.get((kind, name), _NOTHING)

    @property
    def duration_s(self) -> float:
        end = self.manifest.get("end")
        if isinstance(end, dict):
            return float(end["at_s"])
        return max((float(t[-1]) for t, _, _ in self.table.values() if t.size), default=0.0)


def read_session(folder: Path) -> KeptSession:
    """Read a session's folder; one that was cut short (no end in its manifest) as far as it goes.

    Raises
    ------
    EarlierError
        It is no session's folder, or one of a newer version; the message names the remedy.
    """
    manifest = read_manifest(folder)
    try:
        table, units = _read_table(folder / TABLE)
        events = _read_events(folder / EVENTS)
        files = {path.name: path.stat().st_size for path in sorted(folder.iterdir())}
    except OSError as error:
        raise EarlierError(
            f"{folder} lacks a part of a session ({error}); bring the whole folder here"
        ) from None
    return KeptSession(folder, manifest, table, units, events, files)


def manifests_of(code: str, parent: Path) -> list[tuple[Path, dict[str, Any]]]:
    """Folder and manifest of each session below `parent` of the person with that code, in order
    of their dates. Folders that are no session's are passed over.
    """
    found = []
    for path in sorted(parent.glob(f"*/{MANIFEST}")):
        try:
            manifest = read_manifest(path.parent)
        except EarlierError:
            continue
        if (manifest.get("study") or {}).get("code") == code:
            found.append((path.parent, manifest))
    return sorted(found, key=lambda each: str(each[1].get("created", "")))


def passed_over(parent: Path) -> list[str]:
    """Why sessions below `parent` cannot be read, of whomever they are: locked, or of a newer
    version.
    """
    found = []
    folders = {path.parent for name in (MANIFEST, LOCKED) for path in parent.glob(f"*/{name}")}
    for folder in sorted(folders):
        try:
            read_manifest(folder)
        except EarlierError as error:
            found.append(str(error))
    return found


def _read_table(path: Path) -> tuple[dict[tuple[str, str], Series], dict[str, str]]:
    rows: dict[tuple[str, str], list[tuple[float, float, float]]] = {}
    units: dict[str, str] = {}
    with path.open(newline="", encoding="utf-8") as file:
        reader = csv.reader(file)
        next(reader, None)
        for row in reader:
            try:
                t, kind, name, value, unit, trust = row
                moment = (float(t), float(value or "nan"), float(trust or 0.0))
            except ValueError:  # the last line of a session that was killed
                continue
            rows.setdefault((kind, name), []).append(moment)
            units[name] = unit
    columns = {key: np.array(found).T for key, found in rows.items()}
    return {key: (c[0], c[1], c[2]) for key, c in columns.items()}, units


def _read_events(path: Path) -> tuple[tuple[float, str], ...]:
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    found = (_EVENT.match(line) for line in lines)
    return tuple((float(m[1]), m[2]) for m in found if m)
