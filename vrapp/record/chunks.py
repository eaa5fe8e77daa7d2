"""XDF's chunks (https://github.com/sccn/xdf/wiki/Specifications), with the standard library alone.

The process that writes the record knows no more of the format than this, and starts the faster.
"""

from __future__ import annotations

import math
import os
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from vrapp.record.hold import hold

MAGIC = b"XDF:"
HEADER, STREAM, SAMPLES, OFFSET, MARK, FOOTER = 1, 2, 3, 4, 5, 6
BOUNDARY = bytes.fromhex("43a546dccbf5410fb30ed5467383cbe4")
STAMPED, UNSTAMPED = 8, 0
SIZES = {"int8": 1, "int16": 2, "int32": 4, "int64": 8, "float32": 4, "double64": 8}
"""Bytes of a value by its format; `string` has a length of its own."""


class NoXdf(ValueError):
    """It does not begin as an XDF file does, or holds a stream that cannot be."""


def length(number: int) -> bytes:
    """XDF's variable-length integer."""
    return b"\x01" + bytes([number]) if number < 256 else b"\x04" + struct.pack("<I", number)


def chunk(tag: int, content: bytes) -> bytes:
    """A whole chunk."""
    body = struct.pack("<H", tag) + content
    return length(len(body)) + body


@dataclass(slots=True)
class _Stream:
    """What is counted of a stream for its footer."""

    value_size: int  # bytes; 0: text
    width: int
    count: int = 0
    first: float = math.nan
    last: float = math.nan
    offsets: list[tuple[float, float]] = field(default_factory=list)
    ended: bool = False

    def take(self, body: bytes) -> None:
        """The samples of a chunk, as they lie in it."""
        count, at = number_at(body, 0)
        self.count += count
        row = 9 + self.value_size * self.width
        if self.value_size and len(body) - at == count * row:  # all stamped: two are enough
            self._stamp(body, at)
            self._stamp(body, at + (count - 1) * row)
            return
        for _ in range(count):
            if body[at] == STAMPED:
                self._stamp(body, at)
            at += 1 + body[at]
            if self.value_size:
                at += self.value_size * self.width
                continue
            for _ in range(self.width):
                size, at = number_at(body, at)
                at += size

    def _stamp(self, body: bytes, at: int) -> None:
        (t,) = struct.unpack_from("<d", body, at + 1)
        self.first, self.last = (t if math.isnan(self.first) else self.first), t


class Ledger:
    """Reads along what is written: where the last whole chunk ends, and the footers it needs."""

    def __init__(self) -> None:
        self._streams: dict[int, _Stream] = {}

    def read(self, file: IO[bytes], most: float = math.inf) -> int:
        """Bytes of the whole chunks from where `file` stands, about `most`; they are counted.

        Raises `NoXdf` for a chunk that is whole and yet makes no sense.
        """
        whole = 0
        for tag, content, size in read_chunks(file):
            try:
                self._take(tag, content)
            except (LookupError, struct.error, SyntaxError) as error:
                raise NoXdf(f"a chunk that cannot be read ({error!r})") from error
            whole += size
            if whole >= most:
                break
        return whole

    def footers(self) -> bytes:
        """The chunks that end the streams which have no end yet."""
        open_ones = [(n, s) for n, s in self._streams.items() if not s.ended]
        return b"".join(chunk(FOOTER, struct.pack("<I", n) + _footer(s)) for n, s in open_ones)

    def _take(self, tag: int, content: bytes) -> None:
        if tag not in (STREAM, SAMPLES, OFFSET, FOOTER):
            return
        (number,) = struct.unpack_from("<I", content)
        if tag == STREAM:
            self._streams[number] = described(content[4:])
            return
        stream = self._streams[number]
        if tag == SAMPLES:
            stream.take(content[4:])
        elif tag == OFFSET:
            stream.offsets.append(struct.unpack_from("<dd", content, 4))
        else:
            stream.ended = True


def described(xml: str | bytes) -> _Stream:
    """A stream by its description; `ValueError` without a format or a channel count."""
    from xml.etree import ElementTree

    info = ElementTree.fromstring(xml)
    kind, width = info.findtext("channel_format") or "", info.findtext("channel_count") or ""
    if kind != "string" and kind not in SIZES:
        raise NoXdf(f"a stream of unknown format {kind!r}")
    return _Stream(SIZES.get(kind, 0), int(width))


def mend(path: Path) -> int:
    """Cut a record back to its last whole chunk and end every stream; bytes that were cut off.

    A record that is whole is left as it is, and so is one that goes on behind a damaged place:
    readers find the next boundary, and a cut would lose what follows.

    Raises
    ------
    NoXdf
        It is no record, or damaged within.
    Held
        It is being written.
    OSError
        It cannot be read or written.
    """
    with path.open("r+b") as file:
        hold(file)
        if file.read(len(MAGIC)) != MAGIC:
            raise NoXdf(f"{path} is no XDF file")
        ledger = Ledger()
        end = len(MAGIC) + ledger.read(file)
        file.seek(end)
        rest = file.read()
        if BOUNDARY in rest:
            raise NoXdf(f"{path} is damaged at byte {end} and goes on behind; it is left as it is")
        file.truncate(end)
        file.seek(end)
        file.write(ledger.footers())
        file.flush()
        os.fsync(file.fileno())
    return len(rest)


def read_chunks(file: IO[bytes]) -> Iterator[tuple[int, bytes, int]]:
    """Tag, content and size of one whole chunk after the other; ends before one that is not."""
    while True:
        head = file.read(1)
        if not head or head[0] not in (1, 4, 8):
            return
        told = file.read(head[0])
        size = int.from_bytes(told, "little")
        if len(told) < head[0] or size < 2:
            return
        body = file.read(size)
        if len(body) < size:
            return
        yield int.from_bytes(body[:2], "little"), body[2:], 1 + head[0] + size


def number_at(body: bytes, at: int) -> tuple[int, int]:
    """A variable-length integer and where the next thing begins."""
    end = at + 1 + body[at]
    return int.from_bytes(body[at + 1 : end], "little"), end


def _footer(stream: _Stream) -> bytes:
    def told(t: float) -> str:
        return repr(t) if math.isfinite(t) else "0"

    span = stream.last - stream.first
    rate = (stream.count - 1) / span if span > 0 else 0.0
    offsets = "".join(
        f"<offset><time>{t!r}</time><value>{offset!r}</value></offset>"
        for t, offset in stream.offsets
    )
    return (
        f"<info><first_timestamp>{told(stream.first)}</first_timestamp>"
        f"<last_timestamp>{told(stream.last)}</last_timestamp>"
        f"<sample_count>{stream.count}</sample_count><measured_srate>{rate!r}</measured_srate>"
        f"<clock_offsets>{offsets}</clock_offsets></info>"
    ).encode()
