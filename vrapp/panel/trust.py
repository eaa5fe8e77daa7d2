"""How far a number may be believed, said in three steps that need no colour to be told apart.

Each step has a word, a shape (full disc, half disc, ring) and an opacity of the numeral. A value
of the lowest step is not shown at all: a wrong number on a screen is believed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import IntEnum

from biofeedback.types import BodyState, Feature
from vrapp.panel.texts import Texts
from vrapp.session.veil import VEILED


class Level(IntEnum):
    """Ordered, so that the worst of several is their minimum."""

    LOW = 0
    MEDIUM = 1
    HIGH = 2


MEDIUM_FROM = 0.4
HIGH_FROM = 0.8
"""Trust is the probability of being within tolerance: four of five times is worth calling sure."""

NOT_YET = "not yet"
BEGINNING = (
    NOT_YET,
    "learning the heartbeat",
    "no signal from the sensors yet",
    "no respiration yet",
    "no breath yet",
    "no full breath yet",
    "no skin signal yet",
    "waiting for the first breath",
    "signal has just begun",
)
"""What a reason says that is no fault: a window is still filling, a signal has just come."""

OPACITY = {Level.LOW: 0.45, Level.MEDIUM: 0.72, Level.HIGH: 1.0}


@dataclass(frozen=True, slots=True)
class Reading:
    """A feature made ready for eyes: `value` is NaN whenever it must not be shown."""

    value: float
    level: Level
    reason: str

    @property
    def waiting(self) -> bool:
        """Nothing is wrong: there is only not enough of the signal yet."""
        return beginning(self.reason)


def beginning(reason: str) -> bool:
    """Whether a reason tells only that something is still to come."""
    return any(words in reason for words in BEGINNING)


def level(trust: float) -> Level:
    """The step of a trust 0..1; anything that is no number is the lowest."""
    if trust >= HIGH_FROM:
        return Level.HIGH
    return Level.MEDIUM if trust >= MEDIUM_FROM else Level.LOW


def word(step: Level, texts: Texts) -> str:
    return (texts.trust_low, texts.trust_medium, texts.trust_high)[step]


def read(body: BodyState, name: str, now: float, texts: Texts) -> Reading:
    """The feature `name` as it may be shown at `now`: an old body is believed less and less."""
    feature: Feature | None = body.features.get(name)
    freshness = body.freshness_at(now)
    if feature is None:
        known = math.isfinite(body.t)
        return Reading(math.nan, Level.LOW, texts.stale if known and freshness < 1.0 else "")
    veiled = feature.reason == VEILED  # it is no number here, and believed all the same
    step = level(feature.trust * freshness) if math.isfinite(feature.value) or veiled else Level.LOW
    reason = texts.stale if freshness < 1.0 else "" if veiled else feature.reason
    value = feature.value if step > Level.LOW else math.nan
    return Reading(value, step, reason if step < Level.HIGH else "")
