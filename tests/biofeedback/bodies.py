"""Test doubles: a stream that counts its samples, signals that do exactly what they are told."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np

from biofeedback.engine import Engine
from biofeedback.types import (
    TICK_S,
    Beat,
    BodyState,
    Channel,
    Chunk,
    Event,
    Feature,
    Notice,
    Pacer,
    Pull,
    Respiration,
    SignalKind,
    StreamInfo,
)


def stream(
    kind: SignalKind = "ecg", rate_hz: float = 256.0, key: str = "", channels: int = 1
) -> StreamInfo:
    labels = tuple(Channel(f"{kind}{i}", "mV") for i in range(channels))
    return StreamInfo(key or kind, kind, kind.upper(), labels, rate_hz, declared_type=kind.upper())


def chunk(info: StreamInfo, t: Sequence[float] | np.ndarray, x: object = None) -> Chunk:
    """A chunk; by default the value of a sample is its number since time 0, so loss shows."""
    t = np.asarray(t, dtype=float)
    width = len(info.channels)
    if x is None:
        x = np.repeat((t * (info.rate_hz or 1.0))[:, None], width, axis=1)
    return Chunk(info, t, np.asarray(x, dtype=float).reshape(t.size, -1 if t.size else width))


def ticks(seconds: float, start: float = 0.0) -> Iterator[float]:
    """Times of the engine's steps in (start, start + seconds]."""
    for i in range(1, round(seconds / TICK_S) + 1):
        yield start + i * TICK_S


def between(info: StreamInfo, start: float, stop: float) -> Chunk:
    """The samples of an ideal stream with stamps in [start, stop)."""
    first = math.ceil(start * info.rate_hz - 1e-9)
    last = math.ceil(stop * info.rate_hz - 1e-9)
    return chunk(info, np.arange(first, last) / info.rate_hz)


class Loud:
    """A signal whose trust is what the test says, with a beat each second on the second."""

    trusts: dict[str, float] = {}  # noqa: RUF012  the test's dial, by stream key

    def __init__(self, info: StreamInfo) -> None:
        self.info = info
        self.samples = 0

    def step(self, chunk: Chunk) -> Sequence[Event]:
        self.samples += chunk.t.size
        return [
            Beat(t=float(t), reported=float(t), trust=1.0, source=self.info.kind)
            for t in chunk.t
            if float(t).is_integer()
        ]

    def quality(self, now: float) -> tuple[float, str]:
        trust = self.trusts.get(self.info.key, 1.0)
        return trust, "" if trust > 0.5 else f"{self.info.key} is noisy"

    def features(self, now: float) -> Sequence[Feature]:
        trust = self.quality(now)[0]
        return [Feature(f"{self.info.kind}_level", now, float(self.samples), "1", trust)]


class Breather(Loud):
    """Breathes six times a minute; its phase is the time in tenths."""

    last = 0.0

    def step(self, chunk: Chunk) -> Sequence[Event]:
        self.last = float(chunk.t[-1])
        return []

    def respiration(self, now: float) -> Respiration:
        return Respiration(self.last, self.last / 10.0, 0.1, trust=self.quality(now)[0], reason="")


class Tape:
    """A recording in memory: regular streams with the ideal sample number as value."""

    def __init__(self, *infos: StreamInfo, start: float = 0.0, end: float = 10.0) -> None:
        self.streams = infos
        self.start, self.end = start, end
        self._read = start
        self.notices: list[Notice] = []

    def read(self, until: float) -> Pull:
        since, self._read = self._read, until
        stop = min(until, self.end + 1e-6)
        chunks = [between(info, since, stop) for info in self.streams]
        notices, self.notices = self.notices, []
        return Pull(chunks=[c for c in chunks if c.t.size], notices=notices)

    def hear(self, pacer: Pacer) -> None: ...

    def close(self) -> None: ...


def finder(**classes: type) -> object:
    return lambda kind: classes.get(kind)


def loud_engine(*indices: object, traces: bool = True) -> Engine:
    find = finder(ecg=Loud, ppg=Loud, rr=Loud, eda=Loud, respiration=Breather)
    return Engine(traces, find=find, indices=list(indices))  # type: ignore[arg-type]


class Room:
    """An engine and some ideal streams."""

    def __init__(self, engine: Engine, *infos: StreamInfo) -> None:
        self.engine, self.infos, self.now = engine, list(infos), 0.0
        self.bodies: list[BodyState] = []
        self.events: list[Event] = []

    def run(self, seconds: float, without: str = "", notices: Sequence[Notice] = ()) -> BodyState:
        for now in ticks(seconds, self.now):
            before, self.now = self.now, now
            chunks = [between(i, before, now) for i in self.infos if i.key != without]
            self.bodies.append(self.engine.step(Pull(chunks, notices=notices), now))
            self.events += self.engine.events
            notices = ()
        return self.bodies[-1]
