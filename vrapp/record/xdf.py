"""Makes the chunks of an XDF 1.0 file (https://github.com/sccn/xdf/wiki/Specifications).

A file cut short at any byte loses what follows the cut and no more; `pyxdf` and every standard
viewer read it. The footers come from who writes the file (`chunks.Ledger`).
"""

from __future__ import annotations

import math
import struct
from collections.abc import Sequence
from xml.etree import ElementTree

import numpy as np
import numpy.typing as npt

from biofeedback.types import FloatArray
from vrapp.record import chunks

BOUNDARY_EVERY = 1 << 20
"""Bytes between two boundaries, from which a damaged file can be read on."""
START = chunks.MAGIC + chunks.chunk(
    chunks.HEADER, b'<?xml version="1.0"?><info><version>1.0</version></info>'
)
_NUMBERS = {
    "int8": "i1", "int16": "<i2", "int32": "<i4", "int64": "<i8",
    "float32": "<f4", "double64": "<f8",
}  # fmt: skip


class XdfChunks:
    """The file's bytes, piece by piece, after its `START`; one thread at a time."""

    def __init__(self) -> None:
        self._streams: dict[int, tuple[str | None, int]] = {}  # number: dtype (None: text), width
        self._since_boundary = 0

    def stream(self, number: int, xml: str) -> bytes:
        """Begin a stream; `xml` is its whole description as LSL gives it.

        Raises `ValueError` for a description without format or channel count.
        """
        chunks.described(xml)
        info = ElementTree.fromstring(xml)
        dtype = _NUMBERS.get(info.findtext("channel_format") or "")
        self._streams[number] = dtype, int(info.findtext("channel_count") or "")
        return self._chunk(chunks.STREAM, struct.pack("<I", number) + xml.encode())

    def samples(self, number: int, t: FloatArray, x: npt.NDArray[np.generic]) -> bytes:
        """Stamps (n,) and values (n, channel) of a numeric stream, as they are."""
        dtype, width = self._streams[number]
        if dtype is None or x.shape != (t.size, width):
            raise ValueError(f"samples of shape {x.shape} for stream {number}")
        if not t.size:
            return b""
        rows = np.empty(t.size, [("mark", "u1"), ("t", "<f8"), ("x", dtype, (width,))])
        rows["mark"], rows["t"], rows["x"] = chunks.STAMPED, t, x
        if np.isfinite(t).all():
            body = rows.tobytes()
        else:  # a stamp that is no number is left away, the sample stays
            values = rows["x"].tobytes()
            size = len(values) // t.size
            body = b"".join(
                (_stamp(at) if math.isfinite(at) else bytes([chunks.UNSTAMPED]))
                + values[i * size : (i + 1) * size]
                for i, at in enumerate(t.tolist())
            )
        return self._samples(number, t.size, body)

    def texts(self, number: int, t: Sequence[float], texts: Sequence[str]) -> bytes:
        """Marker strings with their stamps."""
        body = b"".join(
            _stamp(at) + chunks.length(len(raw)) + raw
            for at, raw in zip(t, (text.encode() for text in texts), strict=True)
        )
        return self._samples(number, len(t), body)

    def offset(self, number: int, measured_at: float, offset_s: float) -> bytes:
        """A clock offset: to be added to the stream's stamps, measured at `measured_at`."""
        return self._chunk(chunks.OFFSET, struct.pack("<Idd", number, measured_at, offset_s))

    def _samples(self, number: int, count: int, body: bytes) -> bytes:
        told = struct.pack("<I", number) + chunks.length(count) + body
        return self._chunk(chunks.SAMPLES, told)

    def _chunk(self, tag: int, content: bytes) -> bytes:
        made = chunks.chunk(tag, content)
        self._since_boundary += len(made)
        if self._since_boundary >= BOUNDARY_EVERY:
            self._since_boundary = 0
            made += chunks.chunk(chunks.MARK, chunks.BOUNDARY)
        return made


def _stamp(t: float) -> bytes:
    return struct.pack("<Bd", chunks.STAMPED, t)
