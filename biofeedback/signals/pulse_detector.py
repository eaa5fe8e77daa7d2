"""Heartbeats in an evenly sampled ECG or pulse wave, causally: candidates, evidence, belief.

1. *Candidates*: the signal band-passed to the steep part of the beat, its envelope from the signal
   and its scaled derivative (a quadrature pair, hence no ripple and little delay), and of that
   every maximum which stands alone within ±`alone_s`.
2. *Evidence* of each candidate: size against the last beats and against the noise, shape against
   the learnt templates, time against the rhythm, rivals nearby (`belief`).
3. *Belief*: a logistic model of the evidence; it decides and it is the beat's trust. A doubted
   candidate is taken after all when the rhythm has waited in vain (search back; Pan & Tompkins
   1985), and a beat is taken back when a far better one turns up within the refractory period.

Decisions happen at fixed sample numbers and in the order of these, each on the levels of its own
moment, so chunk boundaries change nothing: no beat, no trust, no sample at which it is said.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from biofeedback.signals.belief import EVIDENCE, Templates, belief
from biofeedback.signals.filters import Decimator, StreamFilter, Tail, butterworth
from biofeedback.types import FloatArray

LEARN_S = 2.7  # three windows of 0.9 s: the middle maximum survives one spike or one pause
SILENCE_S = 3.0  # nothing accepted for so long: the levels are learnt anew
LOOK_BACK = 1.45  # of the running RR interval (1.66 in Pan & Tompkins, 1.5 in Hamilton 2002)
ACCEPT, ACCEPT_LATE = 0.5, 0.2
FLOOR = 0.08  # of the level: smaller maxima are no candidates
ANOTHER_SCALE = 100.0  # times the level: gain or electrode changed, everything is learnt anew
CLEARLY_LARGER = 1.3  # than a reported beat, to take that back
SIZE_BEATS, RHYTHM_BEATS = 8, 9
BEGIN_BEATS, BEGIN_OVER_QUIET = 5, 0.7  # the second a log of the envelope over its median
PITCH_RATE = 0.1
KEEP_S = 10.0  # pieces are at most 4 s, the longest look back is 3 s


@dataclass(frozen=True, slots=True)
class Settings:
    """What differs between the kinds of pulse: time scales, and the model that weighs evidence."""

    band_hz: tuple[float, float]
    work_hz: float  # faster streams are averaged down to a rate of one to two times this
    smooth_s: float  # moving mean of the envelope
    alone_s: float  # a candidate is the maximum this far to both sides; also the wait to judge it
    refractory_s: float  # two beats closer than this compete
    stretch: float  # length of the upstroke in units of a QRS complex
    weights: FloatArray
    sure: float = 0.9  # believed so much it is said at once; below, the refractory period must pass
    begin_size: float = 0.5  # of the learnt level, for the first beats of all
    waited_odds: float = 1.0  # what it says for a doubtful beat that nothing better followed


@dataclass(slots=True)
class Candidate:
    """A maximum of the envelope; indices count working samples."""

    at: int
    size: float
    evidence: FloatArray
    belief: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """A beat (or its taking back) decided at working sample `decided`."""

    at: int
    decided: int
    belief: float
    retracted: bool = False


class PulseDetector:
    """Finds QRS complexes or pulses in finite samples at a steady rate.

    Parameters
    ----------
    rate_hz
        Sampling rate of the input.
    settings
        Of the kind of pulse.
    """

    def __init__(self, rate_hz: float, settings: Settings) -> None:
        self.settings = settings
        band = settings.band_hz
        self.factor = max(1, int(rate_hz // settings.work_hz))
        self.rate_hz = rate_hz / self.factor
        fs = self.rate_hz
        self._decimate = Decimator(self.factor)
        self._band = StreamFilter(butterworth("bandpass", 1, band, fs))
        centre = 2.0 * math.pi * math.sqrt(band[0] * min(band[1], 0.45 * fs))
        self._derivative_gain = fs / centre
        self._smooth = max(2, round(settings.smooth_s * fs))
        self._mean = np.full(self._smooth, 1.0 / self._smooth)
        self._alone = max(2, round(settings.alone_s * fs))
        self._refractory = round(settings.refractory_s * fs)
        self._learn = round(LEARN_S * fs)
        self._silence = round(SILENCE_S * fs)
        self.delay = round(self._band_delay_s() * fs + (self._smooth - 1) / 2)
        keep = round(KEEP_S * fs)
        self.raw = Tail(keep)
        self.band = Tail(keep)
        self.envelope = Tail(keep)
        self._square = Tail(keep)
        self._templates = Templates(fs / settings.stretch)
        self._sizes: deque[float] = deque(maxlen=SIZE_BEATS)
        self._beats: deque[int] = deque(maxlen=RHYTHM_BEATS)
        self.context = 0.5  # running mean of belief over everything that looked like a beat
        self._begin(0)

    def _begin(self, at: int) -> None:
        """Learn levels, rhythm and shapes from working sample `at` on."""
        self._judged = at  # every maximum before this was looked at
        self._learn_at = at + self._learn
        self._level = 0.0  # typical envelope maximum of a beat; 0 while learning
        self._pitch = 0.0
        self._templates.clear()
        self._forget(at)

    def _forget(self, at: int) -> None:
        """Drop rhythm and sizes; `at` is as good as a beat for the time that may pass without."""
        self._since = at
        self._accepted = 0  # since then
        self._sizes.clear()
        self._beats.clear()
        self.interval = 0.0  # running median RR in working samples; 0 until three beats are known
        self._last: Candidate | None = None
        self._previous: Candidate | None = None  # the beat before the last
        self._held: Candidate | None = None  # good but not sure: a better one may follow
        self._doubted: list[Candidate] = []
        self.context = min(self.context, 0.5)

    def _band_delay_s(self) -> float:
        """Group delay of a first-order band-pass at its centre: 2 / bandwidth (rad/s)."""
        low, high = self.settings.band_hz
        return 2.0 / (2.0 * math.pi * (high - low))

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
        end = self.envelope.stop - self._alone
        if self._level == 0.0:
            while self._level == 0.0:  # a flat line teaches nothing: the next window may
                if self.envelope.stop < self._learn_at:
                    return verdicts
                self._level = self._learnt_level(self._learn_at)
                self._since = self._learn_at - self._learn
                self._judged = max(self._judged, self._since)
                self._learn_at += self._learn
            self._since += self._learn - self._silence // 3
        for at in self._maxima(max(self._judged, self._alone), end):
            self._waits(at + self._alone, verdicts)
            size = float(self.envelope.view(at, at + 1)[0])
            if size > ANOTHER_SCALE * self._level:
                self._begin(at + 1)
                return verdicts + self._judge()
            if size > FLOOR * self._level:  # as it is now: a beat of this chunk may have moved it
                self._weigh(at, verdicts)
        self._judged = max(self._judged, end)
        self._waits(self.envelope.stop, verdicts)
        return verdicts

    def _learnt_level(self, stop: int) -> float:
        """Median of the envelope's maxima in the three windows that end at `stop`."""
        e = self.envelope.view(stop - self._learn, stop)
        thirds = np.array_split(e, 3)
        return float(np.median([part.max() for part in thirds]))

    def _maxima(self, start: int, end: int) -> list[int]:
        """Indices in [start, end) whose envelope is the largest within ±`alone_s`."""
        if end <= start:
            return []
        e = self.envelope.view(start - 1, end + 1)
        inner = e[1:-1]
        peaks = np.flatnonzero((inner > e[:-2]) & (inner >= e[2:])) + start
        found = []
        for at in peaks.tolist():
            near = self.envelope.view(at - self._alone, at + self._alone + 1)
            if near.argmax() == at - max(at - self._alone, self.envelope.start):
                found.append(at)
        return found

    def _weigh(self, at: int, verdicts: list[Verdict]) -> None:
        """Judge the maximum at `at`, `alone_s` after it."""
        last, decided = self._last, at + self._alone
        if last is not None and at - last.at < self._refractory:
            # One of the two is no beat: both are judged as the one that follows the beat before.
            rival = self._candidate(at, self._previous)
            if rival.size > CLEARLY_LARGER * last.size and rival.belief > last.belief:
                verdicts.append(Verdict(last.at, decided, last.belief, retracted=True))
                self._take_back()
                self._accept(rival, decided, verdicts)
            return
        candidate = self._candidate(at, last)
        good = candidate.belief >= ACCEPT or self._tentative(candidate)
        held = self._held
        if held is not None and (not good or candidate.belief <= held.belief):
            return  # within the refractory period of a better one
        if good:
            self._held = candidate
            if candidate.belief >= self.settings.sure:
                self._release(decided, verdicts)
        else:
            self._seen(candidate)
            self._doubted.append(candidate)
            del self._doubted[:-16]

    def _release(self, decided: int, verdicts: list[Verdict]) -> None:
        """Accept the candidate that was held back."""
        held, self._held = self._held, None
        if held is None:
            return
        if ACCEPT <= held.belief < self.settings.sure:  # that nothing better came speaks for it too
            odds = self.settings.waited_odds * held.belief / (1.0 - held.belief)
            held = replace(held, belief=odds / (1.0 + odds))
        self._accept(held, decided, verdicts)

    def _tentative(self, candidate: Candidate) -> bool:
        """Whether to begin with this one: no shape and rhythm are known yet that could speak for
        it, so size alone decides as in a plain threshold detector. Its trust stays what it is.
        """
        over_quiet = float(candidate.evidence[EVIDENCE.names.index("over quiet")])
        large = (
            candidate.size > self.settings.begin_size * self._level
            and over_quiet > BEGIN_OVER_QUIET
        )
        return self._accepted < BEGIN_BEATS and large

    def _seen(self, candidate: Candidate) -> None:
        """A rejected look-alike: how close it came to fooling us is the context of the next."""
        doubt = min(candidate.belief, 1.0 - candidate.belief)
        self.context += (1.0 - 2.0 * doubt - self.context) / 12.0

    def _candidate(self, at: int, last: Candidate | None) -> Candidate:
        """The maximum at `at` with what speaks for it as the beat after `last`."""
        size = float(self.envelope.view(at, at + 1)[0])
        evidence = self._evidence(at, size, last)
        return Candidate(at, size, evidence, belief(evidence, self.settings.weights))

    def _evidence(self, at: int, size: float, last: Candidate | None) -> FloatArray:
        fs = self.rate_hz
        e = self.envelope
        quiet = float(np.median(e.view(at - round(2.0 * fs), at + self._alone)[::4]))
        before = e.view(at - self._refractory, at - self._alone)
        if last is not None and last is not self._last:  # the rival is no evidence against itself
            before = before[:0]
        after = e.view(at - self._alone, at + self._alone)
        best, usual = self._templates.match(self.band, at)
        unrest, step, narrow = self._levels(at)
        passed, passed_shape = self._passed_over(at)
        interval = self.interval
        since = at - last.at if last is not None else 0
        return EVIDENCE.measure(
            size=size, level=self._level, quiet=quiet,
            rival=float(before.max()) if before.size else 0.0, mean=float(after.mean()),
            best=best, usual=usual, beats=since / interval if interval and since else 0.0,
            since_s=since / fs, last=last.size if last is not None else self._level,
            context=self.context, unrest=unrest, step=step, narrow=narrow,
            pitch=self._pitch_of(at), usual_pitch=self._pitch, passed=passed,
            passed_shape=passed_shape,
        )  # fmt: skip

    def _levels(self, at: int) -> tuple[float, float, float]:
        """Of the raw signal at the beat: its range before the QRS, and how far the QRS moved its
        level, both in units of the QRS's own range. A heart returns to its base line; electrodes
        that move, and square waves, do not.
        """
        r = at - self.delay
        ms = self.rate_hz * self.settings.stretch / 1000.0
        qrs = self.raw.view(r - round(90 * ms), r + round(80 * ms))
        before = self.raw.view(r - round(350 * ms), r - round(90 * ms))
        seen = at + self._alone + 1
        after = self.raw.view(r + round(80 * ms), min(r + round(112 * ms), seen))
        if qrs.size == 0 or before.size == 0 or after.size == 0:
            return 1.0, 0.0, 1.0
        size = max(float(np.ptp(qrs)), 1e-300)
        near = before[-max(round(40 * ms), 1) :]
        above = np.abs(qrs - np.linspace(qrs[0], qrs[-1], qrs.size))
        top = int(above.argmax())
        k = max(round(10 * ms), 1)
        sides = max(float(above[max(top - k, 0)]), float(above[min(top + k, above.size - 1)]))
        narrow = sides / max(float(above[top]), 1e-300)
        return (
            float(np.ptp(before)) / size,
            abs(float(after.mean() - near.mean())) / size,
            narrow,
        )

    def _pitch_of(self, at: int) -> float:
        """Log of the mean frequency around `at` over the band's centre: a T wave is slower."""
        ms = self.rate_hz * self.settings.stretch / 1000.0
        y = self.band.view(at - round(100 * ms), at + round(40 * ms))
        if y.size < 3:
            return 0.0
        slope = (y[1:] - y[:-1]) * self._derivative_gain
        power = float(np.dot(y, y))
        return 0.5 * math.log(max(float(np.dot(slope, slope)), 1e-300) / max(power, 1e-300))

    def _passed_over(self, at: int) -> tuple[float, float]:
        """Size and best shape of the largest maximum rejected since the last beat (0, 0: none)."""
        since = self._last.at + self._refractory // 2 if self._last is not None else at
        seen = [c for c in self._doubted if since < c.at]
        if not seen:
            return 0.0, 0.0
        largest = max(seen, key=lambda c: c.size)
        return largest.size, float(largest.evidence[EVIDENCE.names.index("best shape")])

    def _accept(self, candidate: Candidate, decided: int, verdicts: list[Verdict]) -> None:
        verdicts.append(Verdict(candidate.at, decided, candidate.belief))
        self.context += (candidate.belief - self.context) / 12.0
        if self._last is not None:  # by now nothing took it back: its looks may be learnt
            learnt = self._last
            self._pitch += PITCH_RATE * (self._pitch_of(learnt.at) - self._pitch)
            self._templates.learn(self.band, learnt.at, max(learnt.belief, ACCEPT))
            self._previous = learnt
        self._last = candidate
        self._accepted += 1
        self._since = candidate.at
        self._beats.append(candidate.at)
        self._learn_interval()
        self._sizes.append(candidate.size)
        if len(self._sizes) >= 3:
            self._level = float(np.median(np.fromiter(self._sizes, dtype=float)))
        self._doubted = [c for c in self._doubted if c.at > candidate.at]

    def _take_back(self) -> None:
        self._last = None  # `_previous` stays: what follows, follows that
        self._accepted -= 1
        if self._beats:
            self._beats.pop()
            self._learn_interval()
        if self._sizes:
            self._sizes.pop()

    def _waits(self, now: int, verdicts: list[Verdict]) -> None:
        """What becomes due because nothing better came until sample `now`, in order of time."""
        while True:
            silent = self._since + self._silence
            due = min(now, silent)
            if self._held is not None:
                release = self._held.at + self._refractory
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
            if last.at + self._refractory < c.at and c.at + self._alone <= due
            and c.belief >= ACCEPT_LATE
        ]  # fmt: skip
        if not fair:
            return False
        self._accept(max(fair, key=lambda c: c.belief), due, verdicts)
        return True
