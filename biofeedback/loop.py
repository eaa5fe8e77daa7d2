"""A replayed loop: samples that were heard before, in the same order, at one fixed distance.

A body never repeats itself to the last bit of a converter; a player or a simulator with a tape
does, and it would earn the same reward over and over. Short runs of samples are summed up in a
number each; the runs whose number is a multiple of some other are remembered with their time. Where
run after run is known from the same time ago, it is a loop. (Content-defined chunks, as files are
compared in LBFS: Muthitacharoen et al. 2001, SOSP. The sum is ours.)

Limits: a loop that is scaled, shifted, resampled or given noise is not seen, nor one longer than
`MEMORY_S`; a signal that hardly changes within a run is left to the other tests.
"""

from __future__ import annotations

import math
from collections import deque

import numpy as np

from biofeedback.types import Chunk, FloatArray

RUN = 8
"""Samples in a run."""
LEAST_CHANGES = 4
"""Within a run; a flat or held signal equals itself at every distance."""
REMEMBERED_HZ = 30.0
"""Of faster signals one run in so many is remembered that about so many a second are."""
MEMORY_S = 330.0
MOST_RUNS = 1 << 14
"""Remembered at most, whatever the stamps say."""
LEAST_LAG_S = 0.5
"""A signal equals itself at less when it is slow."""
SAME_LAG_S = 0.02
"""Stamps jitter."""
LOOK_S = 1.0
"""Samples are gathered for so long before they are looked at."""
HITS = 10
"""Known runs one after the other at one distance that make a loop."""
FORGIVE_S = 5.0
"""Without a known run for so long the signal is believed again."""


class LoopDetector:
    """Watches one stream's first channel; `looped` says whether it plays something heard before."""

    def __init__(self, rate_hz: float) -> None:
        # Odd factors of a fixed sequence: the sum depends on the order of the samples.
        self._factors = np.random.default_rng(20).integers(1, 2**62, RUN, dtype=np.uint64) | 1
        self._sparse = max(round(rate_hz / REMEMBERED_HZ), 1)
        self._rest_t, self._rest_x = np.empty(0), np.empty(0)
        self._pending: list[Chunk] = []
        self._since = -math.inf
        self._known: dict[int, float] = {}
        self._order: deque[tuple[int, float]] = deque()
        self._lag, self._hits, self._last_hit = math.nan, 0, -math.inf

    def take(self, chunk: Chunk) -> None:
        """Take clean samples; their stamps rise."""
        newest = float(chunk.t[-1])
        if not self._pending:
            self._since = float(chunk.t[0])
        self._pending.append(chunk)
        if newest - self._since >= LOOK_S:
            t = np.concatenate([self._rest_t, *(c.t for c in self._pending)])
            x = np.concatenate([self._rest_x, *(c.x[:, 0] for c in self._pending)])
            self._pending.clear()
            self._look(t, x)

    def looped(self, newest: float) -> bool:
        """Whether the samples up to the stamp `newest` are a repetition."""
        return self._hits >= HITS and newest - self._last_hit < FORGIVE_S

    def _look(self, t: FloatArray, x: FloatArray) -> None:
        self._rest_t, self._rest_x = t[-RUN + 1 :], x[-RUN + 1 :]
        if t.size < RUN:
            return
        bits = np.ascontiguousarray(x).view(np.uint64)
        bits = bits ^ (bits >> np.uint64(29))  # short mantissas leave the low bits empty
        runs = t.size - RUN + 1
        total = np.zeros(runs, np.uint64)
        for k in range(RUN):
            total += bits[k : k + runs] * self._factors[k]
        total ^= total >> np.uint64(32)
        changes = np.concatenate(([0], np.cumsum(x[1:] != x[:-1])))
        moving = changes[RUN - 1 :] - changes[:runs] >= LEAST_CHANGES
        chosen = np.flatnonzero(moving & (total % np.uint64(self._sparse) == 0))
        for number, at in zip(total[chosen].tolist(), t[chosen].tolist(), strict=True):
            self._meet(number, at)

    def _meet(self, number: int, t: float) -> None:
        before = self._known.get(number)
        self._known[number] = t
        self._order.append((number, t))
        while self._order[0][1] < t - MEMORY_S or len(self._order) > MOST_RUNS:
            old, when = self._order.popleft()
            if self._known.get(old) == when:
                del self._known[old]
        if before is None:
            self._hits = max(self._hits - 1, 0)
            return
        lag = t - before
        if lag < LEAST_LAG_S:
            return
        self._hits = min(self._hits + 1, 2 * HITS) if abs(lag - self._lag) <= SAME_LAG_S else 1
        self._lag, self._last_hit = lag, t
