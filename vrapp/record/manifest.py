"""`manifest.json`: what a session was run with and what came of it, for programs to read.

Written whole at the start, at every new phase, rating and adverse event, and at the end, each time
to a file beside it that then takes its place: whoever reads it, and whenever the power fails, finds
a whole one. `docs/protocols.md` has every field.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from vrapp.record.whole import PAUSES_S, write_json
from vrapp.session.arms import Study, seal
from vrapp.session.screening import read_told
from vrapp.session.session import Session
from vrapp.session.status import CourseStatus, SessionStatus

FILE = "manifest.json"
FORMAT = 1
PHASE = "phase: "
AGAIN_S = 2.0
"""After this what the disk refused is tried again."""


def checksum(files: Iterable[Path]) -> str:
    """SHA-256 over the bytes of the files, in the order given."""
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()


def study_facts(study: Study) -> dict[str, Any]:
    """How the study is told: the arm and the seed that gives it are sealed where it is blinded."""
    hidden = json.dumps({"arm": study.arm, "seed": study.seed})
    return {
        "code": study.code,
        "blinded": study.blinded,
        "arm": None if study.blinded else study.arm,
        "seed": None if study.blinded else study.seed,
        "assigned": "by hand" if study.seed is None else "permuted blocks, vrapp-1",
        "sealed": seal(hidden, study.salt) if study.blinded else None,
    }


class Manifest:
    """Keeps the manifest of one session.

    Parameters
    ----------
    folder
        The session's folder; it exists.
    facts
        What is known at the start, as plain JSON: program, formulas, protocol, scenes, study...
    start
        LSL seconds at which the session begins; times are told in seconds since then.

    Raises
    ------
    OSError
        It cannot be written.
    """

    def __init__(self, folder: Path, facts: Mapping[str, Any], start: float) -> None:
        self.path = folder / FILE
        self.error = ""
        """Why it could not be brought up to date; the last whole one stands."""
        self._facts, self._start = dict(facts), start
        self._phases: list[dict[str, Any]] = []
        self._scenes: list[dict[str, Any]] = []
        self._screening: dict[str, Any] | None = None
        self._known: tuple[object, ...] = ()
        self._status: SessionStatus | None = None
        self._course = CourseStatus()
        self._due = math.inf
        self._write(None, to_disk=True)

    def see(self, frame: object, session: Session, body: object) -> None:
        """A frame was shown: an observer of the frame loop."""
        status = session.status
        self._status, course = status, status.course
        changed = False
        for event in session.events:
            if event.startswith(PHASE):
                changed = True
                self._leave(status.t)
                self._phases.append(self._phase(event.removeprefix(PHASE), status))
            elif event.startswith("scene: "):
                self._scenes.append(
                    {"name": event.removeprefix("scene: "), "start_s": self._since(status.t)}
                )
            elif (screened := read_told(event)) is not None:
                changed = True
                self._screening = {"at_s": self._since(status.t), **asdict(screened)}
        if self._phases and self._phases[-1]["end_s"] is None:
            self._phases[-1]["pace_end_per_min"] = _pace(status)
        if status.end_reason:
            self._leave(status.t)
        if course.reward is not None and self._phases and not course.blinded:
            self._phases[-1]["reward"] = {
                "success": _plain(course.reward.success),
                "difficulty": _plain(course.reward.difficulty),
            }
        notes = len(status.notes)
        known = (len(course.ratings), len(course.adverse), notes, course.resonance)
        self._course = course
        if changed or known != self._known:
            self._known, self._due = known, status.t
        if status.t >= self._due:
            self._due = math.inf
            try:
                self._write(None)
            except OSError as error:  # told at the end; the session goes on, and it is tried again
                self.error = error.strerror or str(error)
                self._due = status.t + AGAIN_S
            except (TypeError, ValueError) as error:  # no JSON: trying again would not mend it
                self.error = str(error)
            else:
                self.error = ""

    def finish(self, ended_by: str = "") -> None:
        """Close it; `ended_by` says why, where the session itself does not know.

        Raises
        ------
        OSError
            It cannot be written; the last whole one stands.
        """
        status = self._status
        t = self._start if status is None else status.t
        self._leave(t)
        reason = (status.end_reason if status is not None else "") or ended_by
        self._write({"reason": reason, "at_s": self._since(t)}, to_disk=True)

    def _phase(self, title: str, status: SessionStatus) -> dict[str, Any]:
        course = status.course
        return {
            "title": title,
            "kind": course.kind,
            "part_of": course.timeline[course.at].title if course.timeline else title,
            "start_s": self._since(status.t),
            "end_s": None,
            "pace_start_per_min": _pace(status),
            "pace_end_per_min": _pace(status),
        }

    def _leave(self, t: float) -> None:
        if self._phases and self._phases[-1]["end_s"] is None:
            self._phases[-1]["end_s"] = self._since(t)

    def _since(self, t: float) -> float:
        return round(t - self._start, 3)

    def _write(self, end: Mapping[str, Any] | None, to_disk: bool = False) -> None:
        course = self._course
        told = {
            "format": FORMAT,
            **self._facts,
            "start_lsl_s": self._start,
            "shown": self._scenes,
            "phases": self._phases,
            "screening": self._screening,
            "ratings": self._said(course.ratings),
            "adverse_events": self._said(course.adverse),
            "notes": self._said(self._status.notes if self._status is not None else ()),
            "resonance": None if course.resonance is None else course.resonance.to_dict(),
            "pace_per_min": course.pace_per_min,
            "slowest_per_min": course.slowest_per_min,
            "baseline": course.baseline.to_dict(),
            "complete": end is not None,
            "end": end,
        }
        # a frame never waits for the disk: what is refused then is tried again with a later frame
        write_json(self.path, told, to_disk, PAUSES_S if to_disk else ())

    def _said(self, said: Sequence[Any]) -> list[dict[str, Any]]:
        """Ratings, adverse events or notes, `t` told as seconds since the session began."""
        rows = []
        for each in said:
            row = asdict(each)
            rows.append({"at_s": self._since(row.pop("t")), **row})
        return rows


def _pace(status: SessionStatus) -> float | None:
    """The pace that is shown; of a blinded session only where it is the same in every arm."""
    return None if status.course.veiled else _plain(status.guidance_per_min)


def _plain(value: float | None) -> float | None:
    return round(value, 4) if value is not None and math.isfinite(value) else None
