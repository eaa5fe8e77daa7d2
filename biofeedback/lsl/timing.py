"""From a sender's raw stamps to our time: one filter against jitter, one for the clock's offset.

Both are causal and never depend on how the samples were cut into chunks. Kept apart on purpose:
the sender's sample clock is straightened in the sender's own time; only then is the slowly moving
difference of the two machines' clocks added.
"""

from __future__ import annotations

import math
from collections import deque

import numpy as np

from biofeedback.types import FloatArray


class Dejitter:
    """Straightens the stamps of a regular stream: a line fit with fading memory.

    The fit is the two-state "g-h" form of recursive least squares: gains of the expanding-memory
    polynomial filter while young, held at those of `MEMORY_S` afterwards (Brookner 1998, Tracking
    and Kalman Filtering Made Easy, ch. 1.2.10: g = 2(2n+1)/((n+1)(n+2)), h = 6/((n+1)(n+2))).
    The nominal rate counts as `PRIOR_S` of evidence, so that the first samples are straight
    already; a wrong nominal rate is learned from the stamps (a grossly wrong one at once, when
    `CHECK_S` worth of samples took a time that differs by `GROSS`).

    After a gap (a step of the raw stamps well beyond the jitter seen so far) the line starts anew
    at once and keeps its slope: a gap stays visible. A step backwards starts it anew as well.
    """

    MEMORY_S = 30.0
    PRIOR_S = 2.0
    CHECK_S = 5.0
    GROSS = 0.2
    GAP_PERIODS = 2.5
    GAP_JITTERS = 4.0  # of the recent largest deviation from the line
    JITTER_FLOOR_S = 0.005
    JITTER_START_S = 0.025
    MIN_STEP = 0.05  # of a period: two stamps are never closer, so time never stands still

    def __init__(self, rate_hz: float) -> None:
        if not (math.isfinite(rate_hz) and rate_hz > 0):
            raise ValueError(f"rate_hz is {rate_hz}; a regular stream's rate must be above 0")
        self._nominal = 1.0 / rate_hz
        self._memory = max(self.MEMORY_S * rate_hz, 8.0)
        self._prior = max(self.PRIOR_S * rate_hz, 4.0)
        self._fade = math.exp(-1.0 / self._memory)
        self._period = self._nominal
        self._level = math.nan  # fitted time of the newest sample
        self._out = math.nan
        self._raw = math.nan
        self._level_n = 0.0
        self._slope_n = self._prior
        self._jitter = self.JITTER_START_S
        self._first = math.nan  # raw stamp at which the line began
        self._check_in = max(round(self.CHECK_S * rate_hz), 8)
        self._since_first = 0

    @property
    def period_s(self) -> float:
        """The present estimate of the time between two samples."""
        return self._period

    def apply(self, raw: FloatArray) -> FloatArray:
        """Straightened stamps for the next raw ones, both (n,), in the sender's time.

        Ascending, unless the raw stamps themselves step back by more than the jitter.
        """
        return np.array([self._step(stamp) for stamp in raw.tolist()], np.float64)

    def _step(self, raw: float) -> float:
        period = self._period
        predicted = self._level + period
        late = raw - predicted
        limit = max(self.GAP_PERIODS * period, self.GAP_JITTERS * self._jitter)
        step = raw - self._raw
        self._raw = raw
        # A gap is a step that is long in itself *and* leaves the line; a late packet that merely
        # catches up with the line, or a whole packet with one stamp, is jitter.
        if not (step >= -limit and (late <= limit or step <= limit)):
            return self._begin(raw)  # also the first sample: `step` is NaN then
        self._since_first += 1
        if self._since_first == self._check_in:
            seen = (raw - self._first) / self._since_first
            if abs(seen / self._nominal - 1.0) > self.GROSS:
                self._period = self._nominal = max(seen, 0.1 * self._nominal)
                self._slope_n = self._prior
                return self._begin(raw)
        n, level_n = self._slope_n, self._level_n
        h = 6.0 / ((n + 1.0) * (n + 2.0))
        g = (4.0 * n + 2.0) / ((n + 1.0) * (n + 2.0))
        if level_n < self._memory:
            g = max(g, 1.0 / (level_n + 1.0))
            self._level_n = min(level_n + 1.0, self._memory)
        if n < self._memory:
            self._slope_n = min(n + 1.0, self._memory)
        self._level = level = predicted + g * late
        self._period = max(period + h * late, 0.1 * self._nominal)
        floor = self.JITTER_FLOOR_S
        self._jitter = max(abs(late), floor + (self._jitter - floor) * self._fade)
        self._out = out = max(level, self._out + self.MIN_STEP * period)
        return out

    def _begin(self, raw: float) -> float:
        """Start the line anew at `raw`, with the slope it has."""
        self._level, self._level_n = raw, 1.0
        self._first, self._since_first = raw, 0
        forward = raw > self._out
        self._out = max(raw, self._out + self.MIN_STEP * self._period) if forward else raw
        return self._out


class ClockCorrection:
    """Adds the offset of the sender's clock, moving it gently from measurement to measurement.

    The target is the median of the last `KEEP` measurements, so one bad one moves nothing. The
    offset in use slews towards it along the samples' own time by at most `SLEW` (far above the
    drift of real clocks, about 1e-4): corrected time is continuous and never runs backwards.
    Only when the measurements agree on an offset more than `JUMP_S` away has a clock really been
    set or slept; then the offset steps, and `measure` says so.
    """

    KEEP = 5
    SLEW = 1e-3
    JUMP_S = 0.05
    AGREE = 2  # measurements on the far side before a jump is believed

    def __init__(self, offset_s: float) -> None:
        self._recent: deque[float] = deque([offset_s], maxlen=self.KEEP)
        self._target = offset_s
        self._offset = offset_s
        self._t = math.nan  # raw time up to which the offset has been moved

    @property
    def offset_s(self) -> float:
        """Seconds now added to the sender's stamps."""
        return self._offset

    def measure(self, offset_s: float) -> bool:
        """Take a new measurement; True when it proves a jump (the offset stepped).

        A measurement that is not finite is ignored.
        """
        if not math.isfinite(offset_s):
            return False
        self._recent.append(offset_s)
        newest = list(self._recent)[-self.AGREE :]
        if len(newest) == self.AGREE and all(
            abs(value - self._target) > self.JUMP_S and abs(value - newest[-1]) < self.JUMP_S
            for value in newest
        ):
            self._recent = deque(newest, maxlen=self.KEEP)
            self._target = self._offset = float(np.median(newest))
            return True
        self._target = float(np.median(self._recent))
        return False

    def apply(self, t: FloatArray) -> FloatArray:
        """Stamps (n,) in our time for stamps in the sender's; call in order."""
        if t.size == 0:
            return t.copy()
        start = t[0] if math.isnan(self._t) else self._t
        way = self._target - self._offset
        if way == 0.0:  # nearly always: it is there within milliseconds of a measurement
            self._t = max(float(start), *t.tolist())
            there: FloatArray = t + self._offset
            return there
        moved = np.minimum(self.SLEW * np.maximum(np.maximum.accumulate(t) - start, 0.0), abs(way))
        offsets = self._offset + np.copysign(moved, way)
        self._offset = float(offsets[-1])
        self._t = float(max(start, t.max()))
        corrected: FloatArray = t + offsets
        return corrected
