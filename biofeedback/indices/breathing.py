"""What the last breaths have in common: how even they are, and how inhaling compares to exhaling.

Phase, rate and depth come from the signal itself; the volume that scenes follow is made from the
phase at display time by the session.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from itertools import pairwise
from statistics import fmean, median, pstdev

from biofeedback.indices.base import History, index
from biofeedback.types import Feature, Index

WINDOW_S = 90.0
LEAST_BREATHS = 5
OVERDUE_CYCLES = 2.0  # in units of the longest one: the last breaths say nothing of now
LONGEST_CYCLE_S = 20.0  # a longer one is a gap or a hold, not a breath (below 3 /min)


@index
class BreathRegularity:
    """Index `breath_regularity` 0..1: 1 minus twice the coefficient of variation of the cycles."""

    period_s = 1.0

    def compute(self, history: History, now: float) -> Iterable[Feature | Index]:
        if "respiration" not in history.quality:
            return  # nobody wears such a sensor: nothing to say
        breaths = [b for b in history.breaths if b.inhale > now - WINDOW_S]
        pairs = [(a, b) for a, b in pairwise(breaths) if 0 < b.inhale - a.inhale < LONGEST_CYCLE_S]
        if len(pairs) < LEAST_BREATHS - 1:
            reason = f"not yet: {len(breaths)} of {LEAST_BREATHS} breaths"
            yield Feature("breath_regularity", now, math.nan, "1", 0.0, reason)
            yield Feature("inhale_share", now, math.nan, "1", 0.0, reason)
            yield Index("breath_regularity", 0.5, 0.0, reason)
            return
        cycles = [b.inhale - a.inhale for a, b in pairs]
        even = max(0.0, 1.0 - 2.0 * pstdev(cycles) / fmean(cycles))
        share = median((a.exhale - a.inhale) / (b.inhale - a.inhale) for a, b in pairs)
        quality, reason = history.quality["respiration"]
        trust = quality * fmean(b.trust for b in breaths)
        if now - breaths[-1].exhale > OVERDUE_CYCLES * max(cycles):
            trust, reason = 0.0, reason or "no breath for a while"
        if trust < 0.5 and not reason:
            reason = "the last breaths were not sure"
        yield Feature("breath_regularity", now, even, "1", trust, reason)
        yield Feature("inhale_share", now, share, "1", trust, reason)
        yield Index("breath_regularity", even, trust, reason)
