"""The body's centre: samples in, a `BodyState` out. A plain function of its inputs and state.

Each stream walks one line: gate (`StreamMonitor`) → signal → beat hygiene. Of several streams of
a kind, and of several sources of beats or breath, the most trusted is used, and the others stay in
the therapist's list, ready. What a stream's transport loses in trust, everything said from it
loses as well, in the same step.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Generic, TypeVar

from biofeedback.agreement import agreement, believed
from biofeedback.choice import Chooser
from biofeedback.indices.base import HISTORY_S, History, Indicator, make_indices
from biofeedback.indices.baseline import Baseline
from biofeedback.line import StreamLine
from biofeedback.schedule import Schedule
from biofeedback.signals.base import Signal, find_signal, prepare
from biofeedback.signals.respiration_derived import FROM_HEART
from biofeedback.types import (
    Beat,
    BodyState,
    Breath,
    Chunk,
    Event,
    Feature,
    Index,
    Notice,
    Pull,
    Respiration,
    Retraction,
    Scr,
    SignalKind,
    StreamInfo,
    Trace,
)

BODY_S = 64.0
"""Seconds of beats and breaths carried in a `BodyState` (the window of coherence)."""
NOTICES = 20
COMPARE_S = 0.5
"""ECG and PPG are held against each other so often."""

BEAT_PREFERENCE: Mapping[SignalKind, float] = MappingProxyType(
    {"ecg": 0.7, "ppg": 0.3, "rr": 0.2, "hr": 0.0}
)
"""In units of trust: an R peak is sharper than a pulse, and both can be watched better than
intervals from a box. With a perfect pulse at hand the ECG is left below a trust of 0.4 and taken
up again above 0.8."""
BREATH_PREFERENCE: Mapping[SignalKind, float] = MappingProxyType({"respiration": 0.3})

SignalFinder = Callable[[SignalKind], type[Signal] | None]
T = TypeVar("T")


class Engine:
    """Give it what came in and the time; it gives back what is known of the body.

    Parameters
    ----------
    traces : carry the last seconds of the raw signals for drawing.
    find : the signal for a kind of stream (by default: every signal of this package).
    indices : the indices to compute (by default: a fresh one of every index of this package).
    baseline : the person's rest as an earlier session learnt it.
    """

    def __init__(
        self,
        traces: bool = True,
        *,
        find: SignalFinder = find_signal,
        indices: Sequence[Indicator] | None = None,
        baseline: Baseline | None = None,
    ) -> None:
        if find is find_signal:
            prepare()
        self.events: tuple[Event, ...] = ()
        """What the last step became sure of, from the sources in use; retractions from all."""
        self.notices: tuple[Notice, ...] = ()
        """What there was to say about the streams in the last step, the source's own included."""
        self._traces = traces
        self._find = find
        self._schedule = Schedule(make_indices() if indices is None else indices)
        self._lines: dict[str, StreamLine] = {}
        self._listed: Sequence[StreamInfo] = ()  # those the source told of
        self._wearing: list[StreamLine] = []  # lines that want to see how their device moved
        self._of_kind: dict[SignalKind, list[str]] = {}  # keys of the streams
        self._in_use: dict[SignalKind, str] = {}  # key of the stream used of each kind
        self._choosers: dict[SignalKind, Chooser[str]] = {}
        self._beat_source: Chooser[str] = Chooser()
        self._breath_source: Chooser[str] = Chooser()
        self._heard_source: Chooser[str] = Chooser()  # of a breath guessed from the heart
        self._heard_breath = Respiration()
        self._history = History(baseline=baseline or Baseline())
        self._index_values: dict[str, Index] = {}
        self._heard: dict[SignalKind, str] = {}  # key of the stream whose features are known
        self._news = True  # features or indices changed since they were last published
        self._features: Mapping[str, Feature] = MappingProxyType({})
        self._indices: Mapping[str, Index] = MappingProxyType({})
        self._drawn: dict[str, Trace] = {}  # the newest traces by kind; made anew, never edited
        self._newest = self._compare_due = -math.inf
        self._recent_notices: tuple[Notice, ...] = ()
        self._beats = _Recent[Beat](lambda beat: beat.t)
        self._breaths = _Recent[Breath](lambda breath: breath.exhale)

    def step(
        self,
        pull: Pull | Sequence[Chunk],
        now: float,
        notices: Sequence[Notice] = (),
        streams: Sequence[StreamInfo] = (),
    ) -> BodyState:
        """Take what came in since the last step; say what is known at `now`.

        Parameters
        ----------
        pull
            Chunks of any streams, in order within a stream, alone or with the source's notices.
        now
            LSL seconds; never runs backwards.
        notices
            Further notices about streams.
        streams
            Streams known to exist, listed even before their first sample.
        """
        if not isinstance(pull, Pull):
            pull = Pull(chunks=pull)
        if streams != self._listed:
            self._listed = streams
            for stream in streams:
                self._line(stream, now)
        for chunk in pull.chunks:
            self._line(chunk.stream, now).take(chunk)
            if chunk.t.size and self._newest < (stamp := float(chunk.t[-1])) <= now:
                self._newest = stamp  # arrived, if not yet looked at
        said = [*pull.notices, *notices]
        heard: dict[str, list[Notice]] = {}  # by stream
        for marker in pull.markers:
            self._line(marker.stream, now).monitor.mark(marker.t)
            heard[marker.stream.key] = []
        for notice in said:
            heard.setdefault(notice.stream, []).append(notice)
        awake = [line for line in self._lines.values() if line.wakes(now, line.key in heard)]
        for line in awake:
            said += line.admit(now, heard.get(line.key, ()))
            self._newest = max(self._newest, line.newest)
        self.notices = tuple(said)
        if said:
            self._recent_notices = (*self._recent_notices, *said)[-NOTICES:]

        for line in self._wearing:
            line.look_beside()
        found: dict[str, Sequence[Event]] = {}
        for line in awake:
            events = line.step(self._newest)
            if events:
                found[line.key] = events
            line.judge(now)
        if now >= self._compare_due:
            self._compare_due = now + COMPARE_S - 1e-6
            self._compare(now)
        news = any(line.spoke for line in awake) or not self._in_use
        changed = news and self._choose(now)
        self._remember(found, news, now)
        if news or now >= self._schedule.due:
            self._news |= self._schedule.run(
                self._history, self._index_values, now, at_once=changed
            )
        return self._publish(any(line.drew for line in awake), now)

    @property
    def formulas(self) -> dict[str, int]:
        """Version of the formula of each index, by the name of its class."""
        return self._schedule.formulas

    @property
    def baseline(self) -> Baseline:
        """The person's rest: as given, and anew what this session has learnt of it so far."""
        learnt = dict(self._history.baseline.features)
        for known in self._schedule.learnt:
            learnt.update(known.features)
        return Baseline(learnt)

    # -- inside -----------------------------------------------------------------------------------

    def _line(self, stream: StreamInfo, now: float) -> StreamLine:
        """The line for `stream`; a device that came back different gets a new one."""
        line = self._lines.get(stream.key)
        if line is not None and not (line.stream is not stream and line.differs(stream)):
            return line
        after = -math.inf if line is None else line.newest
        made = self._lines[stream.key] = StreamLine(
            stream,
            now,
            self._find(stream.kind),
            traces=self._traces,
            after=after,
        )
        self._of_kind.clear()
        self._in_use.clear()
        self._history.quality.clear()
        for key, each in self._lines.items():
            each.wear(self._lines.values())
            if each.signal is not None:
                self._of_kind.setdefault(each.stream.kind, []).append(key)
        self._wearing = [each for each in self._lines.values() if each.worn_with]
        return made

    def _compare(self, now: float) -> None:
        """Let ECG and PPG, where both are there, vouch for each other or not."""
        hearts = [self._lines.get(self._in_use.get(kind, "")) for kind in ("ecg", "ppg")]
        ecg, ppg = hearts
        share = None if ecg is None or ppg is None else agreement(ecg.beats, ppg.beats, now)
        for line, other, name in ((ecg, ppg, "pulse"), (ppg, ecg, "ECG")):
            if line is None:
                continue
            line.fellow = (1.0, "")
            if share is not None and other is not None and line.alone > 0.0:
                factor = believed(line.alone, other.alone, share) / line.alone
                line.fellow = (
                    factor,
                    f"{line.monitor.title}: its beats are not those of the {name}",
                )

    def _choose(self, now: float) -> bool:
        """Choose a stream of each kind, and where beats and breath come from."""
        before = self._beat_source.chosen
        beats: dict[str, tuple[float, float]] = {}
        breath: dict[str, tuple[float, float]] = {}
        for kind, keys in self._of_kind.items():
            chosen = keys[0]
            if len(keys) > 1:
                trusts = {key: (self._lines[key].prospect, 0.0) for key in keys}
                chooser = self._choosers.setdefault(kind, Chooser())
                chosen = chooser.choose(trusts, now) or chosen
            self._in_use[kind] = chosen
            line = self._lines[chosen]
            self._history.quality[kind] = (line.trust, line.reason)
            if kind in BEAT_PREFERENCE:
                beats[chosen] = (line.prospect, BEAT_PREFERENCE[kind])
            if line.breathes:
                breath[chosen] = (line.prospect, BREATH_PREFERENCE.get(kind, 0.0))
        told = (self._beat_source.choose(beats, now), self._breath_source.choose(breath, now))
        for key, line in self._lines.items():
            line.hurried = key in told
            line.listens = self._breath_source.chosen is None
        return self._beat_source.chosen != before

    def _remember(self, found: Mapping[str, Sequence[Event]], news: bool, now: float) -> None:
        history, events = self._history, list[Event]()
        beat_key, breath_key = self._beat_source.chosen, self._breath_source.chosen
        for key, said in found.items():
            kind = self._lines[key].stream.kind
            for event in said:
                match event:
                    case Beat():
                        used = key == beat_key
                    case Retraction():
                        used = True
                    case Breath():
                        used = key == breath_key
                        if used:
                            if history.breaths and history.breaths[-1].inhale == event.inhale:
                                history.breaths.pop()  # said too early, and again now
                            history.breaths.append(event)
                    case Scr():
                        used = key == self._in_use[kind]
                        if used:
                            history.scrs.append(event)
                if used:
                    events.append(event)
        self.events = tuple(events)
        oldest = now - HISTORY_S
        while history.breaths and history.breaths[0].exhale < oldest:
            history.breaths.popleft()
        while history.scrs and history.scrs[0].onset < oldest:
            history.scrs.popleft()
        if beat_key is not None:
            history.beats = self._lines[beat_key].beats
            while history.beats and history.beats[0].t < oldest:
                history.beats.popleft()
        if breath_key is not None:
            history.respiration = self._lines[breath_key].respiration(now)
        self._hear_breath(now)
        for kind, key in self._in_use.items() if news else ():
            line = self._lines[key]
            if line.spoke or self._heard.get(kind) != key:
                self._heard[kind] = key
                for feature in line.features(now):
                    history.features[feature.name] = feature
                    self._news = True

    def _hear_breath(self, now: float) -> None:
        """Guess the breath from the heart, where nobody wears a sensor for it.

        It goes to the scene, not to the history: what is made of the heart's rhythm must not be
        compared with it (RSA, synchrony).
        """
        if self._breath_source.chosen is not None:
            if self._heard_source.chosen is not None:  # a belt was put on
                self._heard_source = Chooser()
                for name in [n for n in self._history.features if n.startswith(FROM_HEART)]:
                    del self._history.features[name]
            return
        said = {
            key: self._lines[key].breath_from_heart(now)
            for key in self._in_use.values()
            if self._lines[key].hears_breath
        }
        trusts = {key: (breath.trust, 0.0) for key, (breath, _) in said.items()}
        chosen = self._heard_source.choose(trusts, now)
        if chosen is None:
            return
        self._heard_breath = said[chosen][0]
        if self._lines[chosen].spoke:
            for _, rate in said.values():
                self._history.features[rate.name] = rate
            self._news = True

    def _publish(self, draw: bool, now: float) -> BodyState:
        history = self._history
        if draw:
            self._drawn = {
                kind: trace.trace()
                for kind, key in self._in_use.items()
                if (trace := self._lines[key].trace) is not None
            }
        if self._news:
            self._news = False
            self._features = MappingProxyType(history.features.copy())
            self._indices = MappingProxyType(self._index_values.copy())
        fresh = bool(self.events)
        worn = self._breath_source.chosen is not None
        return BodyState(
            t=now,
            features=self._features,
            indices=self._indices,
            respiration=history.respiration if worn else self._heard_breath,
            beats=self._beats.take(history.beats, now, fresh),
            breaths=self._breaths.take(history.breaths, now, fresh),
            streams=tuple([line.health for line in self._lines.values()]),
            traces=MappingProxyType(self._drawn),
            notices=self._recent_notices,
        )


class _Recent(Generic[T]):
    """The last `BODY_S` of a deque as a tuple, made anew only when it changed."""

    def __init__(self, time_of: Callable[[T], float]) -> None:
        self._time_of = time_of
        self._of: deque[T] | None = None
        self._tuple: tuple[T, ...] = ()

    def take(self, events: deque[T], now: float, changed: bool) -> tuple[T, ...]:
        oldest = now - BODY_S
        if changed or events is not self._of or self._aged(oldest):
            self._of = events
            self._tuple = tuple(event for event in events if self._time_of(event) >= oldest)
        return self._tuple

    def _aged(self, oldest: float) -> bool:
        return bool(self._tuple) and self._time_of(self._tuple[0]) < oldest
