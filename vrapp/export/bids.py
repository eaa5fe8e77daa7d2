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

from vrapp.export.signals import Signal, label, on_grid, read_signals, seconds, writable
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
    program = kept.manifest.get("program") or {}
    _dataset(out, subject, str(program.get("version", "")))
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


Columns = dict[str, dict[str, Any]]
ONSET = {"Description": "Since the session began", "Units": "s"}
EVENTS: Columns = {
    "onset": ONSET,
    "duration": {"Description": "Of a phase; 0 for a moment", "Units": "s"},
    "trial_type": {
        "Description": "What kind of row it is",
        "Levels": {
            "phase": "A part of the protocol; value is its title",
            "adverse_event": "Something untoward; value is its kind, severity and what was done",
            "note": "Of the therapist's, in their own words, or of the program",
            "event": "What the program did or was told; value says it in English",
            "rr_interval": "An interval between two beats, at the time of the later one",
        },
    },
    "value": {"Description": "See trial_type; of an rr_interval the seconds it lasted"},
}
RATINGS: Columns = {
    "onset": ONSET,
    "question": {
        "Description": "Which scale",
        "Levels": {
            "pain_before": "Pain, numeric rating scale, 0 (none) to 10, before the session",
            "pain": "The same, during it",
            "pain_after": "The same, after it",
            "sickness": "Fast Motion Sickness scale, 0 (none) to 20",
            "peg_pain": "PEG: pain on average in the past week, 0 to 10",
            "peg_enjoyment": "PEG: how much it interfered with enjoyment of life, 0 to 10",
            "peg_activity": "PEG: how much it interfered with general activity, 0 to 10",
        },
    },
    "response": {"Description": "The number, or declined"},
    "by": {"Description": "How the answer came: by the patient, or said aloud and entered"},
}
README = """Sessions of biofeedback in a virtual scene, exported by vrapp.

- Times are seconds since the session began. Stamps of sensors were brought to one clock by the
  measured offsets of the recording (XDF), as pyxdf does; the record itself has the raw ones.
- `_physio`: sensors' signals at their nominal rate; n/a where nothing was recorded.
- `_events`: phases, what happened, and RR intervals (s), which have no rate of their own.
- `_beh`: ratings.
- People appear by code. Events hold the therapist's notes in their own words: read them before
  you share this.

Nothing here is a diagnosis. What the program made of the signals (heart rate, coherence and their
trust) is in the session's own folder, or by `vrapp export --csv`.
"""


def _dataset(out: Path, subject: str, version: str) -> None:
    """What every dataset must have; what is there already is kept."""
    description = out / "dataset_description.json"
    if not description.exists():
        _json(
            description,
            {
                "Name": "vrapp sessions",
                "BIDSVersion": VERSION,
                "DatasetType": "raw",
                "GeneratedBy": [{"Name": "vrapp", "Version": version}],
            },
        )
    readme = out / "README"
    if not readme.exists():
        readme.write_text(README, encoding="utf-8")
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
        "StartTime": round(start, 6) + 0.0,  # never -0.0
        "Columns": columns,
    }
    for column, unit, kind in zip(columns, signal.units, [signal.kind] * len(columns), strict=True):
        told[column] = {"Description": f"{kind} from the stream {signal.name}"} | (
            {"Units": unit} if unit else {}
        )
    beside = stem.parent / f"{stem.name}.json"
    _json(beside, told)
    yield beside


NAMED = {"adverse_event": "adverse event: ", "note": "note: "}


def _events(kept: KeptSession, signals: Sequence[Signal]) -> Iterator[tuple[object, ...]]:
    rows: list[tuple[float, float, str, str]] = []
    for phase in kept.manifest.get("phases", ()):
        end = kept.duration_s if phase["end_s"] is None else phase["end_s"]
        rows.append((phase["start_s"], round(end - phase["start_s"], 3), "phase", phase["title"]))
    for t, text in kept.events:
        kind = next((kind for kind, start in NAMED.items() if text.startswith(start)), "event")
        rows.append((t, 0.0, kind, text.removeprefix(NAMED.get(kind, ""))))
    for signal in signals:
        if signal.kind == "rr":
            for t, x in zip(signal.t, seconds(signal), strict=True):
                rows.append((round(float(t), 6), 0.0, "rr_interval", _number(float(x))))
    return iter(sorted(rows, key=lambda row: row[0]))


def _table(stem: Path, columns: Columns, rows: Sequence[Sequence[object]]) -> Iterator[Path]:
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
