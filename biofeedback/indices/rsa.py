"""Respiratory sinus arrhythmia by breath: how far the heart swings with each breath.

The peak–valley estimate: the longest heart period of an exhalation less the shortest of the
inhalation before it, 0 where that is negative (Grossman, van Beek & Wientjes 1990, Psychophysiology
27:702). In milliseconds, and dependent on breathing rate and depth: it is no measure of vagal tone
between people, but shows one person what slow breathing does.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from statistics import fmean, median

import numpy as np

from biofeedback.indices.base import History, index
from biofeedback.indices.windows import BeatWindow, beat_window
from biofeedback.types import Breath, Feature, Index

WINDOW_S = 60.0  # six of the slowest breaths that are paced, fifteen of the usual ones
LEAST_BREATHS = 3
LONGEST_CYCLE_S = 20.0  # a longer one is a gap or a hold
LATE_S = 0.75  # each half reaches so far beyond its end: the heart answers late, at slow breathing
# its extremes lie on the turning points themselves (ours; Grossman's halves end at the turns)
LEAST_BEATS = 2  # in each half of a breath; with fewer its extreme was missed


def peak_to_valley_ms(window: BeatWindow, breath: Breath, next_inhale: float) -> float:
    """RSA of one breath (ms, >= 0); NaN where either half holds fewer than `LEAST_BEATS` beats."""
    usable = np.isfinite(window.nn_s)
    nn = window.nn_s[usable]
    t = window.t[usable] - 0.5 * nn  # a heart period belongs to its middle
    inhale = nn[(t >= breath.inhale) & (t < breath.exhale + LATE_S)]
    exhale = nn[(t >= breath.exhale) & (t < next_inhale + LATE_S)]
    if min(inhale.size, exhale.size) < LEAST_BEATS:
        return math.nan
    return 1e3 * max(float(exhale.max()) - float(inhale.min()), 0.0)


def cycles(breaths: Iterable[Breath], since: float) -> Iterator[tuple[Breath, float]]:
    """Whole breaths that began after `since`, each with the onset of the next inhalation."""
    kept = [breath for breath in breaths if breath.inhale >= since]
    for breath, after in pairwise(kept):
        if breath.exhale < after.inhale <= breath.inhale + LONGEST_CYCLE_S:
            yield breath, after.inhale


def worst(candidates: Sequence[tuple[float, str]]) -> tuple[float, str]:
    """The product of trusts and the reason of the lowest."""
    return math.prod(t for t, _ in candidates), min(candidates)[1]


@index
class Rsa:
    """Feature `rsa` (ms): median over the whole breaths of the last minute, at least three."""

    period_s = 1.0

    def compute(self, history: History, now: float) -> Iterable[Feature | Index]:
        if not math.isfinite(history.respiration.t):
            return  # nobody's breath is known: nothing to say
        window = beat_window(history, now, WINDOW_S + LONGEST_CYCLE_S)
        whole = list(cycles(history.breaths, now - WINDOW_S))
        values = [peak_to_valley_ms(window, breath, end) for breath, end in whole]
        known = [value for value in values if math.isfinite(value)]
        if window.silent or len(known) < LEAST_BREATHS:
            reason = f"not yet: {len(known)} of {LEAST_BREATHS} whole breaths with heartbeats"
            yield Feature(
                "rsa", now, math.nan, "ms", 0.0, window.reason if window.silent else reason
            )
            return
        sure = fmean(breath.trust for breath, _ in whole) * len(known) / len(values)
        trust, reason = worst([(window.trust, window.reason), (sure, "uncertain breaths")])
        yield Feature("rsa", now, median(known), "ms", trust, reason if trust < 0.5 else "")
