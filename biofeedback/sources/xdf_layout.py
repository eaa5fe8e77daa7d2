"""The chunks of an XDF file, checked one by one before a reader is let at them.

A recording cut short by a power failure, or damaged in the middle, must open with all that is
whole in it, and a damaged length must not make a reader ask for gigabytes. So the file is walked
once as the specification has it (XDF 1.0, https://github.com/sccn/xdf/wiki/Specifications); what
is not whole is named and left out; the rest is offered as one seamless file.
"""

from __future__ import annotations

import io
import math
import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO
from xml.etree import ElementTree

import numpy as np

from biofeedback.lsl.metadata import Description, describe

MAGIC = b"XDF:"
BOUNDARY = bytes.fromhex("43a546dccbf5410fb30ed5467383cbe4")
HEADER, STREAM, SAMPLES, OFFSET, MARK, FOOTER = 1, 2, 3, 4, 5, 6
_BYTES = {"int8": 1, "int16": 2, "int32": 4, "int64": 8, "float32": 4, "double64": 8, "string": 0}
_MOST_CHANNELS = 65536
_STEP = 1 << 20


class DamagedError(Exception):
    """What is wrong with one chunk."""


@dataclass(frozen=True, slots=True)
class Damage:
    """A part of the file that was left out: where it begins (byte) and why."""

    at: int
    why: str
    tail: bool = False  # nothing whole came after it: the recording was cut short


@dataclass(slots=True)
class Layout:
    """Whole chunks as byte ranges [start, stop), in order; streams by id; what was left out."""

    pieces: list[tuple[int, int]] = field(default_factory=list)
    streams: dict[int, Description] = field(default_factory=dict)
    sample_bytes: dict[int, int] = field(default_factory=dict)
    damages: list[Damage] = field(default_factory=list)

    def take(self, start: int, stop: int) -> None:
        if self.pieces and self.pieces[-1][1] == start:
            self.pieces[-1] = (self.pieces[-1][0], stop)
        else:
            self.pieces.append((start, stop))


def read_layout(file: BinaryIO) -> Layout:
    """Walk the file (which must begin with the magic bytes) and sort the whole from the broken."""
    size = file.seek(0, io.SEEK_END)
    layout = Layout(pieces=[(0, len(MAGIC))])
    at = len(MAGIC)
    while at < size:
        stop = None
        try:
            content, stop = _bounds(file, at, size)
            tag, body = _chunk(file, content, stop)
            _check(tag, body, layout)
            layout.take(at, stop)
            at = stop
        except DamagedError as error:
            onward = stop if stop is not None and _begins_chunk(file, stop, size) else None
            after = onward or _after_boundary(file, at + 1)
            layout.damages.append(Damage(at, str(error), tail=after is None))
            at = size if after is None else after
    return layout


class Pieces(io.RawIOBase):
    """Byte ranges of a file, read as if they were one file."""

    def __init__(self, file: BinaryIO, pieces: Sequence[tuple[int, int]]) -> None:
        self._file = file
        self._pieces = pieces
        self._at = 0
        self._size = sum(stop - start for start, stop in pieces)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        origin = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = min(max(origin + offset, 0), self._size)
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        before = self._at
        for start, stop in self._pieces:
            if before < stop - start:
                self._file.seek(start + before)
                got = self._file.read(min(len(buffer), stop - start - before))
                buffer[: len(got)] = got
                self._at += len(got)
                return len(got)
            before -= stop - start
        return 0

    def close(self) -> None:
        self._file.close()
        super().close()


def _bounds(file: BinaryIO, at: int, size: int) -> tuple[int, int]:
    """Where the content of the chunk at `at` begins and where the chunk ends."""
    file.seek(at)
    head = file.read(9)
    length, used = _varlen(head, 0)
    stop = at + used + length
    if length < 2:
        raise DamagedError("a chunk too short to have a type")
    if stop > size:
        raise DamagedError(f"a chunk of {length} bytes where {size - at - used} are left")
    return at + used, stop


def _chunk(file: BinaryIO, content: int, stop: int) -> tuple[int, bytes]:
    file.seek(content)
    raw = file.read(stop - content)
    (tag,) = struct.unpack_from("<H", raw)
    if not HEADER <= tag <= FOOTER:
        raise DamagedError(f"a chunk of unknown type {tag}")
    return tag, raw[2:]


def _check(tag: int, body: bytes, layout: Layout) -> None:
    """Refuse a chunk that its reader could stumble over; learn the streams from their headers."""
    streams = layout.streams
    if tag == HEADER:
        _xml(body, "file header")
    if tag in (HEADER, MARK):
        return
    if len(body) < 4:
        raise DamagedError("a chunk too short to name its stream")
    (key,) = struct.unpack_from("<I", body)
    if tag == STREAM:
        if key in streams:
            raise DamagedError(f"a second header for stream {key}")
        streams[key], layout.sample_bytes[key] = _description(body[4:])
        return
    if key not in streams:
        raise DamagedError(f"data of stream {key}, whose header is missing")
    if tag == FOOTER:
        _footer(body[4:])
    elif tag == OFFSET:
        if len(body) != 20:
            raise DamagedError("a clock offset of the wrong size")
        if not all(math.isfinite(number) for number in struct.unpack_from("<dd", body, 4)):
            raise DamagedError("a clock offset that is no number")
    else:
        _walk_samples(body, streams[key], layout.sample_bytes[key])


def _xml(body: bytes | str, what: str) -> ElementTree.Element:
    try:
        return ElementTree.fromstring(body)
    except (ElementTree.ParseError, ValueError) as error:
        raise DamagedError(f"a {what} that is no XML ({error})") from error


def _description(body: bytes) -> tuple[Description, int]:
    """What the stream says of itself, and the bytes of one sample of numbers."""
    # Odd bytes in a name are no reason to lose a stream; in file header and footer they are fatal
    # to pyxdf, which decodes only the stream header this leniently.
    root = _xml(body.decode("utf-8", "replace"), "stream header")
    width = (root.findtext("channel_count") or "").strip()
    if width.isdigit() and int(width) > _MOST_CHANNELS:
        raise DamagedError(f"a stream that claims {width} channels")
    if (root.findtext("channel_format") or "") not in _BYTES:
        raise DamagedError(f"a stream of unknown format {root.findtext('channel_format')!r}")
    if root.tag != "info" or root.find("name") is None or root.find("nominal_srate") is None:
        raise DamagedError("a stream header without name or rate")
    try:
        stream = describe(body.decode("utf-8", "replace"))
    except ValueError as error:
        raise DamagedError(str(error)) from error
    return stream, len(stream.channels) * _BYTES[root.findtext("channel_format") or ""]


def _footer(body: bytes) -> None:
    count = _xml(body, "stream footer").findtext("sample_count")
    if count is not None and not count.strip().isdigit():
        raise DamagedError(f"a stream footer with {count!r} samples")


def _walk_samples(body: bytes, stream: Description, payload: int) -> None:
    """Step through every sample: stamps finite, values complete, nothing left over."""
    width = len(stream.channels)
    count, at = _varlen(body, 4)
    if count > len(body):
        raise DamagedError(f"{count} samples in {len(body)} bytes")
    if not stream.text and _uniform(body, at, count, payload):
        return
    end = len(body)
    for _ in range(count):
        flag = body[at] if at < end else -1
        at += 1
        if flag == 8:
            if at + 8 > end or not math.isfinite(struct.unpack_from("<d", body, at)[0]):
                raise DamagedError("a time stamp that is no number")
            at += 8
        elif flag != 0:
            raise DamagedError("samples that do not add up")
        if stream.text:
            for _ in range(width):
                length, at = _varlen(body, at)
                at += length
        else:
            at += payload
    if at != end:
        raise DamagedError("samples that do not add up")


def _uniform(body: bytes, at: int, count: int, payload: int) -> bool:
    """Whether all samples have finite stamps and fill the chunk: nearly always, and quick to see.

    False only means that a closer look is needed.
    """
    if not count or len(body) - at != count * (9 + payload):
        return False
    samples = np.frombuffer(body, np.uint8, offset=at).reshape(count, 9 + payload)
    stamps = np.ascontiguousarray(samples[:, 1:9]).view("<f8")
    return bool((samples[:, 0] == 8).all() and np.isfinite(stamps).all())


def _varlen(raw: bytes, at: int) -> tuple[int, int]:
    """A variable-length integer, and where it ends."""
    width = raw[at] if at < len(raw) else 0
    if width not in (1, 4, 8) or at + 1 + width > len(raw):
        raise DamagedError("a length that cannot be read")
    return int.from_bytes(raw[at + 1 : at + 1 + width], "little"), at + 1 + width


def _begins_chunk(file: BinaryIO, at: int, size: int) -> bool:
    """Whether a whole chunk of a known type begins at `at` (or the file ends there)."""
    if at == size:
        return True
    try:
        content, _ = _bounds(file, at, size)
    except DamagedError:
        return False
    file.seek(content)
    return HEADER <= int.from_bytes(file.read(2), "little") <= FOOTER


def _after_boundary(file: BinaryIO, at: int) -> int | None:
    """Just after the next boundary chunk, None when there is none."""
    for offset, block in _blocks(file, at):
        found = block.find(BOUNDARY)
        if found >= 0:
            return offset + found + len(BOUNDARY)
    return None


def _blocks(file: BinaryIO, at: int) -> Iterator[tuple[int, bytes]]:
    """Blocks from `at` on that overlap by one signature."""
    while True:
        file.seek(at)
        block = file.read(_STEP + len(BOUNDARY))
        yield at, block
        if len(block) <= _STEP:
            return
        at += _STEP


def names(streams: Mapping[int, Description]) -> list[str]:
    """Names of the streams, in the order of their headers."""
    return [stream.name for stream in streams.values()]
