"""Movement from an accelerometer: how still the person sits. Needs no calibration.

Gravity is the unit: the median length of the acceleration is 1 g whatever the sensor counts in.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterable, Sequence

import numpy as np

from biofeedback.signals.base import signal
from biofeedback.signals.regular import RegularGrid
from biofeedback.types import Chunk, Event, Feature, StreamInfo

CELL_S = 1 / 8
WINDOW_S = 4.0
STALE_S = 1.0
STILL_G = 0.01
"""Standard deviation of a person sitting still, breath and pulse included (ours)."""


@signal("motion")
class Motion:
    """Stillness 0..1 from the first three channels (any unit of acceleration)."""

    def __init__(self, stream: StreamInfo) -> None:
        self._grid = RegularGrid(CELL_S, channels=min(max(len(stream.channels), 1), 3))
        self._cells: deque[tuple[float, float]] = deque(maxlen=round(WINDOW_S / CELL_S))
        self._held: deque[float] = deque(maxlen=round(WINDOW_S / CELL_S))
        self._seen = -math.inf

    def step(self, chunk: Chunk) -> Sequence[Event]:
        """Take samples; stillness is a feature, there are no events."""
        for cell in self._grid.step(chunk.t, chunk.x):
            if cell.fresh:
                self._cells.clear()
                self._held.clear()
            self._cells.append((math.hypot(*cell.mean), math.hypot(*cell.spread)))
            self._held.append(cell.held)
            self._seen = cell.seen
        return ()

    def quality(self, now: float) -> tuple[float, str]:
        """Trust in the sensor: fresh, warmed up and not flat."""
        if now - self._seen > STALE_S:
            return 0.0, "no motion signal"
        if len(self._cells) < self._cells.maxlen:  # type: ignore[operator]
            return 0.0, "the motion signal has just begun"
        if min(self._held) > 0.99:
            return 0.0, "the motion signal is flat"
        return 1.0, ""

    def features(self, now: float) -> Iterable[Feature]:
        """`motion` (standard deviation, g) and `stillness` (1 = still, 0.5 at four times that)."""
        trust, reason = self.quality(now)
        moved = self._moved_g() if self._cells else math.nan
        still = 1.0 / (1.0 + (max(moved - STILL_G, 0.0) / (3.0 * STILL_G)) ** 2)
        yield Feature("motion", now, moved, "g", trust, reason)
        yield Feature("stillness", now, still, "1", trust, reason)

    def _moved_g(self) -> float:
        length, spread = np.array(self._cells).T
        gravity = float(np.median(length))
        if gravity <= 0.0:
            return math.nan
        return math.hypot(float(length.std()), float(np.sqrt(np.mean(spread**2)))) / gravity
