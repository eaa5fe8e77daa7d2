"""A session as BIDS (Brain Imaging Data Structure 1.9): `physio` of behaviour, events, ratings.

The specification: bids-specification.readthedocs.io, "Physiological recordings". Streams without a
sampling rate (RR intervals) cannot be `physio` and go among the events.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from vrapp.export.signals import Signal, label, on_grid, read_signals, writable
from vrapp.report.kept import KeptSession

VERSION = "1.9.0"
COLUMNS = {"ecg": "cardiac", "ppg": "cardiac", "respiration": "respiratory"}
"""Names that BIDS gives; other signals keep their channels' labels."""
NOTHING = "n/a"


def write_bids(kept: KeptSession, out: Path) -> list[Path]:
    """Add the session to the dataset in `out`, which is made if it is not there.

    Raises
    ------
    ExportError, SourceError
        The folder cannot be made, or the session has no record to export.
    OSError
        A file cannot be written.
    """
    signals = read_signals(kept)
    writable(out)
    subject = f"sub-{label((kept.manifest.get('study') or {}).get('code') or 'unknown')}"
    session = f"ses-{label(str(kept.manifest.get('created', '')))}"
    task = f"task-{label((kept.manifest.get('protocol') or {}).get('name') or 'session')}"
    _dataset(out, subject)
    folder = out / subject / session / "beh"
    folder.mkdir(parents=True, exist_ok=True)
    stem = f"{subject}_{session}_{task}"
    written: list[Path] = []
    used: set[str] = set()
    for signal in signals:
        if signal.rate_hz <= 0.0 or not signal.t.size:
            continue
        name = label(signal.kind if signal.kind != "other" else signal.name)
        number = 2
        while name in used:
            name, number = f"{label(signal.kind)}{number}", number + 1
        used.add(name)
        written += _physio(signal, folder / f"{stem}_recording-{name}_physio")
    written += _table(folder / f"{stem}_events", EVENTS, list(_events(kept, signals)))
    ratings = [(r["at_s"], r["id"], r["value"], r["by"]) for r in kept.manifest["ratings"]]
    written += _table(folder / f"{stem}_beh", RATINGS, ratings)
    return written


EVENTS = {
    "onset": {"Description": "Since the session began", "Units": "s"},
    "duration": {"Description": "Of a phase; 0 for a moment", "Units": "s"},
    "trial_type": {"Description": "phase, event, or rr_interval"},
    "value": {"Description": "The phase's title, the event in words, or the interval in seconds"},
}
RATINGS = {
    "onset": {"Description": "Since the session began", "Units": "s"},
    "question": {"Description": "Which scale: pain 0 to 10, sickness 0 to 20, PEG items 0 to 10"},
    "response": {"Description": "The number, or declined"},
    "by": {"Description": "How the answer came"},
}


def _dataset(out: Path, subject: str) -> None:
    """What every dataset must have; what is there already is kept."""
    description = out / "dataset_description.json"
    if not description.exists():
        _json(
            description,
            {
                "Name": "vrapp sessions",
                "BIDSVersion": VERSION,
                "DatasetType": "raw",
                "GeneratedBy": [{"Name": "vrapp"}],
            },
        )
    readme = out / "README"
    if not readme.exists():
        readme.write_text(
            "Sessions of biofeedback in a virtual scene, exported by vrapp. Times are seconds "
            "since a session began. Signals are at their nominal rate; n/a is where nothing was "
            "recorded.\n",
            encoding="utf-8",
        )
    people = out / "participants.tsv"
    known = people.read_text(encoding="utf-8").split() if people.exists() else ["participant_id"]
    if subject not in known:
        people.write_text("\n".join([*known, subject]) + "\n", encoding="utf-8")


def _physio(signal: Signal, stem: Path) -> Iterator[Path]:
    start, grid = on_grid(signal)
    name = COLUMNS.get(signal.kind)
    columns = [name] if name and len(signal.labels) == 1 else [label(x) for x in signal.labels]
    columns = [
        column if columns.count(column) == 1 else f"{column}{i + 1}"
        for i, column in enumerate(columns)
    ]
    text = io.StringIO()
    rows = csv.writer(text, delimiter="\t", lineterminator="\n")
    rows.writerows([_number(x) for x in row] for row in grid)
    data = stem.parent / f"{stem.name}.tsv.gz"
    # no date in the file: the same session gives the same bytes
    data.write_bytes(gzip.compress(text.getvalue().encode(), mtime=0))
    yield data
    told: dict[str, Any] = {
        "SamplingFrequency": signal.rate_hz,
        "StartTime": round(start, 6),
        "Columns": columns,
    }
    for column, unit, kind in zip(columns, signal.units, [signal.kind] * len(columns), strict=True):
        told[column] = {"Description": f"{kind} from the stream {signal.name}"} | (
            {"Units": unit} if unit else {}
        )
    beside = stem.parent / f"{stem.name}.json"
    _json(beside, told)
    yield beside


def _events(kept: KeptSession, signals: Sequence[Signal]) -> Iterator[tuple[object, ...]]:
    rows: list[tuple[float, float, str, str]] = []
    for phase in kept.manifest.get("phases", ()):
        end = kept.duration_s if phase["end_s"] is None else phase["end_s"]
        rows.append((phase["start_s"], round(end - phase["start_s"], 3), "phase", phase["title"]))
    rows += [(t, 0.0, "event", text) for t, text in kept.events]
    for signal in signals:
        if signal.kind == "rr":
            for t, x in zip(signal.t, signal.x[:, 0], strict=True):
                rows.append((round(float(t), 6), 0.0, "rr_interval", _number(float(x))))
    return iter(sorted(rows, key=lambda row: row[0]))


def _table(
    stem: Path, columns: dict[str, dict[str, str]], rows: Sequence[Sequence[object]]
) -> Iterator[Path]:
    path = stem.parent / f"{stem.name}.tsv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(
            file, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_NONE, quotechar=None,
            escapechar="\\",
        )  # fmt: skip
        writer.writerow(columns)
        writer.writerows(
            [str(x).replace("\t", " ").replace("\n", " ") for x in row] for row in rows
        )
    yield path
    beside = stem.parent / f"{stem.name}.json"
    _json(beside, columns)
    yield beside


def _json(path: Path, told: object) -> None:
    path.write_text(json.dumps(told, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _number(x: float) -> str:
    return f"{x:.9g}" if np.isfinite(x) else NOTHING
