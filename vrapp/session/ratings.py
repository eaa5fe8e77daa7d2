"""What people said of themselves during a session, when, and what follows from it."""

from __future__ import annotations

from dataclasses import dataclass

from vrapp.scene.question import DECLINED
from vrapp.session.commands import AdverseEvent, Answer
from vrapp.session.questions import highest, pain_rose, sickness_stops


@dataclass(frozen=True, slots=True)
class Rating:
    """One answer: `value` as it was given, a number's text or `declined`; `t` in LSL seconds."""

    t: float
    id: str
    value: str
    by: str
    phase: str


@dataclass(frozen=True, slots=True)
class Adverse:
    """One adverse event, as the therapist entered it."""

    t: float
    kind: str
    severity: str
    action: str
    phase: str


@dataclass(frozen=True, slots=True)
class Noted:
    """One note of the therapist's; `t`, LSL seconds, is when they began to write it."""

    t: float
    text: str
    phase: str


HURTS_MORE = "the patient says it hurts more: ask how it is"
HURTS_FOR_S = 60.0
"""Seconds for which the desk shows that, where the rating itself tells of no rise."""


class Ratings:
    """Everything said so far, oldest first; frozen tuples."""

    def __init__(self) -> None:
        self.given: tuple[Rating, ...] = ()
        self.adverse: tuple[Adverse, ...] = ()
        self._rose = ""
        self._hurts_s = 0.0

    def take(self, answer: Answer, t: float, phase: str) -> str:
        """Take an answer; why the immersion must end by it, empty where it may go on."""
        self.given += (Rating(t, answer.id, answer.choice, answer.by, phase),)
        if answer.choice == DECLINED:
            return ""
        if answer.id.split("_")[0] == "pain":
            self._rose = pain_rose(self._values("pain"))
            if self._rose:
                self._hurts_s = 0.0  # the numbers say more
        return sickness_stops(self._values("sickness"))

    def hurts(self) -> None:
        """The patient says that it hurts more; what it is in numbers is asked meanwhile."""
        self._hurts_s = HURTS_FOR_S

    def step(self, dt: float) -> None:
        """So much time has passed since the last step."""
        self._hurts_s = max(self._hurts_s - dt, 0.0)

    @property
    def notice(self) -> str:
        """What the therapist should ask about now; empty for nothing."""
        return HURTS_MORE if self._hurts_s > 0.0 else self._rose

    def note(self, event: AdverseEvent, t: float, phase: str) -> None:
        """Take an adverse event."""
        self.adverse += (Adverse(t, event.kind, event.severity, event.action, phase),)

    def _values(self, scale: str) -> list[float]:
        """The numbers given on a scale, oldest first."""
        return [
            float(rating.value)
            for rating in self.given
            if rating.id.split("_")[0] == scale and _is_number(rating.value)
        ]


def fits(id: str, value: float) -> bool:  # noqa: A002
    """Whether a value lies on the scale of that name."""
    top = highest(id)
    return top is not None and 0.0 <= value <= top


def _is_number(text: str) -> bool:
    try:
        return float(text) == float(text)
    except ValueError:
        return False
