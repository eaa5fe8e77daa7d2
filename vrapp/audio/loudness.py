"""A slow hand on the volume: what has become loud over seconds is turned down over seconds.

ITU-R BS.1770-4: K-weighting (its annex 1 gives the two filters at 48 kHz) and
loudness = -0.691 + 10 lg of the summed mean squares of both channels, in LUFS.
"""

from __future__ import annotations

import math

import numpy as np

from vrapp.audio.base import RATE, Floats, Glide, ramp
from vrapp.audio.noise import Filter

CEILING_LUFS = -20.0
"""Louder than this, over `WINDOW_S`, is turned down: speech stays understood over it (ours)."""
WINDOW_S = 3.0
"""Time constant of the mean: BS.1770's short term is as long."""
HAND_S = 1.5
"""Time constant of the hand on the volume: slower than any sound of a scene swells."""

K_WEIGHTING = np.array(
    [
        [1.53512485958697, -2.69169618940638, 1.19839281085285,
         1.0, -1.69065929318241, 0.73248077421585],
        [1.0, -2.0, 1.0, 1.0, -1.99004745483398, 0.99007225036621],
    ]
)  # fmt: skip


class LoudnessCeiling:
    """Keeps the loudness of some seconds under a ceiling, so slowly that nobody hears it work."""

    def __init__(self) -> None:
        self._weighting = Filter(K_WEIGHTING, 2)
        self._power = 0.0
        self._hand = Glide(1.0, lag_s=HAND_S)

    @property
    def lufs(self) -> float:
        """Loudness of the last seconds, before the hand."""
        return -0.691 + 10.0 * math.log10(self._power + 1e-12)

    def render(self, x: Floats) -> Floats:
        """(n, 2) in and out."""
        n = x.shape[0]
        heard = self._weighting.render(np.ascontiguousarray(x.T))
        power = float(np.mean(np.square(heard, dtype=np.float64), axis=1).sum())
        self._power += (power - self._power) * (1.0 - math.exp(-n / RATE / WINDOW_S))
        wanted = 10.0 ** (min(CEILING_LUFS - self.lufs, 0.0) / 20.0)
        moved = self._hand.step(wanted, n)
        return x if moved == (1.0, 1.0) else x * ramp(moved, n)[:, None]
