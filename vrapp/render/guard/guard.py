"""How much of the picture's light is shown, so that it can never flash too often."""

from __future__ import annotations

import math
from typing import Protocol

import numpy as np

from vrapp.render.guard.flashes import CHANGE, WINDOW_S, FlashCounter, Levels, Seen

FRAMES_OF_FOUR_FLASHES = 8
"""Fewer frames than these within a second cannot flash four times, whatever they show."""

SAFE_LIGHT = 0.8 * CHANGE / 255.0
"""What is left of the light while flashes are damped: of a swing between black and white, too
little to count as a change. Less damping would do for the flashes that were seen, and let through
others that come before those are known to have grown (a search of films found them).
"""

RECOVERY_S = 2.0
"""Shortest time from wholly dark to the whole light: the cure must be no flash."""

HOLD_S = 1.0
"""How long the damping stays after the last second with too many changes."""

CEILING = 0.5
"""The mean relative luminance that a picture is brought down to, slowly, if it is above it: a
headset's screen is all that the eyes see, and they have nothing darker to rest on."""

MEAN_CHANGE_PER_S = 0.25


class Judge(Protocol):
    """What the renderer asks how much light to show."""

    @property
    def damped(self) -> bool:
        """Whether flashes are being damped."""
        ...

    def gain(self, t: float) -> float:
        """0..1, what the light of the frame to be shown at `t` is multiplied with."""
        ...

    def see(self, t: float, level: Levels, seen: Seen, slack: Levels) -> None:
        """The grid of the picture of the frame shown at `t`, before it was multiplied."""
        ...


class Guard:
    """The one and only judge outside of tests.

    A plain function of what it sees and when: the same pictures at the same times give the same
    gains. Times are seconds; time that goes backwards is another film, and begins anew; a picture
    at the time of the one before is a still.

    Parameters
    ----------
    cells
        Of the grid, both eyes together.
    """

    def __init__(self, cells: int) -> None:
        self._cells = cells
        self._begin()

    def _begin(self) -> None:
        self._flashes = FlashCounter(self._cells)
        self._lit = np.empty(self._cells, np.uint8)
        self._seen_at = self._shown_at = -math.inf
        self._fast_until = -math.inf
        self._hold_until = -math.inf
        self._allowed = 1.0  # by the flashes
        self._dimmed = 1.0  # by the ceiling
        self._mean = 0.0
        self.flashing = False
        """Whether the last picture seen ended a second of too many changes."""

    def see(self, t: float, level: Levels, seen: Seen, slack: Levels) -> None:
        if t <= self._seen_at:
            if t < self._seen_at:
                self._begin()
            return
        if t - self._seen_at < WINDOW_S / FRAMES_OF_FOUR_FLASHES:
            self._fast_until = t + WINDOW_S
        self._seen_at = t
        self._flashes.step(t, level, seen, slack)
        self.flashing = t < self._fast_until and self._flashes.too_many(t)
        count = np.count_nonzero(seen)
        if count:
            np.multiply(level, seen, out=self._lit)
            self._mean = float(np.add.reduce(self._lit, dtype=np.uint32)) / (255.0 * count)
        if self.flashing:
            self._hold_until = t + HOLD_S
            self._allowed = min(self._allowed, SAFE_LIGHT)

    @property
    def damped(self) -> bool:
        return self._allowed < 1.0

    def gain(self, t: float) -> float:
        dt = t - self._shown_at
        self._shown_at = t
        if not 0.0 <= dt < math.inf:
            dt = 0.0
        if t > self._hold_until:
            self._allowed = min(1.0, self._allowed + dt / RECOVERY_S)
        wanted = min(1.0, CEILING / self._mean) if self._mean else 1.0
        most = MEAN_CHANGE_PER_S * min(dt, 0.1)
        self._dimmed += min(max(wanted - self._dimmed, -most), most)
        return self._allowed * self._dimmed
