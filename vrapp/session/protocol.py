"""The phases of a session, as data."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from vrapp.scene.question import Question, pain_rating
from vrapp.session.questions import sickness

ANSWER_WITHIN_S = 90.0
"""A question of the protocol's is taken back when nobody has answered it for so long."""

LONGEST_HEADSET_S = 1800.0
"""A person spends at most half an hour in the headset without a break (clinical bound of ours)."""

Kind = Literal[
    "free", "screening", "rating", "sensors", "baseline", "assessment", "rest", "break",
    "training", "mindfulness", "distraction", "recovery", "summary",
]  # fmt: skip
Pacing = Literal["none", "fixed", "found", "lead"]
Feedback = Literal["index", "reward", "off"]
GoOn = Literal["time", "answered", "sensors", "therapist"]


@dataclass(frozen=True, slots=True)
class Line:
    """One short sentence shown `at_s` seconds into a phase, with a soft bell or without."""

    at_s: float
    text: str
    bell: bool = False


@dataclass(frozen=True, slots=True)
class Phase:
    """One part of a session.

    `duration_s` may be inf: then somebody ends it. `text` is shown as the phase begins, `lines` at
    their times. A phase with a `question` ends as soon as that is answered.

    `pacing` is what leads the breath: nothing (`none`, the scene follows the person), a `fixed`
    pace of `guidance_per_min`, the pace that was `found` for the person (`guidance_per_min` where
    none was), or a gentle `lead` from the person's own rate towards it. `feedback` is what the body
    does to the scene: its indices as they are, a `reward` against the person's own baseline, or
    nothing. `go_on` says what ends it: its `time`; an answer; sensors that are good, once its time
    is over at the latest when the therapist says so; or the `therapist` alone.

    `bounds_s` are the shortest and longest it may be made; `group` joins the parts of what the
    protocol's file writes as one phase; `sickness_every_s` asks for the sickness so often (0:
    never); `headset` False: the headset is off.
    """

    title: str
    duration_s: float
    guidance_per_min: float | None = None
    text: str = ""
    question: Question | None = None
    kind: Kind = "free"
    pacing: Pacing = "none"
    feedback: Feedback = "index"
    go_on: GoOn = "time"
    bounds_s: tuple[float, float] = (0.0, math.inf)
    lines: tuple[Line, ...] = ()
    group: str = ""
    sickness_every_s: float = 0.0
    headset: bool = True

    def __post_init__(self) -> None:
        if not self.duration_s > 0:
            raise ValueError(f"phase {self.title!r} lasts {self.duration_s} s; it must last > 0 s")
        if self.guidance_per_min is not None and self.pacing == "none":
            object.__setattr__(self, "pacing", "fixed")
        if self.question is not None and self.go_on == "time":
            object.__setattr__(self, "go_on", "answered")

    @property
    def said(self) -> tuple[Line, ...]:
        """Everything it shows, with its opening text."""
        return (Line(0.0, self.text), *self.lines) if self.text else self.lines


@dataclass(frozen=True, slots=True)
class Protocol:
    """Phases in order. When the last is over the session ends by itself.

    `file` is where it was read from (None: made by the program).
    """

    name: str
    phases: tuple[Phase, ...]
    title: str = ""
    description: str = ""
    file: Path | None = None

    def __post_init__(self) -> None:
        if not self.phases:
            raise ValueError(f"protocol {self.name!r} has no phase; it needs at least one")

    @property
    def duration_s(self) -> float:
        return sum(phase.duration_s for phase in self.phases)

    @property
    def questions(self) -> tuple[Question, ...]:
        """Every question that it may ask by itself."""
        asked = [phase.question for phase in self.phases if phase.question is not None]
        if any(phase.sickness_every_s for phase in self.phases):
            asked.append(sickness())
        return tuple(asked)


def open_session(duration_s: float = math.inf, guidance_per_min: float | None = None) -> Protocol:
    """One phase that lasts until somebody ends it."""
    title = "Free breathing" if guidance_per_min is None else "Guided breathing"
    return Protocol("open", (Phase(title, duration_s, guidance_per_min),))


def rating_pain(protocol: Protocol) -> Protocol:
    """The same protocol, with the patient's pain rated before and after it."""
    before = Phase("Before", ANSWER_WITHIN_S, question=pain_rating("pain_before"), kind="rating")
    after = Phase("After", ANSWER_WITHIN_S, question=pain_rating("pain_after"), kind="rating")
    return replace(protocol, phases=(before, *protocol.phases, after))


def lasting(protocol: Protocol, at_most_s: float) -> Protocol:
    """The same protocol, cut to a length (a recording has an end)."""
    phases, left = [], at_most_s
    for phase in protocol.phases:
        if left <= 0.0:
            break
        phases.append(replace(phase, duration_s=min(phase.duration_s, left)))
        left -= phase.duration_s
    return replace(protocol, phases=tuple(phases))


def scaled(protocol: Protocol, duration_s: float) -> Protocol:
    """The same protocol, every part and its lines as much shorter or longer (a quick look)."""
    by = duration_s / protocol.duration_s
    return replace(
        protocol,
        phases=tuple(
            replace(
                phase,
                duration_s=by * phase.duration_s,
                lines=tuple(replace(line, at_s=by * line.at_s) for line in phase.lines),
            )
            for phase in protocol.phases
        ),
    )


def without_questions(protocol: Protocol, scale: str) -> Protocol:
    """The same protocol without the ratings of a scale (`peg` in a week that has had it).

    One that has none, or nothing else, is given back as it is.
    """
    kept = tuple(
        phase
        for phase in protocol.phases
        if phase.question is None or phase.question.id.split("_")[0] != scale
    )
    return replace(protocol, phases=kept) if kept and kept != protocol.phases else protocol


def headset_stretches_s(phases: tuple[Phase, ...]) -> tuple[float, ...]:
    """Seconds in the headset between breaks, one number a stretch."""
    stretches = [0.0]
    for phase in phases:
        if phase.headset:
            stretches[-1] += phase.duration_s
        else:
            stretches.append(0.0)
    return tuple(stretches)
