"""The last seconds of a signal for drawing, published every tick without copying them."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from biofeedback.types import Chunk, FloatArray, Trace

TRACE_S = 8.0
"""Seconds shown."""
POINTS = 1000
"""Points in a trace at most: about what a panel's plot has pixels."""


class TraceBuffer:
    """Grows at its end and publishes views of its tail.

    What a view shows is never written again: when the buffer is full its tail moves to a new one,
    and views of the old one live on. Fast signals are thinned to the smallest and the largest of
    every block, in their order, so that R peaks keep their height.
    """

    def __init__(self, rate_hz: float, unit: str = "") -> None:
        self._unit = unit
        per_pair = 2.0 * max(rate_hz, 0.0) * TRACE_S / POINTS
        self._block = math.ceil(per_pair) if per_pair > 2.0 else 1
        self._rest_t: list[float] = []  # of a block that is not full yet
        self._rest_y: list[float] = []
        self._start = self._end = 0
        self._shown: Trace | None = None  # while nothing new came
        self._allocate()

    def append(self, chunk: Chunk) -> None:
        """Take the first channel of `chunk`; stamps rise."""
        t: Sequence[float] | FloatArray = chunk.t
        y: Sequence[float] | FloatArray = chunk.x[:, 0]
        if self._block > 1:
            t, y = self._thin(chunk.t.tolist(), chunk.x[:, 0].tolist())
        if len(t) > 2 * POINTS:
            t, y = t[-2 * POINTS :], y[-2 * POINTS :]
        if self._end + len(t) > self._t.size:
            keep = slice(max(self._start, self._end - POINTS), self._end)
            kept_t, kept_y = self._t[keep], self._y[keep]
            self._allocate()
            self._start, self._end = 0, kept_t.size
            self._t[: self._end], self._y[: self._end] = kept_t, kept_y
        self._shown = None
        end = self._end + len(t)
        self._t[self._end : end] = t
        self._y[self._end : end] = y
        self._end = end

    def trace(self) -> Trace:
        """The last `TRACE_S` seconds before the newest sample, at most `POINTS` points."""
        if self._shown is not None:
            return self._shown
        if self._end:
            oldest = self._t[self._end - 1] - TRACE_S
            self._start += int(self._t[self._start : self._end].searchsorted(oldest))
            self._start = max(self._start, self._end - POINTS)
        shown = slice(self._start, self._end)
        self._shown = Trace(self._t_read_only[shown], self._y_read_only[shown], self._unit)
        return self._shown

    def _allocate(self) -> None:
        self._t, self._y = np.empty(4 * POINTS), np.empty(4 * POINTS)
        self._t_read_only, self._y_read_only = self._t.view(), self._y.view()
        self._t_read_only.setflags(write=False)
        self._y_read_only.setflags(write=False)

    def _thin(self, t: list[float], y: list[float]) -> tuple[list[float], list[float]]:
        """The smallest and largest of each full block; lists, as blocks are short and few."""
        t, y = self._rest_t + t, self._rest_y + y
        size = self._block
        whole = len(t) - len(t) % size
        self._rest_t, self._rest_y = t[whole:], y[whole:]
        kept: list[int] = []
        for start in range(0, whole, size):
            block = y[start : start + size]
            low, high = block.index(min(block)), block.index(max(block))
            # A flat block's smallest and largest are one sample; stamps of a trace must rise.
            kept += [start + at for at in sorted({low, high})]
        return [t[at] for at in kept], [y[at] for at in kept]
