"""How far the eyes sway to and fro: a head that shakes about its neck carries them along."""

from __future__ import annotations

import math

Place = tuple[float, float, float]

MIDDLE_S = 1.5
"""Time constant of where the eyes are on average."""
FALL_M_PER_S = 0.05


class Sway:
    """`metres` from one end of the sway to the other, as of the last second or so; 0 for a head
    that turns only, or moves steadily.
    """

    def __init__(self) -> None:
        self.metres = 0.0
        self._middle: Place | None = None
        self._t = -math.inf

    def step(self, t: float, place: Place) -> None:
        """The eye is at `place` (m) at `t` (s)."""
        dt = t - self._t
        self._t = t
        if self._middle is None or not 0.0 <= dt < 1.0:
            self._middle, self.metres = place, 0.0
            return
        share = 1.0 - math.exp(-dt / MIDDLE_S)
        (x, y, z), (px, py, pz) = self._middle, place
        self._middle = x + (px - x) * share, y + (py - y) * share, z + (pz - z) * share
        away = 2.0 * math.dist(place, self._middle)
        self.metres = max(away, self.metres - FALL_M_PER_S * dt)
