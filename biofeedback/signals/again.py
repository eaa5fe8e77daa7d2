"""The same samples again: a recording in a loop, or a driver that repeats its buffer.

No body and no sensor noise repeats itself to the last bit. Every `STEP` samples the newest `RUN`
are looked for among the older ones; what is still, or coarse and slow, is no evidence.
"""

from __future__ import annotations

import numpy as np

from biofeedback.signals.filters import Tail
from biofeedback.types import FloatArray

STEP, RUN = 32, 96
KEPT = 1 << 14
"""Samples kept: two minutes at 128 Hz, half a minute at 500 Hz. Longer loops are not seen."""
DISTINCT = 48
"""Of the `RUN` samples; a quantised pause may well repeat."""


class SeenBefore:
    """Feed samples (n,); read `now`."""

    def __init__(self) -> None:
        self.now = False
        self._tail = Tail(KEPT)
        self._waiting: list[float] = []

    def step(self, x: FloatArray) -> None:
        """Take samples; how they are cut into chunks changes nothing."""
        self._waiting += x.tolist()
        while len(self._waiting) >= STEP:
            self._tail.append(np.array(self._waiting[:STEP]))
            del self._waiting[:STEP]
            self.now = self._look()

    def _look(self) -> bool:
        tail = self._tail
        kept = tail.view(tail.start, tail.stop)
        if kept.size < 2 * RUN or np.unique(kept[-RUN:]).size < DISTINCT:
            return False
        newest = kept[-RUN:]
        ends = np.flatnonzero(kept[RUN - 1 : -RUN] == newest[-1]) + RUN - 1
        for back in range(2, RUN + 1):
            if not ends.size:
                return False
            ends = ends[kept[ends - back + 1] == newest[-back]]
        return bool(ends.size)
