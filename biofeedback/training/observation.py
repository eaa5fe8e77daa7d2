"""What was seen while one pace was shown: the pacer, the breaths and the beats."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from biofeedback.types import Beat, BodyState, Breath, FloatArray, Pacer

SAMPLE_S = 0.1
"""The pacer is kept so often."""
MERGE_S = 16.0
"""A body carries the beats and breaths of its last 64 s; they are taken over this often."""
ARRIVED_PER_MIN = 0.05
"""The pacer is at the pace when it is as near as this."""
SETTLE_S = 15.0
"""What the heart is given to swing in: two time constants of a loop at 0.1 Hz with a damping ratio
of 0.2 (1 / (0.2 x 2 pi x 0.1 Hz) = 8 s)."""


@dataclass(frozen=True, slots=True)
class Observed:
    """One pace as it went; `pacer_t` (n,) s and `pacer_phase` (n,) in unwrapped cycles.

    `start`..`end` is what counts: from when the pacer had arrived and the heart had settled.
    """

    pace_per_min: float
    start: float
    end: float
    pacer_t: FloatArray
    pacer_phase: FloatArray
    breaths: Sequence[Breath]
    beats: Sequence[Beat]


class Observation:
    """Gathers one pace while it is shown."""

    def __init__(self, pace_per_min: float) -> None:
        self.pace_per_min = pace_per_min
        self._pacer: list[tuple[float, float]] = []
        self._start = math.inf
        self._end = -math.inf
        self._merge_at = -math.inf
        self._last = BodyState()
        self._beats: list[Beat] = []
        self._breaths: list[Breath] = []

    def add(self, body: BodyState, pacer: Pacer) -> None:
        """Take the present moment."""
        self._last, self._end = body, pacer.t
        if not self._pacer or pacer.t >= self._pacer[-1][0] + SAMPLE_S:
            self._pacer.append((pacer.t, pacer.phase))
        arrived = abs(60.0 * pacer.rate_hz - self.pace_per_min) <= ARRIVED_PER_MIN
        if arrived and not math.isfinite(self._start):
            self._start = pacer.t + SETTLE_S
        if pacer.t >= self._merge_at:
            self._merge_at = pacer.t + MERGE_S
            self._merge()

    def seen(self) -> Observed:
        """All of it until now."""
        self._merge()
        rows = np.array(self._pacer, dtype=np.float64).reshape(-1, 2)
        return Observed(
            self.pace_per_min,
            min(self._start, self._end),
            self._end,
            rows[:, 0],
            rows[:, 1],
            tuple(self._breaths),
            tuple(self._beats),
        )

    def _merge(self) -> None:
        """What the body says now of its last minute replaces what was known of it."""
        beats, breaths = self._last.beats, self._last.breaths
        if beats:
            self._beats = [b for b in self._beats if b.t < beats[0].t] + list(beats)
        if breaths:
            first = breaths[0].inhale
            self._breaths = [b for b in self._breaths if b.inhale < first] + list(breaths)
