"""Skin conductance as it happens: tonic level, responses, and which is which, causally.

The skin answers a burst of its sweat nerves with a Bateman response, the difference of two
exponentials (rise 0.75 s, decay 2 s: Benedek & Kaernbach 2010, Psychophysiology 47:647; the
values are also those of cvxEDA, Greco 2016, IEEE Trans Biomed Eng 63:797). So between bursts it
is a linear system, and a Kalman filter with three states, the two stages of the response and a
slowly wandering tonic level, splits it exactly. A burst is found by a matched filter that is
blind to level and slope, and to a phasic part that fades otherwise than was reckoned: a response
of another shape than the assumed one would else be followed by small false ones. Once found, the
filter is rolled back to the onset, told that something unknown entered there, and run forward
again: its own smoothing then sizes the response, and the tonic level forgets what it had mistaken
for itself.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass

import numpy as np

from biofeedback.types import FloatArray

CELL_S = 1 / 8
RISE_S = 0.75
DECAY_S = 2.0
PEAK_AFTER_S = math.log(DECAY_S / RISE_S) * RISE_S * DECAY_S / (DECAY_S - RISE_S)
"""From onset to peak of one response: 1.18 s."""
LEAST_US = 0.03
"""Smallest response reported, peak over what lies under it (0.01 to 0.05 µS are in use: Boucsein
et al. 2012, Psychophysiology 49:1017)."""
WINDOW_S = 3.0
AGES_S = (0.375, 1.75)
"""A burst is looked for this long ago; it is reported no younger than `SURE_AGE_S`."""
SURE_AGE_S = 0.625
APART_S = 0.75
EVIDENCE = 40.0
"""Drop of squared error, in units of its own variance, that makes a burst sure."""
FLOOR_US = 0.0015
"""Noise per cell that is always reckoned with."""
MISFIT = 0.06
"""Share of a response by which real skin departs from the Bateman shape."""
MEASURED_US = 0.008
TONIC_US = 0.0025
"""Standard deviation of a measurement, and of the tonic level's wandering in one second."""


def bateman(t: FloatArray) -> FloatArray:
    """Response `t` seconds after a burst, scaled to a peak of 1; 0 before."""
    t = np.maximum(t, 0.0)
    shape: FloatArray = np.exp(-t / DECAY_S) - np.exp(-t / RISE_S)
    return shape / (math.exp(-PEAK_AFTER_S / DECAY_S) - math.exp(-PEAK_AFTER_S / RISE_S))


@dataclass(frozen=True, slots=True)
class Burst:
    """A response: seconds and microsiemens; `surplus` is evidence over what was needed (>= 1)."""

    onset: float
    amplitude: float
    surplus: float


@dataclass(frozen=True, slots=True)
class _Snapshot:
    t: float
    y: float
    state: FloatArray
    cov: FloatArray


class SkinModel:
    """Feed cells of conductance (µS) every `CELL_S`; read `tonic`, `phasic`; get bursts."""

    def __init__(self) -> None:
        fast, slow = math.exp(-CELL_S / RISE_S), math.exp(-CELL_S / DECAY_S)
        # States: slow exponential, fast exponential (response = slow - fast), tonic level.
        self._decay = np.array([slow, fast, 1.0])
        self._decays = np.outer(self._decay, self._decay)
        self._wander = np.diag([0.0, 0.0, TONIC_US**2 * CELL_S])
        self._see = np.array([1.0, -1.0, 1.0])
        self._unit = 1.0 / (math.exp(-PEAK_AFTER_S / DECAY_S) - math.exp(-PEAK_AFTER_S / RISE_S))
        self._n = round(WINDOW_S / CELL_S)
        self._ages = np.arange(AGES_S[0], AGES_S[1] + 1e-9, CELL_S)
        back = (np.arange(self._n) - (self._n - 1)) * CELL_S
        # What is no burst: level, slope, and a fading that was reckoned too large or too small.
        nothing = np.column_stack((np.ones(self._n), back, np.exp(-back / DECAY_S)))
        self._line, _ = np.linalg.qr(nothing)
        shapes = bateman(back[None, :] + self._ages[:, None])
        self._match = shapes - (shapes @ self._line) @ self._line.T  # (age, cell)
        self._power = np.square(self._match).sum(axis=1)  # (age,)
        self.reset()

    def reset(self) -> None:
        """Begin anew: a gap, or an electrode moved."""
        self._past: deque[_Snapshot] = deque(maxlen=self._n)
        self._last_onset = -math.inf
        self._state = np.zeros(3)
        self._cov = np.zeros((3, 3))

    @property
    def tonic(self) -> float:
        """Level under the responses, µS."""
        return float(self._state[2])

    @property
    def phasic(self) -> float:
        """What the responses add to it now, µS (never negative)."""
        return max(float(self._state[0] - self._state[1]), 0.0)

    def step(self, t: float, y: float) -> Burst | None:
        """Take the conductance `y` (µS) of the cell at `t`; a burst that became sure, if any."""
        if not self._past:
            self._state = np.array([0.0, 0.0, y])
            self._cov = np.diag([0.0, 0.0, 0.05**2])
        self._advance(t, y)
        if len(self._past) < self._n:
            return None
        burst = self._look(t)
        if burst is not None:
            self._last_onset = burst.onset
            self._relive(burst)
        return burst

    def _advance(self, t: float, y: float) -> None:
        state = self._decay * self._state
        cov = self._decays * self._cov + self._wander
        see = cov @ self._see
        noise = MEASURED_US + MISFIT * abs(float(state[0] - state[1]))
        gain = see / (float(self._see @ see) + noise * noise)
        state = state + gain * (y - float(self._see @ state))
        self._state, self._cov = state, cov - np.outer(gain, see)
        self._past.append(_Snapshot(t, y, self._state, self._cov))

    def _look(self, t: float) -> Burst | None:
        past = self._past
        rest = np.array([s.y - float(s.state[0] - s.state[1]) for s in past])
        score = self._match @ rest
        score[t - self._ages < self._last_onset + APART_S] = 0.0
        drop = np.where(score > 0.0, np.square(score) / self._power, 0.0)
        best = int(drop.argmax())
        amplitude = float(score[best] / self._power[best])
        age = float(self._ages[best])
        if amplitude < LEAST_US or age < SURE_AGE_S:
            return None
        off = rest - self._line @ (self._line.T @ rest)
        left = max(float(off @ off) - float(drop[best]), 0.0) / (self._n - 4)
        misfit = MISFIT * self.phasic
        variance = max(left, FLOOR_US**2) + 0.25 * misfit * misfit
        surplus = float(drop[best]) / variance / EVIDENCE
        if surplus < 1.0 or amplitude < 2.0 * misfit:
            return None
        return Burst(t - age, amplitude, surplus)

    def _relive(self, burst: Burst) -> None:
        """Run again from the onset, with a response of roughly this size let in there."""
        later = [s for s in self._past if s.t > burst.onset]
        before = [s for s in self._past if s.t <= burst.onset]
        start = before[-1]
        gap = burst.onset - start.t
        peak = burst.amplitude * self._unit
        state, cov = start.state.copy(), start.cov.copy()
        # In the coordinates of the snapshot just before: each exponential grown back by `gap`.
        shape = np.array([math.exp(gap / DECAY_S), math.exp(gap / RISE_S), 0.0])
        self._state = state + peak * shape
        self._cov = cov + np.outer(shape, shape) * (0.5 * peak) ** 2
        self._past = deque(before, maxlen=self._n)
        for s in later:
            self._advance(s.t, s.y)
