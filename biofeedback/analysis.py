"""A recording through the live engine, as fast as it goes: how anyone can check our accuracy.

The engine is fed in steps of 1/32 s as in a session, and what it says is written down when it says
it: strictly causal, nothing corrected afterwards. A beat that was later taken back stays in the
list and carries the time of its retraction.
"""

from __future__ import annotations

import math
import os
import tempfile
from array import array
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Protocol

import msgspec

from biofeedback.engine import Engine
from biofeedback.sources.base import Source
from biofeedback.types import (
    TICK_S,
    Beat,
    BodyState,
    Breath,
    Event,
    Notice,
    Retraction,
    SignalKind,
    StreamHealth,
)

FORMAT_VERSION = 1
"""Of the JSON: raised when a reader of the old one would misread the new one."""
ALWAYS = {
    "heart_rate": "1/min",
    "rmssd": "ms",
    "coherence": "",
    "respiration_phase": "cycles",
    "respiration_rate": "1/min",
}
"""Features that are in every result, empty where the recording has no signal for them."""
PHASE = "respiration_phase"
PROGRESS_TICKS = 320


class Recording(Source, Protocol):
    """A source with two ends."""

    @property
    def start(self) -> float:
        """Stamp of the earliest sample, seconds in the file's own time base."""
        ...

    @property
    def end(self) -> float:
        """Stamp of the latest sample."""
        ...


def analyze(
    recording: Recording,
    progress: Callable[[float], None] | None = None,
    *,
    engine: Engine | None = None,
) -> dict[str, Any]:
    """What the engine says of `recording`, with the times at which it said so.

    Parameters
    ----------
    recording
        Read from its start to its end; closing it stays with the caller.
    progress
        Called now and then with the share done, 0..1.
    engine
        A fresh one by default.

    Returns
    -------
    The content of the JSON: `format`, `program`, `formulas`, `beats`, `breaths`, `scr`,
    `features`, `indices`, `streams`. Times are seconds in the file's own base; `reported` is the
    time of the newest sample the engine had seen; a number that does not exist is None.
    """
    engine = Engine(traces=False) if engine is None else engine
    notes = _Notes()
    start, end = recording.start, recording.end
    ticks = math.floor((end - start) / TICK_S) + 1 if end >= start else 0
    for tick in range(1, ticks + 1):
        now = start + tick * TICK_S
        body = engine.step(recording.read(now), now, streams=recording.streams)
        notes.take(body, engine.events, engine.notices)
        if progress is not None and tick % PROGRESS_TICKS == 0:
            progress(tick / ticks)
    if progress is not None:
        progress(1.0)
    return {
        "format": FORMAT_VERSION,
        "program": {"name": "vrapp", "version": _program_version()},
        "formulas": dict(engine.formulas),
        **notes.result(),
    }


def write_json(result: dict[str, Any], path: Path) -> None:
    """Write `result` whole or not at all: a reader never sees half a file.

    Raises
    ------
    OSError
        The folder does not exist or cannot be written; nothing is left behind.
    """
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(msgspec.json.encode(result))
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _program_version() -> str:
    try:
        return version("vrapp")
    except PackageNotFoundError:  # run from a source tree that was never installed
        return "unknown"


def _number(value: float) -> float | None:
    return value if math.isfinite(value) else None


class _Series:
    """One feature over time, in 24 bytes a value."""

    def __init__(self, unit: str = "") -> None:
        self.unit = unit
        self.t, self.value, self.trust = array("d"), array("d"), array("d")

    def add(self, t: float, value: float, trust: float) -> None:
        self.t.append(t)
        self.value.append(value)
        self.trust.append(trust)

    def result(self) -> dict[str, Any]:
        return {
            "unit": self.unit,
            "t": self.t.tolist(),
            "value": [_number(value) for value in self.value],
            "trust": self.trust.tolist(),
        }


class _Stream:
    """A stream's account over the whole recording."""

    def __init__(self) -> None:
        self.health: StreamHealth | None = None
        self.first_t = math.nan
        self.notices: list[dict[str, Any]] = []
        self._trust_sum, self._ticks = 0.0, 0
        self._rate_sum, self._rates = 0.0, 0

    def take(self, health: StreamHealth) -> None:
        self.health = health
        if not health.samples:
            return
        if not self._ticks:
            # The first chunk spans less than a tick; its start is what the rate says.
            span = (health.samples - 1) / health.stream.rate_hz if health.stream.rate_hz else 0.0
            self.first_t = health.last_t - span
        self._trust_sum += health.trust
        self._ticks += 1
        if math.isfinite(health.rate_hz):
            self._rate_sum += health.rate_hz
            self._rates += 1

    def result(self) -> dict[str, Any]:
        health = self.health
        assert health is not None
        stream = health.stream
        return {
            "name": stream.name,
            "type": stream.declared_type,
            "kind": stream.kind,
            "rate": stream.rate_hz,
            "measured_rate": self._rate_sum / self._rates if self._rates else None,
            "channels": [channel.label for channel in stream.channels],
            "units": [channel.unit for channel in stream.channels],
            "samples": health.samples,
            "start": _number(self.first_t),
            "duration": health.last_t - self.first_t if self._ticks else 0.0,
            "trust": self._trust_sum / self._ticks if self._ticks else 0.0,
            "notices": self.notices,
        }


class _Notes:
    """Everything that was said, in the order in which it was said."""

    def __init__(self) -> None:
        self._beats: list[dict[str, Any]] = []
        self._beat_at: dict[tuple[SignalKind, float], dict[str, Any]] = {}
        self._breaths: list[dict[str, Any]] = []
        self._scrs: list[dict[str, Any]] = []
        self._features = {name: _Series(unit) for name, unit in ALWAYS.items()}
        self._indices: dict[str, _Series] = {}
        self._last: dict[str, object] = {}
        self._last_index: dict[str, object] = {}
        self._streams: dict[str, _Stream] = {}
        self._seen: tuple[object, object] = (None, None)  # mappings that were gone through

    def take(self, body: BodyState, events: tuple[Event, ...], notices: tuple[Notice, ...]) -> None:
        for event in events:
            self._take_event(event)
        for health in body.streams:
            self._stream(health.stream.key).take(health)
        for notice in notices:
            self._stream(notice.stream).notices.append(
                {"kind": notice.kind, "t": _number(notice.t), "detail": notice.detail}
            )
        breath = body.respiration
        if math.isfinite(breath.t) and not breath.source:  # a guess is not a measurement
            phase = breath.phase_at(body.t) % 1.0
            self._features[PHASE].add(body.t, phase, breath.trust)
        self._take_values(body)

    def _take_values(self, body: BodyState) -> None:
        if body.features is self._seen[0] and body.indices is self._seen[1]:
            return
        self._seen = (body.features, body.indices)
        last = self._last
        for name, feature in body.features.items():
            # The same object is the same saying; a new one is a new value.
            if name == PHASE or last.get(name) is feature:
                continue
            last[name] = feature
            series = self._features.get(name)
            if series is None:
                series = self._features[name] = _Series(feature.unit)
            series.unit = feature.unit
            series.add(feature.t, feature.value, feature.trust)
        for name, index in body.indices.items():
            if self._last_index.get(name) is index:
                continue
            self._last_index[name] = index
            self._indices.setdefault(name, _Series()).add(body.t, index.value, index.trust)

    def result(self) -> dict[str, Any]:
        return {
            "beats": self._beats,
            "breaths": self._breaths,
            "scr": self._scrs,
            "features": {name: series.result() for name, series in self._features.items()},
            "indices": {name: series.result() for name, series in self._indices.items()},
            "streams": [stream.result() for stream in self._streams.values() if stream.health],
        }

    def _stream(self, key: str) -> _Stream:
        return self._streams.setdefault(key, _Stream())

    def _take_event(self, event: Event) -> None:
        if isinstance(event, Beat):
            beat = {
                "t": event.t,
                "reported": event.reported,
                "trust": event.trust,
                "source": event.source,
            }
            self._beats.append(beat)
            self._beat_at[event.source, event.t] = beat
        elif isinstance(event, Retraction):
            taken_back = self._beat_at.get((event.source, event.t))
            if taken_back is not None:
                taken_back["retracted"] = event.retracted
        elif isinstance(event, Breath):
            if self._breaths and self._breaths[-1]["inhale"] == event.inhale:
                self._breaths.pop()  # said too early, and again now
            self._breaths.append(
                {
                    "inhale": event.inhale,
                    "exhale": event.exhale,
                    "reported": event.reported,
                    "trust": event.trust,
                }
            )
        else:
            self._scrs.append(
                {
                    "onset": event.onset,
                    "peak": event.peak,
                    "amplitude": event.amplitude,
                    "reported": event.reported,
                    "trust": event.trust,
                }
            )
