"""The door of a sampled signal: odd stamps and values out, steady finite pieces in.

What comes from the outside may have gaps, stamps that run backwards, NaN, infinities and a nominal
rate that is wrong. Everything odd is counted (`dropped`, `bad`); decisions depend on samples
alone, never on how they were cut into chunks.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from biofeedback.types import Chunk, FloatArray

GAP_S = 0.15  # between neighbours: more than jitter; filters and rhythm start anew
HOLD_S = 0.1  # non-finite values are bridged by the last finite one for so long
RATE_TOLERANCE = 0.05  # the nominal rate is believed when the stamps agree within this
RATE_CHECK_S = 4.0
CLOCK_RESET_S = 1.0  # stamps going back further than this are a new clock, not jitter
HUGE = 1e100  # larger values cannot be squared and are no measurement


@dataclass(frozen=True, slots=True)
class Piece:
    """Samples without a gap: `t`, `x` (n,) finite, `bad` (n,) true where `x` was made up."""

    t: FloatArray
    x: FloatArray
    bad: np.ndarray
    fresh: bool  # something ended before this piece: forget filters and rhythm


class Intake:
    """Turns chunks of one column into pieces; see the module's text."""

    def __init__(self, nominal_hz: float) -> None:
        self._nominal_hz = nominal_hz if math.isfinite(nominal_hz) and nominal_hz > 0 else 0.0
        self.rate_hz = 0.0  # 0 until a second of samples was seen
        self.dropped = 0  # samples whose stamp was not finite or ran backwards
        self.bad = 0  # values that were not finite
        self._last_t = -math.inf
        self._last_x = 0.0
        self._held = 0
        self._fresh = True
        self._wait_t, self._wait_x, self._wait_bad = np.empty(0), np.empty(0), np.empty(0, bool)
        self._check_n, self._check_t, self._strikes = 0, math.nan, 0

    def take(self, chunk: Chunk, column: int = 0) -> list[Piece]:
        """Pieces that became ready with this chunk; none until the rate is known."""
        if column >= chunk.x.shape[1]:
            self.dropped += chunk.t.size
            return []
        pieces: list[Piece] = []
        if self._plain(chunk.t, chunk.x[:, column], pieces):
            return pieces
        t, x = self._forward(chunk.t, chunk.x[:, column].astype(np.float64))
        if t.size == 0:
            return pieces
        steps = np.diff(t, prepend=self._last_t if math.isfinite(self._last_t) else t[0])
        limit = max(GAP_S, 3.5 / self.rate_hz if self.rate_hz else 0.0)
        cuts = np.flatnonzero((steps > limit) | (steps < 0.0)).tolist()
        self._last_t = float(t[-1])
        for start, stop in zip([0, *cuts], [*cuts, t.size], strict=True):
            if start in cuts:
                self._break()
            if stop > start:
                self._part(t[start:stop], x[start:stop], pieces)
        return pieces

    def _plain(self, t: FloatArray, x: FloatArray, pieces: list[Piece]) -> bool:
        """Pass on a chunk in which nothing is odd, as nearly all are; False: look closer."""
        if self.rate_hz == 0.0 or self._held or t.size == 0:
            return False
        first, limit = t[0] - self._last_t, max(GAP_S, 3.5 / self.rate_hz)
        steps = t[1:] - t[:-1]
        even = 0.0 <= first <= limit and (
            t.size == 1 or (steps.min() >= 0.0 and steps.max() <= limit)
        )
        if not (even and np.abs(x).max() < HUGE):  # so are NaN
            return False
        self._last_t, self._last_x = float(t[-1]), float(x[-1])
        self._pass(t, x.astype(np.float64), np.zeros(t.size, dtype=bool), pieces)
        return True

    def _forward(self, t: FloatArray, x: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Samples whose stamps run forward, or start again with a clock that was set back."""
        finite = np.isfinite(t)
        if finite.all() and (t.size == 0 or (t[0] >= self._last_t and (np.diff(t) >= 0).all())):
            return t, x
        keep, last = [], self._last_t
        for i in np.flatnonzero(finite).tolist():  # rare, so plain
            if t[i] >= last or t[i] < last - CLOCK_RESET_S:
                keep.append(i)
                last = t[i]
        self.dropped += t.size - len(keep)
        return t[keep], x[keep]

    def _break(self) -> None:
        self._fresh = True
        self._held = 0
        self._check_n, self._check_t, self._strikes = 0, math.nan, 0
        self._wait_t, self._wait_x, self._wait_bad = np.empty(0), np.empty(0), np.empty(0, bool)

    def _part(self, t: FloatArray, x: FloatArray, pieces: list[Piece]) -> None:
        bad = ~(np.abs(x) < HUGE)
        if bad.any():
            self.bad += int(bad.sum())
            good = np.flatnonzero(~bad)
            at = np.searchsorted(good, np.arange(x.size), side="right") - 1
            held = np.where(at >= 0, x[good[np.maximum(at, 0)]] if good.size else 0.0, self._last_x)
            x = np.where(bad, held, x)
        self._last_x = float(x[-1])
        if self.rate_hz == 0.0:
            t, x, bad = self._learn_rate(t, x, bad)
            if t.size == 0:
                return
        self._emit(t, x, bad, pieces)

    def _learn_rate(
        self, t: FloatArray, x: FloatArray, bad: np.ndarray
    ) -> tuple[FloatArray, FloatArray, np.ndarray]:
        """Hold samples back until they span a second; then all of them, with the rate set."""
        t = self._wait_t = np.concatenate((self._wait_t, t))
        x = self._wait_x = np.concatenate((self._wait_x, x))
        bad = self._wait_bad = np.concatenate((self._wait_bad, bad))
        n = int(np.searchsorted(t, t[0] + 1.0))
        if n >= t.size or n < 10:
            if n < t.size:  # too few a second to be sampled at all: wait for better ones
                self._break()
            return np.empty(0), np.empty(0), np.empty(0, bool)
        measured = n / float(t[n] - t[0])
        trusted = abs(measured - self._nominal_hz) <= RATE_TOLERANCE * self._nominal_hz
        self.rate_hz = self._nominal_hz if trusted else measured
        self._wait_t, self._wait_x, self._wait_bad = np.empty(0), np.empty(0), np.empty(0, bool)
        return t, x, bad

    def _emit(self, t: FloatArray, x: FloatArray, bad: np.ndarray, pieces: list[Piece]) -> None:
        """Pass samples on, cut where values come back after a hole and where the rate turned."""
        limit = max(1, round(HOLD_S * self.rate_hz))
        edges = [0, *(np.flatnonzero(np.diff(bad)) + 1).tolist(), bad.size]
        start = 0
        for a, b in pairwise(edges):
            if bad[a]:
                self._held += b - a
            else:
                if self._held > limit:
                    self._pass(t[start:a], x[start:a], bad[start:a], pieces)
                    self._fresh, start = True, a
                self._held = 0
        self._pass(t[start:], x[start:], bad[start:], pieces)

    def _pass(self, t: FloatArray, x: FloatArray, bad: np.ndarray, pieces: list[Piece]) -> None:
        while t.size:
            if self._check_n == 0:
                self._check_t = float(t[0])
            left = math.ceil(RATE_CHECK_S * self.rate_hz) - self._check_n
            n = min(left, t.size)
            pieces.append(Piece(t[:n], x[:n], bad[:n], self._fresh))
            self._fresh = False
            self._check_n += n
            if n == left:
                self._check_rate(float(t[n - 1]))
            t, x, bad = t[n:], x[n:], bad[n:]

    def _check_rate(self, t: float) -> None:
        """Twice in a row another rate than believed: the stream really has it."""
        span = t - self._check_t
        measured = (self._check_n - 1) / span if span > 0 else math.inf
        off = abs(measured - self.rate_hz) > RATE_TOLERANCE * self.rate_hz
        self._strikes = self._strikes + 1 if off and math.isfinite(measured) else 0
        self._check_n = 0
        if self._strikes >= 2:
            self.rate_hz = measured
            self._strikes, self._fresh = 0, True
