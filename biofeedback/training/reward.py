"""A reward of the person's own: where they are against their own rest, made a little harder slowly.

The reward is the percentile of the index in the person's own resting distribution, moved up by a
difficulty: 0.5 is met where the index lies `difficulty` above what is middling at rest. The
difficulty follows a weighted up-down rule (Kaernbach 1991, Percept Psychophys 49:227): a second of
success raises it by 0.3 of a step, one without lowers it by 0.7, so that it settles where 70 % of
the time is success, between the 60 and 80 % within which people neither tire nor give up (ours). It
moves slowly and within bounds, easier faster than harder. Nothing is ever taken away: a reward that
is not met is the scene at rest.

Where the index cannot be trusted nothing moves: the reward keeps its last value (its trust goes on
to the scene, which eases to rest by it), the difficulty stays, no success is counted; and so it
stays for `THAW_S` after trust has come back.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from biofeedback.indices.baseline import Baseline
from biofeedback.types import Index

VERSION = 1
LEAST_TRUST = 0.5
SUCCESS = 0.5
"""A reward from here on is a success."""
WANTED = 0.7
"""Share of the time that shall be success."""
HARDER_SD_PER_S = 1.0 / 60.0
"""With nothing but success: one of the person's own standard deviations at rest in a minute, and
at least `LEAST_STEP`..."""
LEAST_STEP = 0.1
"""...of an index 0..1."""
OUTSIDE, WITHIN = 2.0, (0.6, 0.8)
"""Where the share of success has left these bounds it moves so many times faster."""
EASIEST_SD = -1.5
HIGHEST = 0.95
"""Bounds of what is asked for: a little below the middle of the person's rest, and, of an index
0..1, what nearly nobody keeps up (ours)."""
FINDING_S, FINDING = 90.0, 4.0
"""At first it finds its place, so many times faster."""
THAW_S = 8.0
"""After trust was lost it must have held for so long before anything is rewarded again: damage that
looks sound for a moment (two beats a pulse apart, by chance) earns nothing."""
RISE_S = 4.0
"""Time constant of the reward itself, so that it does not flicker with a second's index."""
SHARE_S = 180.0
"""Time constant of the share of success that is told."""


@dataclass(frozen=True, slots=True)
class RewardState:
    """What is told of it: `value` 0..1, `difficulty` (the index asked for, 0..1), share of success
    0..1 of the last minutes (NaN before any), and whether it is frozen for want of trust.
    """

    value: float = 0.0
    difficulty: float = math.nan
    success: float = math.nan
    frozen: bool = True


class Reward:
    """Rewards one index.

    Parameters
    ----------
    baseline
        The person's rest; it must know `name`.
    name
        Of the index.

    Raises
    ------
    ValueError
        The baseline does not know it.
    """

    def __init__(self, baseline: Baseline, name: str = "coherence") -> None:
        known = baseline.features.get(name)
        if known is None:
            raise ValueError(f"the baseline has no {name!r}; it has {', '.join(baseline.features)}")
        self.name = name
        self._baseline, self._middle = baseline, known.median
        deviation = baseline.deviation(name, known.median + 1.0)
        self._sd = 1.0 / deviation
        self._low = EASIEST_SD * self._sd
        self._high = max(HIGHEST - self._middle, 0.0)
        self._shift = 0.0
        self._lived_s = self._met_s = 0.0
        self._weight_s = 0.0
        self._good_s = 0.0
        self.state = RewardState()

    def step(self, dt: float, index: Index | None) -> Index:
        """Take the index as it is, `dt` seconds after the last; the reward as an index."""
        if index is None or not math.isfinite(index.value) or not index.trust >= LEAST_TRUST:
            self._good_s = 0.0
            trust = 0.0 if index is None else index.trust
            return self._freeze(trust, "no index" if index is None else index.reason)
        self._good_s += dt
        if self._good_s < THAW_S:
            return self._freeze(0.0, "trusted again only now")
        met = self.percentile(index.value)
        success = met >= SUCCESS
        self._adapt(dt, success)
        self._weight_s += dt
        self._met_s += dt if success else 0.0
        fade = math.exp(-dt / SHARE_S)
        self._weight_s, self._met_s = self._weight_s * fade, self._met_s * fade
        value = self.state.value + (met - self.state.value) * -math.expm1(-dt / RISE_S)
        self.state = RewardState(
            value,
            min(max(self._middle + self._shift, 0.0), 1.0),
            self._met_s / self._weight_s if self._weight_s > 0.0 else math.nan,
            frozen=False,
        )
        return Index(self.name, value, index.trust, index.reason)

    def _freeze(self, trust: float, reason: str) -> Index:
        self.state = replace(self.state, frozen=True)
        return Index(self.name, self.state.value, trust, reason)

    def percentile(self, value: float) -> float:
        """The reward of an index value at the present difficulty, 0..1."""
        return self._baseline.percentile(self.name, value - self._shift)

    def _adapt(self, dt: float, success: bool) -> None:
        if self._lived_s < FINDING_S:
            per_s = HARDER_SD_PER_S * self._sd * FINDING
        else:
            per_s = HARDER_SD_PER_S * max(self._sd, LEAST_STEP)
            per_s *= 1.0 if WITHIN[0] <= self.state.success <= WITHIN[1] else OUTSIDE
        self._lived_s += dt
        step = (1.0 - WANTED) if success else -WANTED
        self._shift += per_s * dt * step / (1.0 - WANTED)
        self._shift = min(max(self._shift, self._low), self._high)
