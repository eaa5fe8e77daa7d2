"""What speaks for a maximum of a pulse wave being a systolic peak, and how much it is believed."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from biofeedback.types import FloatArray

SHAPE_S = (0.3, 0.1)  # of the wave before and after the peak
CORNER_S = 0.05  # no upstroke of a body is over in less than about this
LEARN_RATE, FIRST_SHARE = 0.15, 0.5  # a beat: about the last seven
USUAL_RATE, SLOW_RATE = 0.03, 0.02  # half a minute, a minute
TINY = 1e-300


def _log(a: float, b: float, low: float, high: float) -> float:
    return min(max(math.log(max(a, TINY) / max(b, TINY)), low), high)


@dataclass(frozen=True, slots=True)
class Upstroke:
    """One candidate's looks, in units of the signal and seconds."""

    rise: float  # from the foot to the peak
    rise_s: float
    steepest: float  # a second
    abrupt: float  # largest step of the raw samples, up, over the height, in units of `CORNER_S`
    dive: float  # the same, down, after the peak
    drop: float  # share of the height lost again within `ALONE_S`
    shape: FloatArray  # unit length, zero mean; empty near the beginning

    @classmethod
    def measure(
        cls, y: FloatArray, foot: int, top: int, raw: FloatArray, rate_hz: float
    ) -> Upstroke:
        """Of the upright wave `y` with a foot and a top, and the raw samples from before the foot.

        `raw` begins one sample before the foot and ends with `y`.
        """
        rise = float(y[top] - y[foot])
        slope = np.diff(y[foot : top + 1])
        steps = np.diff(raw)
        height = max(float(np.ptp(raw)) if raw.size else 0.0, TINY)
        up, down = top - foot + 1, top - foot
        sharp = CORNER_S * rate_hz / height
        before = round(SHAPE_S[0] * rate_hz)
        after = round(SHAPE_S[1] * rate_hz)
        shape = y[top - before : top + after + 1] if top >= before else y[:0]
        if shape.size:
            shape = shape - shape.mean()
            norm = math.sqrt(float(np.dot(shape, shape)))
            shape = shape / norm if norm > 0.0 else shape[:0]
        return cls(
            rise, (top - foot) / rate_hz,
            float(slope.max()) * rate_hz if slope.size else 0.0,
            sharp * float(np.max(steps[:up], initial=0.0)),
            sharp * float(np.max(-steps[max(down - 1, 0) :], initial=0.0)),
            float(y[top] - y[-1]) / max(rise, TINY), shape,
        )  # fmt: skip


class Context:
    """What the last beats were like: their shape, and how much one differs from the next."""

    def __init__(self) -> None:
        self.count = 0
        self.shape = np.empty(0)  # of the last few beats
        self.usual = np.empty(0)  # over a minute
        self.likeness = 0.0  # running correlation of a beat with the shape
        self.uneven = 0.5  # running change of the log of height
        self.arrhythmic = 0.3  # running change of the log of the interval
        self.steepest = 0.0
        self.rise_s = 0.0
        self.usual_level = 0.0  # log of height, over half a minute
        self.usual_gap = 0.0  # log of the interval, over half a minute; 0 while none is known
        self._last_rise = 0.0
        self._last_gap = 0.0

    def learn(self, seen: Upstroke, belief: float, gap_s: float) -> None:
        """Take an accepted beat with the interval before it (0: unknown)."""
        rate = LEARN_RATE * (FIRST_SHARE + (1.0 - FIRST_SHARE) * belief)
        self.count += 1
        mean = 1.0 / self.count  # the first beats are averaged, later ones fade
        if self.shape.size == 0:
            self.shape = self.usual = seen.shape
        elif seen.shape.size == self.shape.size:
            close = _likeness(self.shape, seen.shape)
            self.likeness += max(rate, mean) * (close - self.likeness)
            self.shape = _mixed(self.shape, seen.shape, rate)
            self.usual = _mixed(
                self.usual, seen.shape, max(SLOW_RATE * belief, 1.0 / (self.count + 1))
            )
        self.steepest += max(rate, mean) * (seen.steepest - self.steepest)
        self.rise_s += max(rate, mean) * (seen.rise_s - self.rise_s)
        level = math.log(max(seen.rise, TINY))
        self.usual_level += max(USUAL_RATE, mean) * (level - self.usual_level)
        if self._last_rise:
            change = abs(_log(seen.rise, self._last_rise, -1.5, 1.5))
            self.uneven += LEARN_RATE * (change - self.uneven)
        if gap_s:
            pace = math.log(gap_s)
            step = max(USUAL_RATE, mean) if self.usual_gap else 1.0
            self.usual_gap += step * (pace - self.usual_gap)
        if gap_s and self._last_gap:
            change = abs(_log(gap_s, self._last_gap, -1.0, 1.0))
            self.arrhythmic += LEARN_RATE * (change - self.arrhythmic)
        self._last_rise, self._last_gap = seen.rise, gap_s


def _likeness(shape: FloatArray, other: FloatArray) -> float:
    """Correlation of two shapes of unit length; 0 while one is not known."""
    return float(np.dot(shape, other)) if shape.size == other.size > 0 else 0.0


def _mixed(shape: FloatArray, other: FloatArray, share: float) -> FloatArray:
    """Running mean of shapes, of unit length again."""
    mixed = (1.0 - share) * shape + share * other
    norm = math.sqrt(float(np.dot(mixed, mixed)))
    return mixed / max(norm, TINY)


@dataclass(frozen=True, slots=True)
class Seen:
    """What else a candidate is held against."""

    level: float  # usual height of an upstroke
    last: float  # height of the beat before
    since_s: float  # time since that, 0 if none
    interval_s: float  # usual interval, 0 while none is known
    passed: float  # highest upstroke passed over since
    unrest: float  # way of the wave over that of its pulses alone


NAMES = (
    "one", "size", "small", "large", "steep", "flat", "shape", "no shape", "early", "very early",
    "on time", "overdue", "no rhythm", "early and smaller", "rise time", "drop", "passed over",
    "unrest", "likeness", "uneven", "arrhythmic", "off level", "abrupt", "dive", "young",
    "usual shape", "off pace", "wide", "clean", "clean shape", "clean time",
    "ragged", "chaotic",
)  # fmt: skip


def evidence(seen: Upstroke, context: Context, held: Seen) -> FloatArray:
    """The vector (NAMES) that the model weighs; every entry is bounded."""
    known = context.count > 0
    size = _log(seen.rise, held.level, -2.5, 2.5)
    steep = _log(seen.steepest, context.steepest, -2.0, 2.0) if known else 0.0
    beats = held.since_s / held.interval_s if held.interval_s and held.since_s else 0.0
    on_time = math.exp(-0.5 * ((beats - 1.0) / 0.1) ** 2) if beats else 0.0
    shape = _likeness(context.shape, seen.shape)
    # Beats that were all alike and in step: then shape and time prove more.
    clean = max(context.likeness, 0.0) * math.exp(-3.0 * context.uneven - 6.0 * context.arrhythmic)
    level = math.log(max(held.level, TINY)) - context.usual_level if context.count > 2 else 0.0
    paced = held.interval_s > 0.0 and context.usual_gap != 0.0
    pace = math.log(held.interval_s) - context.usual_gap if paced else 0.0
    return np.array([
        1.0,
        size,
        min(size + 0.5, 0.0),
        min(max(size - 0.4, 0.0), 1.5),
        steep,
        min(steep + 0.4, 0.0),
        shape,
        0.0 if shape else 1.0,
        max(0.85 - beats, 0.0) if beats else 0.0,
        max(0.6 - beats, 0.0) if beats else 0.0,
        on_time,
        min(max(beats - 1.2, 0.0), 1.0),
        0.0 if beats else 1.0,
        _log(seen.rise, held.last, -2.0, 0.0) if 0.0 < held.since_s < 0.45 else 0.0,
        abs(_log(seen.rise_s, context.rise_s, -1.0, 1.0)) if known else 0.0,
        min(max(seen.drop, 0.0), 1.0),
        _log(held.passed, seen.rise, -1.5, 1.5),
        _log(held.unrest, 1.0, -0.5, 2.0),
        context.likeness,
        context.uneven,
        context.arrhythmic,
        min(abs(level), 2.0),
        _log(seen.abrupt, 1.0, 0.0, 1.5),
        _log(seen.dive, 1.0, -0.7, 1.0) + 0.7,
        1.0 / (1.0 + context.count),
        _likeness(context.usual, seen.shape),
        min(abs(pace), 0.7),
        _log(seen.rise_s, 0.15, -1.0, 1.0),
        clean,
        clean * shape,
        clean * on_time,
        max(context.uneven - 0.4, 0.0),
        max(context.arrhythmic - 0.25, 0.0),
    ])  # fmt: skip


# Log-odds per unit of evidence: logistic regression (ridge 1) on every candidate of a finger at
# rest, an arterial line, six wrists at rest and on a treadmill (truth: R peaks and the travel time
# of the pulse), simulated pulse waves with and without movement, and what has no heart; refitted
# until the detector that uses the weights also produced the candidates (dataset aggregation, Ross
# 2011; `tests.bench.fit_pulse`). Fitted without a person, it was right for that person as often as
# it said, within 0.035.
WEIGHTS = np.array([
    -1.68, 0.97, -0.79, -1.31, -0.33, 0.16, -1.21, 1.60,
    0.04, -1.19, 1.36, 0.31, 1.34, 0.18, -0.16, 1.91,
    -0.09, -0.57, 0.41, 1.05, -1.32, -0.18, -4.25, -3.58,
    -1.71, 1.92, -0.67, -0.09, -0.65, 3.45, 0.19, -1.52,
    -1.31,
])  # fmt: skip


def belief(found: FloatArray) -> float:
    """Probability 0..1 that the candidate is a systolic peak, given its evidence."""
    z = float(np.dot(WEIGHTS, found))
    return 1.0 / (1.0 + math.exp(-min(max(z, -30.0), 30.0)))
