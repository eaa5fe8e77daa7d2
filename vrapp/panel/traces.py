"""Making samples ready to be drawn as a line: no more points than pixels can show. Pure."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from biofeedback.types import FloatArray

GAP_FACTOR = 4.0
"""A step this many times the usual one is a gap, and is drawn as one."""


def envelope(t: FloatArray, y: FloatArray, step_s: float) -> tuple[FloatArray, FloatArray]:
    """Smallest and largest of `y` in every `step_s`: looks the same, an R peak stays one.

    `t`, `y` (n,), t ascending; returns (m,), (m,), m <= 2 n. The cells lie on multiples of
    `step_s`, so a scrolling picture does not shimmer. Values that are not finite are left out.
    """
    sure = np.isfinite(y) & np.isfinite(t)
    t, y = t[sure], y[sure]
    if t.size < 3 or step_s <= 0.0 or t.size * step_s <= 2.0 * (t[-1] - t[0]):
        return t, y
    cell = np.floor(t / step_s)
    starts = np.concatenate(([0], np.flatnonzero(np.diff(cell)) + 1))
    low, high = np.minimum.reduceat(y, starts), np.maximum.reduceat(y, starts)
    rising = y[np.minimum(starts + 1, y.size - 1)] >= y[starts]
    first, second = np.where(rising, low, high), np.where(rising, high, low)
    at = (cell[starts] + 0.25) * step_s
    times = np.column_stack((at, at + 0.5 * step_s)).ravel()
    return times, np.column_stack((first, second)).ravel()


def averages(t: FloatArray, y: FloatArray, step_s: float) -> tuple[FloatArray, FloatArray]:
    """Mean of `y` (and of `t`) in every `step_s`: for signals without spikes, such as a belt's.

    `t`, `y` (n,), t ascending; returns (m,), (m,), m <= n; cells as in `envelope`.
    """
    sure = np.isfinite(y) & np.isfinite(t)
    t, y = t[sure], y[sure]
    if t.size < 3 or step_s <= 0.0:
        return t, y
    cell = np.floor(t / step_s)
    starts = np.concatenate(([0], np.flatnonzero(np.diff(cell)) + 1))
    count = np.diff(np.append(starts, t.size))
    return np.add.reduceat(t, starts) / count, np.add.reduceat(y, starts) / count


def with_gaps(
    t: FloatArray, y: FloatArray, usual_step_s: float | None = None
) -> tuple[FloatArray, FloatArray]:
    """The same points with a NaN wherever samples are missing, so that no line bridges a hole."""
    if t.size < 3:
        return t, y
    steps = np.diff(t)
    usual = float(np.median(steps)) if usual_step_s is None else usual_step_s
    holes = np.flatnonzero(steps > GAP_FACTOR * max(usual, 1e-9)) + 1
    if not holes.size:
        return t, y
    return np.insert(t, holes, t[holes - 1]), np.insert(y, holes, np.nan)


def value_at(t: FloatArray, y: FloatArray, times: FloatArray) -> FloatArray:
    """The line's height at `times` (m,), NaN outside the samples."""
    if t.size == 0:
        return np.full(times.shape, np.nan)
    return np.asarray(np.interp(times, t, y, left=np.nan, right=np.nan), dtype=np.float64)


@dataclass(slots=True)
class AutoRange:
    """A vertical range that opens at once and closes slowly: the picture stays calm.

    `least` is the smallest span shown, in the units of the values.
    """

    least: float
    low: float = math.nan
    high: float = math.nan
    closing_s: float = 3.0

    def fit(self, y: FloatArray, dt_s: float, tail: float = 0.0) -> tuple[float, float]:
        """The range for `y` after `dt_s` more seconds, a tenth wider than what it holds.

        `tail` is the share of values on either side that may stick out (artifacts must not
        flatten everything else).
        """
        y = y[np.isfinite(y)]
        if y.size:
            cut = int(tail * y.size)
            if cut:
                y = np.partition(y, (cut, y.size - 1 - cut))[cut : y.size - cut]
            low, high = float(y.min()), float(y.max())
            middle, half = (low + high) / 2, max(high - low, self.least) / 2 * 1.1
            low, high = middle - half, middle + half
            if math.isfinite(self.low) and self.low < self.high:
                share = 1.0 - math.exp(-max(dt_s, 0.0) / self.closing_s)
                low = min(low, self.low + (low - self.low) * share)
                high = max(high, self.high + (high - self.high) * share)
            self.low, self.high = low, high
        if not math.isfinite(self.low):
            return 0.0, max(self.least, 1e-9)
        return self.low, self.high
