"""Where in the breath is the person, when nobody wears a belt? The heart's beats know a little.

Every beat brings two or three numbers that breathing moves: the heart rate (respiratory sinus
arrhythmia), the size of the QRS complex or of the pulse (the heart turns and fills with the
breath: Moody et al. 1985, Comput Cardiol 12:113), and for the pulse the level of its foot
(Karlen et al. 2013, IEEE TBME 60:1946). The rhythm they share is sought at each beat: a line and a
sinusoid fitted by least squares with weights that forget, to the differences from beat to beat
(which takes the heart's own slow waves off) for the rate, and to the numbers themselves over the
last breaths for the phase. A fit at the end of the data has no filter's delay.

How the numbers hang together with the breath differs between people, most at slow breathing, where
the same lungs are full at another moment of the heart's rate: so the phase is worth little and its
trust says so, while the rate is worth much. What is made of the heart is not to be held against
the heart: RSA and synchrony must not be told of this breath.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterable, Sequence

import numpy as np

from biofeedback.signals.respiration_quality import ramp
from biofeedback.types import (
    Beat,
    Chunk,
    Event,
    Feature,
    FloatArray,
    Respiration,
    Retraction,
    SignalKind,
    StreamInfo,
)

OFFSETS: dict[SignalKind, tuple[float, ...]] = {"ecg": (0.40, math.nan), "ppg": (0.59, 0.04, 0.60)}
"""Phase of the breath, cycles, at which heart rate, size and foot are highest; NaN: it depends on
where the electrodes are and is learned from how it goes with the rate. Measured on four people at
14 to 22 breaths a minute."""
FROM_HEART = "respiration_rate_from_"
"""How the names of features begin that are made of the heart; its kind follows."""
RATES_HZ = np.exp(np.linspace(math.log(0.06), math.log(0.55), 40))
MEMORY_S = 12.0
"""Time constant of the window in which the rate is sought."""
MEMORY_CYCLES = 2.0
"""The same of the window in which the phase is read, in cycles, 4 to 25 s."""
BEATS = 64
OLDEST_S = 30.0
LEAST_BEATS = 10
HIGHEST_SHARE = 0.45
"""A breath above this share of the heart's rate cannot be told from its alias."""
FAITH = 0.25
STRANGER = 0.5
"""A rate within so much, in log, of the running one counts whole, one far from it so much less."""
FOLLOW = 0.3
ALIGN_BEATS = 50.0
QRS_HALF_S = 0.05
FOOT_S = 0.5
KEEP_S = 4.0
HUGE = 1e100
SILENT_S = (2.0, 4.0)
"""No beat for so long: trust starts to fall, and is gone."""
SLOW_HZ = (0.2, 0.13)
"""Below the first the phase means less and less: the lag of the heart behind the breath differs."""
PHASE_TRUST = (-1.54, 3.02)
RATE_TRUST = (-0.88, 4.57)
"""Log odds of the phase being within ±30° and of the rate within ±1/min: constant, and per share
of the beats' differences that the shared rhythm explains."""


class BreathFromHeart:
    """Streaming phase and rate of the breath from one ECG or PPG and the beats found in it."""

    def __init__(self, stream: StreamInfo) -> None:
        self.kind = stream.kind
        self._offsets = OFFSETS[stream.kind]
        self._raw: deque[tuple[FloatArray, FloatArray]] = deque()  # pieces of t (n,), x (n,)
        self._beats: deque[tuple[float, ...]] = deque(maxlen=BEATS)  # time, trust, channels
        self._align = np.zeros(2, dtype=complex)  # of size to rate: sum, weight
        self._usual_hz = 0.0
        self._fit = (-math.inf, 0.0, 0.0, 0.0)  # time, phase, rate in Hz, share explained

    def step(self, chunks: Sequence[Chunk], events: Iterable[Event]) -> None:
        """Take samples, then the beats (cleaned, with their intervals) that they brought."""
        self._raw.extend((c.t, c.x[:, 0]) for c in chunks if c.t.size and c.x.shape[1])
        for event in events:
            if isinstance(event, Retraction):
                while self._beats and self._beats[-1][0] >= event.t - 1e-6:
                    self._beats.pop()
            elif isinstance(event, Beat):
                self._take(event)
        newest = float(self._raw[-1][0][-1]) if self._raw else 0.0
        while self._raw and not newest - KEEP_S < self._raw[0][0][-1] <= newest:
            self._raw.popleft()  # old, or of a clock that has gone back since

    def respiration(self, now: float) -> Respiration:
        """The breath as an oscillator at `now`, `source` naming the signal it was made of."""
        at, phase, rate, _ = self._fit
        trust, reason = self._trust(now, PHASE_TRUST)
        trust *= ramp(rate, *SLOW_HZ)
        if not math.isfinite(at):
            return Respiration(reason=reason, source=self.kind)
        ahead = min(max(now - at, 0.0), SILENT_S[1])
        why = reason or f"read from the {self.kind.upper()}: no belt"
        return Respiration(now, phase + ahead * rate, rate, 1.0, trust, why, self.kind)

    def rate(self, now: float) -> Feature:
        """Feature `respiration_rate_from_ecg` or `..._from_ppg`, 1/min."""
        trust, reason = self._trust(now, RATE_TRUST)
        known = math.isfinite(self._fit[0])
        value = 60.0 * self._fit[2] if known else math.nan
        return Feature(FROM_HEART + self.kind, now, value, "1/min", trust, reason)

    # -- inside -----------------------------------------------------------------------------------

    def _trust(self, now: float, model: tuple[float, float]) -> tuple[float, str]:
        at, _, _, share = self._fit
        if not math.isfinite(at):
            return 0.0, "too few heartbeats to tell a breath"
        worth = [beat[1] for beat in self._beats][-LEAST_BEATS:]
        gate = ramp(now - at, *SILENT_S) * (sum(worth) / len(worth) if worth else 0.0)
        right = 1.0 / (1.0 + math.exp(-(model[0] + model[1] * share)))
        reason = "" if share >= 0.3 else "the heartbeats share no clear breathing rhythm"
        return gate * right, reason if gate >= 0.5 else "no sure heartbeats"

    def _take(self, beat: Beat) -> None:
        if self._beats and beat.t <= self._beats[-1][0]:
            return
        if self._beats and beat.t - self._beats[-1][0] > SILENT_S[1]:
            self._beats.clear()
        nn = beat.nn_s if math.isfinite(beat.nn_s) and beat.nn_s > 0.2 else math.nan
        self._beats.append((beat.t, beat.trust, 1.0 / nn, *self._shape(beat)))
        while self._beats[0][0] < beat.t - OLDEST_S:
            self._beats.popleft()
        if len(self._beats) >= LEAST_BEATS:
            self._listen()

    def _shape(self, beat: Beat) -> tuple[float, ...]:
        """Size of the QRS complex; or size and foot of the pulse. NaN where it was not seen."""
        if not self._raw:
            return (math.nan,) * (len(self._offsets) - 1)
        t, x = (np.concatenate(part) for part in zip(*self._raw, strict=True))
        before = QRS_HALF_S if self.kind == "ecg" else FOOT_S
        if self.kind == "ppg" and beat.interval_s > 0.0:
            before = min(before, beat.interval_s)
        after = QRS_HALF_S if self.kind == "ecg" else 1e-6
        piece = x[(t >= beat.t - before) & (t <= beat.t + after)]
        piece = piece[np.abs(piece) < HUGE]  # False for NaN too
        if piece.size < 4:
            return (math.nan,) * (len(self._offsets) - 1)
        low = float(piece.min())
        if self.kind == "ecg":
            return (float(piece.max()) - low,)
        return float(piece[-1]) - low, low

    def _listen(self) -> None:
        table = np.array(self._beats)
        t = table[:, 0] - table[-1, 0]
        y = np.stack([_tidy(column) for column in table[:, 2:].T], axis=1)
        heart_hz = (t.size - 1) / -t[0]
        share = _explained(t[1:], np.diff(y, axis=0)).mean(axis=1)
        share[heart_hz * HIGHEST_SHARE < RATES_HZ] = 0.0
        likely = share
        if self._usual_hz:
            near = np.exp(-0.5 * np.square(np.log(RATES_HZ / self._usual_hz) / FAITH))
            likely = share * (STRANGER + (1.0 - STRANGER) * near)
        best = int(likely.argmax())
        rate = float(RATES_HZ[best])
        before = self._usual_hz or rate
        self._usual_hz = before * (rate / before) ** FOLLOW
        phase = self._phase(t, y, rate, heart_hz)
        # carried on from the phase before: unwrapped cycles
        at, last, last_rate, _ = self._fit
        now = float(table[-1, 0])
        ahead = last + (now - at) * last_rate if math.isfinite(at) else 0.0
        self._fit = (now, ahead + (phase - ahead + 0.5) % 1.0 - 0.5, rate, float(share[best]))

    def _phase(self, t: FloatArray, y: FloatArray, rate: float, heart_hz: float) -> float:
        """Phase of the breath at the newest beat, cycles, 0..1."""
        tau = min(max(MEMORY_CYCLES / rate, 4.0), 25.0)
        root = np.exp(0.5 * t / tau)
        turn = 2.0 * math.pi * rate * t
        basis = np.stack([np.ones_like(t), t / tau, np.cos(turn), -np.sin(turn)], axis=1)
        fit = np.linalg.lstsq(basis * root[:, None], y * root[:, None], rcond=None)[0]
        vectors = fit[2] + 1j * fit[3]
        # An interval belongs to its middle, half a beat before the beat that ends it.
        vectors[0] *= np.exp(1j * math.pi * rate / heart_hz)
        offsets = np.array(self._offsets)
        known = np.isfinite(offsets)
        vectors[known] *= np.exp(2j * math.pi * offsets[known])
        if not known.all():
            size, reference = vectors[~known][0], vectors[known].sum()
            together = reference * np.conj(size)
            self._align += (np.array([together, abs(together)]) - self._align) / ALIGN_BEATS
            turned, weight = self._align
            vectors[~known] = size * turned / max(abs(weight), 1e-300)  # as far as they agree
        return float(np.angle(vectors.sum())) / (2.0 * math.pi) % 1.0


def _tidy(values: FloatArray) -> FloatArray:
    """Centred and scaled by median and MAD, outliers held at 3, gaps bridged."""
    good = np.isfinite(values)
    if good.sum() < LEAST_BEATS // 2:
        return np.zeros(values.size)
    centre = float(np.median(values[good]))
    order = np.arange(values.size)
    off = np.interp(order, order[good], values[good] - centre)
    scale = 1.4826 * float(np.median(np.abs(off)))
    if not scale > 0.0:
        return np.zeros(values.size)
    tidy: FloatArray = np.clip(off / scale, -3.0, 3.0)
    return tidy


def _explained(t: FloatArray, y: FloatArray) -> FloatArray:
    """Share (rate, channel) of the weighted variance of `y` (n, channel) that a sinusoid explains.

    `t` (n,) seconds before now, rising to 0. Least squares by normal equations, with a line.
    """
    weight = np.exp(t / MEMORY_S)
    turn = 2.0 * math.pi * RATES_HZ[:, None] * t
    ones = np.ones_like(turn)
    basis = np.stack([ones, ones * (t / MEMORY_S), np.cos(turn), np.sin(turn)], axis=1)
    weighted = basis * weight
    normal = weighted @ basis.transpose(0, 2, 1) + 1e-6 * np.eye(4)
    y = y - (weight @ y) / weight.sum()
    right = weighted @ y
    total = weight @ np.square(y)
    explained = (np.linalg.solve(normal, right) * right).sum(axis=1)
    share: FloatArray = np.clip(explained / np.maximum(total, 1e-300), 0.0, 1.0)
    share[:, ~(total > 0.0)] = 0.0
    return share
