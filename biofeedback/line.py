"""One stream's way through the engine: gate, signal, beat hygiene; and how far to trust it."""

from __future__ import annotations

import math
from bisect import insort
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

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
    TICK_S,
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
TURN_S, SPARE_TURN_S = 0.125, 0.25
"""A signal is asked for its opinion so often, and so often where another is used instead of it.
What no moment hangs on (a skin response, which is known a second after its onset; a pulse while the
ECG tells the beats) gathers its samples until then, as a call costs the same for one sample and for
ten."""
SPARE: frozenset[SignalKind] = frozenset(("ecg", "ppg", "rr", "hr", "respiration", "eeg"))
"""Kinds that tell beats or breath, or change slowly (EEG)."""
LATER: Mapping[SignalKind, int] = MappingProxyType(
    {"ppg": 1, "respiration": 2, "eeg": 3, "rr": 5, "hr": 5}
)
"""Steps after the others' turn at which these have theirs, for no step to be much longer."""
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
        self.key = stream.key
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
        self.health = self.monitor.health(now)
        """Of the transport, as of the last opinion."""
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
        self.hurried = True
        """Whether every step counts: beats or breath are taken from here."""
        self._due = now + TICK_S * LATER.get(stream.kind, 0) - 1e-6
        self._turn = False
        self.awake = False
        """Whether this step is one of its own; see `wakes`."""
        self.spoke = False
        """Whether opinion and `features` may differ from those of the step before."""
        self._gathered: list[Chunk] = []  # arrived and not looked at
        self._aside: list[Chunk] = []  # not yet looked at by trace and loop detector
        self.drew = False
        """Whether there is more to be drawn than in the step before."""
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

    def take(self, chunk: Chunk) -> None:
        """Keep what arrived until the line wakes."""
        self._gathered.append(chunk)

    def wakes(self, now: float, called: bool) -> bool:
        """Whether this step is one of the line's own; `called`: there is a notice for it."""
        self._turn = now >= self._due
        if self._turn:
            spare = not self.hurried and self.stream.kind in SPARE
            self._due = now + (SPARE_TURN_S if spare else TURN_S) - 1e-6
        self.awake = self._turn or self.hurried or called
        if not self.awake:
            self.clean, self.spoke = (), False
        return self.awake

    def admit(self, now: float, notices: Sequence[Notice]) -> Sequence[Notice]:
        """Let what arrived through the gate, to `clean`; what the gate has to say about it."""
        arrived: Sequence[Chunk] = self._gathered
        if arrived:
            self._gathered = []
            arrived = _joined(arrived)
        checked = self.monitor.step(arrived, now, notices)
        self.clean = checked.chunks
        return checked.notices

    @property
    def newest(self) -> float:
        """Stamp of the newest sample taken; -inf before the first."""
        return self.monitor.last_t

    def look_beside(self) -> None:
        """Show the signal how its device moved."""
        for other in self.worn_with:
            for chunk in other.clean:
                self.signal.beside(chunk)  # type: ignore[union-attr]

    def step(self, newest: float) -> Sequence[Event]:
        """Take the admitted chunks; events became known at `newest`, the engine's newest sample."""
        chunks = self.clean
        self.drew = False
        if chunks:
            if self._first_t == math.inf:
                self._first_t = float(chunks[0].t[0])
            self._aside += chunks
        if self._aside and self._turn:
            self._look_aside()
        if self.signal is None or not chunks:
            return ()
        events: list[Event] = []
        for chunk in chunks:
            events += self.signal.step(chunk)
        if events:
            events = self._tidy([_known_at(event, newest) for event in events])
        if self._from_heart is not None and self.listens:
            self._from_heart.step(chunks, events)
        return events

    def _look_aside(self) -> None:
        """Keep for drawing, and look for repetition: nothing that could not wait for a turn."""
        for chunk in _joined(self._aside):
            if self.trace is not None:
                self.trace.append(chunk)
                self.drew = True
            if self._loop is not None:
                self._loop.take(chunk)
        self._aside = []

    def judge(self, now: float) -> None:
        """Form the opinion of this step; transport, signal and fellow can each spoil it alone."""
        self.health = self.monitor.health(now)
        outside, why = self.health.trust, self.health.reason
        if outside > 0.0 and self._loop is not None and self._loop.looped(self.newest):
            outside, why = 0.0, f"{self.monitor.title}: repeats itself exactly: no live signal"
        self.spoke = self._turn or outside < 1.0 or self._outside < 1.0
        if self.signal is None:
            self.trust = self.alone = self._outside = outside
            self.reason = self._outside_reason = why
            return
        if not self.spoke:
            return
        if self._turn:
            self._quality, self._quality_reason = self.signal.quality(now)
            self._features = tuple([_honest(f) for f in self.signal.features(now)])
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


def _joined(chunks: Sequence[Chunk]) -> Sequence[Chunk]:
    """Chunks of one stream as one, if they can be."""
    if len(chunks) < 2 or len({chunk.x.shape[1] for chunk in chunks}) > 1:
        return chunks
    t, x = np.concatenate([c.t for c in chunks]), np.concatenate([c.x for c in chunks])
    return [Chunk(chunks[-1].stream, t, x)]


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
