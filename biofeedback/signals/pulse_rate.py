"""Pulse rate over the last 8 s from the spectrum: what is still known of the heart of a moving arm.

1. *Movement*: where there is an accelerometer, what the pulse wave shares with it is taken out by
   least squares on the last few samples of each axis (as adaptive noise cancellers do, but solved
   at once for the window: no step size, no learning time).
2. *Evidence* for each rate: power of the pulse wave there, against the strongest rate where the
   movement is known, and else against the usual power of this pulse: what is stronger than the
   pulse at rest is no better evidence than that.
3. *Tracking*: a histogram filter (forward pass of a hidden Markov model; Rabiner 1989, Proc IEEE
   77:257) over rates: a heart does not jump. Its mass near the answer is the trust.

Window and step (8 s, 2 s) are those of the public treadmill recordings (Zhang 2015, IEEE TBME
62:522). Everything happens on cells of 1/25 s at absolute times: chunks leave no mark.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np

from biofeedback.signals.filters import StreamFilter, Tail, butterworth
from biofeedback.signals.regular import RegularGrid
from biofeedback.types import FloatArray

CELL_HZ = 25
WINDOW, WARM, HOP = 8 * CELL_HZ, 2 * CELL_HZ, 2 * CELL_HZ
KEEP = 60 * CELL_HZ
AT_ONCE = 500  # samples taken in one go: 20 s at 25 Hz, less than is kept
BAND_HZ = (0.6, 5.0)
LAGS, RIDGE = 5, 0.01  # 0.2 s of movement; the second in units of its power
STILL_G = 0.01  # movement of a person sitting still is not fitted
LATE = CELL_HZ // 2  # cells by which the movement may lag behind the pulse
RATES = np.arange(36.0, 216.0)  # 1/min
FFT = 1024
WIDTH, GAIN = 1.5, 4.0  # of log power; of the evidence of one window
WANDER, LEAP = 6.0, 1e-3  # 1/min a step; chance of any rate at all
NEAR = 5.0  # 1/min: tolerance of the trust
FALL, RISE = 0.1, 0.005  # of the usual power a step: rest is told from movement by being weaker


@lru_cache(maxsize=1)
def _wander() -> FloatArray:
    """(to, from) chance of each rate after the one before."""
    off = RATES[:, None] - RATES
    moved = np.exp(-0.5 * (off / WANDER) ** 2)
    chance: FloatArray = (1.0 - LEAP) * moved / moved.sum(axis=0) + LEAP / RATES.size
    return chance


class PulseRate:
    """Feed pulse wave and movement; read `rate` (1/min), `t` (s) and `trust` (±5 /min).

    Parameters
    ----------
    channels
        Pulse waves (of one heart) side by side.
    """

    def __init__(self, channels: int = 1) -> None:
        self.t, self.rate, self.trust = -math.inf, math.nan, 0.0
        self.cancelled = False  # whether movement was taken out of the last window
        self._pulse, self._motion = _Cells(channels), _Cells(3)
        self._chance = np.full(RATES.size, 1.0 / RATES.size)
        self._usual: FloatArray | None = None  # log power at the pulse's rate, of each channel
        self._taper = np.hanning(WINDOW)[:, None]
        self._hertz = np.fft.rfftfreq(FFT, 1.0 / CELL_HZ)

    def move(self, t: FloatArray, x: FloatArray) -> None:
        """Take acceleration (n, 3), any unit, before the pulse of the same time."""
        for start in range(0, t.size, AT_ONCE):
            for _ in self._motion.take(t[start : start + AT_ONCE], x[start : start + AT_ONCE]):
                pass

    def step(self, t: FloatArray, x: FloatArray, moved: FloatArray | None = None) -> None:
        """Take pulse waves (n, channel) and, where the same sensor has one, acceleration."""
        for start in range(0, t.size, AT_ONCE):
            part = slice(start, start + AT_ONCE)
            if moved is not None:
                self.move(t[part], moved[part])
            for index in self._pulse.take(t[part], x[part]):
                if index % HOP == 0:
                    self._look(index)

    def _look(self, index: int) -> None:
        """Track on, with the window that ends with cell `index`."""
        x = self._pulse.until(index, 0)
        if x is None:
            return
        self.t = (index + 1.0) / CELL_HZ
        moved = self._motion.until(index, LATE)
        scale = float(np.abs(x - x[-1]).max())
        if not 0.0 < scale < math.inf:
            self.trust = 0.0
            return
        y = _band(x / scale)[-WINDOW:]
        y = y - y.mean(axis=0)
        self.cancelled = moved is not None
        if moved is not None:
            y = _without(y, moved)
        power = np.abs(np.fft.rfft(y * self._taper, FFT, axis=0)) ** 2
        log = np.array([np.interp(RATES / 60.0, self._hertz, p) for p in power.T])
        log = np.log(log + 1e-30) + 2.0 * math.log(scale)
        if self._usual is None:
            self._usual = log.max(axis=1)
        most = log.max(axis=1) if moved is not None else self._usual
        weak = np.minimum(log - most[:, None], 0.0)
        evidence = np.exp(-0.5 * (weak / WIDTH) ** 2).mean(axis=0)
        chance = (_wander() @ self._chance) * np.exp(GAIN * evidence)
        self._chance = chance / chance.sum()
        near = np.abs(RATES - RATES[int(self._chance.argmax())]) <= NEAR
        mass = float(self._chance[near].sum())
        self.rate = float(RATES[near] @ self._chance[near]) / mass
        # The wander of a step alone is wider than the tolerance: the mass near the answer
        # understates it (measured; 0.55 means 0.8).
        self.trust = 1.0 - (1.0 - mass) ** 2
        off = log[:, near].max(axis=1) - self._usual
        self._usual = self._usual + np.where(off < 0.0, FALL, RISE) * off


class _Cells:
    """The last minute of a stream in cells of 1/25 s under the numbers of these."""

    def __init__(self, channels: int) -> None:
        self._grid = RegularGrid(1.0 / CELL_HZ, channels)
        self._tail = Tail(KEEP, channels)
        self._offset = 0  # number of a cell less its place in the tail
        self._begun = 0  # place of the first cell after the last gap

    def take(self, t: FloatArray, x: FloatArray) -> list[int]:
        """Numbers of the cells that became complete."""
        numbers = []
        for cell in self._grid.step(t, x):
            number = math.floor(cell.t * CELL_HZ)
            if cell.fresh:
                self._begun = self._tail.stop
                self._offset = number - self._tail.stop
            self._tail.append(np.array([cell.mean]))
            numbers.append(number)
        return numbers

    def until(self, number: int, late: int) -> FloatArray | None:
        """The window with its warm-up up to cell `number`; None where it is not whole.

        Up to `late` missing cells at the end are taken for equal to the last one.
        """
        stop = number - self._offset + 1
        lacks = max(stop - self._tail.stop, 0)
        start = max(stop - WINDOW - WARM, self._begun)
        if lacks > late or stop - start < WINDOW + LAGS:
            return None
        x = self._tail.view(start, stop)
        if x.shape[0] + lacks < WINDOW + LAGS:
            return None
        return np.concatenate((x, np.repeat(x[-1:], lacks, axis=0))) if lacks else x


def _band(x: FloatArray) -> FloatArray:
    return StreamFilter(butterworth("bandpass", 2, BAND_HZ, float(CELL_HZ)))(x)


def _without(y: FloatArray, moved: FloatArray) -> FloatArray:
    """`y` (window, channel) without what the acceleration (window and more, 3) explains."""
    gravity = float(np.linalg.norm(np.median(moved, axis=0)))
    if not 0.0 < gravity < math.inf:
        return y
    a = _band(moved / gravity)
    n = a.shape[0]
    lagged = np.hstack([a[n - WINDOW - k : n - k] for k in range(LAGS)])
    lagged -= lagged.mean(axis=0)
    square = lagged.T @ lagged
    floor = RIDGE * float(np.trace(square)) / square.shape[0] + STILL_G**2 * WINDOW
    fit = np.linalg.solve(square + floor * np.eye(square.shape[0]), lagged.T @ y)
    return y - lagged @ fit
