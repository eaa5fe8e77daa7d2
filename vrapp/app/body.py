"""Whose body a session runs with."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from pathlib import Path

from biofeedback.clock import Clock, VirtualClock
from biofeedback.sources.base import Source, SourceError
from biofeedback.sources.shifted import Shifted
from vrapp.app.options import Options


@dataclass(frozen=True, slots=True)
class Body:
    """A source, its time axis, and whether the engine runs beside the frames or in lockstep."""

    source: Source
    described: str
    clock: Clock
    live: bool
    length_s: float = math.inf
    plays_from: float | None = None
    """Where on its own time axis a body begins that is to be moved into the present."""

    def in_the_present(self) -> Source:
        """The source on `clock`; one that plays from a time of its own begins now."""
        if self.plays_from is None:
            return self.source
        return Shifted(self.source, self.clock.now() - self.plays_from)


def open_body(options: Options, in_real_time: bool) -> Body:
    """The body that the options ask for.

    A recording or a simulated patient plays on a virtual clock, as fast as the machine allows,
    or, `in_real_time`, moved onto the real clock.

    Raises
    ------
    SourceError
        It cannot be opened (a missing file, no LSL library, ...).
    """
    if options.source == "lsl":
        return _sensors(options)
    if options.belly:
        raise SourceError(
            f"--belly is a live sensor, and the source is {options.source!r}; use lsl"
        )
    name, _, seed = options.source.partition(":")
    is_patient = name == "patient" and not Path(options.source).exists()
    body = _patient(seed) if is_patient else _recording(options)
    if not in_real_time:
        return body
    from biofeedback.lsl.clock import LslClock

    return replace(body, clock=LslClock(), live=True, plays_from=body.clock.now())


def _sensors(options: Options) -> Body:
    from biofeedback.lsl.clock import LslClock
    from biofeedback.lsl.config import configure
    from biofeedback.lsl.source import LslSource
    from biofeedback.lsl.wants import Want

    configure(options.scope, options.known_peers)
    wants = [Want.parse(text) for text in options.streams] or [Want()]
    if options.belly:
        from vrapp.app.belly import belly_source_id

        wants.append(Want(source_id=belly_source_id(options.instance)))
    return Body(LslSource(wants), "live sensors over LSL", LslClock(), live=True)


def _patient(seed: str) -> Body:
    from biofeedback.sources.patient import Patient

    if seed and not seed.isdecimal():
        raise SourceError(f"source 'patient:{seed}': the seed is a whole number, as in patient:7")
    number = int(seed or 1)
    described = f"simulated patient, seed {number}"
    return Body(Patient(seed=number), described, VirtualClock(0.0), live=False)


def _recording(options: Options) -> Body:
    from biofeedback.sources.recording import open_recording

    path = Path(options.source)
    recording = open_recording(path, rate_hz=options.rate_hz, mapping=options.mapping)
    return Body(
        recording,
        f"recording {path.name}",
        VirtualClock(recording.start),
        live=False,
        length_s=recording.end - recording.start,
    )
