"""Irregular samples in, a regular grid out: the causal front end of the slow signals.

Breath, skin and movement hold nothing above a few hertz, while sensors deliver 4 to 2000 samples
a second with jittered stamps, gaps and bursts of NaN. Averaging the samples that fall into each
cell of a fixed time grid removes mains and sensor noise, makes every later step cheap and its
constants independent of the sensor's rate. Cells are cut at absolute multiples of their width and
are computed only once they are complete, so the boundaries of chunks leave no mark.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from biofeedback.types import FloatArray

HUGE = 1e150
"""Larger magnitudes are treated as not finite: their squares would overflow."""
LATEST_S = 1e12
"""Stamps beyond this are nonsense (and so fine that cells would have no width)."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Mean of the samples in one cell of the grid, `t` its centre in seconds.

    `spread` is the standard deviation within the cell (mains hum and sensor noise show here),
    `fresh` is False after a gap: what came before has no continuity with it. `seen` is the stamp
    of the sample that completed the cell, `held` the share of samples equal to the one before.
    `lost` is True for a cell bridged over missing or non-finite samples.
    """

    t: float
    mean: FloatArray  # (channel,)
    spread: FloatArray  # (channel,)
    held: float
    seen: float
    fresh: bool = True
    lost: bool = False


class RegularGrid:
    """Cells of `width_s` from samples at any rate; gaps up to `bridge_s` are bridged linearly.

    Parameters
    ----------
    width_s : width of a cell, seconds.
    channels : number of channels kept (further columns are ignored; missing ones are NaN).
    bridge_s : longest span without a finite sample that is bridged; a longer one is a gap.
    """

    def __init__(self, width_s: float, channels: int = 1, bridge_s: float = 0.75) -> None:
        self.width_s = width_s
        self.channels = channels
        self._bridge = max(1, round(bridge_s / width_s))
        self._t = np.empty(0)  # samples of the cell that is still open
        self._x = np.empty((0, channels))
        self._last_t = -math.inf
        self._before = np.full(channels, np.nan)  # the sample before the open cell
        self._last_index: int | None = None
        self._last_mean = np.zeros(channels)
        self.rejected = 0  # samples with a stamp that is not finite or not later than the last
        self.not_finite = 0  # samples with a value that is not finite

    def step(self, t: FloatArray, x: FloatArray) -> list[Cell]:
        """Cells completed by samples `t` (n,) seconds, `x` (n, channel), oldest first."""
        t, x = self._admit(t, x)
        if not t.size:
            return []
        if self._t.size:
            t = np.concatenate((self._t, t))
            x = np.concatenate((self._x, x))
        index = np.floor(t / self.width_s)
        cuts = np.flatnonzero(index[1:] != index[:-1]) + 1
        cells: list[Cell] = []
        start = 0
        for stop in cuts.tolist():
            self._close(int(index[start]), x[start:stop], float(t[stop]), cells)
            start = stop
        self._t, self._x = t[start:].copy(), x[start:].copy()
        return cells

    def _admit(self, t: FloatArray, x: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Samples in strictly rising time with the expected number of channels."""
        if x.shape[1] < self.channels:
            pad = np.full((x.shape[0], self.channels - x.shape[1]), np.nan)
            x = np.hstack([x, pad])
        x = x[:, : self.channels]
        if not t.size:
            return t, x
        if (
            self._last_t < t[0]
            and t[0] > -LATEST_S
            and t[-1] < LATEST_S
            and np.logical_and.reduce(t[1:] > t[:-1])
        ):
            self._last_t = float(t[-1])
            return t, x
        good = np.abs(t) < LATEST_S  # False for NaN too
        kept = np.where(good, t, -np.inf)
        newest = np.maximum.accumulate(np.concatenate([[self._last_t], kept]))
        good &= kept > newest[:-1]
        self.rejected += int(t.size - good.sum())
        self._last_t = float(newest[-1])
        return t[good], x[good]

    def _close(self, index: int, x: FloatArray, seen: float, cells: list[Cell]) -> None:
        whole = bool(np.maximum.reduce(np.abs(x), axis=None) < HUGE)  # False for NaN too
        if not whole:
            rows = (np.abs(x) < HUGE).all(axis=1)
            self.not_finite += int(x.shape[0] - rows.sum())
            x = x[rows]
            if not x.shape[0]:
                return
        n = x.shape[0]
        mean = np.add.reduce(x, axis=0) / n
        off = x - mean
        spread = np.sqrt(np.add.reduce(off * off, axis=0) / n)
        # A sample is held when all of its channels equal the sample before.
        same = np.logical_and.reduce(x[1:] == x[:-1], axis=1)
        held = (int(np.add.reduce(same)) + bool((x[0] == self._before).all())) / n
        self._before = x[-1]
        centre = (index + 0.5) * self.width_s
        fresh = self._last_index is None
        if self._last_index is not None:
            missing = index - self._last_index - 1
            if missing > self._bridge:
                fresh = True
            else:
                for k in range(1, missing + 1):
                    a = k / (missing + 1)
                    between = (1 - a) * self._last_mean + a * mean
                    t_between = (self._last_index + k + 0.5) * self.width_s
                    cells.append(Cell(t_between, between, spread, held, seen, False, True))
        cells.append(Cell(centre, mean, spread, held, seen, fresh, not whole))
        self._last_index, self._last_mean = index, mean
