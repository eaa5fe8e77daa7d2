"""Where in the breath is the person now? What breathers share, put right by this one's last.

The phase that a later analyst will read from a belt (0 at inhale onset, 0.5 at exhale onset,
linear in between) depends on when the next turning point *will* come. No filter knows that;
breathers in general (`BreathPrior`) and the person's own last breaths nearly do.

For the latter every moment is described by a handful of numbers that need no calibration: time
since the last sure turning point in units of the usual half breath, way made since then in units
of the usual breath, how far the belt has come back from its extreme, and its slope now, shortly
before and a while before. As soon as both neighbouring turning points of a past moment are sure,
its true phase is known, and it joins the memory. The most similar moments (k nearest neighbours on
a delay embedding, in the spirit of Lorenz's analogues, J Atmos Sci 1969) tell how far the prior
is off for this person, and are believed as far as they agree. An oscillator carries the phase on.

Two things come free. The neighbours' disagreement says how ambiguous the moment is, and comparing
what was said live with what turned out true gives a hit rate: honest material for a trust.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass
from statistics import median

import numpy as np

from biofeedback.signals.respiration_onsets import OnsetDetector, Turn
from biofeedback.signals.respiration_prior import BreathPrior, describe

NEIGHBOURS = 5
FRAMES_PER_HALF = 24
"""Moments remembered per half breath, however long it is."""
MEMORY_FRAMES = 360
"""Moments remembered for inhalation and for exhalation each: the last 15 breaths."""
SCALE = (0.2, 0.25, 0.1, 0.08, 0.2, 0.4, 0.4)
"""What counts as 'one apart' for each of the seven descriptors."""
SLOPE_KNEE = 0.2
"""Slopes (usual breaths per usual half breath) are compressed beyond this: their sign matters."""
SHRINK_CYCLES = 0.05
"""Disagreement at which the neighbours' correction counts by half."""
GAIN = 0.8
"""Share of what is said at each cell; the rest is carried on from the cell before."""
USUAL_HALF_S = 2.0
"""Half a breath at 15 per minute, until the person's own is known."""
TOLERANCE_CYCLES = 1 / 12
"""The tolerance that a trust in the phase speaks of: ±30°."""
HIT_MEMORY_S = 20.0


@dataclass(slots=True)
class _Moment:
    t: float
    turn: Turn
    descriptors: list[float]
    said: float  # cycles since `turn`, as said live
    prior: float  # the same, as breathers in general would have it
    counts: bool  # may be used to judge ourselves


class _Memory:
    """Ring of descriptors and of how far off the prior turned out to be."""

    def __init__(self) -> None:
        self._d = np.zeros((MEMORY_FRAMES, len(SCALE)))
        self._squares = np.zeros(MEMORY_FRAMES)
        self._off = np.zeros(MEMORY_FRAMES)
        self._written = 0

    def __len__(self) -> int:
        return min(self._written, MEMORY_FRAMES)

    def add(self, descriptors: list[float], off: float) -> None:
        i = self._written % MEMORY_FRAMES
        self._d[i] = descriptors
        self._squares[i] = self._d[i] @ self._d[i]
        self._off[i] = off
        self._written += 1

    def recall(self, descriptors: list[float]) -> tuple[float, float]:
        """Weighted mean of what the nearest moments were off, and its deviation (cycles)."""
        n = len(self)
        query = np.array(descriptors)
        # |a - b|² = |a|² - 2ab + |b|²: one matrix product instead of a temporary per descriptor.
        distance = self._squares[:n] - 2.0 * (self._d[:n] @ query)
        distance += max(float(query @ query), 0.0)
        np.maximum(distance, 0.0, out=distance)
        reach = float(np.partition(distance, NEIGHBOURS)[NEIGHBOURS])
        weight = np.exp(-distance / max(0.25, reach))
        total = float(weight.sum())
        if not total > 0.0:  # nothing in memory is remotely like this
            return 0.0, 0.5
        off = self._off[:n]
        mean = float(weight @ off) / total
        variance = float(weight @ np.square(off - mean)) / total
        return mean, math.sqrt(max(variance, 0.0))


class PhaseByAnalogy:
    """Feed every grid value after the detector has seen it; read `phase`, `rate_hz`, `spread`."""

    def __init__(self, width_s: float) -> None:
        self.width_s = width_s
        self.phase = 0.0  # unwrapped cycles
        self.rate_hz = 0.0  # speed of the phase right now, cycles per second
        self.spread = 0.5  # disagreement of the neighbours, cycles
        self.sure = 0.0  # how sure the prior is, 0..1
        self.elapsed = 0.0  # time since the last sure turn in usual half breaths
        self.hit_rate = 0.7  # share of what was said live that proved within tolerance
        self.evidence_s = 0.0  # seconds that the hit rate rests on
        self.prior = BreathPrior()
        self._memory = (_Memory(), _Memory())  # exhalation, inhalation
        self._halves: tuple[deque[float], deque[float]] = (deque(maxlen=7), deque(maxlen=7))
        self._usual_half_s = [USUAL_HALF_S, USUAL_HALF_S]
        self._half_count = 0
        self._block = 1
        self._since_frame = 0
        self._waiting: deque[_Moment] = deque(maxlen=8 * MEMORY_FRAMES)
        self._started = False

    def restart(self) -> None:
        """The past has no continuity with what comes: keep what was learned, drop the thread."""
        self._waiting.clear()
        self._started = False
        self.rate_hz = 0.0
        self.spread = 0.5

    @property
    def since_turn(self) -> float:
        """Cycles since the last sure turning point: beyond 0.5 the next one has likely been."""
        return self.phase - 0.5 * self._half_count

    def step(self, t: float, detector: OnsetDetector, turn: Turn | None, counts: bool) -> None:
        """Take the grid cell at `t`; `turn` is what the detector just found, if anything.

        `counts` is False where the signal is known to be bad: such moments judge nobody.
        """
        if turn is not None:
            self._turned(turn, detector, counts)
        if not self._started:
            return
        last = detector.turns[-1]
        inhale = not last.peak
        half_s = self._usual_half_s[inhale]
        self.elapsed = (t - last.t) / half_s
        memory = self._memory[inhale]
        descriptors = self._describe(detector, inhale, last, half_s)
        shape = describe(detector, half_s, self._usual_half_s[not inhale], t)
        prior, self.sure = self.prior.recall(shape)
        off, self.spread = 0.0, 0.2
        if len(memory) >= FRAMES_PER_HALF:
            off, self.spread = memory.recall(descriptors)
        variance = self.spread * self.spread
        relative = prior + off * SHRINK_CYCLES**2 / (SHRINK_CYCLES**2 + variance)
        speed = 0.5 / half_s
        ahead = self.phase + self.width_s * speed
        error = 0.5 * self._half_count + relative - ahead
        self.phase = ahead + (error if abs(error) > 1.0 else GAIN * error)
        # Past the time when the turn was due nobody knows how fast the breath goes on.
        self.rate_hz = speed if self.elapsed < 1.5 else speed / (1.0 + 4.0 * (self.elapsed - 1.5))
        self._since_frame += 1
        if self._since_frame * self.width_s * FRAMES_PER_HALF >= half_s:
            self._since_frame = 0
            self._waiting.append(_Moment(t, last, descriptors, self.since_turn, prior, counts))

    def _describe(
        self, detector: OnsetDetector, inhale: bool, last: Turn, half_s: float
    ) -> list[float]:
        x, w, m = detector.x, self.width_s, self._block
        end = len(x) - 1
        usual = max(detector.usual, 1e-300)
        period = 0.5 * sum(self._usual_half_s)
        lag2 = max(2 * m + 1, round(0.15 * period / w))
        lag3 = max(lag2 + 2, round(0.5 * period / w))
        now = before = 0.0
        for k in range(m):
            now += x[max(end - k, 0)]
            before += x[max(end - m - k, 0)]
        now /= m
        before /= m
        x2, x3 = x[max(end - lag2, 0)], x[max(end - lag3, 0)]
        sign = 1.0 if inhale else -1.0
        to_slope = sign * half_s / usual
        slopes = (
            (now - before) / (m * w),
            (before - x2) / ((lag2 - 1.5 * m + 0.5) * w),
            (x2 - x3) / ((lag3 - lag2) * w),
        )
        extreme, samples_ago = detector.extreme(inhale)
        raw = [
            self.elapsed,
            sign * (now - last.level) / usual,
            *(2 * SLOPE_KNEE * math.asinh(s * to_slope / SLOPE_KNEE) for s in slopes[:1]),
            sign * (extreme - now) / usual,
            min(samples_ago * w / half_s, 1.0),
            *(2 * SLOPE_KNEE * math.asinh(s * to_slope / SLOPE_KNEE) for s in slopes[1:]),
        ]
        return [min(max(r, -50.0), 50.0) / s for r, s in zip(raw, SCALE, strict=True)]

    def _turned(self, turn: Turn, detector: OnsetDetector, counts: bool) -> None:
        if not self._started:
            # Join the cycle count where the phase already is: nearest half of the right parity.
            want = 1 if turn.peak else 0
            self._half_count = 2 * round((2 * self.phase - want) / 2) + want
            self._started = True
        else:
            self._half_count += 1
        turns = detector.turns
        if len(turns) >= 2 and (counts or not self._halves[turn.peak]):
            self._halves[turn.peak].append(turn.t - turns[-2].t)
            self._usual_half_s[turn.peak] = max(median(self._halves[turn.peak]), 0.2)
        half_s = 0.5 * sum(self._usual_half_s)
        noise = detector.noise / max(detector.usual, 1e-300)
        cells = half_s / self.width_s
        block = round((0.02 + 3.0 * min(noise, 1.0)) * cells)
        self._block = max(1, min(block, int(0.12 * cells)))
        if len(turns) >= 3:
            self._learn(turns[-3], turns[-2], turns[-1])

    def _learn(self, first: Turn, second: Turn, third: Turn) -> None:
        """Moments after `first` are known now: where the two turns after it really were."""
        before, after = second.t - first.t, third.t - second.t
        if before <= 0.0 or after <= 0.0:
            return
        memory = self._memory[not first.peak]
        share = before / FRAMES_PER_HALF / HIT_MEMORY_S
        rest: list[_Moment] = []
        for moment in self._waiting:
            if moment.turn is second or moment.turn is third:
                rest.append(moment)
            if moment.turn is not first:
                continue
            since = moment.t - first.t
            true = 0.5 * since / before if since <= before else 0.5 + 0.5 * (since - before) / after
            memory.add(moment.descriptors, true - moment.prior)
            if moment.counts:
                hit = abs(moment.said - true) < TOLERANCE_CYCLES
                self.hit_rate += min(share, 0.2) * (hit - self.hit_rate)
                self.evidence_s += before / FRAMES_PER_HALF
        self._waiting.clear()
        self._waiting.extend(rest)
