"""The simulated patient: a body on virtual time that gives signals and listens to the pacer."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np

from biofeedback.sources.patient import intervals
from biofeedback.sources.patient.artifacts import SWING, Artifact, Disturber
from biofeedback.sources.patient.body import Body
from biofeedback.sources.patient.noise import named_rng
from biofeedback.sources.patient.person import Person, draw_person
from biofeedback.sources.patient.truth import Truth
from biofeedback.sources.patient.waveforms import WAVEFORMS, Waveform
from biofeedback.types import Channel, Chunk, FloatArray, Pacer, Pull, SignalKind, StreamInfo

BLOCKS_PER_S = 4
MOST_PER_MIN = 60
HEAD_START_S = 0.1  # of the body before its waveforms: a P wave begins before its sinus firing
STREAMS: tuple[SignalKind, ...] = ("ecg", "ppg", "rr", "respiration", "eda", "eeg")
_TYPES: Mapping[str, str] = MappingProxyType(
    {"ecg": "ECG", "ppg": "PPG", "rr": "RR", "respiration": "RESP", "eda": "EDA", "eeg": "EEG"}
)


class Patient:
    """A seeded simulated patient, a `Source` on virtual time.

    The same seed and the same pacer history give the same samples, however `read` is cut: the
    body runs in fixed blocks of 1/4 s, at most 0.37 s ahead of what was read, and what it hears
    acts after the person's reaction time, which is never below 0.4 s. A pacer heard later than
    that acts at once, and is then part of a different history.

    Parameters
    ----------
    seed : int
        0 or more. Draws the person and everything that happens to them.
    streams : sequence of str
        Which of ``ecg`` (250 Hz, mV), ``ppg`` (125 Hz), ``rr`` (irregular, ms), ``respiration``
        (50 Hz), ``eda`` (32 Hz, uS), ``eeg`` (250 Hz, uV) are worn. Leaving one out changes none
        of the others.
    start : float
        Time of the first samples on the reader's time base, seconds.
    adherence : float
        Share of guided time, 0..1, during which the person follows the pacer.
    artifacts : sequence of Artifact
        Disturbances on demand.
    artifacts_per_min : float or mapping
        Mean number of random motion and muscle artifacts a minute, for every stream or by stream.
    dropouts_per_min : float
        Mean number of random dropouts a minute, for every stream on its own.
    person : Person, optional
        Traits to use instead of those the seed draws.

    Raises
    ------
    ValueError
        For an unknown stream, or a number out of its range.
    """

    def __init__(
        self,
        seed: int,
        *,
        streams: Sequence[str] = STREAMS,
        start: float = 0.0,
        adherence: float = 0.9,
        artifacts: Sequence[Artifact] = (),
        artifacts_per_min: float | Mapping[str, float] = 0.0,
        dropouts_per_min: float = 0.0,
        person: Person | None = None,
    ) -> None:
        self.check(seed, streams, adherence, artifacts_per_min, dropouts_per_min)
        if not math.isfinite(start):
            raise ValueError(f"start {start!r}: must be a finite time in seconds")
        self.seed = seed
        self.start = start
        worn = [kind for kind in STREAMS if kind in streams]
        rates = _rates(artifacts_per_min)
        body = Body(seed, person or draw_person(named_rng(seed, "person")), adherence, start)
        self._body = body
        self._disturbers: dict[str, Disturber] = {
            kind: Disturber(
                kind,
                named_rng(seed, f"artifacts {kind}"),
                [a for a in artifacts if a.stream in ("", kind)],
                rates.get(kind, 0.0),
                dropouts_per_min,
            )
            for kind in worn
        }
        self._sensors: dict[str, Waveform] = {
            kind: WAVEFORMS[kind](body, named_rng(seed, kind)) for kind in worn if kind != "rr"
        }
        self._intervals = (
            intervals.Intervals(body, named_rng(seed, "rr"), self._disturbers["rr"])
            if "rr" in worn
            else None
        )
        self._streams: dict[str, StreamInfo] = {kind: self._stream(kind) for kind in worn}
        self._ready: dict[str, list[tuple[FloatArray, FloatArray]]] = {kind: [] for kind in worn}
        self._block = 0
        self._closed = False
        self.truth = Truth(body, self._all_artifacts)

    @property
    def streams(self) -> Sequence[StreamInfo]:
        return tuple(self._streams.values())

    def read(self, until: float) -> Pull:
        """Every sample stamped before `until` (s) not read yet: at most one chunk a stream."""
        if math.isnan(until) or until == math.inf:
            raise ValueError(f"until {until!r}: must be a time in seconds")
        if self._closed:
            return Pull()
        while self.start + self._block / BLOCKS_PER_S < until:
            self._next_block()
        chunks = [self._take(kind, until) for kind in self._streams]
        return Pull(chunks=tuple(chunk for chunk in chunks if chunk is not None))

    def hear(self, pacer: Pacer) -> None:
        """See what the program shows; the breath answers one reaction time later."""
        self._body.hear(pacer)

    def disturb(self, artifact: Artifact) -> None:
        """Schedule one more disturbance; what was simulated already stays as it is."""
        for kind, disturber in self._disturbers.items():
            if artifact.stream in ("", kind):
                disturber.add(artifact)

    def close(self) -> None:
        self._closed = True

    @staticmethod
    def check(
        seed: int,
        streams: Sequence[str],
        adherence: float,
        artifacts_per_min: float | Mapping[str, float],
        dropouts_per_min: float,
    ) -> None:
        """Raise ValueError, naming argument and range, where `Patient` would."""
        if seed < 0:
            raise ValueError(f"seed {seed!r}: must be a whole number, 0 or more")
        if not streams or any(kind not in STREAMS for kind in streams):
            raise ValueError(
                f"streams {list(streams)!r}: choose one or more of {', '.join(STREAMS)}"
            )
        if not 0.0 <= adherence <= 1.0:
            raise ValueError(f"adherence {adherence!r}: must be 0 (never follows) to 1 (always)")
        _rates(artifacts_per_min)
        if not 0.0 <= dropouts_per_min <= MOST_PER_MIN:
            raise ValueError(f"dropouts_per_min {dropouts_per_min!r}: must be 0 to {MOST_PER_MIN}")

    def _next_block(self) -> None:
        k = self._block
        self._body.advance((k + 1) / BLOCKS_PER_S + HEAD_START_S)
        for kind, sensor in self._sensors.items():
            rate = sensor.RATE_HZ
            first, stop = -(-k * rate // BLOCKS_PER_S), -(-(k + 1) * rate // BLOCKS_PER_S)
            t = np.arange(first, stop) / rate
            self._keep(kind, *self._disturbers[kind].disturb(t, sensor.block(t)))
        if self._intervals is not None:
            self._keep("rr", *self._intervals.between(k / BLOCKS_PER_S, (k + 1) / BLOCKS_PER_S))
        self._block += 1

    def _keep(self, kind: str, t: FloatArray, x: FloatArray) -> None:
        if t.size:
            self._ready[kind].append((t + self.start, x))

    def _take(self, kind: str, until: float) -> Chunk | None:
        ready = self._ready[kind]
        if not ready or ready[0][0][0] >= until:
            return None
        t = np.concatenate([block[0] for block in ready])
        x = np.concatenate([block[1] for block in ready])
        n = int(np.searchsorted(t, until))
        ready[:] = [(t[n:], x[n:])] if n < t.size else []
        return Chunk(self._streams[kind], t[:n], x[:n, None])

    def _stream(self, kind: SignalKind) -> StreamInfo:
        sensor = self._sensors.get(kind)
        channel: Channel = intervals.CHANNEL if sensor is None else sensor.CHANNEL
        source_id = f"vrapp-patient-{self.seed}-{kind}"
        return StreamInfo(
            key=source_id,
            kind=kind,
            name=f"Simulated {_TYPES[kind]}",
            channels=(channel,),
            rate_hz=0.0 if sensor is None else float(sensor.RATE_HZ),
            source_id=source_id,
            declared_type=_TYPES[kind],
        )

    def _all_artifacts(self) -> Sequence[Artifact]:
        seen = {a for d in self._disturbers.values() for a in d.artifacts}
        return sorted(seen, key=lambda a: (a.start, a.stream, a.kind))


def _rates(per_min: float | Mapping[str, float]) -> Mapping[str, float]:
    rates: dict[str, float] = (
        dict(per_min) if isinstance(per_min, Mapping) else dict.fromkeys(STREAMS, per_min)
    )
    for kind, rate in rates.items():
        if kind not in SWING or not 0.0 <= rate <= MOST_PER_MIN:
            raise ValueError(
                f"artifacts_per_min {kind!r}: {rate!r}; the stream must be one of "
                f"{', '.join(STREAMS)} and the rate 0 to {MOST_PER_MIN} /min"
            )
    return rates
