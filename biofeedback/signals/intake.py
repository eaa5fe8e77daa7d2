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
GAP_PERIODS = 3.5  # the same for streams below 23 Hz
FEWEST_HZ = 10.0  # fewer samples a second are no sampled signal
MOST_HZ = 20_000.0  # nor are more: buffers are as long as the rate says, and memory is bounded
HOLD_S = 0.1  # non-finite values are bridged by the last finite one for so long
RATE_TOLERANCE = 0.05  # the nominal rate is believed when the stamps agree within this
RATE_CHECK_S = 4.0
CLOCK_RESET_S = 1.0  # stamps going back further than this are a new clock, not jitter
HUGE = 1e100  # larger values cannot be squared and are no measurement


@dataclass(slots=True)
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
        t, x = chunk.t, chunk.x[:, column]
        if self._plain(t, x, pieces):
            return pieces
        t, x = self._forward(t, x.astype(np.float64))
        while t.size:
            n = self._steady(t)
            self._run(t[:n], x[:n], pieces)
            t, x = t[n:], x[n:]
        return pieces

    def _plain(self, t: FloatArray, x: FloatArray, pieces: list[Piece]) -> bool:
        """Pass on a chunk in which nothing is odd, as nearly all are; False: look closer."""
        if self.rate_hz == 0.0 or self._held or not 0 < t.size <= self._check_left():
            return False
        # Lists, because a live chunk holds a handful of samples: numpy would cost thrice as much.
        last, limit, values = self._last_t, self._gap_s(), x.tolist()
        for stamp, value in zip(t.tolist(), values, strict=True):
            if not (0.0 <= stamp - last <= limit and -HUGE < value < HUGE):  # NaN is not
                return False
            last = stamp
        self._last_t, self._last_x = last, values[-1]
        self._pass(t, x.astype(np.float64), np.zeros(t.size, dtype=bool), pieces)
        return True

    def _gap_s(self) -> float:
        """The longest step between neighbours that is no gap."""
        if self.rate_hz:
            return max(GAP_S, GAP_PERIODS / self.rate_hz)
        expected = max(self._nominal_hz, FEWEST_HZ)  # a declared rate may be wrong
        return max(GAP_S, GAP_PERIODS / expected) if self._nominal_hz else GAP_S

    def _check_left(self) -> int:
        """Samples until the rate is looked at again."""
        return math.ceil(RATE_CHECK_S * self.rate_hz) - self._check_n

    def _steady(self, t: FloatArray) -> int:
        """Samples of `t` up to the one at which the rate may become another, and with it all that
        depends on it; so it does not matter where chunks end.
        """
        if self.rate_hz:
            return self._check_left()
        begin = self._wait_t[0] if self._wait_t.size else t[0]
        second = int(np.searchsorted(t, begin + 1.0)) + 1
        return min(second, int(MOST_HZ) + 1 - self._wait_t.size)

    def _run(self, t: FloatArray, x: FloatArray, pieces: list[Piece]) -> None:
        steps = np.diff(t, prepend=self._last_t if math.isfinite(self._last_t) else t[0])
        cuts = np.flatnonzero((steps > self._gap_s()) | (steps < 0.0)).tolist()
        self._last_t = float(t[-1])
        for start, stop in zip([0, *cuts], [*cuts, t.size], strict=True):
            if start in cuts:
                self._break()
            if stop > start:
                self._part(t[start:stop], x[start:stop], pieces)

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
        whole = n < t.size
        if not whole or n < FEWEST_HZ:
            if whole or n > MOST_HZ:  # too few or too many a second: wait for better ones
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
        """Pass on what does not reach beyond the next look at the rate."""
        if not t.size:
            return
        if self._check_n == 0:
            self._check_t = float(t[0])
        pieces.append(Piece(t, x, bad, self._fresh))
        self._fresh = False
        self._check_n += t.size
        if self._check_left() <= 0:
            self._check_rate(float(t[-1]))

    def _check_rate(self, t: float) -> None:
        """Twice in a row another rate than believed: the stream really has it."""
        span = t - self._check_t
        measured = (self._check_n - 1) / span if span > 0 else math.inf
        off = abs(measured - self.rate_hz) > RATE_TOLERANCE * self.rate_hz
        self._strikes = self._strikes + 1 if off and measured <= MOST_HZ else 0
        self._check_n = 0
        if self._strikes >= 2:
            self.rate_hz = measured
            self._strikes, self._fresh = 0, True
