"""The last word on the samples: no peak above -6 dBFS, whatever comes in."""

from __future__ import annotations

import numpy as np
from scipy.ndimage import minimum_filter1d, uniform_filter1d

from vrapp.audio.base import RATE, Floats

PEAK = 10.0 ** (-6.0 / 20.0)
"""The largest sample that leaves, of full scale."""
AHEAD = round(0.005 * RATE)
"""Samples it looks ahead, and by which everything comes later."""
RELEASE_PER_S = 2.0
"""How fast the gain comes back, full scale a second: half a second from silence."""


class Limiter:
    """A look-ahead limiter: the gain is down before the peak arrives, and comes back slowly.

    The gain that each sample needs is held over `AHEAD` samples before it (a sliding minimum) and
    then averaged over as many: smooth, and never above what any sample needs.
    """

    def __init__(self) -> None:
        self._past = np.zeros((2, AHEAD), np.float32)  # heard in, not yet out
        self._needed = np.ones(2 * AHEAD)  # gains of the past samples, released
        self._gain = 1.0

    def render(self, x: Floats) -> Floats:
        """(n, 2) in, (n, 2) out, `AHEAD` samples later. What is no number is silence."""
        x = np.clip(np.nan_to_num(x, nan=0.0, posinf=1e6, neginf=-1e6), -1e6, 1e6)
        n = x.shape[0]
        sound = np.concatenate([self._past, x.T], axis=1)
        self._past = sound[:, n:]
        now = sound[:, :n]
        peak = np.max(np.abs(x), axis=1)
        if self._gain == 1.0 and float(peak.max(initial=0.0)) <= PEAK and self._idle:
            return now.T
        needed = np.minimum(1.0, PEAK / np.maximum(peak, PEAK)).astype(np.float64)
        # Linear release: g[i] = min(needed[i], g[i-1] + step), all at once.
        step = RELEASE_PER_S / RATE
        rise = step * np.arange(1, n + 1)
        released = np.minimum.accumulate(np.minimum(needed - rise, self._gain)) + rise
        self._gain = float(released[-1])
        all_needed = np.concatenate([self._needed, released])
        self._needed = all_needed[n:]
        # out sample i is input i - AHEAD: it needs the least of gains i - AHEAD .. i, averaged
        held = minimum_filter1d(all_needed, AHEAD + 1, origin=AHEAD // 2, mode="nearest")
        gain = uniform_filter1d(held, AHEAD, origin=(AHEAD - 1) // 2, mode="nearest")[-n:]
        out: Floats = now * np.minimum(gain, 1.0).astype(np.float32)
        return out.T

    @property
    def _idle(self) -> bool:
        """Whether no peak of the past asks for less gain any more."""
        return bool(self._needed.min() >= 1.0)
