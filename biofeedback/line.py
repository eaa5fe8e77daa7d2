"""One stream's way through the engine: gate, signal, beat hygiene; and how far to trust it."""

from __future__ import annotations

import math
from bisect import insort
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from biofeedback.health import StreamMonitor
from biofeedback.indices.base import HISTORY_S
from biofeedback.loop import LoopDetector
from biofeedback.signals.base import Signal
from biofeedback.signals.beats import BeatHygiene
from biofeedback.signals.respiration_derived import OFFSETS, BreathFromHeart
from biofeedback.signals.respiration_quality import ramp
from biofeedback.traces import TraceBuffer
from biofeedback.types import (
    Beat,
    Chunk,
    Event,
    Feature,
    Notice,
    Respiration,
    Retraction,
    SignalKind,
    StreamInfo,
)

GRACE_S = 5.0
"""A signal that is still learning is given so long before another is chosen over it."""
GRACE_TRUST = 0.8
SAME_BEAT_S = 1e-6
HEARD = (0.5, 0.2)
"""A heart trusted up to the first tells of the breath, one trusted below the second nothing."""
JUDGE_S = 0.125
"""A signal is asked for its opinion so often; the transport's, which falls first, every step."""
UNHURRIED: frozenset[SignalKind] = frozenset(("eda", "eeg", "motion"))
"""Slow signals of which nothing is asked between two opinions: their samples are gathered until
then, as a call costs the same for one sample and for ten. A skin response, which is known a second
after its onset, is said up to 0.1 s later for it."""
MUTE: frozenset[SignalKind] = frozenset(("hr", "markers", "other"))
"""Kinds whose samples are too coarse to tell a repetition from chance, or mean nothing to us."""
TRACED: frozenset[SignalKind] = frozenset(("ecg", "respiration", "ppg", "eda"))


class StreamLine:
    """Everything the engine keeps of one stream.

    Parameters
    ----------
    stream : what the stream says of itself.
    now : LSL seconds at which it came into sight.
    signal : the processing of its kind; None when there is none (markers).
    traces : keep its last seconds for drawing.
    after : stamp of the newest sample already taken of this device, before it came back changed.
    """

    def __init__(
        self,
        stream: StreamInfo,
        now: float,
        signal: type[Signal] | None,
        *,
        traces: bool,
        after: float = -math.inf,
    ) -> None:
        self.stream = stream
        self.monitor = StreamMonitor(stream, now, after)
        self.signal = None if signal is None else signal(stream)
        self.trace: TraceBuffer | None = None
        if traces and stream.kind in TRACED:
            unit = stream.channels[0].unit if stream.channels else ""
            self.trace = TraceBuffer(stream.rate_hz, unit)
        self.beats: deque[Beat] = deque()  # ascending, retracted ones taken out
        self.clean: Sequence[Chunk] = ()
        self.breathes = hasattr(self.signal, "respiration")
        """Whether `respiration` can be asked."""
        self.worn_with: tuple[StreamLine, ...] = ()
        """Movement of the same device, for a signal that can see through it (`beside`)."""
        self.trust, self.reason = 0.0, ""
        self.alone = 0.0
        """Trust as far as this stream tells, before `fellow`."""
        self.fellow: tuple[float, str] = (1.0, "")
        """Factor that another source of the same heart leaves of `alone`, and why."""
        # What is known without asking the signal: transport, repetition and fellow.
        self._outside, self._outside_reason = 0.0, ""
        self._loop = None if stream.kind in MUTE else LoopDetector(stream.rate_hz)
        self._quality, self._quality_reason = 0.0, ""
        self._features: tuple[Feature, ...] = ()
        self._judge_due = -math.inf
        self.spoke = False
        """Whether `features` may differ from those of the step before."""
        self._gathers = stream.kind in UNHURRIED
        self._gathered: list[Chunk] = []
        self._hygiene = BeatHygiene()
        self._from_heart: BreathFromHeart | None = None
        if signal is not None and stream.kind in OFFSETS:
            self._from_heart = BreathFromHeart(stream)
        self.listens = True
        """Whether the beats are searched for a breath; needless while a belt tells it."""
        self._first_t = math.inf

    def differs(self, stream: StreamInfo) -> bool:
        """Whether the device came back as something its signal was not made for."""
        mine = self.stream
        return (stream.kind, stream.rate_hz, stream.channels) != (
            mine.kind,
            mine.rate_hz,
            mine.channels,
        )

    def wear(self, lines: Iterable[StreamLine]) -> None:
        """Find among all `lines` the movement of this device: streams with its source id."""
        mine = self.stream.source_id
        if mine and hasattr(self.signal, "beside"):
            self.worn_with = tuple(
                line
                for line in lines
                if line.stream.kind == "motion" and line.stream.source_id == mine
            )

    def admit(
        self, chunks: Sequence[Chunk], now: float, notices: Sequence[Notice]
    ) -> Sequence[Notice]:
        """Let `chunks` through the gate, to `clean`; what the gate has to say about them."""
        checked = self.monitor.step(chunks, now, notices)
        self.clean = checked.chunks
        return checked.notices

    @property
    def newest(self) -> float:
        """Stamp of the newest sample taken; -inf before the first."""
        return self.monitor.last_t

    def step(self, newest: float, now: float) -> Sequence[Event]:
        """Take the admitted chunks; events became known at `newest`, the engine's newest sample."""
        chunks = self.clean
        for chunk in chunks:
            if self._first_t == math.inf:
                self._first_t = float(chunk.t[0])
            if self.trace is not None:
                self.trace.append(chunk)
            if self._loop is not None:
                self._loop.take(chunk)
        if self.signal is None:
            return ()
        for other in self.worn_with:
            for chunk in other.clean:
                self.signal.beside(chunk)  # type: ignore[attr-defined]
        if self._gathers:
            self._gathered += chunks
            if now < self._judge_due or not self._gathered:
                return ()
            chunks, self._gathered = [_joined(self._gathered)], []
        events: list[Event] = []
        for chunk in chunks:
            events += self.signal.step(chunk)
        if events:
            events = self._tidy([_known_at(event, newest) for event in events])
        if self._from_heart is not None and self.listens:
            self._from_heart.step(chunks, events)
        return events

    def judge(self, now: float) -> None:
        """Form the opinion of this step; transport, signal and fellow can each spoil it alone."""
        outside, why = self.monitor.trust(now)
        if outside > 0.0 and self._loop is not None and self._loop.looped(self.newest):
            outside, why = 0.0, f"{self.monitor.title}: repeats itself exactly: no live signal"
        if self.signal is None:
            self.trust = self.alone = self._outside = outside
            self.reason = self._outside_reason = why
            return
        self.spoke = now >= self._judge_due or outside < 1.0 or self._outside < 1.0
        if now >= self._judge_due:
            self._judge_due = now + JUDGE_S - 1e-6
            self._quality, self._quality_reason = self.signal.quality(now)
            self._features = tuple(_honest(f) for f in self.signal.features(now))
        self.alone = outside * self._quality
        factor, reason = self.fellow
        self._outside_reason = reason if factor < outside else why
        self._outside = outside * factor
        self.trust = self._outside * self._quality
        lower = self._outside < self._quality
        self.reason = self._outside_reason if lower else self._quality_reason

    @property
    def prospect(self) -> float:
        """Trust to choose by: a signal in its first seconds is given the benefit of the doubt."""
        learning = self._outside > 0.5 and self.newest - self._first_t < GRACE_S
        return max(self.trust, GRACE_TRUST) if learning else self.trust

    def features(self, now: float) -> Iterable[Feature]:
        """What the signal itself offers, as far as it is believed from outside."""
        if self._outside >= 1.0:
            return self._features
        return [
            replace(
                feature,
                t=now,
                trust=feature.trust * self._outside,
                reason=self._outside_reason
                if self._outside < feature.trust
                else feature.reason or self._outside_reason,
            )
            for feature in self._features
        ]

    def respiration(self, now: float) -> Respiration:
        """Where in the breath the person is; only for a `BreathingSignal`."""
        breath: Respiration = self.signal.respiration(now)  # type: ignore[union-attr]
        if self._outside >= 1.0:
            return breath
        reason = self._outside_reason if self._outside < breath.trust else breath.reason
        return replace(breath, trust=breath.trust * self._outside, reason=reason)

    @property
    def hears_breath(self) -> bool:
        """Whether `breath_from_heart` can be asked: the breath can be guessed from its beats."""
        return self._from_heart is not None

    def breath_from_heart(self, now: float) -> tuple[Respiration, Feature]:
        """Where the breath seems to be and its rate, by the heartbeats of this stream."""
        assert self._from_heart is not None
        breath, rate = self._from_heart.respiration(now), self._from_heart.rate(now)
        gate = ramp(self.trust, *HEARD)
        if gate >= 1.0:
            return breath, rate
        return (
            replace(breath, trust=breath.trust * gate, reason=self.reason or breath.reason),
            replace(rate, trust=rate.trust * gate, reason=self.reason or rate.reason),
        )

    def _tidy(self, events: list[Event]) -> list[Event]:
        """Complete beats with their intervals and keep them, in the order of the events."""
        beats = self._hygiene.step([e for e in events if isinstance(e, Beat | Retraction)])
        if not beats:
            return events
        for beat in beats:
            if isinstance(beat, Retraction):
                self._take_back(beat)
            elif not self.beats or beat.t > self.beats[-1].t:
                self.beats.append(beat)
            else:
                insort(self.beats, beat, key=lambda b: b.t)
        while self.beats and self.beats[0].t < self.newest - HISTORY_S:
            self.beats.popleft()
        done: Iterator[Beat | Retraction] = iter(beats)
        return [next(done) if isinstance(e, Beat | Retraction) else e for e in events]

    def _take_back(self, retraction: Retraction) -> None:
        for beat in reversed(self.beats):
            if abs(beat.t - retraction.t) <= SAME_BEAT_S:
                self.beats.remove(beat)
                return
            if beat.t < retraction.t:
                return


def _joined(chunks: Sequence[Chunk]) -> Chunk:
    """Chunks of one stream as one."""
    if len(chunks) == 1:
        return chunks[0]
    t, x = np.concatenate([c.t for c in chunks]), np.concatenate([c.x for c in chunks])
    return Chunk(chunks[-1].stream, t, x)


def _honest(feature: Feature) -> Feature:
    """A value that is no number is not believed, whatever the signal says of it."""
    if math.isfinite(feature.value) or feature.trust == 0.0:
        return feature
    return replace(feature, value=math.nan, trust=0.0, reason=feature.reason or "no number")


def _known_at(event: Event, newest: float) -> Event:
    """The event, reported no earlier than the newest sample that was there when it was said."""
    if isinstance(event, Retraction):
        return event if event.retracted >= newest else replace(event, retracted=newest)
    return event if event.reported >= newest else replace(event, reported=newest)
