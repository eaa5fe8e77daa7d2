"""Which pace does the heart answer best? The resonance assessment, version 1.

**What is chosen from.** Only paces that count (`paced`): the breath followed, the beats were good.

**How.** Heart rate answers breath like a damped second-order loop (Vaschillo, Lehrer, Rishe &
Konstantinov 2002, Appl Psychophysiol Biofeedback 27:1-27): near resonance its swing is largest and
its phase turns. A loop of quality factor `QUALITY` (the breadth of the curves in that paper) with
its resonance at each pace that people have in turn is fitted, one complex gain free, to swing and
phase of all paces that count together: two of the six criteria, read over the whole assessment,
where the highest of five single noisy rows would often be a neighbour. Each row weighs by the
square of the time in which the breath followed. What fits is weighed against how people's
resonance is spread (`USUAL`): Gaussian noise of `NOISE` of the swing, and Bayes' rule, give the
probability of each pace; the most probable is the choice and its spread the uncertainty.

**Not determined** is said instead where fewer than `LEAST_PACES` count, where the heart hardly
swings, where the curve tells the rows badly, where the pace is no better known than before, or
where the other criteria contradict it.

**Score.** Beside the choice every row that counts has a score: the mean over all six criteria of
the row's value over the best row's. It is how assessments are read by hand; it must not contradict.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from biofeedback.training.paced import PaceResult
from biofeedback.types import FloatArray

VERSION = 1
QUALITY = 2.5
"""Of a loop whose response falls to about 64 % at 1.5 a minute off its centre (Vaschillo 2002)."""
NOISE = 0.16
"""Of a row's swing: what Mayer waves and lapses add to two minutes of it (ours: waves of 1 to 1.5
beats a minute SD beside a swing of 10 to 20, and what one loop leaves untold)."""
ADULTS, CHILDREN = (5.5, 0.5), (8.0, 0.75)
"""Mean and SD of people's resonance, breaths a minute: adults 4.5 to 6.5, children 6.5 to 9.5
(Lehrer & Gevirtz 2014), taken as two SD to either side."""
CHILDREN_FROM_PER_MIN = 7.0
"""Paces tried whose mean is above are those for children."""
STEP_PER_MIN = 0.05
LEAST_PACES = 3
LEAST_SWING_PER_MIN = 2.0
"""A heart that swings less, peak to trough, hardly answers the breath at all (ours; breathing at
resonance gives 8 to 25)."""
WORST_MISFIT = 0.15
"""Share of the rows' power that the fitted loop may leave untold (ours)."""
LEAST_NEWS = 0.9
"""The pace must be known better than from people in general: its SD below this share of theirs."""
LEAST_SCORE = 0.6
"""Score of the row next to the choice, in units of the best row's."""


@dataclass(frozen=True, slots=True)
class Resonance:
    """The assessment's result.

    Attributes
    ----------
    pace_per_min
        The choice, breaths a minute, to 0.1; None: not determined.
    uncertainty_per_min
        Standard deviation of where the resonance is.
    words
        Why, in plain words.
    rows, scores
        What was measured of each pace, in the order shown, and its score 0..1 (NaN: not counted).
    """

    pace_per_min: float | None
    uncertainty_per_min: float
    words: str
    rows: tuple[PaceResult, ...]
    scores: tuple[float, ...]
    version: int = VERSION

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON types; null for numbers that could not be had."""
        rows = [
            {**{k: _plain(v) for k, v in asdict(row).items()}, "score": _plain(score)}
            for row, score in zip(self.rows, self.scores, strict=True)
        ]
        return {
            "version": self.version,
            "pace_per_min": self.pace_per_min,
            "uncertainty_per_min": _plain(self.uncertainty_per_min),
            "words": self.words,
            "paces": rows,
        }


def choose(rows: Sequence[PaceResult]) -> Resonance:
    """The pace that the rows speak for, or none."""
    rows = tuple(rows)
    counted = [row for row in rows if row.counts]
    scores = _scores(rows)

    def undetermined(why: str, sd: float = math.nan) -> Resonance:
        return Resonance(None, sd, f"Not determined: {why}.", rows, scores)

    if len(counted) < LEAST_PACES:
        least = f"{len(counted)} of {len(rows)} paces count, {LEAST_PACES} are needed"
        why = "; ".join(f"{r.pace_per_min:g} a minute: {r.reason}" for r in rows if r.reason)
        return undetermined(f"{least} ({why})" if why else least)
    if max(row.swing_per_min for row in counted) < LEAST_SWING_PER_MIN:
        return undetermined("the heart rate hardly swings with the breath")
    paces, probable, misfit = _fit(counted)
    best = float(paces[int(probable.argmax())])
    mean = float((paces * probable).sum())
    sd = math.sqrt(float((probable * (paces - mean) ** 2).sum()))
    if misfit > WORST_MISFIT:
        return undetermined("no single resonance tells how the heart rate swings", sd)
    if sd > LEAST_NEWS * _usual(counted)[1]:
        return undetermined("the paces differ too little to tell them apart", sd)
    score = dict(zip((row.pace_per_min for row in rows), scores, strict=True))
    nearest = min(counted, key=lambda row: abs(row.pace_per_min - best)).pace_per_min
    top = max(counted, key=lambda row: score[row.pace_per_min]).pace_per_min
    if score[nearest] < LEAST_SCORE * score[top]:
        return undetermined(f"swing and phase speak for {best:.1f}, the rest for {top:g}", sd)
    words = (
        f"{best:.1f} a minute (give or take {sd:.1f}): size and phase of the heart rate's swing "
        f"over {len(counted)} of {len(rows)} paces are told best by a resonance there. "
        f"Over all six signs the best pace shown was {top:g}."
    )
    return Resonance(round(best, 1), sd, words, rows, scores)


def _usual(counted: Sequence[PaceResult]) -> tuple[float, float]:
    """Mean and SD of the resonance of people who are paced like this."""
    mean = sum(row.pace_per_min for row in counted) / len(counted)
    return CHILDREN if mean > CHILDREN_FROM_PER_MIN else ADULTS


def _fit(counted: Sequence[PaceResult]) -> tuple[FloatArray, FloatArray, float]:
    """Paces (n,), the probability (n,) of a resonance at each, and the best fit's misfit 0..1."""
    mean, sd = _usual(counted)
    count = round(4.0 * sd / STEP_PER_MIN) + 1
    paces = np.linspace(mean - 2.0 * sd, mean + 2.0 * sd, count)
    at = np.array([row.pace_per_min for row in counted])
    weight = np.array([row.followed**2 for row in counted])
    lead = np.array([row.lead_cycles for row in counted])
    answer = np.array([row.swing_per_min for row in counted]) * np.exp(2j * np.pi * lead)
    ratio = at[None, :] / paces[:, None]
    loop = 1.0 / (1.0 + 1j * QUALITY * (ratio - 1.0 / ratio))  # (pace, row)
    gain = (weight * loop.conj() * answer).sum(axis=1) / (weight * np.abs(loop) ** 2).sum(axis=1)
    untold = (weight * np.abs(answer - gain[:, None] * loop) ** 2).sum(axis=1)
    untold = untold / float((weight * np.abs(answer) ** 2).sum())
    log = -untold * len(counted) / (2.0 * NOISE**2) - (paces - mean) ** 2 / (2.0 * sd**2)
    probable = np.exp(log - log.max())
    return paces, probable / probable.sum(), float(untold.min())


def _scores(rows: Sequence[PaceResult]) -> tuple[float, ...]:
    """Mean over the six criteria of each row's share of the best row's value."""
    counted = [row for row in rows if row.counts]
    if not counted:
        return (math.nan,) * len(rows)
    signs = np.array([_signs(row) for row in counted])
    shares = (signs / np.maximum(signs.max(axis=0), 1e-12)).mean(axis=1)
    found = iter(shares.tolist())
    return tuple(next(found) if row.counts else math.nan for row in rows)


def _signs(row: PaceResult) -> tuple[float, ...]:
    """The six criteria, each larger for better; powers as amplitudes, as the swing is."""
    return (
        row.synchrony,
        row.amplitude_per_min,
        math.sqrt(row.lf_ms2),
        math.sqrt(row.lf_peak_ms2_per_hz),
        row.smoothness,
        1.0 / max(row.lf_peaks, 1),
    )


def _plain(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 4) if math.isfinite(value) else None
    return value
