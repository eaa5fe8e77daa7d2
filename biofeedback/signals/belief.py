"""What speaks for a candidate being a heartbeat, and how much it is to be believed."""

from __future__ import annotations

import math

import numpy as np

from biofeedback.signals.filters import Tail
from biofeedback.types import FloatArray

BEFORE_S, AFTER_S = 0.12, 0.05  # of the band-passed signal around the envelope's maximum
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
ECG_WEIGHTS = np.array([
    -10.000, 2.616, 6.032, -13.477, 0.719, 6.188, -0.973, 16.843,
    -5.742, 1.062, 0.414, -17.033, 2.245, 1.148, 0.272, -1.588,
    -5.606, -2.920, 0.951, 8.525, 1.623, -0.476, -3.169, -49.771,
    1.846, -2.242, -0.597, -0.655,
])  # fmt: skip
PPG_WEIGHTS = np.array([
    2.125, 1.119, 0.177, -0.454, -5.249, -0.059, -0.126, -1.984,
    -0.286, 0.375, 1.500, -5.257, 0.803, 1.070, -0.177, 0.076,
    1.169, -0.303, 2.717, 0.701, 5.298, -0.520, 0.332, -102.386,
    -1.884, -4.814, -0.517, -0.094,
])  # fmt: skip


def belief(evidence: FloatArray, weights: FloatArray) -> float:
    """Probability 0..1 that the candidate is a heartbeat, given its evidence."""
    z = float(np.dot(weights, evidence))
    return 1.0 / (1.0 + math.exp(-min(max(z, -30.0), 30.0)))
