"""What was said live against what is known: one-to-one matching, phases, and calibration.

Beats are counted as ANSI/AAMI EC57 does, within ±150 ms and the stricter ±75 ms, one found beat for
one annotated; a beat that was taken back later counts as the false alarm it was.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import numpy.typing as npt

from biofeedback.types import FloatArray

IntArray = npt.NDArray[np.intp]
BoolArray = npt.NDArray[np.bool_]


def matched(reference: FloatArray, found: FloatArray, tolerance_s: float) -> IntArray:
    """Index of the annotation each found event is matched with, one to one; -1 for none.

    Both ascend. Of two found events at one annotation the nearer has it.
    """
    match = np.full(found.size, -1)
    holder: dict[int, int] = {}
    for k, t in enumerate(found):
        at = int(np.searchsorted(reference, t))
        near = [j for j in (at - 1, at) if 0 <= j < reference.size]
        best = min(near, key=lambda j: abs(float(reference[j] - t)), default=-1)
        if best < 0 or abs(reference[best] - t) > tolerance_s:
            continue
        if best in holder:
            if abs(found[holder[best]] - reference[best]) <= abs(t - reference[best]):
                continue
            match[holder[best]] = -1
        holder[best], match[k] = k, best
    return match


def outside(t: FloatArray, spans: FloatArray, from_s: float, margin_s: float = 0.0) -> BoolArray:
    """Which times are scored: after `from_s` and outside of every span (n, 2)."""
    keep: BoolArray = t >= from_s
    for low, high in spans.reshape(-1, 2):
        keep &= (t < low - margin_s) | (t > high + margin_s)
    return keep


def f1(hits: int, misses: int, alarms: int) -> float:
    """F1 in percent; NaN where there was nothing to find and nothing was found."""
    whole = 2 * hits + misses + alarms
    return 200.0 * hits / whole if whole else float("nan")


def breath_phase(t: FloatArray, inhales: FloatArray, exhales: FloatArray) -> FloatArray:
    """True phase (cycles) at `t`: 0 at inhale onsets, 0.5 at exhale onsets, linear between.

    NaN before the first and after the last onset.
    """
    onsets = sorted([(float(e), 0.5) for e in exhales] + [(float(i), 0.0) for i in inhales])
    phases = [onsets[0][1]]
    for (_, before), (_, after) in pairwise(onsets):
        phases.append(phases[-1] + ((after - before) % 1.0 or 1.0))
    return np.interp(t, [when for when, _ in onsets], phases, left=np.nan, right=np.nan)


def off_deg(phase: FloatArray, true: FloatArray) -> FloatArray:
    """Absolute phase error in degrees, 0..180."""
    return np.abs(((phase - true + 0.5) % 1.0 - 0.5) * 360.0)


def calibration(trust: FloatArray, right: BoolArray) -> list[tuple[float, float, float, int]]:
    """By tenths of trust: its lower bound, mean trust, share that was right, how many."""
    level = np.minimum((trust * 10.0 + 1e-9).astype(int), 9)
    rows = []
    for k in range(10):
        here = level == k
        if here.any():
            rows.append(
                (k / 10.0, float(trust[here].mean()), float(right[here].mean()), int(here.sum()))
            )
    return rows
