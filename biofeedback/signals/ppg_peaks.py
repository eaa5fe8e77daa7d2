"""Systolic peaks in an evenly sampled pulse wave, causally: candidates, evidence, belief.

1. *Candidates*: every maximum of the smoothed wave that stands alone within ±`ALONE_S`. Smoothing
   is a symmetric window, so that it moves no peak and its delay is exactly half its length.
2. *Evidence* of each candidate: height and steepness of its upstroke against the last beats', time
   against the rhythm, shape against the learnt one, what else moves (`ppg_belief`).
3. *Belief*: a logistic model of the evidence; it decides and it is the beat's trust. A doubted
   candidate is taken after all when the rhythm waited in vain, and a beat is taken back when a far
   better one turns up within the refractory period.

Decisions happen at fixed sample numbers and in the order of these: chunks leave no mark.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

import numpy as np

from biofeedback.signals.filters import Decimator, StreamFilter, Tail, butterworth
from biofeedback.signals.ppg_belief import Context, Seen, Upstroke, belief, evidence
from biofeedback.types import FloatArray

WORK_HZ = 50.0  # faster streams are averaged down to one to two times this
SMOOTH_S = 0.06  # half the length of the smoothing window, which is its delay
SLOWEST_HZ = 0.5  # below: breath, posture, vessels
ALONE_S = 0.12  # a candidate is the maximum this far to both sides; also the wait to judge it
FOOT_S = 0.45  # the foot of the pulse is looked for so far back
REFRACTORY_S = 0.3  # two beats closer than this compete
LEARN_S = 2.7  # three windows of 0.9 s: the middle one survives one artefact or one pause
SILENCE_S = 3.0  # nothing accepted for so long: levels are learnt anew
LOOK_BACK = 1.45  # of the running interval (1.5 in Hamilton 2002)
ACCEPT, ACCEPT_LATE, SURE = 0.5, 0.2, 0.7
FLOOR = 0.08  # of the level: lower upstrokes are no candidates
ANOTHER_SCALE = 100.0  # times the level: gain or sensor changed, everything is learnt anew
CLEARLY_LARGER = 1.3  # than a reported beat, to take that back
BEGIN_BEATS, BEGIN_SIZE = 5, 0.6  # the first beats, whose shape and rhythm nothing is known of
BEATS = 8  # whose median is the level and the rhythm
LEAN_S = 2.0  # polarity is looked at anew this often
LEAN_WINDOWS, LEAN_LEAST, LEAN_MOST = 150, 0.15, 2.0  # five minutes
PEAK_S = (0.04, 0.08)  # a systolic peak lies this near to the maximum of the wave
UPRIGHT = 0.5  # of the skewness before the first window: devices mostly show the pulse upright
KEEP_S = 10.0  # pieces are at most 4 s, the longest look back is 4.5 s


@dataclass(frozen=True, slots=True)
class Verdict:
    """A beat (or its taking back) at working sample `at`, decided when `decided` had come."""

    at: int
    decided: int
    belief: float
    retracted: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """A maximum of the wave with what was made of it."""

    at: int
    seen: Upstroke
    evidence: FloatArray
    belief: float


class PulseFinder:
    """Finds systolic peaks in finite samples at a steady rate, of either polarity.

    Parameters
    ----------
    rate_hz
        Sampling rate of the input.
    """

    def __init__(self, rate_hz: float) -> None:
        self.factor = max(1, int(rate_hz // WORK_HZ))
        self.rate_hz = fs = rate_hz / self.factor
        self._decimate = Decimator(self.factor)
        self.half = max(1, round(SMOOTH_S * fs))
        window = np.hanning(2 * self.half + 3)[1:-1]
        self._window = window / window.sum()
        self._highpass = StreamFilter(butterworth("highpass", 1, SLOWEST_HZ, fs))
        self._alone = max(2, round(ALONE_S * fs))
        self._refractory = round(REFRACTORY_S * fs)
        self._learn = round(LEARN_S * fs)
        self._silence = round(SILENCE_S * fs)
        self._lean_every = round(LEAN_S * fs)
        keep = round(KEEP_S * fs)
        self.raw = Tail(keep)
        self.smooth = Tail(keep)
        self.wave = Tail(keep)  # smoothed and without what is slower than a pulse; upright or not
        self.sign, self._lean, self._leans = 0.0, 0.0, 0.0
        self._lean_at = self._lean_every
        self._begin(0)

    # -- samples ----------------------------------------------------------------------------------

    def step(self, x: FloatArray) -> list[Verdict]:
        """Take finite raw samples (n,); return what was decided within them, in order."""
        raw = self._decimate(x)
        if raw.size == 0:
            return []
        if self.raw.stop == 0:  # what was before the beginning is taken for still
            self._history = np.full(self.half, raw[0])
        self.raw.append(raw)
        history = np.concatenate((self._history, raw))
        self._history = history[-2 * self.half :]
        if history.size <= 2 * self.half:
            return []
        smooth = np.convolve(history, self._window, "valid")
        self.smooth.append(smooth)
        self.wave.append(self._highpass(smooth))
        verdicts: list[Verdict] = []
        while self._lean_at <= self.wave.stop:  # polarity turns at fixed samples
            self._judge(self._lean_at, verdicts)
            self._look_at_polarity()
        self._judge(self.wave.stop, verdicts)
        return verdicts

    def _look_at_polarity(self) -> None:
        """Upright, a pulse rises faster than it falls and its peaks are narrower than its valleys:
        the skewness of the slope and of the wave, over many pulses.
        """
        y = self.wave.view(self._lean_at - self._lean_every, self._lean_at)
        self._lean_at += self._lean_every
        slope, off = np.diff(y), y - y.mean()
        energy, power = float(np.mean(slope * slope)), float(np.mean(off * off))
        if not (energy > 0.0 and power > 0.0):
            return
        skew = float(np.mean(slope**3)) / energy**1.5 + 2.0 * float(np.mean(off**3)) / power**1.5
        quiet = 1.0 / power  # what moves says little of the pulse: quiet windows count for more
        if self._leans == 0.0:
            self._lean, self._leans = UPRIGHT, quiet
        self._leans += quiet
        self._lean += quiet / self._leans * (min(max(skew, -LEAN_MOST), LEAN_MOST) - self._lean)
        self._leans *= 1.0 - 1.0 / LEAN_WINDOWS
        upright = 1.0 if self._lean >= 0.0 else -1.0
        if self.sign == 0.0:
            self.sign = upright
        elif upright != self.sign and abs(self._lean) > LEAN_LEAST:
            self.sign = upright
            self._begin(self._judged)

    # -- state ------------------------------------------------------------------------------------

    def _begin(self, at: int) -> None:
        """Learn levels, rhythm and shape from working sample `at` on."""
        self._judged = at  # every maximum before this was looked at
        self._learn_at = at + self._learn
        self._level = 0.0  # typical height of an upstroke; 0 while learning
        self._forget(at)

    def _forget(self, at: int) -> None:
        """Drop rhythm and shape; `at` is as good as a beat for the time that may pass without."""
        self._since = at
        self._accepted = 0
        self._beats: deque[int] = deque(maxlen=BEATS + 1)
        self._sizes: deque[float] = deque(maxlen=BEATS)
        self.interval = 0.0  # running median in working samples; 0 until three beats are known
        self._last: Candidate | None = None
        self._previous: Candidate | None = None
        self._held: Candidate | None = None  # good but not sure: a better one may follow
        self._doubted: list[Candidate] = []
        self._context = Context()

    def peak(self, at: int) -> float:
        """Working sample, between samples, of the systolic peak of the beat found at `at`.

        What is slower than a pulse was taken away with a filter that advances peaks a little: the
        top is looked for in the smoothed signal, and where that has none nearby, `at` stays.
        """
        back, ahead = round(PEAK_S[0] * self.rate_hz), round(PEAK_S[1] * self.rate_hz)
        start = max(at - back, self.smooth.start)
        y = self.sign * self.smooth.view(start, at + ahead + 1)
        top = int(y.argmax())
        if not 0 < top < y.size - 1:
            return float(at)
        bend = float(y[top - 1] - 2.0 * y[top] + y[top + 1])
        return start + top + (0.5 * float(y[top - 1] - y[top + 1]) / bend if bend < 0 else 0.0)

    def wave_before(self, at: int) -> FloatArray:
        """The wave over the last `LEAN_S` before working sample `at`, whichever way up."""
        return self.wave.view(at - self._lean_every, at)

    # -- decisions --------------------------------------------------------------------------------

    def _judge(self, stop: int, verdicts: list[Verdict]) -> None:
        """Judge every candidate that is `ALONE_S` before sample `stop` or older."""
        if self.sign == 0.0:
            return None
        if self._level == 0.0:
            while self._level == 0.0:  # a flat line teaches nothing: the next window may
                if stop < self._learn_at:
                    return None
                self._level = self._learnt_level(self._learn_at)
                self._since = self._learn_at - self._silence // 3
                self._judged = max(self._judged, self._learn_at - self._learn)
                self._learn_at += self._learn
        end = stop - self._alone
        for at in self._maxima(max(self._judged, self._alone), end):
            self._waits(at + self._alone, verdicts)
            seen = self._upstroke(at)
            if seen.rise > ANOTHER_SCALE * self._level:
                self._begin(at + 1)
                return self._judge(stop, verdicts)
            if seen.rise > FLOOR * self._level:
                self._weigh(at, seen, verdicts)
        self._judged = max(self._judged, end)
        self._waits(stop, verdicts)
        return None

    def _maxima(self, start: int, end: int) -> list[int]:
        """Indices in [start, end) at which the upright wave is the largest within ±`ALONE_S`."""
        if end <= start:
            return []
        y = self.sign * self.wave.view(start - 1, end + 1)
        inner = y[1:-1]
        peaks = np.flatnonzero((inner > y[:-2]) & (inner >= y[2:])) + start
        found = []
        for at in peaks.tolist():
            near = self.sign * self.wave.view(at - self._alone, at + self._alone + 1)
            if near.argmax() == at - max(at - self._alone, self.wave.start):
                found.append(at)
        return found

    def _learnt_level(self, stop: int) -> float:
        """Median of the wave's ranges in the three windows that end at `stop`."""
        thirds = np.array_split(self.wave.view(stop - self._learn, stop), 3)
        return median(float(np.ptp(part)) if part.size else 0.0 for part in thirds)

    def _upstroke(self, at: int) -> Upstroke:
        """What the wave does around the maximum at `at`; nothing after `at` + `ALONE_S`."""
        begin = max(at - round(FOOT_S * self.rate_hz), self.wave.start)
        y = self.sign * self.wave.view(begin, at + self._alone + 1)
        top = at - begin
        higher = np.flatnonzero(y[:top] > y[top])
        first = int(higher[-1]) + 1 if higher.size else 0
        foot = first + int(y[first : top + 1].argmin())
        raw = self.sign * self.raw.view(begin + foot - 1, at + self._alone + 1)
        return Upstroke.measure(y, foot, top, raw, self.rate_hz)

    def _weigh(self, at: int, seen: Upstroke, verdicts: list[Verdict]) -> None:
        """Judge the maximum at `at`, `ALONE_S` after it."""
        last, decided = self._last, at + self._alone
        if last is not None and at - last.at < self._refractory:
            rival = self._candidate(at, seen, self._previous)
            if seen.rise > CLEARLY_LARGER * last.seen.rise and rival.belief > last.belief:
                verdicts.append(Verdict(last.at, decided, last.belief, retracted=True))
                self._take_back()
                self._accept(rival, decided, verdicts)
            return
        candidate = self._candidate(at, seen, last)
        good = candidate.belief >= ACCEPT or self._tentative(candidate)
        if self._held is not None and (not good or candidate.belief <= self._held.belief):
            return  # within the refractory period of a better one
        if good:
            self._held = candidate
            if candidate.belief >= SURE:
                self._release(decided, verdicts)
        else:
            self._doubted.append(candidate)
            del self._doubted[:-16]

    def _tentative(self, candidate: Candidate) -> bool:
        """Whether to begin with this one: size alone decides. Its trust stays what it is."""
        return self._accepted < BEGIN_BEATS and candidate.seen.rise > BEGIN_SIZE * self._level

    def _candidate(self, at: int, seen: Upstroke, last: Candidate | None) -> Candidate:
        since = at - last.at if last is not None else 0
        after = last.at + self._refractory // 2 if last is not None else at
        passed = max((c.seen.rise for c in self._doubted if after < c.at), default=0.0)
        found = evidence(
            seen, self._context,
            Seen(
                level=self._level, last=last.seen.rise if last is not None else 0.0,
                since_s=since / self.rate_hz, interval_s=self.interval / self.rate_hz,
                passed=passed, unrest=self._unrest(at),
            ),
        )  # fmt: skip
        return Candidate(at, seen, found, belief(found))

    def _unrest(self, at: int) -> float:
        """How far the wave went up and down in the last seconds, over what its pulses would."""
        y = self.wave.view(at - self._silence, at + self._alone + 1)
        way = float(np.abs(np.diff(y)).sum())
        beats = y.size / (self.interval or self.rate_hz)
        return way / max(2.0 * self._level * beats, 1e-300)

    def _release(self, decided: int, verdicts: list[Verdict]) -> None:
        held, self._held = self._held, None
        if held is not None:
            self._accept(held, decided, verdicts)

    def _accept(self, candidate: Candidate, decided: int, verdicts: list[Verdict]) -> None:
        verdicts.append(Verdict(candidate.at, decided, candidate.belief))
        if self._last is not None:  # by now nothing took it back: its looks may be learnt
            before = self._previous.at if self._previous is not None else 0
            gap = (self._last.at - before) / self.rate_hz if before else 0.0
            self._context.learn(self._last.seen, self._last.belief, gap)
            self._previous = self._last
        self._last = candidate
        self._accepted += 1
        self._since = candidate.at
        self._beats.append(candidate.at)
        self._sizes.append(candidate.seen.rise)
        self._learn_rhythm()
        self._doubted = [c for c in self._doubted if c.at > candidate.at]

    def _learn_rhythm(self) -> None:
        if len(self._sizes) >= 3:
            self._level = median(self._sizes)
        self.interval = (
            float(median(b - a for a, b in pairwise(self._beats))) if len(self._beats) > 2 else 0.0
        )

    def _take_back(self) -> None:
        self._last = None  # `_previous` stays: what follows, follows that
        self._accepted -= 1
        self._beats.pop()
        self._sizes.pop()
        self._learn_rhythm()

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
