"""A session as CSV that anything reads: one row a number, one file a table."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from vrapp.export.signals import ExportError, label, read_signals, writable
from vrapp.report.kept import TABLE, KeptSession

README = """One session, exported by vrapp. Times (t_s, start_s, end_s) are seconds since it began.

signal-*.csv        each sensor's samples, on one clock; the unit stands beside the channel's name
numbers.csv         a row a number: kind is feature (of the body, with its unit), index (0 to 1) or
                    parameter (of the scene, as it was shown); an empty value was not known; trust,
                    0 to 1, is the probability that the value lies within its stated tolerance
phases.csv          parts of the protocol; paces in breaths a minute
ratings.csv         pain 0 to 10, sickness 0 to 20 (Fast Motion Sickness scale), PEG items 0 to 10
adverse-events.csv  as the therapist entered them
notes.csv           the therapist's, in their own words: read them before you share this
events.csv          everything that happened, in English
"""
PACES = ("pace_start_per_min", "pace_end_per_min")


def write_csv(kept: KeptSession, out: Path) -> list[Path]:
    """Write signals, numbers, phases, ratings and events to the folder `out`, new or empty.

    Times are seconds since the session began. Raises `ExportError` or `SourceError` where the
    session has no record or the folder is in use.
    """
    writable(out)
    if any(out.iterdir()):
        raise ExportError(f"{out} is not empty; give another folder with --out")
    written = [Path(shutil.copy(kept.folder / TABLE, out / "numbers.csv"))]
    used: set[str] = set()
    for signal in read_signals(kept):
        name = f"signal-{label(signal.name)}"
        while name in used:
            name += "x"
        used.add(name)
        columns = [
            f"{x} ({u})" if u else x for x, u in zip(signal.labels, signal.units, strict=True)
        ]
        data = np.column_stack([signal.t, signal.x])
        path = out / f"{name}.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file, lineterminator="\n").writerow(["t_s", *columns])
            np.savetxt(file, data, fmt="%.9g", delimiter=",")
        written.append(path)
    (out / "README.txt").write_text(README, encoding="utf-8")
    written.append(out / "README.txt")
    manifest = kept.manifest
    phases = [
        (p["start_s"], p["end_s"], p["kind"], p["title"], *(p.get(key) for key in PACES))
        for p in manifest.get("phases", ())
    ]
    ratings = [
        (r["at_s"], r["id"], r["value"], r["by"], r["phase"]) for r in manifest.get("ratings", ())
    ]
    adverse = [
        (a["at_s"], a["kind"], a["severity"], a["action"], a.get("phase", ""))
        for a in manifest.get("adverse_events", ())
    ]
    notes = [(n["at_s"], n["text"], n.get("phase", "")) for n in manifest.get("notes", ())]
    tables: tuple[tuple[str, Sequence[str], Iterable[Sequence[object]]], ...] = (
        ("phases", ("start_s", "end_s", "kind", "title", *PACES), phases),
        ("ratings", ("t_s", "question", "answer", "by", "phase"), ratings),
        ("adverse-events", ("t_s", "kind", "severity", "action", "phase"), adverse),
        ("notes", ("t_s", "note", "phase"), notes),
        ("events", ("t_s", "event"), kept.events),
    )
    for name, header, rows in tables:
        path = out / f"{name}.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(header)
            writer.writerows(["" if x is None else x for x in row] for row in rows)
        written.append(path)
    return written
