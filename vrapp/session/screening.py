"""What is asked before the headset goes on, and what an answer means.

A yes is no exclusion by itself: it asks for the therapist's decision, which is recorded. A history
of seizures is one: no session. The list is that of `docs/protocols.md` (headset makers' health
warnings; magnets: implants and shunts; slow breathing: lung and heart disease, opioids).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from vrapp.session.pacer import SLOWEST_PER_MIN

CONDITIONS: dict[str, str] = {
    "seizures": "Seizures, ever",
    "photosensitivity": "Sensitive to flicker",
    "implant": "Pacemaker, stimulator, pump, shunt",
    "heart": "Serious heart condition, arrhythmia",
    "lungs": "COPD, severe asthma",
    "sedation": "Opioids or sedatives",
    "pregnancy": "Pregnancy",
    "concussion": "Concussion lately",
    "vestibular": "Vertigo, balance illness",
    "migraine": "Migraine",
    "vision": "Binocular vision problem",
    "claustrophobia": "Claustrophobia",
    "trauma": "Trauma that a scene could touch",
    "crisis": "Psychiatric crisis",
    "skin": "Wound or infection of the face",
}
"""By name, as the therapist reads it out."""

BLOCKING = ("seizures",)

GENTLE = ("lungs", "sedation")
GENTLE_PER_MIN = 6.0
"""The slowest pace that these are led to: slow breathing adds to what already slows theirs."""

CARE: dict[str, str] = {
    "heart": "irregular heart: choose a protocol without training",
    "implant": "keep headset and controllers a hand's breadth away",
    "sedation": "breathing must not be slowed below 6 a minute",
    "lungs": "breathing must not be slowed below 6 a minute",
}
"""What the therapist is reminded of at a yes."""


@dataclass(frozen=True, slots=True)
class Screening:
    """The therapist's record: the conditions that apply, consent, and who decided to go on."""

    yes: tuple[str, ...] = ()
    consent: bool = False

    @property
    def blocked(self) -> str:
        """Why there must be no session; empty where there may be one."""
        for name in BLOCKING:
            if name in self.yes:
                return f"{CONDITIONS[name].lower()}: no session in the headset"
        return "" if self.consent else "consent is not given"

    @property
    def slowest_per_min(self) -> float:
        """The slowest pace, breaths a minute, that the person may be led to."""
        return GENTLE_PER_MIN if {*GENTLE} & {*self.yes} else SLOWEST_PER_MIN

    @property
    def told(self) -> str:
        """For the record."""
        applies = ", ".join(self.yes) or "none"
        decided = "; the therapist decided to go on" if self.yes and not self.blocked else ""
        return f"screening: {applies}; consent {'given' if self.consent else 'not given'}{decided}"


def read_told(text: str) -> Screening | None:
    """The screening that `Screening.told` told; None for another text."""
    found = re.fullmatch(r"screening: (.*?); consent (given|not given)(?:; .*)?", text)
    if found is None:
        return None
    applies = tuple(name for name in found[1].split(", ") if name in CONDITIONS)
    return Screening(applies, found[2] == "given")


def reminders(yes: Sequence[str]) -> tuple[str, ...]:
    """What to mind, each once, in the order of the list."""
    return tuple(dict.fromkeys(CARE[name] for name in CONDITIONS if name in yes and name in CARE))
