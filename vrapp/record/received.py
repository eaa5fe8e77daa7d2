"""How much of each sensor's stream a record holds: counted in the record itself, stamp by stamp."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from biofeedback.lsl.metadata import describe, views
from biofeedback.types import FloatArray, SignalKind
from vrapp.record.chunks import (
    MAGIC,
    OFFSET,
    SAMPLES,
    STREAM,
    described,
    number_at,
    read_chunks,
)

LEAST_GAP_S = 1.0
"""Samples of a steady stream that are further apart have something missing between them."""
LEAST_GAP_OF_BEATS_S = 3.0
"""Of a stream without a rate: beats of 20 a minute."""
OWN = "vrapp."
"""How the source ids of this program's own streams begin."""
Spans = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Received:
    """One stream from outside. `spans`: beginnings and ends, seconds since the session began, of
    what came without a gap; `samples` of them.
    """

    name: str
    kinds: tuple[SignalKind, ...]
    rate_hz: float
    samples: int
    spans: Spans

    def share(self, duration_s: float) -> float:
        """Of so many seconds, the share in which it came, 0..1."""
        return within(self.spans, duration_s) / duration_s if duration_s > 0 else 0.0


def within(spans: Sequence[tuple[float, float]], duration_s: float) -> float:
    """Seconds that the spans cover of the session's."""
    return sum(max(min(b, duration_s) - max(a, 0.0), 0.0) for a, b in spans)


def received(path: Path, start_lsl_s: float) -> list[Received]:
    """Every stream of a record that is not the program's own, text left out; a stream that was
    begun anew (a device that was switched on again) is told as one with its gap.

    Raises
    ------
    OSError
        The record cannot be read.
    """
    found: dict[int, _Stream] = {}
    with path.open("rb") as file:
        if file.read(len(MAGIC)) != MAGIC:
            return []
        for tag, content, _ in read_chunks(file):
            if tag not in (STREAM, SAMPLES, OFFSET):
                continue
            (number,) = struct.unpack_from("<I", content)
            if tag == STREAM:
                stream = _Stream(content[4:].decode("utf-8", "replace"))
                if not (stream.info.text or _is_own(stream)):
                    found[number] = stream
            elif number in found and tag == SAMPLES:
                found[number].take(content[4:])
            elif number in found:
                found[number].offsets.append(struct.unpack_from("<dd", content, 4)[1])
    by_device: dict[tuple[str, str, str], list[_Stream]] = {}
    for stream in found.values():
        by_device.setdefault(stream.info.identity, []).append(stream)
    return [_told(streams, start_lsl_s) for streams in by_device.values()]


class _Stream:
    """The stamps of one stream."""

    def __init__(self, xml: str) -> None:
        self.info, layout = describe(xml), described(xml)
        self.kinds = tuple(dict.fromkeys(view.stream.kind for view in views(self.info, "")))
        self._row = 9 + layout.value_size * layout.width
        self._parts: list[FloatArray] = []
        self.offsets: list[float] = []

    def take(self, body: bytes) -> None:
        """A chunk as this program writes it: every sample with its stamp."""
        count, at = number_at(body, 0)
        if len(body) - at == count * self._row:
            rows = np.frombuffer(body, np.uint8, offset=at).reshape(count, self._row)
            self._parts.append(rows[:, 1:9].copy().view("<f8").reshape(-1))

    def times(self) -> FloatArray:
        """On this machine's clock: the middle of the measured offsets is near enough for a gap."""
        t = np.concatenate(self._parts) if self._parts else np.empty(0)
        return np.sort(t[np.isfinite(t)]) + (float(np.median(self.offsets)) if self.offsets else 0)


def _is_own(stream: _Stream) -> bool:
    """Whether the program made it of the body, and no sensor did (a controller on the belly is)."""
    return stream.info.source_id.startswith(OWN) and set(stream.kinds) != {"respiration"}


def _told(streams: Sequence[_Stream], start: float) -> Received:
    info = streams[0].info
    t = np.sort(np.concatenate([stream.times() for stream in streams])) - start
    rate = info.rate_hz if info.rate_hz > 0 else 0.0
    least = max(LEAST_GAP_S, 4.0 / rate) if rate else LEAST_GAP_OF_BEATS_S
    cuts = np.flatnonzero(np.diff(t) > least) + 1
    pieces = [piece for piece in np.split(t, cuts) if piece.size]
    spans = tuple((float(piece[0]), float(piece[-1])) for piece in pieces)
    return Received(info.name, streams[0].kinds, rate, int(t.size), spans)
