"""What comes in, into the record: live streams by their raw stamps, other bodies as they are."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any
from xml.etree import ElementTree

import numpy as np
import numpy.typing as npt

from biofeedback.lsl.metadata import Description
from biofeedback.sources.base import Source
from biofeedback.types import Channel, FloatArray, Pacer, Pull, StreamInfo
from vrapp.record.recorder import Recorder


class RecordingTap:
    """Beside an `LslSource`: raw stamps and clock offsets, each session of a device a stream."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        self._numbers: dict[str, int] = {}

    def opened(self, session: Description) -> None:
        self._numbers[session.uid] = self._recorder.open_stream(session.xml)

    def samples(self, session: Description, raw: FloatArray, values: npt.NDArray[Any]) -> None:
        self._recorder.samples(self._numbers[session.uid], raw, values)

    def text(self, session: Description, raw: float, text: str) -> None:
        self._recorder.texts(self._numbers[session.uid], [raw], [text])

    def offset(self, session: Description, measured_at: float, offset_s: float) -> None:
        if math.isfinite(measured_at) and math.isfinite(offset_s):
            self._recorder.offset(self._numbers[session.uid], measured_at, offset_s)

    def closed(self, session: Description) -> None:
        """Its footer comes with the others, at the end."""


class Recorded:
    """A source whose pulls are recorded as they are read (a simulated patient, a recording)."""

    def __init__(self, source: Source, recorder: Recorder) -> None:
        self._source, self._recorder = source, recorder
        self._numbers: dict[str, int] = {}

    @property
    def streams(self) -> Sequence[StreamInfo]:
        return self._source.streams

    def read(self, until: float) -> Pull:
        pull = self._source.read(until)
        for chunk in pull.chunks:
            x = np.asarray(chunk.x, dtype=np.float64)
            self._recorder.samples(self._number(chunk.stream, until), chunk.t, x)
        for marker in pull.markers:
            number = self._number(marker.stream, until, text=True)
            self._recorder.texts(number, [marker.t], [marker.text])
        return pull

    def hear(self, pacer: Pacer) -> None:
        self._source.hear(pacer)

    def close(self) -> None:
        self._source.close()

    def _number(self, stream: StreamInfo, now: float, text: bool = False) -> int:
        number = self._numbers.get(stream.key)
        if number is None:
            kind = stream.declared_type or stream.kind.upper()
            source_id = stream.source_id or stream.key
            xml = description(stream.name, kind, stream.channels, stream.rate_hz, source_id, text)
            number = self._numbers[stream.key] = self._recorder.open_stream(xml)
            self._recorder.offset(number, now, 0.0)  # it is on our clock
        return number


def description(
    name: str,
    declared_type: str,
    channels: Iterable[Channel],
    rate_hz: float = 0.0,
    source_id: str = "",
    text: bool = False,
    number: str = "double64",
) -> str:
    """A stream's XML as LSL would give it; `number` is the format of what is no text."""
    info = ElementTree.Element("info")
    channels = tuple(channels)
    for key, value in (
        ("name", name),
        ("type", declared_type),
        ("channel_count", str(len(channels))),
        ("nominal_srate", repr(rate_hz)),
        ("channel_format", "string" if text else number),
        ("source_id", source_id),
    ):
        ElementTree.SubElement(info, key).text = value
    listed = ElementTree.SubElement(ElementTree.SubElement(info, "desc"), "channels")
    for channel in channels:
        node = ElementTree.SubElement(listed, "channel")
        for key, value in (
            ("label", channel.label), ("unit", channel.unit), ("type", channel.kind),
        ):  # fmt: skip
            ElementTree.SubElement(node, key).text = value
    return ElementTree.tostring(info, encoding="unicode")
