"""The last seconds of a signal for drawing, published every tick without copying them."""

from __future__ import annotations

import math

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
        self._t = np.empty(4 * POINTS)
        self._y = np.empty(4 * POINTS)
        self._start = self._end = 0
        self._rest_t, self._rest_y = np.empty(0), np.empty(0)  # of a block that is not full yet

    def append(self, chunk: Chunk) -> None:
        """Take the first channel of `chunk`; stamps rise."""
        t, y = chunk.t, chunk.x[:, 0]
        if self._block > 1:
            t, y = self._thin(t, y)
        if t.size > 2 * POINTS:
            t, y = t[-2 * POINTS :], y[-2 * POINTS :]
        n = t.size
        if self._end + n > self._t.size:
            keep = slice(max(self._start, self._end - POINTS), self._end)
            kept_t, kept_y = self._t[keep], self._y[keep]
            self._t, self._y = np.empty_like(self._t), np.empty_like(self._y)
            self._start, self._end = 0, kept_t.size
            self._t[: self._end], self._y[: self._end] = kept_t, kept_y
        self._t[self._end : self._end + n] = t
        self._y[self._end : self._end + n] = y
        self._end += n

    def trace(self) -> Trace:
        """The last `TRACE_S` seconds before the newest sample, at most `POINTS` points."""
        if self._end:
            oldest = self._t[self._end - 1] - TRACE_S
            self._start += int(np.searchsorted(self._t[self._start : self._end], oldest))
            self._start = max(self._start, self._end - POINTS)
        t, y = self._t[self._start : self._end], self._y[self._start : self._end]
        t.setflags(write=False)
        y.setflags(write=False)
        return Trace(t, y, self._unit)

    def _thin(self, t: FloatArray, y: FloatArray) -> tuple[FloatArray, FloatArray]:
        t, y = np.concatenate([self._rest_t, t]), np.concatenate([self._rest_y, y])
        blocks = t.size // self._block
        whole = blocks * self._block
        self._rest_t, self._rest_y = t[whole:], y[whole:]
        if not blocks:
            return t[:0], y[:0]
        grid = y[:whole].reshape(blocks, self._block)
        pair = np.stack([grid.argmin(axis=1), grid.argmax(axis=1)], axis=1)
        pair.sort(axis=1)
        at = (pair + np.arange(0, whole, self._block)[:, None]).ravel()
        # A flat block's smallest and largest are one sample; stamps of a trace must rise.
        at = at[np.diff(at, prepend=-1) > 0]
        return t[at], y[at]
