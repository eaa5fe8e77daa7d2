"""What the desk remembers of the last minutes, gathered from the bodies it was shown. Bounded."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass, field

import numpy as np

from biofeedback.types import BodyState, FloatArray, Trace

SPAN_S = 300.0
"""Five minutes: the standard length of a heart-rate-variability window (Task Force 1996)."""

MAX_POINTS = 2048
"""More beats than five minutes can hold (300 s at 240 /min is 1200)."""

STRIP_S = 45.0
"""Four slow breaths: more than one is needed to see that they are alike."""

MAX_SAMPLES = 8192

PLAUSIBLE_PER_MIN = (25.0, 240.0)


@dataclass(slots=True)
class Curve:
    """Points (t, value, trust) in order of time, newest last, at most `SPAN_S` long."""

    points: deque[tuple[float, float, float]] = field(
        default_factory=lambda: deque(maxlen=MAX_POINTS)
    )

    def replace_from(self, t: float, points: list[tuple[float, float, float]]) -> None:
        """Forget what was known from `t` on and take `points` (in order) instead."""
        while self.points and self.points[-1][0] >= t:
            self.points.pop()
        self.points.extend(points)
        while self.points and self.points[0][0] < self.points[-1][0] - SPAN_S:
            self.points.popleft()

    def arrays(self) -> tuple[FloatArray, FloatArray, FloatArray]:
        """`t`, `value`, `trust`, each (n,)."""
        table = np.array(self.points, dtype=np.float64).reshape(-1, 3)
        return table[:, 0].copy(), table[:, 1].copy(), table[:, 2].copy()


@dataclass(slots=True)
class Strip:
    """The samples of one trace over `STRIP_S`, pieced together from the shorter ones of bodies."""

    t: FloatArray = field(default_factory=lambda: np.zeros(0))
    y: FloatArray = field(default_factory=lambda: np.zeros(0))

    def append(self, trace: Trace) -> None:
        """Take the samples newer than those known, in order of time."""
        new = slice(int(np.searchsorted(trace.t, self.t[-1], "right")) if self.t.size else 0, None)
        t = np.concatenate((self.t, trace.t[new]))
        if t.size == self.t.size:
            return
        start = max(int(np.searchsorted(t, t[-1] - STRIP_S)), t.size - MAX_SAMPLES)
        self.t, self.y = t[start:], np.concatenate((self.y, trace.y[new]))[start:]


@dataclass(slots=True)
class History:
    """The heart rate from beat to beat (per minute), coherence (0..1) and the belt's samples."""

    heart_rate: Curve = field(default_factory=Curve)
    coherence: Curve = field(default_factory=Curve)
    belt: Strip = field(default_factory=Strip)
    _seen: float = -math.inf

    def take(self, body: BodyState) -> None:
        """Add what is new in `body`; a body seen before changes nothing.

        Beats still listed by the body replace those remembered for the same time, so that a
        retracted beat leaves the curve too. A body from the past starts a new memory (a
        recording that loops).
        """
        if body.t == self._seen or not math.isfinite(body.t):
            return
        if body.t < self._seen - 1.0:
            self.heart_rate.points.clear()
            self.coherence.points.clear()
            self.belt = Strip()
        self._seen = body.t
        self._take_beats(body)
        self._take_coherence(body)
        if (belt := body.traces.get("respiration")) is not None:
            self.belt.append(belt)

    def _take_beats(self, body: BodyState) -> None:
        if not body.beats:
            feature = body.features.get("heart_rate")
            known = feature is not None and math.isfinite(feature.value)
            if feature is not None and known and _is_new(self.heart_rate, feature.t):
                self.heart_rate.replace_from(feature.t, [(feature.t, feature.value, feature.trust)])
            return
        low, high = PLAUSIBLE_PER_MIN
        points = []
        for beat in body.beats:
            interval = beat.nn_s if math.isfinite(beat.nn_s) else beat.interval_s
            rate = 60.0 / interval if interval > 0.0 else math.nan
            usable = low <= rate <= high
            points.append((beat.t, rate if usable else math.nan, beat.trust if usable else 0.0))
        self.heart_rate.replace_from(body.beats[0].t, points)

    def _take_coherence(self, body: BodyState) -> None:
        feature = body.features.get("coherence")
        if feature is not None and _is_new(self.coherence, feature.t):
            self.coherence.replace_from(feature.t, [(feature.t, feature.value, feature.trust)])


def _is_new(curve: Curve, t: float) -> bool:
    """A feature repeated until its next update, or one every half second, is enough."""
    return math.isfinite(t) and (not curve.points or abs(t - curve.points[-1][0]) >= 0.5)
