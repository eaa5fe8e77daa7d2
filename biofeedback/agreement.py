"""Two sources of one heart must agree: every R peak has its pulse, at one steady distance.

Where they do not, both cannot be right, and how far each is believed follows from how far each was
believed before. That catches what no look at one signal can: a ghost pulse with a fine shape, an
electrode on someone else.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Sequence
from itertools import islice
from statistics import median

from biofeedback.types import Beat

WINDOW_S = 10.0
YOUNG_S = 1.5
"""Beats younger than this may not have been reported by both."""
LEAST_BEATS = 5
TRANSIT_S = (-0.1, 0.7)
"""From R peak to systolic peak: the pulse transit time to a finger or an ear, and the delays of
cheap sensors (Allen 2007, Physiol Meas 28:R1)."""
MOST_SURE = 0.95
"""No source is so sure that it makes the other impossible."""
TOLERANCE_S = 0.1
"""±75 ms of a beat, and what breathing moves the transit time."""


def agreement(ecg: Sequence[Beat], ppg: Sequence[Beat], now: float) -> float | None:
    """Share of the last `WINDOW_S` of beats that both sources know; None where too few tell.

    Extra beats of either count against it. Both sequences ascend; retracted beats are left out.
    """
    peaks = _between(ecg, now - WINDOW_S - TRANSIT_S[1], now - YOUNG_S + TOLERANCE_S)
    pulses = _between(ppg, now - WINDOW_S, now + TRANSIT_S[1])
    asked_peaks = [t for t in peaks if now - WINDOW_S <= t <= now - YOUNG_S - TRANSIT_S[1]]
    asked_pulses = [t for t in pulses if now - WINDOW_S + TRANSIT_S[1] <= t <= now - YOUNG_S]
    if min(len(asked_peaks), len(asked_pulses)) < LEAST_BEATS:
        return None
    delays = [_distance(pulses, peak + TRANSIT_S[0], True) + TRANSIT_S[0] for peak in asked_peaks]
    likely = [delay for delay in delays if delay <= TRANSIT_S[1]]
    if not likely:
        return 0.0
    usual = median(likely)
    answered = sum(_distance(pulses, peak + usual) <= TOLERANCE_S for peak in asked_peaks)
    called = sum(_distance(peaks, pulse - usual) <= TOLERANCE_S for pulse in asked_pulses)
    return min(answered / len(asked_peaks), called / len(asked_pulses))


def believed(trust: float, other: float, share: float) -> float:
    """Trust in a source whose fellow has the trust `other`, when they agree on `share` of beats.

    Where they agree nothing changes; where they do not, exactly one is right, and Bayes' rule says
    how likely this one is.
    """
    other = min(other, MOST_SURE)
    mine, theirs = trust * (1.0 - other), other * (1.0 - trust)
    alone = mine / (mine + theirs) if mine + theirs > 0.0 else 0.5
    return min(trust, share * trust + (1.0 - share) * alone)


def _between(beats: Sequence[Beat], start: float, stop: float) -> list[float]:
    """Times within [start, stop], of the last 64 beats at most."""
    found = []
    for beat in islice(reversed(beats), 64):
        if beat.t < start:
            break
        if beat.t <= stop:
            found.append(beat.t)
    return found[::-1]


def _distance(times: list[float], t: float, after: bool = False) -> float:
    """From `t` to the nearest of the ascending `times`, or to the next one; inf if none."""
    at = bisect_left(times, t)
    near = times[at : at + 1] if after else times[max(at - 1, 0) : at + 1]
    return min((abs(time - t) for time in near), default=math.inf)
