"""What speaks for a candidate being a heartbeat, and how much it is to be believed."""

from __future__ import annotations

import math

import numpy as np

from biofeedback.signals.filters import Tail
from biofeedback.types import FloatArray

BEFORE_S, AFTER_S = 0.12, 0.045  # of the band-passed signal around the envelope's maximum
SLIP_S = 0.012  # the maximum wanders by so much between beats of one shape
SHAPES = 3  # the usual beat, a second form (ectopic), and one to learn with
SAME_SHAPE = 0.85
LEARN_RATE = 0.15


class Templates:
    """Running means of the QRS shapes seen lately, normalised to unit length."""

    def __init__(self, rate_hz: float) -> None:
        self._before = round(BEFORE_S * rate_hz)
        self._after = round(AFTER_S * rate_hz)
        self._slip = max(1, round(SLIP_S * rate_hz))
        self.clear()

    def clear(self) -> None:
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
        c /= np.maximum(norms, 1e-300)[:, None]
        return c

    def match(self, band: Tail, at: int) -> tuple[float, float]:
        """Correlation with the best and with the most usual shape (0 while none is known)."""
        c = self._correlations(band, at)
        if c is None or not self._weights.any():
            return 0.0, 0.0
        best = c.max(axis=0)
        known = self._weights > 0.15
        usual = float(best[int(self._weights.argmax())])
        return (float(best[known].max()) if known.any() else usual), usual

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


class _Evidence:
    """The vector that the model weighs; each entry has a physical meaning and a bounded range."""

    names = (
        "one", "size", "small", "large", "over quiet", "clear", "over rival", "peaked",
        "best shape", "usual shape", "early", "very early", "on time", "overdue", "after larger",
        "no rhythm", "no shape", "context", "size*early", "shape*context", "quiet*context",
        "unrest", "step", "narrow", "pitch", "pitch off", "passed over", "passed shape",
    )  # fmt: skip

    @staticmethod
    def measure(
        *, size: float, level: float, quiet: float, rival: float, mean: float, best: float,
        usual: float, beats: float, since_s: float, last: float, context: float,
        unrest: float, step: float, narrow: float, pitch: float, usual_pitch: float,
        passed: float, passed_shape: float,
    ) -> FloatArray:  # fmt: skip
        tiny = 1e-300
        a = min(max(math.log(max(size, tiny) / max(level, tiny)), -2.5), 2.5)
        n = min(max(math.log(max(size, tiny) / max(quiet, tiny)), 0.0), 4.0)
        r = min(max(math.log(max(size, tiny) / max(rival, tiny)), -1.0), 2.5)
        early = max(0.8 - beats, 0.0) if beats else 0.0
        vs_last = min(max(math.log(max(size, tiny) / max(last, tiny)), -2.0), 0.0)
        return np.array([
            1.0,
            a,
            min(a + 0.7, 0.0),  # below half of a usual beat
            min(max(a - 0.5, 0.0), 1.0),
            n,
            min(n - 1.6, 0.0),
            r,
            min(max(mean / max(size, tiny), 0.0), 1.0),
            best,
            usual,
            early,
            max(0.5 - beats, 0.0) if beats else 0.0,
            math.exp(-0.5 * ((beats - 1.0) / 0.12) ** 2) if beats else 0.0,
            min(max(beats - 1.15, 0.0), 1.0),
            vs_last if 0.0 < since_s < 0.4 else 0.0,
            0.0 if beats else 1.0,
            0.0 if best else 1.0,
            context,
            a * early,
            best * context,
            n * context,
            min(max(math.log(max(unrest, 0.03)), -3.0), 1.5),
            min(step, 1.0),
            max(0.12 - narrow, 0.0),
            min(max(pitch, -1.0), 1.0),
            min(abs(pitch - usual_pitch), 1.0),
            min(max(math.log(max(passed, tiny) / max(size, tiny)), -1.5), 1.5),
            passed_shape if passed > size else 0.0,
        ])  # fmt: skip


EVIDENCE = _Evidence()

# Log-odds per unit of evidence. ECG: logistic regression (ridge 1) on every candidate of the first
# half of 21 ambulatory records, of records at rest, in intensive care and on a treadmill, of ten
# records with electrode motion at 12, 6 and 0 dB, and of noise without a heart, refitted until the
# detector that uses the weights also produced the candidates (dataset aggregation, Ross 2011).
ECG_WEIGHTS = np.array([
    -10.00, 2.62, 6.03, -13.48, 0.72, 6.19, -0.97, 16.84,
    -5.74, 1.06, 0.41, -17.03, 2.25, 1.15, 0.27, -1.59,
    -5.61, -2.92, 0.95, 8.53, 1.62, -0.48, -3.17, -49.77,
    1.85, -2.24, -0.60, -0.65,
])  # fmt: skip

# Pulse wave: annotated records are too few to fit; signs and sizes set by hand from what each
# entry means, checked on a finger at rest, an arterial line, an alarm record and simulated pulses.
PPG_WEIGHTS = np.array([
    -4.8, 2.0, 2.0, -4.0, 0.0, 0.0, 0.0, 0.0,
    6.0, 0.0, -1.5, -8.0, 1.0, 0.8, 0.0, 1.0,
    5.5, 0.0, 0.0, 0.0, 0.0, 0.0, -0.5, -40.0,
    -5.0, -3.0, 0.0, 0.0,
])  # fmt: skip


def belief(evidence: FloatArray, weights: FloatArray) -> float:
    """Probability 0..1 that the candidate is a heartbeat, given its evidence."""
    z = float(np.dot(weights, evidence))
    return 1.0 / (1.0 + math.exp(-min(max(z, -30.0), 30.0)))
