"""What speaks for a candidate being a heartbeat, and how far a reported beat is to be trusted.

Two logistic models, fitted by `tests/bench/fit_qrs.py`. *Belief* decides what is a beat, and knows
only what tells a QRS from the P and T waves, the noise and the wide beats beside it. *Trust* is
said with the beat: how clear it was, how clear all was of late, and whether the samples around it
could be a heart's at all. So noise costs trust and no beats.
"""

from __future__ import annotations

import math

import numpy as np

from biofeedback.signals.filters import Tail
from biofeedback.types import FloatArray

BEFORE_S = 0.12  # of the band-passed signal before the envelope's maximum
SLIP_S = 0.012  # the maximum wanders by so much between beats of one shape
SHAPES = 3  # the usual beat, a second form (ectopic), and one to learn with
KNOWN = 0.15  # share of the last beats that had a shape, for it to be one
SAME_SHAPE = 0.85
LEARN_RATE = 0.15
T_WAVE_S = 0.4  # after a beat; its end follows at less than that
SPIKE = 0.12  # of the top is left 10 ms beside that of the narrowest QRS
TINY = 1e-300


class Templates:
    """Running means of the QRS shapes seen lately, normalised to unit length.

    Parameters
    ----------
    rate_hz
        Of the band-passed signal.
    after
        Samples of it after the envelope's maximum that may be looked at.
    """

    def __init__(self, rate_hz: float, after: int) -> None:
        self._before = round(BEFORE_S * rate_hz)
        self._slip = max(1, round(SLIP_S * rate_hz))
        self._after = after - self._slip
        self.clear()

    def clear(self) -> None:
        """Forget every shape."""
        self._shapes = np.zeros((SHAPES, self._before + self._after))
        self._weights = np.zeros(SHAPES)

    def _correlations(self, band: Tail, at: int) -> FloatArray | None:
        """(slip, shape) correlations; None when the neighbourhood is not whole."""
        wide = band.view(at - self._before - self._slip, at + self._after + self._slip)
        length = self._before + self._after
        if wide.size != length + 2 * self._slip:
            return None
        windows = np.lib.stride_tricks.sliding_window_view(wide, length)
        norms = np.sqrt(np.einsum("ij,ij->i", windows, windows))
        c: FloatArray = np.einsum("ij,kj->ik", windows, self._shapes)
        c /= np.maximum(norms, TINY)[:, None]
        return c

    def match(self, band: Tail, at: int) -> float:
        """Correlation with the likest of the known shapes (0 while none is known)."""
        if not self._weights.any():
            return 0.0
        c = self._correlations(band, at)
        if c is None:
            return 0.0
        best = c.max(axis=0)
        known = self._weights > KNOWN
        return float(best[known].max() if known.any() else best[self._weights.argmax()])

    def learn(self, band: Tail, at: int, belief: float) -> None:
        """Take an accepted beat into the shape it resembles, or start a new one."""
        c = self._correlations(band, at)
        if c is None:
            return
        best = c.max(axis=0)
        shape = int(best.argmax())
        slip = int(c[:, shape].argmax())
        if best[shape] < SAME_SHAPE:
            shape, slip = int(self._weights.argmin()), self._slip
            self._shapes[shape] = 0.0
            self._weights[shape] = 0.0
        start = at - self._before - self._slip + slip
        piece = band.view(start, start + self._before + self._after)
        norm = math.sqrt(float(np.dot(piece, piece)))
        if norm <= 0.0:
            return
        rate = LEARN_RATE * belief if self._weights[shape] > 0 else 1.0
        mixed = (1.0 - rate) * self._shapes[shape] + rate * piece / norm
        self._shapes[shape] = mixed / math.sqrt(float(np.dot(mixed, mixed)))
        self._weights *= 1.0 - LEARN_RATE / 2
        self._weights[shape] += LEARN_RATE / 2 * belief


EVIDENCE = (
    "one", "rank", "over noise", "over quiet", "quiet knee", "over rival", "rival knee", "broad",
    "small", "shape", "on time", "very early", "T wave",
)  # fmt: skip
"""Entries of the evidence, each bounded; `measure` says what they mean."""
OVER_QUIET = EVIDENCE.index("over quiet")


def _log(a: float, b: float, low: float, high: float) -> float:
    return min(max(math.log(max(a, TINY) / max(b, TINY)), low), high)


def measure(
    *, size: float, level: float, noise: float, quiet: float, rival: float, mean: float,
    height: float, usual_height: float, shape: float, beats: float, since_s: float, last: float,
) -> FloatArray:  # fmt: skip
    """Evidence (len(EVIDENCE),) of one candidate.

    Parameters
    ----------
    size, level, noise
        The candidate's maximum of the envelope, that of a small beat of late (lower quartile), and
        that of the largest which was no beat (between two beats, the median of late). `rank` is
        its place between the two, as the thresholds of Pan & Tompkins 1985, in logs.
    quiet
        The envelope's lower quartile over the last 2 s.
    rival
        The envelope's maximum within the refractory period before.
    mean
        Of the envelope within ±`alone_s`: a QRS is as broad as it is, noise and spikes are not.
    height, usual_height
        Range of the raw signal around the candidate and that of a small beat of late (0: unknown).
    shape
        Correlation with the learnt beats; 0 while none is known.
    beats
        Time since the beat before in units of the running interval; 0 while no rhythm is known.
    since_s, last
        Time since the beat before, and its size: the smaller and the sooner, the likelier a T wave.
    """
    over_noise = _log(size, noise, -2.0, 5.0)
    over_quiet = _log(size, quiet, 0.0, 5.0)
    over_rival = _log(size, rival, -1.0, 2.5)
    span = math.log(max(level / max(noise, TINY), 1.3))
    return np.array([
        1.0,
        min(max(over_noise / span, -1.0), 1.5),
        over_noise,
        over_quiet,
        min(over_quiet - 2.0, 0.0),
        over_rival,
        min(over_rival, 0.0),
        min(max(mean / max(size, TINY), 0.0), 1.0),
        min(_log(height, usual_height, -2.5, 2.5) + 0.5, 0.0) if usual_height else 0.0,
        max(shape - 0.8, 0.0),
        math.exp(-0.5 * ((beats - 1.0) / 0.12) ** 2) if beats else 0.0,
        max(0.5 - beats, 0.0) if beats else 0.0,
        _log(size, last, -2.0, 0.0) * max(T_WAVE_S - since_s, 0.0),
    ])  # fmt: skip


CLEARNESS = ("one", "belief", "familiar", "over quiet")
"""Entries of what trust is made of; `clearness` says what they mean."""


def clearness(belief: float, clarity: float, likeness: float, over_quiet: float) -> FloatArray:
    """What speaks for a reported beat, in all that was seen of late (len(CLEARNESS),).

    Parameters
    ----------
    belief
        Of the candidate, 0..1.
    clarity
        How sure, 0..1, the last candidates were to be beats or none.
    likeness
        Correlation of the last beats, on average, with the shapes known before each.
    over_quiet
        As in `measure`.
    """
    odds = math.log(max(belief, 1e-6) / max(1.0 - belief, 1e-6))
    return np.array([1.0, min(max(odds, -4.0), 4.0), clarity * likeness, min(over_quiet, 3.0)])


def possible(
    raw: Tail, r: int, end: int, rate_hz: float, height: float, over_quiet: float
) -> float:
    """Share 0..1 of trust that is left to a beat whose samples look like something else.

    Parameters
    ----------
    raw, rate_hz
        Raw samples and how many there are a second.
    r, end
        Which of them the R peak is near, and up to where they are known.
    height
        Range of the raw signal around the beat.
    over_quiet
        As in `measure`: hum is nowhere quiet.
    """
    ms = rate_hz / 1000.0
    qrs = raw.view(r - round(90 * ms), r + round(80 * ms))
    before = raw.view(r - round(130 * ms), r - round(90 * ms))
    after = raw.view(r + round(70 * ms), end)
    # How far the beat moved the level, in units of its own range: a heart returns to its base line;
    # electrodes that move, and square waves, do not. What is left of the top 10 ms beside it: of a
    # spike, nothing.
    step, narrow = 0.0, 1.0
    if qrs.size > 2 and before.size and after.size and height > 0.0:
        step = abs(float(after.mean() - before.mean())) / height
        above = np.abs(qrs - np.linspace(qrs[0], qrs[-1], qrs.size))
        top, k = int(above.argmax()), max(round(10 * ms), 1)
        sides = max(above[max(top - k, 0)], above[min(top + k, above.size - 1)])
        narrow = float(sides) / max(float(above[top]), TINY)
    hum = min(max((over_quiet - 0.3) / 0.7, 0.0), 1.0)
    stays = min(max((0.9 - step) / 0.3, 0.0), 1.0)
    spike = min(max(narrow / SPIKE, 0.0), 1.0)
    return hum * stays * spike


# Log-odds per unit, in the order of `EVIDENCE` and `CLEARNESS`; from `tests/bench/fit_qrs.py`.
BELIEF_WEIGHTS = np.array([
    -16.15, 2.24, 0.47, 3.93, -2.75, -1.72, 9.76, 7.92,
    3.50, 11.14, 2.66, -8.65, 9.83,
])  # fmt: skip
TRUST_WEIGHTS = np.array([
    -5.33, 0.71, 3.68, 1.78,
])  # fmt: skip


def logistic(entries: FloatArray, weights: FloatArray) -> float:
    """Probability 0..1 of what has these entries."""
    z = float(np.dot(weights, entries))
    return 1.0 / (1.0 + math.exp(-min(max(z, -30.0), 30.0)))
