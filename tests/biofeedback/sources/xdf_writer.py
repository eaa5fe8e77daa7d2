"""The smallest XDF writer that serves the tests, after the XDF 1.0 specification."""

from __future__ import annotations

import struct
from collections.abc import Sequence

import numpy as np

from biofeedback.types import FloatArray

MAGIC = b"XDF:"
BOUNDARY = bytes.fromhex("43a546dccbf5410fb30ed5467383cbe4")
FORMATS = {"float32": "<f4", "double64": "<f8", "int16": "<i2", "int32": "<i4", "int64": "<i8"}


def varlen(number: int) -> bytes:
    return b"\x01" + bytes([number]) if number < 256 else b"\x04" + struct.pack("<I", number)


def chunk(tag: int, content: bytes) -> bytes:
    body = struct.pack("<H", tag) + content
    return varlen(len(body)) + body


def file_header() -> bytes:
    return MAGIC + chunk(1, b"<?xml version='1.0'?><info><version>1.0</version></info>")


def boundary() -> bytes:
    return chunk(5, BOUNDARY)


def stream_header(
    number: int,
    name: str,
    declared_type: str,
    rate_hz: float,
    *,
    channels: Sequence[tuple[str, str, str]] = (("ch", "", ""),),
    channel_format: str = "float32",
    source_id: str = "",
) -> bytes:
    listed = "".join(
        f"<channel><label>{label}</label><unit>{unit}</unit><type>{kind}</type></channel>"
        for label, unit, kind in channels
    )
    xml = (
        f"<info><name>{name}</name><type>{declared_type}</type>"
        f"<channel_count>{len(channels)}</channel_count><nominal_srate>{rate_hz}</nominal_srate>"
        f"<channel_format>{channel_format}</channel_format><source_id>{source_id}</source_id>"
        f"<hostname>lab</hostname><desc><channels>{listed}</channels></desc></info>"
    )
    return chunk(2, struct.pack("<I", number) + xml.encode())


def samples(
    number: int, t: FloatArray, x: FloatArray, channel_format: str = "float32", every: int = 1
) -> bytes:
    """Samples (n, channel); only each `every`-th carries its stamp."""
    values = np.asarray(x).astype(FORMATS[channel_format])
    out = bytearray(struct.pack("<I", number) + varlen(len(t)))
    for i, row in enumerate(values):
        out += b"\x08" + struct.pack("<d", t[i]) if i % every == 0 else b"\x00"
        out += row.tobytes()
    return chunk(3, bytes(out))


def texts(number: int, t: Sequence[float], words: Sequence[str]) -> bytes:
    out = bytearray(struct.pack("<I", number) + varlen(len(t)))
    for stamp, word in zip(t, words, strict=True):
        raw = word.encode()
        out += b"\x08" + struct.pack("<d", stamp) + varlen(len(raw)) + raw
    return chunk(3, bytes(out))


def clock_offset(number: int, at: float, offset: float) -> bytes:
    return chunk(4, struct.pack("<Idd", number, at, offset))


def footer(number: int, count: int) -> bytes:
    xml = f"<info><sample_count>{count}</sample_count></info>"
    return chunk(6, struct.pack("<I", number) + xml.encode())
