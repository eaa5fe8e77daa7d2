"""A session that was cut short is closed: what its end would have written, from what is there."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from vrapp.record.chunks import mend
from vrapp.record.closing import REASON, close_manifest
from vrapp.record.manifest import FILE as MANIFEST
from vrapp.record.recorder import FILE as RECORD
from vrapp.report.findings import blinded
from vrapp.report.kept import EVENTS, KeptSession, read_session
from vrapp.report.page import write_report
from vrapp.report.pictures import contact_sheet
from vrapp.report.plot import plot_session
from vrapp.report.story import Story
from vrapp.report.summary import summarise
from vrapp.session.commands import Answer
from vrapp.session.pacer import volume
from vrapp.session.veil import SAFE

CLOSED = "closed afterwards: the session was cut short"


def close_session(folder: Path) -> Iterator[Path]:
    """Mend the record, end the manifest, write summary, plot and report; each file as it is made.

    The manifest comes last: a session whose closing was cut short is closed again. Nothing is done
    to a session that came to its end, but for a record that lacks its own.

    Raises
    ------
    EarlierError
        It is no session's folder.
    NoXdf
        Its record is damaged within.
    Held
        The session is still running.
    OSError
        Something cannot be written.
    """
    kept = read_session(folder)
    if (folder / RECORD).exists():
        mend(folder / RECORD)
        yield folder / RECORD
    if kept.manifest.get("end"):
        return
    at_s = kept.duration_s
    if not any(event == CLOSED for _, event in kept.events):
        with (folder / EVENTS).open("a", encoding="utf-8") as file:
            file.write(f"{at_s:8.2f} s  {CLOSED}\n")
        kept = read_session(folder)
    story = KeptStory(kept)
    (folder / "summary.md").write_text(_summary(kept, story), encoding="utf-8")
    yield folder / "summary.md"
    if story.duration_s > 0:
        plot_session(story, folder / "session.png")
        yield folder / "session.png"
    pictures = sorted(folder.glob("[0-9][0-9]m[0-9][0-9]s-*.png"))
    if pictures:
        contact_sheet(pictures, folder / "contact-sheet.png")
        yield folder / "contact-sheet.png"
    close_manifest(folder, at_s)
    yield folder / MANIFEST
    yield write_report(folder)


class KeptStory(Story):
    """The story of a session from its table, which has no single beats."""

    heart = "heart rate"

    def __init__(self, kept: KeptSession) -> None:
        super().__init__()
        self.duration_s, self.units = kept.duration_s, kept.units
        self.phases = [(p["start_s"], p["title"]) for p in kept.manifest.get("phases", ())]
        hides = blinded(kept.manifest)
        for kind, name in kept.table:
            if kind == "feature" and (name in SAFE or not hides):
                self._take(name, *kept.series(name))
        self._take("heart_rate_now", *kept.series("heart_rate"))
        t, phase, trust = kept.series("respiration_phase")
        breath = [volume(p) if math.isfinite(p) else math.nan for p in phase.tolist()]
        self._take("breath", t, np.array(breath), trust)

    def _take(self, name: str, *columns: np.ndarray) -> None:
        for moment in np.stack(columns, axis=1).tolist():
            self._add(name, *moment)


def _summary(kept: KeptSession, story: Story) -> str:
    manifest = kept.manifest
    scenes = dict.fromkeys(shown["name"] for shown in manifest.get("shown", ()))
    answers = [Answer(r["id"], str(r["value"]), r["by"]) for r in manifest.get("ratings", ())]
    events = [f"{t:.2f} s  {event}" for t, event in kept.events]
    body = str(manifest.get("body", ""))
    return summarise(story, ", ".join(scenes), body, REASON, None, events, answers)
