"""Beat hygiene: intervals of any beat source checked, corrected where possible, always marked.

Method: Lipponen & Tarvainen 2019 (J Med Eng Technol 43:173–181) in causal form. Their thresholds
(5.2 × quartile deviation over 91 beats) and decision lines are kept, computed over the *last*
beats instead of the surrounding ones. Where they look one or two beats ahead, the interval that
breaks the rhythm is withheld (`nn_s` NaN) and the verdict falls on the beat after it, which then
carries the corrected interval; nothing already published is edited. An interval that its source
measured itself (RR streams) is kept; others are differences of beat times.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from statistics import fmean, median, quantiles

from biofeedback.types import Beat, Retraction, SignalKind

QUARTILE_FACTOR = 5.2  # covers 99.95 % of beats when differences are normal (L&T 2019, eq. 1)
THRESHOLD_BEATS = 91  # L&T 2019
MEDIAN_BEATS = 11  # L&T 2019
LEARN_BEATS = 8  # before so many differences are known their spread is taken from the median
LEARN_SHARE = 0.25  # 20–25 % of the running median: Malik's rule, for the first beats only
FLOOR_SHARE = 0.08  # spread below 8 % of the median is no reason to call a beat abnormal
CEILING_SHARE = 0.3  # nor may disorder itself make 30 % a usual change: RSA stays below it
SHORTEST_S, LONGEST_S = 0.27, 2.2  # 27–220 /min: outside is no interval of a person at rest
STEADY_SHARE = 0.2
"""Malik's rule (Malik 1989, Eur Heart J 10:1060): 20 % from its neighbour is still normal."""
GAP_S = 4.0  # two beats further apart do not bound an interval


@dataclass(slots=True)
class _Rhythm:
    """What is remembered of one source; every container is bounded."""

    times: list[float] = field(default_factory=list)  # of the newest few beats, ascending
    intervals: deque[float] = field(default_factory=lambda: deque(maxlen=THRESHOLD_BEATS))
    marks: deque[bool] = field(default_factory=lambda: deque(maxlen=30))
    withheld_s: float = math.nan  # the interval before, when it broke the rhythm

    def thresholds(self) -> tuple[float, float, float]:
        """Running median, and what the difference and the deviation from it may be (s)."""
        # Plain lists: of so few numbers, numpy's percentiles cost ten times as much.
        rr = list(self.intervals)
        middle = median(rr[-MEDIAN_BEATS:])
        bounds = FLOOR_SHARE * middle, CEILING_SHARE * middle
        if len(rr) < LEARN_BEATS:
            return middle, LEARN_SHARE * middle, LEARN_SHARE * middle
        steps = [abs(b - a) for a, b in pairwise(rr)]
        # shortening is the rarer and larger departure (L&T 2019)
        off = [2.0 * (middle - x) if x < middle else x - middle for x in rr]
        return middle, _spread(steps, bounds), _spread(off, bounds)


def _spread(x: Sequence[float], bounds: tuple[float, float]) -> float:
    low, _, high = quantiles(x, n=4, method="inclusive")
    return min(max(QUARTILE_FACTOR * (high - low) / 2.0, bounds[0]), bounds[1])


class BeatHygiene:
    """Completes beats with their intervals; one object serves every source of a session."""

    def __init__(self) -> None:
        self._rhythms: dict[SignalKind, _Rhythm] = {}

    def artifact_share(self, source: SignalKind) -> float:
        """Share 0..1 of the last 30 beats of `source` whose interval had to be marked."""
        rhythm = self._rhythms.get(source)
        return fmean(rhythm.marks) if rhythm is not None and rhythm.marks else 0.0

    def step(self, beats: Sequence[Beat | Retraction]) -> list[Beat | Retraction]:
        """Same events in the same order, beats with `interval_s`, `nn_s` and `artifact` set."""
        done: list[Beat | Retraction] = []
        for event in beats:
            rhythm = self._rhythms.setdefault(event.source, _Rhythm())
            if isinstance(event, Retraction):
                self._forget(rhythm, event.t)
                done.append(event)
            else:
                done.append(self._complete(rhythm, event))
        return done

    @staticmethod
    def _forget(rhythm: _Rhythm, t: float) -> None:
        at = bisect_left(rhythm.times, t - 1e-6)
        if at < len(rhythm.times) and abs(rhythm.times[at] - t) <= 1e-6:
            newest = at == len(rhythm.times) - 1
            del rhythm.times[at]
            if newest and rhythm.intervals:  # its interval never was one
                rhythm.intervals.pop()
                rhythm.withheld_s = math.nan

    def _complete(self, rhythm: _Rhythm, beat: Beat) -> Beat:
        if not math.isfinite(beat.t):
            return replace(beat, trust=0.0, artifact="not finite")
        at = bisect_left(rhythm.times, beat.t)
        apart = beat.t - rhythm.times[at - 1] if at else math.nan
        interval = beat.interval_s if math.isfinite(beat.interval_s) else apart
        late = at < len(rhythm.times)  # found after a later beat: its neighbour was judged already
        rhythm.times.insert(at, beat.t)
        del rhythm.times[:-8]
        if beat.artifact:  # its source says that there is no interval
            rhythm.marks.append(True)
            rhythm.withheld_s = math.nan
            return replace(beat, interval_s=math.nan, nn_s=math.nan)
        if late or not interval <= GAP_S:
            rhythm.withheld_s = math.nan
            return replace(beat, interval_s=interval if interval <= GAP_S else math.nan)
        nn, artifact = self._judge(rhythm, interval)
        if SHORTEST_S <= interval <= LONGEST_S:
            rhythm.intervals.append(interval)
        rhythm.marks.append(bool(artifact))
        rhythm.withheld_s = interval if math.isnan(nn) else math.nan
        return replace(beat, interval_s=interval, nn_s=nn, artifact=artifact)

    @staticmethod
    def _judge(rhythm: _Rhythm, interval: float) -> tuple[float, str]:
        """Interval for variability (NaN: none) and the name of what was wrong ("": nothing)."""
        if len(rhythm.intervals) < 2:
            return (interval, "") if SHORTEST_S <= interval <= LONGEST_S else (math.nan, "short")
        middle, step_limit, off_limit = rhythm.thresholds()
        withheld = rhythm.withheld_s
        if not math.isnan(withheld):
            both = withheld + interval
            if withheld < middle and abs(both - middle) < off_limit:
                return both, "extra"  # a ghost lay between two true beats
            if withheld < middle < interval and abs(both - 2.0 * middle) < off_limit:
                return both / 2.0, "ectopic"  # early beat and its compensatory pause
        off = interval - middle
        last = rhythm.intervals[-1]
        doubled = abs(interval / 2.0 - last) < STEADY_SHARE * last and interval > 1.5 * middle
        if doubled and abs(interval / 2.0 - middle) < off_limit:
            return interval / 2.0, "missed"
        step = interval - last
        # Slow breathing swings the interval far from its median (by half and more at resonance),
        # but over several beats: what goes on from its neighbour is no ectopic beat.
        steady = abs(step) < STEADY_SHARE * min(interval, last) and math.isnan(withheld)
        broke = not steady and (
            abs(off) > off_limit or (abs(step) > step_limit and abs(off) > off_limit / 2.0)
        )
        if broke or not SHORTEST_S <= interval <= LONGEST_S:
            if not math.isnan(withheld) and abs(interval - withheld) < step_limit:
                return interval, ""  # twice the same: no artifact but a new rhythm
            return math.nan, "ectopic" if off < 0 else "long"
        return interval, ""
