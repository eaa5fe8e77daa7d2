"""The words every room speaks: what comes in from a body and what is said about it.

All times are LSL seconds (`pylsl.local_clock()`), or the file's own seconds when a recording is
analysed. Every type is frozen; containers in them are never edited after they were published.

*Trust* means one thing everywhere: the probability that the value lies within its stated
tolerance (`TOLERANCE`). 0 is "do not believe this", 1 is "certain".
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]

SignalKind = Literal[
    "ecg", "ppg", "rr", "hr", "respiration", "eda", "eeg", "motion", "markers", "other"
]

TICK_S = 1 / 32
"""Seconds between two steps of the engine, live and offline alike."""

TOLERANCE: Mapping[str, str] = MappingProxyType(
    {
        "beat": "±75 ms",
        "respiration_phase": "±30° (±1/12 cycle)",
        "heart_rate": "±1 /min",
        "respiration_rate": "±1 /min",
    }
)
"""What a trust is the probability of, by quantity."""


@dataclass(frozen=True, slots=True)
class Channel:
    """One column of a stream."""

    label: str
    unit: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class StreamInfo:
    """What a stream says of itself. `key` survives a restart of the device (same source id)."""

    key: str
    kind: SignalKind
    name: str
    channels: tuple[Channel, ...]
    rate_hz: float = 0.0  # nominal; 0 = irregular
    source_id: str = ""
    host: str = ""
    declared_type: str = ""  # the type as the stream spells it ("EKG", "ExciteOMeter", ...)


@dataclass(frozen=True, slots=True)
class Chunk:
    """Samples of one stream in order: `t` (n,) seconds, `x` (n, channel)."""

    stream: StreamInfo
    t: FloatArray
    x: FloatArray

    def __post_init__(self) -> None:
        if self.t.ndim != 1 or self.x.ndim != 2 or self.t.size != self.x.shape[0]:
            raise ValueError(
                f"chunk of {self.stream.key!r}: t has shape {self.t.shape} and x {self.x.shape}; "
                "t must be (n,) and x (n, channel)"
            )


@dataclass(frozen=True, slots=True)
class Marker:
    """One string of a marker stream."""

    stream: StreamInfo
    t: float
    text: str


NoticeKind = Literal[
    "connected", "lost", "restarted", "gap", "clock jump", "clock reset", "backwards",
    "rate mismatch", "not finite", "silent", "duplicate", "rejected",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Notice:
    """Something odd or new about a stream, said once when it happens. Never swallowed."""

    stream: str  # StreamInfo.key
    kind: NoticeKind
    t: float
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Beat:
    """A heartbeat: the R peak (ECG), systolic peak (PPG) or reported beat (RR) at `t`.

    `interval_s` is the time since the beat before it as measured (NaN for the first after a
    gap); `nn_s` is the interval as used for variability, corrected or NaN where it must not be
    used; `artifact` names what was corrected ("ectopic", "missed", "extra", ""). `reported` is the
    time of the newest sample the engine had seen when it first said so.
    """

    t: float
    reported: float
    trust: float
    source: SignalKind
    interval_s: float = math.nan
    nn_s: float = math.nan
    artifact: str = ""


@dataclass(frozen=True, slots=True)
class Retraction:
    """The beat at `t` of `source`, reported earlier, is taken back at `retracted`."""

    t: float
    retracted: float
    source: SignalKind


@dataclass(frozen=True, slots=True)
class Breath:
    """One breath: onset of inhalation and of the exhalation that followed it.

    A later one with the same `inhale` replaces it: that inhalation had only paused.
    """

    inhale: float
    exhale: float
    reported: float
    trust: float
    depth: float = math.nan  # in units of the belt's own running amplitude (1 = usual)


@dataclass(frozen=True, slots=True)
class Scr:
    """A skin conductance response."""

    onset: float
    peak: float
    amplitude: float  # microsiemens
    reported: float
    trust: float


@dataclass(frozen=True, slots=True)
class Pull:
    """What came in since the last look: samples, marker strings and anything odd."""

    chunks: Sequence[Chunk] = ()
    markers: Sequence[Marker] = ()
    notices: Sequence[Notice] = ()


Event = Beat | Retraction | Breath | Scr


@dataclass(frozen=True, slots=True)
class Feature:
    """A number with a unit and a trust. NaN means 'not yet'; `reason` says why trust is low."""

    name: str
    t: float
    value: float
    unit: str
    trust: float
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Index:
    """A number in 0..1 that may move a scene, with its trust."""

    name: str
    value: float
    trust: float
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Respiration:
    """The breath as an oscillator, so that it can be carried to any display time.

    `phase` is in unwrapped cycles (0 inhale onset, 0.5 exhale onset, 1 next inhale), valid at `t`.
    """

    t: float = -math.inf
    phase: float = 0.0
    rate_hz: float = 0.0
    depth: float = 1.0  # 1 = the person's usual breath
    trust: float = 0.0
    reason: str = "no respiration yet"
    source: str = ""  # kind of the signal where it is no belt's own: "ecg" or "ppg"

    def phase_at(self, time: float) -> float:
        """Unwrapped phase in cycles at `time`, carried forward for at most 0.5 s."""
        ahead = min(max(time - self.t, -0.5), 0.5) if math.isfinite(self.t) else 0.0
        return self.phase + ahead * self.rate_hz


@dataclass(frozen=True, slots=True)
class Pacer:
    """What the program asks of the breath and shows of the scene; the simulated patient listens.

    `phase` is in unwrapped cycles with 0 = begin to inhale and 0.5 = begin to exhale (time within
    the two halves may differ); `presence` 0..1 is how much of a calm scene is being shown.
    """

    t: float
    phase: float = 0.0
    rate_hz: float = 0.0
    guided: bool = False
    presence: float = 0.0


StreamStateName = Literal["live", "silent", "lost"]


@dataclass(frozen=True, slots=True)
class StreamHealth:
    """How a stream is doing, for the therapist and for trust."""

    stream: StreamInfo
    state: StreamStateName
    last_t: float  # time stamp of the newest sample
    rate_hz: float  # measured
    trust: float  # of the transport alone: stamps, gaps, finiteness
    reason: str = ""
    samples: int = 0


@dataclass(frozen=True, slots=True)
class Trace:
    """The last seconds of a stream's first channel, for drawing: `t` (n,), `y` (n,)."""

    t: FloatArray
    y: FloatArray
    unit: str = ""


def _empty() -> Mapping[str, Any]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class BodyState:
    """Everything known of the body at `t`. Published by rebinding; never edited."""

    t: float = -math.inf
    features: Mapping[str, Feature] = field(default_factory=_empty)
    indices: Mapping[str, Index] = field(default_factory=_empty)
    respiration: Respiration = Respiration()
    beats: Sequence[Beat] = ()  # last 64 s, retracted ones left out
    breaths: Sequence[Breath] = ()  # last 64 s
    streams: Sequence[StreamHealth] = ()
    traces: Mapping[str, Trace] = field(default_factory=_empty)
    notices: Sequence[Notice] = ()  # last 20

    STALE_AFTER_S = 0.5
    STALE_GONE_S = 2.0

    def freshness_at(self, time: float) -> float:
        """1 while this state is young, falling to 0 when no newer one came for 2 s."""
        age = time - self.t
        span = self.STALE_GONE_S - self.STALE_AFTER_S
        return min(max(1.0 - (age - self.STALE_AFTER_S) / span, 0.0), 1.0)


EMPTY_BODY = BodyState()
