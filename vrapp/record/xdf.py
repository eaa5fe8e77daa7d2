"""Writes XDF 1.0 (https://github.com/sccn/xdf/wiki/Specifications), one chunk after the other.

A file cut short at any byte loses what follows the cut and no more; `pyxdf` and every standard
viewer read it. Nothing is buffered here beyond the file object's own buffer.
"""

from __future__ import annotations

import math
import os
import struct
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import numpy.typing as npt

from biofeedback.types import FloatArray

MAGIC = b"XDF:"
BOUNDARY = bytes.fromhex("43a546dccbf5410fb30ed5467383cbe4")
BOUNDARY_EVERY = 1 << 20
"""Bytes between two boundaries, from which a damaged file can be read on."""
HEADER, STREAM, SAMPLES, OFFSET, MARK, FOOTER = 1, 2, 3, 4, 5, 6
_NUMBERS = {
    "int8": "i1", "int16": "<i2", "int32": "<i4", "int64": "<i8",
    "float32": "<f4", "double64": "<f8",
}  # fmt: skip
_STAMPED, _UNSTAMPED = 8, 0


@dataclass(slots=True)
class _Stream:
    """What is counted of a stream for its footer."""

    dtype: str | None  # None: text
    width: int
    count: int = 0
    first: float = math.nan
    last: float = math.nan
    offsets: list[tuple[float, float]] = field(default_factory=list)


class XdfFile:
    """A new file; one thread at a time.

    Raises
    ------
    OSError
        It cannot be made (`FileExistsError`: nothing is overwritten) or written.
    """

    def __init__(self, path: Path) -> None:
        self._file = path.open("xb")
        self._streams: dict[int, _Stream] = {}
        self._since_boundary = 0
        self._file.write(MAGIC)
        self._chunk(HEADER, b'<?xml version="1.0"?><info><version>1.0</version></info>')

    def open_stream(self, xml: str) -> int:
        """Begin a stream; `xml` is its whole description as LSL gives it. Returns its number.

        Raises `ValueError` for a description without format or channel count.
        """
        info = ElementTree.fromstring(xml)
        kind, width = info.findtext("channel_format") or "", info.findtext("channel_count") or ""
        if kind != "string" and kind not in _NUMBERS:
            raise ValueError(f"a stream of unknown format {kind!r}")
        number = len(self._streams) + 1
        self._streams[number] = _Stream(_NUMBERS.get(kind), int(width))
        self._chunk(STREAM, struct.pack("<I", number) + xml.encode())
        return number

    def write_samples(self, number: int, t: FloatArray, x: npt.NDArray[np.generic]) -> None:
        """Stamps (n,) and values (n, channel) of a numeric stream, as they are."""
        stream = self._streams[number]
        if stream.dtype is None or x.shape != (t.size, stream.width):
            raise ValueError(f"samples of shape {x.shape} for stream {number}")
        if not t.size:
            return
        rows = np.empty(
            t.size, [("mark", "u1"), ("t", "<f8"), ("x", stream.dtype, (stream.width,))]
        )
        rows["mark"], rows["t"], rows["x"] = _STAMPED, t, x
        if np.isfinite(t).all():
            body = rows.tobytes()
        else:  # a stamp that is no number is left away, the sample stays
            values = rows["x"].tobytes()
            size = len(values) // t.size
            body = b"".join(
                (struct.pack("<Bd", _STAMPED, at) if math.isfinite(at) else bytes([_UNSTAMPED]))
                + values[i * size : (i + 1) * size]
                for i, at in enumerate(t.tolist())
            )
        self._samples(number, stream, t, body)

    def write_texts(self, number: int, t: Sequence[float], texts: Sequence[str]) -> None:
        """Marker strings with their stamps."""
        body = b"".join(
            struct.pack("<Bd", _STAMPED, at) + _length(len(raw)) + raw
            for at, raw in zip(t, (text.encode() for text in texts), strict=True)
        )
        self._samples(number, self._streams[number], np.asarray(t, dtype=np.float64), body)

    def write_offset(self, number: int, measured_at: float, offset_s: float) -> None:
        """A clock offset: to be added to the stream's stamps, measured at `measured_at`."""
        self._streams[number].offsets.append((measured_at, offset_s))
        self._chunk(OFFSET, struct.pack("<Idd", number, measured_at, offset_s))

    def flush(self, to_disk: bool = False) -> None:
        """Hand what is written to the system; `to_disk`: and wait until it is on the disk."""
        self._file.flush()
        if to_disk:
            os.fsync(self._file.fileno())

    def close(self) -> None:
        """Write the footers; safe to call twice."""
        if self._file.closed:
            return
        try:
            for number, stream in self._streams.items():
                self._chunk(FOOTER, struct.pack("<I", number) + _footer(stream))
            self.flush(to_disk=True)
        finally:
            self._file.close()

    def _samples(self, number: int, stream: _Stream, t: FloatArray, body: bytes) -> None:
        self._chunk(SAMPLES, struct.pack("<I", number) + _length(t.size) + body)
        known = t[np.isfinite(t)]
        if known.size:
            stream.first = float(known[0]) if not stream.count else stream.first
            stream.last = float(known[-1])
        stream.count += t.size

    def _chunk(self, tag: int, content: bytes) -> None:
        body = struct.pack("<H", tag) + content
        self._file.write(_length(len(body)) + body)
        self._since_boundary += len(body)
        if self._since_boundary >= BOUNDARY_EVERY:
            self._since_boundary = 0
            self._chunk(MARK, BOUNDARY)


def _length(number: int) -> bytes:
    """XDF's variable-length integer."""
    return b"\x01" + bytes([number]) if number < 256 else b"\x04" + struct.pack("<I", number)


def _footer(stream: _Stream) -> bytes:
    info = ElementTree.Element("info")
    for name, value in (("first_timestamp", stream.first), ("last_timestamp", stream.last)):
        ElementTree.SubElement(info, name).text = repr(value) if math.isfinite(value) else "0"
    ElementTree.SubElement(info, "sample_count").text = str(stream.count)
    span = stream.last - stream.first
    rate = (stream.count - 1) / span if span > 0 else 0.0
    ElementTree.SubElement(info, "measured_srate").text = repr(rate)
    listed = ElementTree.SubElement(info, "clock_offsets")
    for measured_at, offset_s in stream.offsets:
        node = ElementTree.SubElement(listed, "offset")
        ElementTree.SubElement(node, "time").text = repr(measured_at)
        ElementTree.SubElement(node, "value").text = repr(offset_s)
    return ElementTree.tostring(info)
