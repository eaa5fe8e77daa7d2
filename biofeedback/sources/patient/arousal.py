"""How aroused the simulated patient is, 0 (deep calm) to 1 (alarm): one slow number.

It starts high, as a person in pain arrives, and settles with the person's own time constant of 1
to 2 min while a calm scene is present; slow breathing helps a little. It comes back at the same
pace when the scene goes.
"""

from __future__ import annotations

import numpy as np

from biofeedback.sources.patient.noise import SlowNoise
from biofeedback.sources.patient.person import Person

CALM_BY_PRESENCE = 0.7  # share of arousal that full presence takes away in the end
CALM_BY_SLOW_BREATH = 0.2
WANDER = 0.03
EVERY_S = 0.2


class Arousal:
    """Arousal, stepped every `EVERY_S`."""

    def __init__(self, person: Person, rng: np.random.Generator) -> None:
        self._person = person
        self._wander = SlowNoise(rng, EVERY_S, fastest_s=10.0, slowest_s=120.0, count=3)
        self._mean = person.arousal
        self.value = person.arousal

    def step(self, presence: float, slow_breathing: float) -> float:
        """`presence` and `slow_breathing` 0..1; returns arousal 0..1."""
        presence = min(max(presence, 0.0), 1.0)
        goal = self._person.arousal * (1.0 - CALM_BY_PRESENCE * presence)
        goal *= 1.0 - CALM_BY_SLOW_BREATH * slow_breathing
        self._mean += (goal - self._mean) * EVERY_S / self._person.arousal_fall_s
        self.value = min(max(self._mean + WANDER * self._wander.step(), 0.0), 1.0)
        return self.value
