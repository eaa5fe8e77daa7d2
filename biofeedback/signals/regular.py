"""Irregular samples in, a regular grid out: the causal front end of the slow signals.

Breath, skin and movement hold nothing above a few hertz, while sensors deliver 4 to 2000 samples
a second with jittered stamps, gaps and bursts of NaN. Averaging the samples that fall into each
cell of a fixed time grid removes mains and sensor noise, makes every later step cheap and its
constants independent of the sensor's rate. Cells are cut at absolute multiples of their width and
are computed only once they are complete, so the boundaries of chunks leave no mark.
"""

from __future__ import annotations

import math
import operator
from dataclasses import dataclass

import numpy as np

from biofeedback.types import FloatArray

HUGE = 1e150
"""Larger magnitudes are treated as not finite: their squares would overflow."""
LATEST_S = 1e12
"""Stamps beyond this are nonsense (and so fine that cells would have no width)."""


@dataclass(slots=True)
class Cell:
    """Mean of the samples in one cell of the grid, `t` its centre in seconds.

    `mean` and `spread`, the standard deviation within the cell (mains hum and sensor noise show
    here), have a value a channel. `fresh` is False after a gap: what came before has no continuity
    with it. `seen` is the stamp of the sample that completed the cell, `held` the share of samples
    equal to the one before. `lost` is True for a cell bridged over missing or non-finite samples.
    """

    t: float
    mean: tuple[float, ...]
    spread: tuple[float, ...]
    held: float
    seen: float
    fresh: bool = True
    lost: bool = False


class RegularGrid:
    """Cells of `width_s` from samples at any rate; gaps up to `bridge_s` are bridged linearly.

    Plain lists, because a live chunk holds a handful of samples: numpy would cost five times as
    much, and up to some kilohertz it would not be faster for long chunks either.

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
        self._open: list[list[float]] = []  # samples of the cell that is not complete yet
        self._index = 0  # of that cell
        self._last_t = -math.inf
        self._before: list[float] = []  # the sample before the open cell
        self._last_index: int | None = None
        self._last_mean: tuple[float, ...] = ()
        self.rejected = 0  # samples with a stamp that is not finite or not later than the last
        self.not_finite = 0  # samples with a value that is not finite

    def step(self, t: FloatArray, x: FloatArray) -> list[Cell]:
        """Cells completed by samples `t` (n,) seconds, `x` (n, channel), oldest first."""
        if x.shape[1] < self.channels:
            pad = np.full((x.shape[0], self.channels - x.shape[1]), np.nan)
            x = np.hstack([x, pad])
        cells: list[Cell] = []
        width = self.width_s
        for stamp, row in zip(t.tolist(), x[:, : self.channels].tolist(), strict=True):
            if not (self._last_t < stamp < LATEST_S and stamp > -LATEST_S):  # NaN is not
                self.rejected += 1
                continue
            self._last_t = stamp
            index = math.floor(stamp / width)
            if index != self._index and self._open:
                self._close(stamp, cells)
                self._open = []
            self._index = index
            self._open.append(row)
        return cells

    def _close(self, seen: float, cells: list[Cell]) -> None:
        rows, index = self._open, self._index
        if not all(-HUGE < value < HUGE for row in rows for value in row):
            rows = [row for row in rows if all(-HUGE < value < HUGE for value in row)]
            self.not_finite += len(self._open) - len(rows)
            if not rows:
                return
        n = len(rows)
        means, spreads = [], []
        for column in zip(*rows, strict=True):
            middle = sum(column) / n
            means.append(middle)
            spreads.append(math.sqrt(sum([(value - middle) ** 2 for value in column]) / n))
        mean, spread = tuple(means), tuple(spreads)
        # A sample is held when all of its channels equal the sample before.
        held = sum(map(operator.eq, rows, [self._before, *rows])) / n
        self._before = rows[-1]
        fresh = self._last_index is None
        if self._last_index is not None:
            missing = index - self._last_index - 1
            if missing > self._bridge:
                fresh = True
            else:
                for k in range(1, missing + 1):
                    a = k / (missing + 1)
                    between = tuple(
                        (1 - a) * last + a * now
                        for last, now in zip(self._last_mean, mean, strict=True)
                    )
                    at = (self._last_index + k + 0.5) * self.width_s
                    cells.append(Cell(at, between, spread, held, seen, False, True))
        whole = len(rows) == len(self._open)
        centre = (index + 0.5) * self.width_s
        cells.append(Cell(centre, mean, spread, held, seen, fresh, not whole))
        self._last_index, self._last_mean = index, mean
