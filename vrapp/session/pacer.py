"""The breathing pacer: a slow, gentle lead that never hurries anybody.

Phase convention as everywhere: 0 = begin to inhale, 0.5 = begin to exhale, 1 = the next breath.
Exhaling takes longer than inhaling, without pauses (Laborde et al. 2021; 4.4 s in and 5.6 s out
at 6 breaths/min, Lehrer & Gevirtz's resonance protocols as summarised there).
"""

from __future__ import annotations

import math

SLOWEST_PER_MIN = 4.0
FASTEST_PER_MIN = 15.0
"""Paces a person may be led to: no breath holding, no fast breathing (clinical bounds of ours)."""

INHALE_FRACTION = 0.44
SLOWING_PER_MIN_PER_S = 0.15
"""Fastest slowing of the pace: about one breath a minute every breath or so, from 14 to 6 a minute
in under a minute (ours; no published bound is known to us)."""

HURRYING_PER_MIN_PER_S = 0.05
"""Fastest quickening: one breath a minute in twenty seconds. A person is never hurried."""


def volume(phase: float) -> float:
    """How full the lungs are, 0 (empty) to 1 (full), at a phase in cycles.

    A raised cosine: it rests at both ends and never jerks.
    """
    return 0.5 - 0.5 * math.cos(2.0 * math.pi * phase)


class BreathPacer:
    """Integrates a slowly changing pace into a phase.

    Parameters
    ----------
    per_min
        The pace to begin with, breaths a minute.
    """

    def __init__(self, per_min: float = 6.0) -> None:
        self.per_min = _bounded(per_min)
        self._cycles = 0.0  # cycles of real time; `phase` warps it so that exhaling takes longer

    def step(self, dt: float, target_per_min: float) -> None:
        """Move on by `dt` seconds, leading the pace towards the target."""
        change = _bounded(target_per_min) - self.per_min
        slowest, fastest = -SLOWING_PER_MIN_PER_S * dt, HURRYING_PER_MIN_PER_S * dt
        self.per_min += min(max(change, slowest), fastest)
        self._cycles += dt * self.per_min / 60.0

    def jump_to_pace(self, per_min: float) -> None:
        """Take a pace at once; only for a pacer that nobody is following."""
        self.per_min = _bounded(per_min)

    @property
    def rate_hz(self) -> float:
        return self.per_min / 60.0

    @property
    def phase(self) -> float:
        """Unwrapped phase in cycles."""
        whole = math.floor(self._cycles)
        part = self._cycles - whole
        if part < INHALE_FRACTION:
            return whole + 0.5 * part / INHALE_FRACTION
        return whole + 0.5 + 0.5 * (part - INHALE_FRACTION) / (1.0 - INHALE_FRACTION)

    @property
    def volume(self) -> float:
        return volume(self.phase)


def _bounded(per_min: float) -> float:
    if not math.isfinite(per_min):
        raise ValueError(f"pace is {per_min}; it must be a number of breaths a minute")
    return min(max(per_min, SLOWEST_PER_MIN), FASTEST_PER_MIN)
