"""A second look at doubtful candidates, once what followed is known.

What a candidate is shows best from both sides: whether the rhythm before *and* after asks for a
beat there, how large its neighbours are and how far they are to be trusted. So whatever was
doubted, or believed with less than `CERTAIN`, is judged once more, `LAG_S` after it, by a logistic
model of that evidence (fitted by `tests/bench/fit_qrs.py`): it is taken back, or taken after all.
The detector itself learns nothing from it: what is said the first time is the same with and
without.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right, insort
from collections import deque
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from biofeedback.signals.qrs_belief import logistic
from biofeedback.signals.qrs_candidate import Candidate, Verdict
from biofeedback.types import FloatArray

AHEAD_S = 2.0  # of what follows is looked at
SETTLED_S = 0.35  # after that whatever lies in it was decided, but for what is searched back
LAG_S = AHEAD_S + SETTLED_S
CERTAIN, HOPELESS = 0.99, 0.005  # trust of beats, belief of others that need no second look
APART_S = 0.25  # from a beat that stands (the refractory period), for another to be taken after all
BEFORE, AFTER = 9, 5  # beats looked at
LEAST_INTERVALS = 3
KEEP = 48  # beats remembered: 2 s of what follows and `BEFORE` at any rate of a heart
SPREAD = (0.03, 0.3, 0.05)  # least and most of the rhythm's own, and what is always added
OFF = 3.0  # spreads: so far off the rhythm is as far as any
CLOSE = 0.55  # of the interval: beats nearer than that are early

REVIEW = (
    "one", "belief", "stands", "trust", "off before", "off after", "gap", "early", "next early",
    "size", "neighbours",
)  # fmt: skip
"""Entries of the evidence, each bounded; `evidence` says what they mean."""
NEIGHBOURS = REVIEW.index("neighbours")
# Log-odds per unit, in the order of `REVIEW`; from `tests/bench/fit_qrs.py`.
REVIEW_WEIGHTS = np.array([
    -0.09, 0.70, 0.06, 0.56, -0.40, -0.93, 2.36, -1.63, -0.67, 1.42, 1.46,
])  # fmt: skip


@dataclass(slots=True)
class Standing:
    """A beat that was said and stands; `at` counts working samples."""

    at: int
    size: float
    trust: float


def _where(beat: Standing) -> int:
    return beat.at


def _odds(p: float, limit: float) -> float:
    """Log-odds of `p`, within ±`limit`."""
    odds = math.log(max(p, 1e-9) / max(1.0 - p, 1e-9))
    return min(max(odds, -limit), limit)


def evidence(
    *, belief: float, trust: float, before: float, after: float, interval: float, spread: float,
    size: float, usual: float, neighbours: float,
) -> FloatArray:  # fmt: skip
    """Evidence (len(REVIEW),) of one candidate by its surroundings.

    Parameters
    ----------
    belief, trust
        As it was weighed at first; trust of a beat that stands, NaN of one that was not taken.
    before, after
        Time from the beat before and to the one after it.
    interval, spread
        Median of the intervals around, and the median of their distances from it in logs.
    size, usual
        Maxima of the envelope: its own, and the median of its neighbours'.
    neighbours
        Mean trust of the beats around.
    """
    low, high, always = SPREAD
    width = min(max(spread, low), high) + always

    def off(apart: float) -> float:
        return min((math.log(apart / interval) / width) ** 2, OFF**2) / OFF**2

    def ratio(a: float, b: float, low: float, high: float) -> float:
        return min(max(math.log(max(a, 1e-300) / max(b, 1e-300)), low), high)

    stands = not math.isnan(trust)
    return np.array([
        1.0,
        _odds(belief, 4.0),
        float(stands),
        _odds(trust, 6.9) if stands else 0.0,
        off(before),
        off(after),
        ratio(before + after, interval, -0.5, 1.5),
        max(CLOSE - before / interval, 0.0),
        max(CLOSE - after / interval, 0.0),
        ratio(size, usual, -2.5, 1.5),
        neighbours,
    ])  # fmt: skip


class Review:
    """Remembers candidates and beats of one detector, and judges the doubtful ones again.

    Parameters
    ----------
    rate_hz
        Of the working samples.
    weights
        Others than the fitted ones only while they are being fitted.
    """

    def __init__(self, rate_hz: float, weights: FloatArray = REVIEW_WEIGHTS) -> None:
        self._rate_hz = rate_hz
        self._weights = weights
        self._ahead = round(AHEAD_S * rate_hz)
        self._lag = round(LAG_S * rate_hz)
        self._apart = round(APART_S * rate_hz)
        self.clear()

    def clear(self) -> None:
        """Forget everything: the levels are learnt anew."""
        self._beats: list[Standing] = []
        self._weighed: deque[Candidate] = deque()

    def weighed(self, candidate: Candidate) -> None:
        """A candidate was looked at for the first time."""
        self._weighed.append(candidate)

    def said(self, candidate: Candidate, trust: float) -> None:
        """A candidate was taken for a beat, and said with this trust."""
        insort(self._beats, Standing(candidate.at, candidate.size, trust), key=_where)
        del self._beats[:-KEEP]

    def taken_back(self, at: int) -> None:
        """The beat at `at` was taken back at once, for a better one."""
        k = self._index(at)
        if k is not None:
            del self._beats[k]

    def due(self, now: int) -> Candidate | None:
        """The oldest candidate whose second look is due by sample `now`; it is due only once."""
        if self._weighed and self._weighed[0].at + self._lag <= now:
            return self._weighed.popleft()
        return None

    def decided(self, candidate: Candidate) -> int:
        """The sample at which the second look at it is due."""
        return candidate.at + self._lag

    def look(self, candidate: Candidate) -> Verdict | None:
        """What is to be said of the candidate after all; None if it is as it was said."""
        k = self._index(candidate.at)
        if k is None and (candidate.belief <= HOPELESS or self._taken(candidate.at)):
            return None
        if k is not None and self._beats[k].trust >= CERTAIN:
            return None
        seen = self._seen(candidate, k)
        if seen is None:
            return None
        p = self._judge(candidate, seen)
        if (p >= 0.5) == (k is not None):
            return None
        if k is None:
            trust = p * float(seen[NEIGHBOURS])  # what fills a gap in noise is no surer than that
            self.said(candidate, trust)
            return Verdict(candidate.at, self.decided(candidate), trust, late=True)
        del self._beats[k]
        return Verdict(candidate.at, self.decided(candidate), 0.0, retracted=True, late=True)

    def _judge(self, candidate: Candidate, seen: FloatArray) -> float:
        return logistic(seen, self._weights)

    def _index(self, at: int) -> int | None:
        """Of the standing beat at exactly `at`."""
        k = bisect_left(self._beats, at, key=_where)
        return k if k < len(self._beats) and self._beats[k].at == at else None

    def _taken(self, at: int) -> bool:
        """Whether a beat stands too near to `at` for another."""
        k = bisect_left(self._beats, at, key=_where)
        return any(abs(b.at - at) < self._apart for b in self._beats[max(k - 1, 0) : k + 1])

    def _seen(self, candidate: Candidate, k: int | None) -> FloatArray | None:
        """Evidence of one candidate; None where too little is around it."""
        at = candidate.at
        first = bisect_left(self._beats, at, key=_where)
        end = bisect_right(self._beats, at + self._ahead, key=_where)
        before = self._beats[max(first - BEFORE, 0) : first]
        after = self._beats[first + (k is not None) : end][:AFTER]
        rr = sorted(b.at - a.at for part in (before, after) for a, b in pairwise(part))
        if len(rr) < LEAST_INTERVALS or not before:
            return None
        interval = float(rr[len(rr) // 2])
        spreads = sorted(abs(math.log(apart / interval)) for apart in rr)
        sizes = sorted(b.size for b in before[-6:] + after[:3])
        return evidence(
            belief=candidate.belief,
            trust=math.nan if k is None else self._beats[k].trust,
            before=float(at - before[-1].at),
            after=float(after[0].at - at) if after else min(float(self._ahead), 3.0 * interval),
            interval=interval, spread=spreads[len(spreads) // 2],
            size=candidate.size, usual=sizes[len(sizes) // 2],
            neighbours=sum(b.trust for b in before + after) / len(before + after),
        )  # fmt: skip
