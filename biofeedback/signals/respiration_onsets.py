"""Where inhalation and exhalation begin: turning points of the belt, sure soon after they happen.

A turning point is believed once the signal has come back from it by a share of the person's own
usual breath (the rainflow or "zigzag" rule), never by an absolute size. It is then placed on the
zero-phase smoothed signal around it: by that time its right-hand neighbours are known, so the
place carries no filter delay. Only the confirmation does.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from statistics import median

import numpy as np

from biofeedback.types import FloatArray

RETURN_FROM_PEAK = 0.15
"""Share of the usual breath that the belt must fall before a peak is believed."""
RETURN_FROM_TROUGH = 0.33
"""The same for troughs: end-expiratory pauses wander, so more is asked."""
SMOOTH_S = 0.25
"""Half width of the zero-phase smoothing used to place a turning point."""
MEMORY_S = 24.0
NOISE_FACTOR = 5.0
"""A turning point must stand out of the noise by so many standard deviations."""
PATIENCE_S = 12.0
"""Without a turning point for so long the usual breath follows what is there now ..."""
HOLD_S = 40.0
HOLD_SHARE = 0.1
"""... but not below this share of it for so long: the heartbeat seen during a breath hold must
not pass for breathing, while a belt that slipped is learned anew in the end."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A confirmed turning point: `peak` = exhale onset, otherwise inhale onset."""

    t: float
    level: float
    peak: bool
    confirmed: float  # grid time at which it became sure
    swing: float  # |level - level of the turn before it|


class OnsetDetector:
    """Feed the belt on a regular grid; get turning points, alternating, oldest first."""

    def __init__(self, width_s: float) -> None:
        self.width_s = width_s
        self._n = round(MEMORY_S / width_s)
        self._half = max(1, round(SMOOTH_S / width_s))
        self._taper = np.hanning(2 * self._half + 3)[1:-1]
        self._taper /= self._taper.sum()
        self._swings: deque[float] = deque(maxlen=7)
        self.usual = 0.0  # usual breath, in units of the belt
        self.reset()

    def reset(self, *, usual: bool = True) -> None:
        """Forget the past; with `usual` False the size of the usual breath is kept."""
        self.x: deque[float] = deque(maxlen=self._n)
        self.t: deque[float] = deque(maxlen=self._n)
        self.turns: deque[Turn] = deque(maxlen=16)
        self.rising: bool | None = None  # None until the first swing
        self._skip = 0
        self._noise_rate = self.width_s / 3.0
        self._high = self._low = 0  # how many samples ago the running extremes were
        self._high_x = self._low_x = 0.0
        self._noise = 0.0
        if usual:
            self._swings.clear()
            self.usual = 0.0

    def extreme(self, high: bool) -> tuple[float, int]:
        """Running maximum (or minimum) since the last turn, and how many samples ago it was."""
        return (self._high_x, self._high) if high else (self._low_x, self._low)

    def likely_peak(self) -> tuple[float, float]:
        """Time and level of the highest value since the last turn, not sure to stay so."""
        return self._place(self._high, True)

    @property
    def floor(self) -> float:
        """What stands out of the noise, in units of the belt."""
        return NOISE_FACTOR * self._noise

    @property
    def noise(self) -> float:
        """Standard deviation of the fastest part of the belt."""
        return self._noise

    def step(self, t: float, x: float, believed: bool = True) -> Turn | None:
        """Take the next grid value; the usual breath is learned only while `believed`."""
        xs = self.x
        xs.append(x)
        self.t.append(t)
        if len(xs) == 1:
            self._high_x = self._low_x = x
            return None
        if len(xs) >= 5:
            rough = abs(xs[-3] - 0.5 * (xs[-1] + xs[-5]))
            # Mean absolute second difference -> sigma of white noise (sqrt(2/pi) * sqrt(1.5)).
            self._noise += (rough / 0.977 - self._noise) * self._noise_rate
        self._high += 1
        self._low += 1
        if x >= self._high_x:
            self._high_x, self._high = x, 0
        if x <= self._low_x:
            self._low_x, self._low = x, 0
        self._update_usual(t)
        if self.usual <= 0.0:
            return None
        fall = max(RETURN_FROM_PEAK * self.usual, self.floor)
        rise = max(RETURN_FROM_TROUGH * self.usual, self.floor)
        if self.rising is not False and self._high_x - x > fall and self._high > 0:
            return self._turn(t, True, believed)
        if self.rising is not True and x - self._low_x > rise and self._low > 0:
            return self._turn(t, False, believed)
        return None

    def _update_usual(self, t: float) -> None:
        waited = t - (self.turns[-1].t if self.turns else self.t[0])
        settled = len(self._swings) >= 4  # until then a transient may have passed for a breath
        known = median(self._swings) if len(self._swings) >= 2 else 0.0
        if known and waited < (PATIENCE_S if settled else 0.5 * PATIENCE_S):
            self.usual = known
            return
        n = min(len(self.x), round(8.0 / self.width_s))
        self._skip = (self._skip + 1) % 4
        if n * self.width_s < 1.0 or self._skip:
            return
        recent = list(self.x)[-n:]
        spread = max(recent) - min(recent)
        if settled and waited < HOLD_S:
            spread = min(max(spread, HOLD_SHARE * known), known)
        self.usual = spread

    def _turn(self, t: float, peak: bool, believed: bool) -> Turn:
        back = self._high if peak else self._low
        place, level = self._place(back, peak)
        previous = self.turns[-1] if self.turns else None
        swing = abs(level - previous.level) if previous else 0.0
        turn = Turn(place, level, peak, t, swing)
        if previous is not None and (believed or len(self._swings) < 3 or swing > self.usual):
            self._swings.append(swing)
        self.turns.append(turn)
        self.rising = not peak
        # The other extreme starts anew from the turning point.
        recent = list(self.x)[-(back + 1) :]
        if peak:
            self._low_x = min(recent)
            self._low = len(recent) - 1 - recent.index(self._low_x)
        else:
            self._high_x = max(recent)
            self._high = len(recent) - 1 - recent.index(self._high_x)
        return turn

    def _place(self, back: int, peak: bool) -> tuple[float, float]:
        """Time and level of the extreme that was `back` samples ago, without delay."""
        half = self._half
        n = min(len(self.x), back + 1 + 3 * half)
        x: FloatArray = np.asarray(list(self.x)[-n:])
        sign = 1.0 if peak else -1.0
        padded = np.concatenate([np.full(half, x[0]), x, np.full(half, x[-1])])
        smooth = sign * np.convolve(padded, self._taper, "valid")
        at = n - 1 - back
        lo, hi = max(0, at - 2 * half), min(n, at + 2 * half + 1)
        k = lo + int(np.argmax(smooth[lo:hi]))
        shift = 0.0
        if 0 < k < n - 1:
            bend = smooth[k - 1] - 2 * smooth[k] + smooth[k + 1]
            if bend < 0:
                shift = 0.5 * (smooth[k - 1] - smooth[k + 1]) / bend
        t = self.t[len(self.t) - n + k] + min(max(float(shift), -0.5), 0.5) * self.width_s
        return t, float(sign * smooth[k])
