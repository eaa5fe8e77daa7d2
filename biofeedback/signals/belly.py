"""A hand controller resting on the belly is a respiration sensor: its poses in, one channel out.

Breathing moves the controller by a few millimetres along one slow axis, which differs with how the
person sits or lies. It is the principal axis of the controller's slow movement, followed by one
power iteration a sample. The volume is the sum of steps along it, leaking slowly: a turning axis,
a controller laid down elsewhere or a moment without tracking makes no jump. What is no rest on
the belly comes out as NaN, so that whoever reads the breath from it sees a gap, not a breath.

The direction of inhaling is out of the body, up and forward, where the axis says nothing better.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from biofeedback.types import FloatArray

OUTWARD = (0.0, 0.6, -0.8)
"""Where a belly moves while inhaling (+Y up, -Z forward): between lying and sitting upright."""
TREMOR_S = 0.12
"""Time constant of the low-pass before the axis is learned (physiological tremor is 8 to 12 Hz)."""
DRIFT_S = 8.0
"""Slower movement than this is posture; taken off twice, it leaves nothing of steady drift."""
AXIS_S = 12.0
"""Memory of the axis: about three breaths at rest."""
LEAK_S = 30.0
FASTEST_M_PER_S = 0.10
"""No belly is faster (a deep breath of 40 mm in 1 s peaks at 63 mm/s): the hand moved."""
SETTLED_S = 1.0
"""So long the hand must rest again."""
GAP_S = 0.5
LEARNED_S = 4.0
LEAST_M = (0.0004, 0.001)
"""Standard deviation along the axis of a controller on a table, and of one on a breathing belly."""
LEAST_SHARE = (0.45, 0.7)
"""Share of the slow movement that lies along one axis: noise has a third."""


class Belly(NamedTuple):
    """What `BellyBreath.step` says: volume (n,) metres, NaN off the belly; quality (n,) 0..1."""

    volume: FloatArray
    quality: FloatArray


class BellyBreath:
    """Poses of a controller to a belt-like signal; causal, any chunking gives the same."""

    def __init__(self) -> None:
        self.axis = np.array(OUTWARD)  # unit vector, direction of inhaling
        self._forget()

    def _forget(self) -> None:
        self._last_t = -math.inf
        self._at = np.zeros(3)  # metres, as tracked
        self._slow = np.zeros(3)  # without tremor
        self._mean = np.zeros(3)
        self._lag = np.zeros(3)  # by which a drift keeps ahead of its mean
        self._cov = np.zeros((3, 3))
        self._volume = 0.0
        self._learned_s = 0.0
        self._resting_since = -math.inf

    def step(self, t: FloatArray, xyz: FloatArray, valid: np.ndarray) -> Belly:
        """Take poses.

        Parameters
        ----------
        t
            (n,) seconds; stamps that do not rise are answered with NaN.
        xyz
            (n, 3) position in metres, in a space that does not move with the head.
        valid
            (n,) whether the runtime tracks the position (not merely infers it).
        """
        volume, quality = np.full(t.size, np.nan), np.zeros(t.size)
        usable = np.asarray(valid, bool) & np.isfinite(t) & (np.abs(xyz) < 1e3).all(axis=1)
        for i in np.flatnonzero(usable).tolist():
            volume[i], quality[i] = self._take(float(t[i]), xyz[i])
        return Belly(volume, quality)

    def _take(self, t: float, at: FloatArray) -> tuple[float, float]:
        dt = t - self._last_t
        if dt <= 0.0:
            return math.nan, 0.0
        if dt > GAP_S:
            self._lay_down(t, at)
            return math.nan, 0.0
        moved = at - self._at
        self._last_t, self._at = t, at.copy()
        before = self._slow
        self._slow = before + (1.0 - math.exp(-dt / TREMOR_S)) * (at - before)
        if float(np.abs(self._slow - before).max()) > FASTEST_M_PER_S * dt:
            self._lay_down(t, at)
            return math.nan, 0.0
        if t - self._resting_since < SETTLED_S:
            self._mean = self._slow
            return math.nan, 0.0
        self._learn(dt)
        self._volume += float(self.axis @ moved) - dt / LEAK_S * self._volume
        return self._volume, self._quality()

    def _lay_down(self, t: float, at: FloatArray) -> None:
        """The controller begins to rest, perhaps at another place and along another axis."""
        volume = self._volume
        self._forget()
        self._last_t = self._resting_since = t
        self._at, self._slow, self._mean = at.copy(), at.copy(), at.copy()
        self._volume = volume

    def _learn(self, dt: float) -> None:
        off = self._slow - self._mean
        self._mean = self._mean + dt / DRIFT_S * off
        self._lag = self._lag + dt / DRIFT_S * (off - self._lag)
        off = off - self._lag
        self._learned_s += dt
        share = dt / min(self._learned_s, AXIS_S)  # an average first, then forgetting
        self._cov += min(share, 1.0) * (np.outer(off, off) - self._cov)
        turned = self._cov @ self.axis  # power iteration keeps the sign
        length = math.sqrt(float(turned @ turned))
        if length > 1e-12:
            self.axis = turned / length

    def _quality(self) -> float:
        along = max(float(self.axis @ self._cov @ self.axis), 0.0)
        total = max(float(np.trace(self._cov)), 1e-18)
        still, moving = LEAST_M
        vague, clear = LEAST_SHARE
        size = (math.sqrt(along) - still) / (moving - still)
        line = (along / total - vague) / (clear - vague)
        learned = self._learned_s / LEARNED_S
        return min(max(size, 0.0), 1.0) * min(max(line, 0.0), 1.0) * min(learned, 1.0)
