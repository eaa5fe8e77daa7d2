"""A source on another time axis: a recording played into the present."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from biofeedback.sources.base import Source
from biofeedback.types import Pacer, Pull, StreamInfo


class Shifted:
    """Reads `source` with `offset_s` added to every time stamp.

    Pacers that are heard travel the other way: into the source's own time.
    """

    def __init__(self, source: Source, offset_s: float) -> None:
        self._source = source
        self._offset_s = offset_s

    @property
    def streams(self) -> Sequence[StreamInfo]:
        return self._source.streams

    def read(self, until: float) -> Pull:
        pull = self._source.read(until - self._offset_s)
        return Pull(
            [replace(c, t=c.t + self._offset_s) for c in pull.chunks],
            [replace(m, t=m.t + self._offset_s) for m in pull.markers],
            [replace(n, t=n.t + self._offset_s) for n in pull.notices],
        )

    def hear(self, pacer: Pacer) -> None:
        self._source.hear(replace(pacer, t=pacer.t - self._offset_s))

    def close(self) -> None:
        self._source.close()
