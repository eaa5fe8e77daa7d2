"""A recording as live LSL streams, at its own pace or faster, once or round and round."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Mapping
from dataclasses import replace

from biofeedback.clock import Clock
from biofeedback.kinds import kind_of
from biofeedback.sources.base import SourceError
from biofeedback.sources.push import Closable, Outlet, close_all, push
from biofeedback.sources.recording import Recording
from biofeedback.types import TICK_S, FloatArray, StreamInfo

PROGRESS_EVERY_S = 0.25
SEAM_S = 1.0  # between two rounds of a recording that has no regular stream


def outlet_stream(recording: Recording, stream: StreamInfo, speed: float = 1.0) -> StreamInfo:
    """How a recorded stream presents itself when it is played.

    The source id depends on file and stream alone, so that a restarted replay is known again. The
    rate is `speed` times the recorded one. A type nobody would recognise, because the user said
    what the stream is, becomes the name of its kind.
    """
    place = hashlib.sha256(str(recording.path.resolve()).encode()).hexdigest()[:12]
    labels = [channel.label for channel in stream.channels]
    recognised = kind_of(stream.declared_type, stream.name, labels) == stream.kind
    return replace(
        stream,
        name=stream.name or stream.key,
        source_id=f"vrapp-replay-{place}-{stream.key}",
        rate_hz=stream.rate_hz * speed,
        declared_type=stream.declared_type if recognised else stream.kind.upper(),
    )


def replay(
    recording: Recording,
    outlets: Mapping[str, Outlet],
    clock: Clock,
    stop: Callable[[], bool],
    *,
    speed: float = 1.0,
    loop: bool = False,
    progress: Callable[[float, float], None] = lambda position_s, total_s: None,
) -> None:
    """Push every sample when its time has come, until the end or until told to stop.

    The first sample is stamped with the clock's time at the call, and every later one keeps its
    distance divided by `speed`. Looping, stamps go on forward: a round begins one sample after the
    end of the one before.

    Parameters
    ----------
    recording
        Played from its start.
    outlets
        By `StreamInfo.key`.
    clock
        Gives the stamps, and waits.
    stop
        Asked once a tick (1/32 s).
    speed
        Times the recorded pace, above 0.
    loop
        Begin again at the end.
    progress
        Called about four times a second with the position in the file and its length, seconds.
    """
    if not (math.isfinite(speed) and speed > 0.0):
        raise ValueError(f"speed {speed!r}: must be above 0 (1 = its own pace)")
    total = recording.end - recording.start
    seam = _seam_s(recording)
    begun = due = shown = clock.now()  # of this round, of the next tick, of the last progress

    def stamp(t: FloatArray) -> FloatArray:
        return begun + (t - recording.start) / speed

    recording.rewind()
    progress(0.0, total)
    while not stop():
        clock.sleep_until(due)
        now = clock.now()
        position = (now - begun) * speed
        if position <= total:
            push(recording.read(recording.start + position), outlets, stamp)
        else:
            push(recording.read(math.inf), outlets, stamp)
            if not loop:
                progress(total, total)
                return
            recording.rewind()
            begun += (total + seam) / speed
        if now - shown >= PROGRESS_EVERY_S:
            shown = now
            progress(min(max(position, 0.0), total), total)
        due = max(due + TICK_S, now)


def run_replay(
    recording: Recording,
    *,
    stop: Callable[[], bool] = lambda: False,
    speed: float = 1.0,
    loop: bool = False,
    scope: str = "machine",
    progress: Callable[[float, float], None] = lambda position_s, total_s: None,
    clock: Clock | None = None,
) -> None:
    """Play a recording on LSL; announced on this machine only, unless `scope` says otherwise.

    Raises
    ------
    SourceError
        There is nothing to play, or LSL cannot be used as asked.
    """
    from biofeedback.lsl.clock import LslClock
    from biofeedback.lsl.config import configure
    from biofeedback.lsl.outlet import SignalOutlet

    if not recording.first_sample:
        raise SourceError(f"{recording.path}: all its streams are empty; choose another recording")
    configure(scope)  # type: ignore[arg-type]  # checked there
    made: list[Closable] = []
    try:
        outlets: dict[str, SignalOutlet] = {}
        for stream in recording.streams:
            shown = outlet_stream(recording, stream, speed)
            outlets[stream.key] = SignalOutlet(shown, network=scope != "machine", precise=True)
            made.append(outlets[stream.key])
        replay(
            recording,
            outlets,
            clock or LslClock(),
            stop,
            speed=speed,
            loop=loop,
            progress=progress,
        )
    finally:
        close_all(made)


def _seam_s(recording: Recording) -> float:
    """Time from the last sample of a round to the first of the next: one sample of the fastest."""
    rate = max((stream.rate_hz for stream in recording.streams), default=0.0)
    return 1.0 / rate if rate > 0.0 else SEAM_S
