"""What an earlier session has left for this one: pace and rest, or indices for the yoked arm."""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from biofeedback.types import FloatArray, Index
from vrapp.record.manifest import FILE, FORMAT
from vrapp.session.arms import Yoke
from vrapp.session.pacer import volume

TABLE = "features.csv"
YOKED = ("coherence", "reward", "calm", "arousal", "heart_wave")
PHASE = "respiration_phase"
LEAST_ROWS = 40
LOCKED = "locked.json"
"""What `vrapp history lock` leaves in a folder whose files it has locked."""


class EarlierError(Exception):
    """An earlier session cannot be used; the message names the remedy."""


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a session's folder.

    Raises
    ------
    EarlierError
        There is none, it is no manifest, or it is of a newer version.
    """
    path = folder / FILE
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise EarlierError(
            f"{folder} is locked; open it with: vrapp history unlock {folder}"
            if (folder / LOCKED).exists()
            else f"{path} cannot be read ({error.strerror}); name a session's folder"
        ) from None
    except ValueError as error:
        raise EarlierError(f"{path} is not whole ({error}); name another session") from None
    if not isinstance(told, dict) or told.get("format") != FORMAT:
        found = told.get("format") if isinstance(told, dict) else None
        raise EarlierError(
            f"{path} has format {found!r}, this program reads {FORMAT}; use a newer vrapp"
        )
    return told


def read_yoke(folder: Path) -> Yoke:
    """The indices of a session's `features.csv`, by seconds since it began; looped when it ends.

    Values and trusts are linear between rows; `breath` is the volume of that person's own breath.

    Raises
    ------
    EarlierError
        There is none, or hardly anything in it.
    """
    path = folder / TABLE
    rows: dict[str, list[tuple[float, float, float]]] = {}
    try:
        with path.open(newline="", encoding="utf-8") as file:
            for row in csv.DictReader(file):
                wanted = (row["kind"] == "index" and row["name"] in YOKED) or row["name"] == PHASE
                if wanted and row["value"]:
                    numbers = float(row["t_s"]), float(row["value"]), float(row["trust"] or 0.0)
                    rows.setdefault(row["name"], []).append(numbers)
    except OSError as error:
        raise EarlierError(
            f"{path} cannot be read ({error.strerror}); yoke to a session's folder"
        ) from None
    except (KeyError, ValueError, TypeError) as error:
        raise EarlierError(f"{path} is no table of a session ({error}); yoke to another") from None
    series = {name: np.array(x) for name, x in rows.items() if len(x) >= LEAST_ROWS}
    if not {"coherence", "reward"} & set(series):
        raise EarlierError(f"{path} has hardly any coherence; yoke to another session")
    return _Yoke(series)


class _Yoke:
    def __init__(self, series: Mapping[str, FloatArray]) -> None:
        self._series = series
        self._first = min(float(x[0, 0]) for x in series.values())
        self._length = max(float(x[-1, 0]) for x in series.values()) - self._first

    def __call__(self, elapsed_s: float) -> Mapping[str, Index]:
        t = elapsed_s
        if t > self._first + self._length:
            t = self._first + math.fmod(t - self._first, self._length)
        found: dict[str, Index] = {}
        for name, rows in self._series.items():
            k = int(np.searchsorted(rows[:, 0], t, side="right"))
            a, b = rows[max(k - 1, 0)], rows[min(k, len(rows) - 1)]
            share = 0.0 if b[0] <= a[0] else min(max((t - a[0]) / (b[0] - a[0]), 0.0), 1.0)
            value, trust = (float(a[i] + share * (b[i] - a[i])) for i in (1, 2))
            if name == PHASE:
                found["breath"] = Index("breath", volume(value), 1.0 if trust > 0.0 else 0.0)
            else:
                found[name] = Index(name, value, trust)
        return found
