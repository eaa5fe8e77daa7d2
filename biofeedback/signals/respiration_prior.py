"""What breathing in general tells of the phase, before anything is known of this person.

A small network (one hidden layer) that has seen many breathers, recorded and simulated, looks at
the shape of the last seconds in units of the person's own usual breath and usual half breaths,
and says how far the breath is on its way since the last sure turning point. It knows what every
analyst knows of belts: that a flow which ceases ends the inhalation, that a slow sag at the bottom
is still a pause, how a quick breath follows a deep one.

Trained by `tests/bench/breath_prior.py`, which also holds whole records out. The weights stand in
`respiration_prior.txt` beside this file.
"""

from __future__ import annotations

import math
from collections import deque
from functools import cache
from pathlib import Path

import numpy as np

from biofeedback.signals.respiration_onsets import OnsetDetector
from biofeedback.types import FloatArray

HIDDEN = 24
LAGS_S = (0.0625, 0.125, 0.25, 0.5)
"""Slopes are looked at over so long, in seconds (what noise and the heart do) ..."""
LAGS_CYCLE = (0.05, 0.1, 0.2, 0.4)
"""... and between so many usual cycles ago (what the breath does)."""
DESCRIPTORS = 23
FARTHEST = 50.0
"""Descriptors beyond this many of their units are held there: a sensor's fault, not a breath."""


@cache
def trained() -> FloatArray:
    """The weights as one table, row by row.

    Hidden weights (DESCRIPTORS, HIDDEN), their bias, the weights of cosine and sine (2, HIDDEN),
    their biases.
    """
    table: FloatArray = np.loadtxt(Path(__file__).with_suffix(".txt"))
    return table


class BreathPrior:
    """The trained network; `table` as `trained` gives it."""

    def __init__(self, table: FloatArray | None = None) -> None:
        table = trained() if table is None else table
        self._hidden, self._bias = table[:DESCRIPTORS], table[DESCRIPTORS]
        self._out = table[DESCRIPTORS + 1 : DESCRIPTORS + 3].T
        self._out_bias = table[DESCRIPTORS + 3, :2]

    def recall(self, descriptors: FloatArray) -> tuple[float, float]:
        """Phase in cycles since the last turn (0..1, about) and how sure that is (0..1)."""
        out = np.tanh(descriptors @ self._hidden + self._bias) @ self._out + self._out_bias
        cos, sin = float(out[0]), float(out[1])
        return anchor(descriptors) + math.atan2(sin, cos) / math.tau, min(math.hypot(cos, sin), 1.0)


def anchor(descriptors: FloatArray) -> float:
    """The phase that time alone suggests, cycles; the network says how far off that is."""
    elapsed = 0.5 * math.sinh(2.0 * float(descriptors[0]))
    return 0.5 * min(1.0, elapsed)


def describe(detector: OnsetDetector, half_s: float, other_half_s: float, t: float) -> FloatArray:
    """Descriptors (DESCRIPTORS,) of the moment `t`, the newest cell of `detector`.

    Parameters
    ----------
    detector
        Has found a turning point at least.
    half_s, other_half_s
        Usual length, seconds, of the half breath being made and of the other.
    t
        Seconds.
    """
    x, w, turns = detector.x, detector.width_s, detector.turns
    last = turns[-1]
    inhale = not last.peak
    sign = 1.0 if inhale else -1.0
    per_breath = sign / max(detector.usual, 1e-300)
    period = half_s + other_half_s
    now = x[-1]
    extreme, samples_ago = detector.extreme(inhale)
    raw = [
        (t - last.t) / half_s,
        per_breath * (now - last.level),
        per_breath * (extreme - now),
        samples_ago * w / half_s,
        float(inhale),
        detector.noise * sign * per_breath,
        half_s / period,
        period,
    ]
    raw += [per_breath * (now - _ago(x, round(lag / w))) * period / lag for lag in LAGS_S]
    before, cells = now, 0
    for lag in LAGS_CYCLE:
        further = max(cells + 1, round(lag * period / w))
        there = _ago(x, further)
        raw.append(per_breath * (before - there) * period / ((further - cells) * w))
        before, cells = there, further
    raw += _history(detector, half_s, other_half_s, per_breath, now)
    bounded = [min(max(r, -FARTHEST), FARTHEST) for r in raw]
    squashed: FloatArray = 0.5 * np.arcsinh(2.0 * np.array(bounded))
    return squashed


def _ago(x: deque[float], cells: int) -> float:
    return x[-1 - min(cells, len(x) - 1)]


def _history(
    detector: OnsetDetector, half_s: float, other_half_s: float, per_breath: float, now: float
) -> list[float]:
    """The level being headed for, and how long and deep the last halves were (0: not known)."""
    turns = detector.turns
    n = len(turns)
    usual = max(detector.usual, 1e-300)
    a, b = turns[-1], turns[-2] if n > 1 else None
    c, d = turns[-3] if n > 2 else None, turns[-4] if n > 3 else None
    return [
        per_breath * (b.level - now) if b else 0.0,
        per_breath * (d.level - now) if d else 0.0,
        (a.t - b.t) / other_half_s if b else 0.0,
        (b.t - c.t) / half_s if b and c else 0.0,
        (c.t - d.t) / other_half_s if c and d else 0.0,
        abs(a.level - b.level) / usual if b else 0.0,
        abs(b.level - c.level) / usual if b and c else 0.0,
    ]
