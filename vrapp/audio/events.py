"""Short sounds at moments of their own: drops, chirps, songs, bells."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from vrapp.audio.base import RATE, Floats

Drawn = tuple[Floats, float, float]
"""A ready-made sound (m,), its gain, and the seconds from its begin to the next one's."""

SHORTEST_GAP_S = 0.02


class Events:
    """A mono stream of ready-made sounds, each whole, whatever the blocks' borders.

    `draw` says what begins next and how long until the one after; `first_s` when it all begins.
    """

    def __init__(self, draw: Callable[[], Drawn], first_s: float) -> None:
        self._draw = draw
        self._due = round(first_s * RATE)
        self._sounding: list[tuple[Floats, int]] = []  # what is left of each, and where it begins

    def render(self, n: int) -> Floats:
        """The next (n,) samples."""
        out = np.zeros(n, np.float32)
        while self._due < n:
            sound, gain, gap_s = self._draw()
            if gain > 0.0:
                self._sounding.append((sound * np.float32(gain), self._due))
            self._due += round(max(gap_s, SHORTEST_GAP_S) * RATE)
        self._due -= n
        left = []
        for sound, at in self._sounding:
            now = sound[: n - at]
            out[at : at + now.size] += now
            if sound.size > now.size:
                left.append((sound[now.size :], 0))
        self._sounding = left
        return out
