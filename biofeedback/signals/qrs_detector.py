"""QRS complexes in an evenly sampled ECG, causally: candidates, evidence, belief.

1. *Candidates*: the signal band-passed to the steep part of the beat, its envelope from the signal
   and its scaled derivative (a quadrature pair, hence no ripple and little delay), and of that
   every maximum which stands alone within ±`ALONE_S`.
2. *Evidence* of each candidate: its size between that of beats and of noise, its shape against the
   learnt templates, its time against the rhythm, rivals nearby (`qrs_belief`).
3. *Belief*: a logistic model of the evidence. What is surely a beat, and not small, is said at
   once; the rest waits for what may follow within the refractory period, so that no P wave is said
   before its QRS. A doubted candidate is taken after all when the rhythm has waited in vain (search
   back; Pan & Tompkins 1985), and a beat is taken back when a larger one turns up within the
   refractory period. The two halves of one wide complex are one beat, at the first of them.
4. *A second look* at what was doubtful, once the beats after it are known (`qrs_review`).

Decisions happen at fixed sample numbers and in the order of these, each on the levels of its own
moment, so chunk boundaries change nothing: no beat, no trust, no sample at which it is said.
"""

from __future__ import annotations

import math
from collections import deque
from itertools import pairwise

import numpy as np

from biofeedback.signals.filters import Decimator, StreamFilter, Tail, butterworth
from biofeedback.signals.qrs_belief import (
    BELIEF_WEIGHTS,
    OVER_QUIET,
    TRUST_WEIGHTS,
    Templates,
    clearness,
    logistic,
    measure,
    possible,
)
from biofeedback.signals.qrs_candidate import Candidate, Usual, Verdict
from biofeedback.signals.qrs_review import REVIEW_WEIGHTS, Review
from biofeedback.types import FloatArray

# 8–25 Hz: above the T wave and most electrode motion, where Pan & Tompkins 1985 took 5–15 Hz for
# quiet recordings; measured best between 5 and 35 Hz on beats with added electrode motion.
BAND_HZ = (8.0, 25.0)
WORK_HZ = 250.0  # faster streams are averaged down to a rate of one to two times this
SMOOTH_S = 0.06  # moving mean of the envelope
ALONE_S = 0.05  # a candidate is the maximum this far to both sides; also the wait to judge it
REFRACTORY_S = 0.25  # two beats closer than this compete
ONE_QRS_S = 0.13  # two maxima closer than this are the flanks of one wide complex
SURE, SURE_SIZE = 0.9, 0.7  # so much believed, and so much of a small beat: said at once
LARGER = 1.3  # than another beat within the refractory period, to take its place
LEARN_S = 2.7  # three windows of 0.9 s: the middle maximum survives one spike or one pause
SILENCE_S = 3.0  # nothing accepted for so long: the levels are learnt anew
LOOK_BACK = 1.45  # of the running RR interval (1.66 in Pan & Tompkins, 1.5 in Hamilton 2002)
ACCEPT, ACCEPT_LATE = 0.5, 0.2
FLOOR = 0.08  # of the level: smaller maxima are no candidates
ANOTHER_SCALE = 100.0  # times the level: gain or electrode changed, everything is learnt anew
SIZE_BEATS, RHYTHM_BEATS = 8, 9
CLARITY_OF, MEMORY = 12.0, 6.0  # candidates, beats: of the running means
BEGIN_BEATS, BEGIN_SIZE, BEGIN_OVER_QUIET = 5, 0.5, 1.0  # of the level; a log over quiet
SMALL = 4  # a small beat is the lower quartile of the last ones
LEAST_NOISE, UNKNOWN_NOISE = 0.05, 0.15  # of a small beat, in a record that shows none
KEEP_S = 10.0  # pieces are at most 4 s, the longest look back is 4 s


class QrsDetector:
    """Finds QRS complexes in finite samples at a steady rate.

    Parameters
    ----------
    rate_hz
        Sampling rate of the input.
    weights, review_weights
        Of belief and of the second look; others than the fitted ones only while they are being
        fitted.
    """

    def __init__(
        self,
        rate_hz: float,
        weights: FloatArray = BELIEF_WEIGHTS,
        review_weights: FloatArray = REVIEW_WEIGHTS,
    ) -> None:
        self._weights = weights
        self.factor = max(1, int(rate_hz // WORK_HZ))
        self.rate_hz = rate_hz / self.factor
        fs = self.rate_hz
        self._decimate = Decimator(self.factor)
        self._band = StreamFilter(butterworth("bandpass", 1, BAND_HZ, fs))
        centre = 2.0 * math.pi * math.sqrt(BAND_HZ[0] * min(BAND_HZ[1], 0.45 * fs))
        self._derivative_gain = fs / centre
        self._smooth = max(2, round(SMOOTH_S * fs))
        self._mean = np.full(self._smooth, 1.0 / self._smooth)
        self.alone = max(2, round(ALONE_S * fs))
        self._refractory = round(REFRACTORY_S * fs)
        self._one_qrs = ONE_QRS_S * fs
        self._learn = round(LEARN_S * fs)
        self._silence = round(SILENCE_S * fs)
        # Group delay of a first-order band-pass at its centre: 2 / bandwidth (rad/s).
        band_delay_s = 1.0 / (math.pi * (BAND_HZ[1] - BAND_HZ[0]))
        self.delay = round(band_delay_s * fs + (self._smooth - 1) / 2)
        keep = round(KEEP_S * fs)
        self.raw = Tail(keep)
        self.band = Tail(keep)
        self.envelope = Tail(keep)
        self._square = Tail(keep)
        self._templates = Templates(fs, self.alone)
        self._review = Review(fs, review_weights)
        self._sizes: deque[float] = deque(maxlen=SIZE_BEATS)
        self._heights: deque[float] = deque(maxlen=SIZE_BEATS)
        self._noises: deque[float] = deque(maxlen=SIZE_BEATS)  # the largest between two beats
        self._beats: deque[int] = deque(maxlen=RHYTHM_BEATS)
        self.clarity = 0.5  # running mean of how sure it was of each candidate, 0..1
        self.contact = 1.0  # running mean of what the samples around the beats left of their trust
        self.likeness = 0.5  # running mean of the beats' correlation with shapes known before
        self._begin(0)

    def _begin(self, at: int) -> None:
        """Learn levels, rhythm and shapes from working sample `at` on."""
        self._judged = at  # every maximum before this was looked at
        self._learn_at = at + self._learn
        self._level = 0.0  # typical envelope maximum of a beat; 0 while learning
        self._templates.clear()
        self._review.clear()
        self._forget(at)

    def _forget(self, at: int) -> None:
        """Drop rhythm and sizes; `at` is as good as a beat for the time that may pass without."""
        self._since = at
        self._accepted = 0  # since then
        self._sizes.clear()
        self._heights.clear()
        self._noises.clear()
        self._noise = 0.0  # the largest candidate since the last beat that was none
        self._usual: Usual | None = None
        self._beats.clear()
        self.interval = 0.0  # running median RR in working samples; 0 until three beats are known
        self._last: Candidate | None = None
        self._previous: Candidate | None = None  # the beat before the last
        self._held: Candidate | None = None  # good but not sure: a better one may follow
        self._doubted: list[Candidate] = []
        self.clarity = min(self.clarity, 0.5)
        self.likeness = min(self.likeness, 0.5)

    def _learn_interval(self) -> None:
        intervals = sorted(b - a for a, b in pairwise(self._beats))
        n = len(intervals)
        self.interval = (intervals[n // 2] + intervals[(n - 1) // 2]) / 2.0 if n > 1 else 0.0

    def step(self, x: FloatArray) -> list[Verdict]:
        """Take finite raw samples (n,); return what was decided within them, in order."""
        raw = self._decimate(x)
        y = self._band(raw)
        if y.size == 0:
            return []
        before = self.band.view(self.band.stop - 1, self.band.stop)
        fresh = self.band.stop == 0
        y0 = np.concatenate((y[:1] if fresh else before, y[:-1]))
        self.raw.append(raw)
        self.band.append(y)
        middle, slope = 0.5 * (y + y0), (y - y0) * self._derivative_gain
        self._square.append(np.sqrt(middle * middle + slope * slope))
        first = self._square.stop - y.size
        history = self._square.view(max(first - self._smooth + 1, 0), self._square.stop)
        missing = self._smooth - 1 + y.size - history.size
        if missing:
            history = np.concatenate((np.full(missing, history[0]), history))
        self.envelope.append(np.convolve(history, self._mean, "valid"))
        return self._judge()

    def _judge(self) -> list[Verdict]:
        verdicts: list[Verdict] = []
        end = self.envelope.stop - self.alone
        if self._level == 0.0:
            while self._level == 0.0:  # a flat line teaches nothing: the next window may
                if self.envelope.stop < self._learn_at:
                    return verdicts
                self._level = self._learnt_level(self._learn_at)
                self._since = self._learn_at - self._learn
                self._judged = max(self._judged, self._since)
                self._learn_at += self._learn
            self._since += self._learn - self._silence // 3
        for at in self._maxima(max(self._judged, self.alone), end):
            self._until(at + self.alone, verdicts)
            size = self._size(at)
            if size > ANOTHER_SCALE * self._level:
                self._begin(at + 1)
                return verdicts + self._judge()
            if size > FLOOR * self._level:  # as it is now: a beat of this chunk may have moved it
                self._weigh(at, verdicts)
        self._judged = max(self._judged, end)
        self._until(self.envelope.stop, verdicts)
        return verdicts

    def _learnt_level(self, stop: int) -> float:
        """Median of the envelope's maxima in the three windows that end at `stop`."""
        e = self.envelope.view(stop - self._learn, stop)
        return float(np.median([part.max() for part in np.array_split(e, 3)]))

    def _maxima(self, start: int, end: int) -> list[int]:
        """Indices in [start, end) whose envelope is the largest within ±`ALONE_S`."""
        if end <= start:
            return []
        e = self.envelope.view(start - 1, end + 1)
        inner = e[1:-1]
        peaks = np.flatnonzero((inner > e[:-2]) & (inner >= e[2:])) + start
        found = []
        for at in peaks.tolist():
            near = self.envelope.view(at - self.alone, at + self.alone + 1)
            if near.argmax() == at - max(at - self.alone, self.envelope.start):
                found.append(at)
        return found

    def _weigh(self, at: int, verdicts: list[Verdict]) -> None:
        """Judge the maximum at `at`, `ALONE_S` after it."""
        last, held, decided = self._last, self._held, at + self.alone
        if last is not None and at - last.at < self._refractory:
            if at - last.at < self._one_qrs:
                return
            # One of the two is no beat: both are judged as the one that follows the beat before.
            rival = self._candidate(at, self._previous)
            if rival.size > LARGER * last.size and rival.belief > ACCEPT:
                verdicts.append(Verdict(last.at, decided, 0.0, retracted=True))
                self._review.taken_back(last.at)
                self._take_back()
                self._accept(rival, decided, verdicts)
            return
        candidate = self._candidate(at, last)
        if held is not None and at - held.at < self._one_qrs:
            held.belief = max(held.belief, candidate.belief)
            held.size = max(held.size, candidate.size)
        elif candidate.belief >= ACCEPT or self._tentative(candidate):
            if held is not None and not (
                candidate.size > LARGER * held.size or candidate.belief > held.belief
            ):
                return
            self._held = candidate
        elif held is None:
            self._noise = max(self._noise, candidate.size)
            self._seen(candidate.belief)
            self._doubted.append(candidate)
            del self._doubted[:-16]
        if self._held is not None and self._sure(self._held):
            self._release(decided, verdicts)

    def _sure(self, candidate: Candidate) -> bool:
        """Whether it need not wait for what follows."""
        return candidate.belief >= SURE and candidate.size >= SURE_SIZE * self._normal().level

    def _release(self, decided: int, verdicts: list[Verdict]) -> None:
        """Accept the candidate that was held back."""
        held, self._held = self._held, None
        if held is not None:
            self._accept(held, decided, verdicts)

    def _tentative(self, candidate: Candidate) -> bool:
        """Whether to begin with this one: no shape and rhythm are known yet that could speak for
        it, so size alone decides as in a plain threshold detector. Its trust stays what it is.
        """
        large = (
            candidate.size > BEGIN_SIZE * self._level
            and float(candidate.evidence[OVER_QUIET]) > BEGIN_OVER_QUIET
        )
        return self._accepted < BEGIN_BEATS and large

    def _seen(self, belief: float) -> None:
        """How sure it was of this one is the context of the next."""
        self.clarity += (abs(2.0 * belief - 1.0) - self.clarity) / CLARITY_OF

    def _size(self, at: int) -> float:
        return float(self.envelope.view(at, at + 1)[0])

    def _candidate(self, at: int, last: Candidate | None) -> Candidate:
        """The maximum at `at` with what speaks for it as the beat after `last`."""
        fs, e, usual = self.rate_hz, self.envelope, self._normal()
        size = self._size(at)
        around = e.view(at - round(2.0 * fs), at + self.alone)[::4]
        before = e.view(at - self._refractory, at - self.alone)
        if last is not None and last is not self._last:  # the rival is no evidence against itself
            before = before[:0]
        r, ms = at - self.delay, fs / 1000.0
        qrs = self.raw.view(r - round(90 * ms), r + round(80 * ms))
        height = float(np.ptp(qrs)) if qrs.size else 0.0
        shape = self._templates.match(self.band, at)
        since = at - last.at if last is not None else 0
        evidence = measure(
            size=size, level=usual.level, noise=usual.noise,
            quiet=float(np.partition(around, around.size // 4)[around.size // 4]),
            rival=float(before.max()) if before.size else 0.0,
            mean=float(e.view(at - self.alone, at + self.alone).mean()),
            height=height, usual_height=usual.height, shape=shape,
            beats=since / self.interval if self.interval else 0.0,
            since_s=since / fs if last is not None else math.inf,
            last=last.size if last is not None else size,
        )  # fmt: skip
        belief = logistic(evidence, self._weights)
        candidate = Candidate(at, size, height, shape, evidence, belief)
        self._review.weighed(candidate)
        return candidate

    def _normal(self) -> Usual:
        """What beats and noise were like of late, counted once a beat."""
        if self._usual is None:
            sizes, heights, noises = map(sorted, (self._sizes, self._heights, self._noises))
            known = len(sizes) > 2
            level = sizes[len(sizes) // SMALL] if known else self._level
            noise = noises[len(noises) // 2] if len(noises) > 2 else UNKNOWN_NOISE * level
            self._usual = Usual(
                level, max(noise, LEAST_NOISE * level),
                heights[len(heights) // SMALL] if known else 0.0,
            )  # fmt: skip
        return self._usual

    def _clearness(self, candidate: Candidate) -> FloatArray:
        over_quiet = float(candidate.evidence[OVER_QUIET])
        return clearness(candidate.belief, self.clarity, self.likeness, over_quiet)

    def _accept(self, candidate: Candidate, decided: int, verdicts: list[Verdict]) -> None:
        self._seen(candidate.belief)
        if candidate.shape:
            self.likeness += (candidate.shape - self.likeness) / MEMORY
        r, over_quiet = candidate.at - self.delay, float(candidate.evidence[OVER_QUIET])
        end = candidate.at + self.alone + 1
        possible_ = possible(self.raw, r, end, self.rate_hz, candidate.height, over_quiet)
        self.contact += (possible_ - self.contact) / MEMORY
        trust = logistic(self._clearness(candidate), TRUST_WEIGHTS) * possible_ * self.contact
        verdicts.append(Verdict(candidate.at, decided, trust))
        self._review.said(candidate, trust)
        if self._last is not None:  # by now nothing took it back: its looks may be learnt
            learnt = self._last
            self._templates.learn(self.band, learnt.at, max(learnt.belief, ACCEPT))
            self._previous = learnt
        self._last = candidate
        self._accepted += 1
        self._since = candidate.at
        self._beats.append(candidate.at)
        self._learn_interval()
        self._sizes.append(candidate.size)
        self._heights.append(candidate.height)
        self._noises.append(self._noise)
        self._noise, self._usual = 0.0, None
        if len(self._sizes) >= 3:
            self._level = float(np.median(np.fromiter(self._sizes, dtype=float)))
        self._doubted = [c for c in self._doubted if c.at > candidate.at]

    def _take_back(self) -> None:
        self._last = None  # `_previous` stays: what follows, follows that
        self._accepted -= 1
        self._usual = None
        if self._beats:
            self._beats.pop()
            self._learn_interval()
        for memory in (self._sizes, self._heights):
            if memory:
                memory.pop()

    def _until(self, now: int, verdicts: list[Verdict]) -> None:
        """All that becomes due until sample `now`, second looks among it, in order of time."""
        while (candidate := self._review.due(now)) is not None:
            self._waits(self._review.decided(candidate), verdicts)
            verdict = self._review.look(candidate)
            if verdict is not None:
                verdicts.append(verdict)
        self._waits(now, verdicts)

    def _waits(self, now: int, verdicts: list[Verdict]) -> None:
        """What becomes due because nothing better came until sample `now`, in order of time."""
        while True:
            silent = self._since + self._silence
            due = min(now, silent)
            if self._held is not None:
                release = self._held.at + self._refractory + self.alone
                if release <= due:
                    self._release(release, verdicts)
                    continue
            elif self._look_back(due, verdicts):
                continue
            if silent > now:
                return
            self._level = self._learnt_level(silent) or self._level
            self._templates.clear()  # a wrong first beat must not lock out all that differ
            self._forget(silent)

    def _look_back(self, now: int, verdicts: list[Verdict]) -> bool:
        """Whether the rhythm had waited in vain by sample `now` and a doubted beat was taken."""
        last = self._last
        if last is None or not self.interval:
            return False
        due = last.at + math.ceil(LOOK_BACK * self.interval)
        if due > now:
            return False
        fair = [
            c for c in self._doubted
            if last.at + self._refractory < c.at and c.at + self.alone <= due
            and c.belief >= ACCEPT_LATE
        ]  # fmt: skip
        if not fair:
            return False
        self._accept(max(fair, key=lambda c: c.belief), due, verdicts)
        return True
