"""The phases of a session, as data."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from vrapp.scene.question import Question, pain_rating

ANSWER_WITHIN_S = 90.0
"""A question of the protocol's is taken back when nobody has answered it for so long."""


@dataclass(frozen=True, slots=True)
class Phase:
    """One part of a session.

    `guidance_per_min` is the breathing pace that is shown (None = breathing is free and the scene
    follows it); `duration_s` may be inf: then somebody ends it. `text` is shown as the phase
    begins. A phase with a `question` ends as soon as that is answered.
    """

    title: str
    duration_s: float
    guidance_per_min: float | None = None
    text: str = ""
    question: Question | None = None

    def __post_init__(self) -> None:
        if not self.duration_s > 0:
            raise ValueError(f"phase {self.title!r} lasts {self.duration_s} s; it must last > 0 s")


@dataclass(frozen=True, slots=True)
class Protocol:
    """Phases in order. When the last is over the session ends by itself."""

    name: str
    phases: tuple[Phase, ...]

    def __post_init__(self) -> None:
        if not self.phases:
            raise ValueError(f"protocol {self.name!r} has no phase; it needs at least one")

    @property
    def duration_s(self) -> float:
        return sum(phase.duration_s for phase in self.phases)


def demo(duration_s: float = 118.0) -> Protocol:
    """Arrive, breathe with the water, rest: the short guided session of `vrapp demo`."""
    arrive, rest = 0.2 * duration_s, 0.12 * duration_s
    return Protocol(
        "demo",
        (
            Phase("Arrive", arrive, None, "Just sit. The water follows your breath."),
            Phase(
                "Breathe with the water",
                duration_s - arrive - rest,
                6.0,
                "Breathe in as the water rises, out as it falls.",
            ),
            Phase("Rest", rest, None, "Let the breath go as it likes."),
        ),
    )


def open_session(duration_s: float = math.inf, guidance_per_min: float | None = None) -> Protocol:
    """One phase that lasts until somebody ends it."""
    title = "Free breathing" if guidance_per_min is None else "Guided breathing"
    return Protocol("open", (Phase(title, duration_s, guidance_per_min),))


def rating_pain(protocol: Protocol) -> Protocol:
    """The same protocol, with the patient's pain rated before and after it."""
    before = Phase("Before", ANSWER_WITHIN_S, question=pain_rating("pain_before"))
    after = Phase("After", ANSWER_WITHIN_S, question=pain_rating("pain_after"))
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


class Progress:
    """Where in a protocol a session is. Time is handed in; pausing stops the phase's time."""

    def __init__(self, protocol: Protocol) -> None:
        self.protocol = protocol
        self._number = 0
        self._in_phase_s = 0.0

    def step(self, dt: float) -> bool:
        """Move on by `dt` seconds; True when a new phase began."""
        if self.over:
            return False
        self._in_phase_s += dt
        began = False
        while not self.over and self._in_phase_s >= self.phase.duration_s:
            self._in_phase_s -= self.phase.duration_s
            self._number += 1
            began = True
        return began

    def skip(self) -> None:
        """Go to the next phase now."""
        self._number += 1
        self._in_phase_s = 0.0

    @property
    def over(self) -> bool:
        return self._number >= len(self.protocol.phases)

    @property
    def phase(self) -> Phase:
        """The present phase; the last one when the protocol is over."""
        return self.protocol.phases[min(self._number, len(self.protocol.phases) - 1)]

    @property
    def in_phase_s(self) -> float:
        """Seconds since the present phase began, without pauses."""
        return self._in_phase_s

    @property
    def remaining_s(self) -> float:
        return 0.0 if self.over else self.phase.duration_s - self._in_phase_s

    @property
    def next_title(self) -> str:
        phases = self.protocol.phases
        return phases[self._number + 1].title if self._number + 1 < len(phases) else ""
