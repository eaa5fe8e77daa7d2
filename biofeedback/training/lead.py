"""A pace that leads from the person's own breath to another, and waits for them."""

from __future__ import annotations

import math

AHEAD_PER_MIN = 2.0
"""The pace is never further than this below the breath it leads: whoever does not follow is waited
for (ours)."""
SLOWING_PER_MIN_PER_S = 1.0 / 30.0
"""Two breaths a minute slower each minute: from 13 to 6 in three and a half minutes (ours)."""
FOLLOW_S = 12.0
"""Time constant in which the person's own rate is taken over: about two breaths."""
LEAST_TRUST = 0.5


class Lead:
    """Begins at the person's own rate and slows towards `goal_per_min`; never quickens.

    Parameters
    ----------
    goal_per_min
        Where it leads.
    from_per_min
        Where it begins while the person's own rate is not known, breaths a minute.
    """

    def __init__(self, goal_per_min: float, from_per_min: float) -> None:
        self.goal_per_min = goal_per_min
        self.per_min = max(from_per_min, goal_per_min)
        self._own_per_min = math.nan

    def step(self, dt: float, own_per_min: float, trust: float) -> float:
        """The pace after another `dt` seconds, breaths a minute.

        While the person's own breath cannot be trusted the pace stays where it is.
        """
        if trust < LEAST_TRUST or not math.isfinite(own_per_min) or own_per_min <= 0.0:
            return self.per_min
        if math.isnan(self._own_per_min):
            self._own_per_min = own_per_min
        share = -math.expm1(-dt / FOLLOW_S)
        self._own_per_min += (own_per_min - self._own_per_min) * share
        floor = max(self.goal_per_min, self._own_per_min - AHEAD_PER_MIN)
        slower = max(self.per_min - SLOWING_PER_MIN_PER_S * dt, floor)
        self.per_min = min(self.per_min, slower)
        return self.per_min
