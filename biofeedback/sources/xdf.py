"""XDF recordings, read by pyxdf: clock offsets applied, stamps dejittered, resets survived.

The time base is the LSL clock (`local_clock()`, seconds since that computer's start) of the
computer that recorded: pyxdf adds the recorded clock offsets to each stream's own stamps. A stream
without recorded offsets keeps its sender's clock.
"""

from __future__ import annotations

import io
import logging
import re
import tempfile
import warnings
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from biofeedback.lsl.metadata import Description, View, views
from biofeedback.sources.base import SourceError
from biofeedback.sources.tracks import Tracks, checked_mapping, in_order
from biofeedback.sources.xdf_layout import MAGIC, Layout, Pieces, names, read_layout
from biofeedback.types import Marker, Notice, NoticeKind, SignalKind

_STREAM_ID = re.compile(r"[Ss]tream (\d+)")


def read_xdf(path: Path, mapping: Mapping[str, str] | None = None) -> Tracks:
    """All streams of an XDF file (or a gzipped one); see `open_recording` for the arguments.

    A stream with channels of several kinds becomes one stream a kind, as live. Strings become
    markers; several channels of a string sample are joined by ``, ``. Empty streams are listed.
    Breaks, clock resets, damage and whatever pyxdf has to say become notices.

    Raises
    ------
    SourceError
        Not an XDF file, or nothing in it can be read.
    """
    with _opened(path) as (file, cut):
        if file.read(4) != MAGIC:
            raise SourceError(f"{path}: is no XDF file (it does not begin with 'XDF:')")
        layout = read_layout(file)
        if not layout.streams:
            why = layout.damages[0] if layout.damages else None
            place = f" at byte {why.at}: {why.why}" if why else ": the file ends after its header"
            raise SourceError(f"{path}: no stream can be read{place}; choose another copy")
        raw, said = _load(path, file, layout)
    found = Tracks()
    kinds = checked_mapping(mapping, names(layout.streams), path, "stream")
    forced = {name: kind for kind, name in kinds.items()}
    keys = _keys(layout.streams)
    for number, stream in raw.items():
        description = layout.streams[number]
        _add(found, description, keys[number], forced.get(description.name), stream)
    found.notices += _damages(path, layout, cut)
    found.notices += [_said(text, keys, path.name) for text in said]
    return found


@contextmanager
def _opened(path: Path) -> Iterator[tuple[BinaryIO, str]]:
    """The file, unpacked where it is gzipped, and what was wrong with the packing."""
    if not path.name.lower().endswith((".xdfz", ".gz")):
        with path.open("rb") as file:
            yield file, ""
        return
    with tempfile.TemporaryFile() as unpacked:
        with path.open("rb") as packed:
            cut = _unpack(packed, unpacked)
        if not unpacked.tell() and cut:
            raise SourceError(f"{path}: {cut}; copy the file again")
        unpacked.seek(0)
        yield unpacked, cut


def _unpack(packed: BinaryIO, unpacked: BinaryIO) -> str:
    """Unpack gzip as far as it is whole; say what was wrong with the rest."""
    member = zlib.decompressobj(wbits=31)
    try:
        while block := packed.read(1 << 16):
            while block:
                if member.eof:
                    member = zlib.decompressobj(wbits=31)
                unpacked.write(member.decompress(block))
                block = member.unused_data
    except zlib.error as error:
        return f"the gzip data are damaged ({error})"
    unpacked.write(member.flush())
    return "" if member.eof else "the gzip data are cut short"


def _load(path: Path, file: BinaryIO, layout: Layout) -> tuple[dict[int, Any], list[str]]:
    """Streams by id as pyxdf gives them, and all it said: logged, or warned by numpy."""
    import pyxdf

    said: list[str] = []

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            said.append(record.getMessage())

    logger = logging.getLogger("pyxdf.pyxdf")
    before = logger.propagate, logger.level
    listener = Listener(logging.WARNING)
    logger.addHandler(listener)
    logger.propagate = False
    logger.setLevel(logging.WARNING)
    try:
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")
            whole = io.BufferedReader(Pieces(file, layout.pieces), 1 << 16)
            streams, _ = pyxdf.load_xdf(whole)
    except Exception as error:  # a foreign reader on foreign bytes: anything it raises means this
        raise SourceError(
            f"{path}: cannot be read as XDF ({type(error).__name__}: {error}); "
            "record it again, or open it in another tool and export CSV"
        ) from error
    finally:
        logger.removeHandler(listener)
        logger.propagate, level = before
        logger.setLevel(level)
    said += [str(warning.message) for warning in warned]
    return {stream["info"]["stream_id"]: stream for stream in streams}, said


def _add(
    found: Tracks, description: Description, key: str, forced: SignalKind | None, raw: Any
) -> None:
    t = np.asarray(raw["time_stamps"], dtype=np.float64)
    if forced is not None and not description.text:
        whole = replace(views(description, key)[0].stream, key=key, kind=forced)
        parts: tuple[View, ...] = (View(replace(whole, channels=description.channels), None),)
    else:
        parts = views(description, key)
    for stream, columns in ((part.stream, part.columns) for part in parts):
        if description.text:
            found.marker_streams.append(stream)
            order, notices = in_order(key, t)
            found.notices += notices
            for i in range(t.size) if order is None else order.tolist():
                text = ", ".join(str(word) for word in raw["time_series"][i])
                found.markers.append(Marker(stream, float(t[i]), text))
        else:
            x = np.asarray(raw["time_series"])
            found.add(stream, t, x if columns is None else x[:, columns])
    found.notices += _breaks(key, t, raw["info"])


def _breaks(key: str, t: Any, info: Any) -> Iterator[Notice]:
    resets = {int(segment[0]) for segment in info["clock_segments"][1:]}
    for first in sorted(resets):
        detail = "the sender's clock was set back or restarted here; stamps were joined anew"
        yield Notice(key, "clock reset", float(t[first]), detail)
    for segment in info["segments"][1:]:
        first = int(segment[0])
        missing = float(t[first] - t[first - 1])
        if missing > 0.0:
            yield Notice(key, "gap", float(t[first]), f"no samples for {missing:.3f} s")


def _damages(path: Path, layout: Layout, cut: str) -> Iterator[Notice]:
    if cut:
        yield Notice(path.name, "rejected", 0.0, f"{cut}; what came before was read")
    for damage in layout.damages:
        rest = (
            "the recording was cut short; everything before was read"
            if damage.tail
            else "this part was left out"
        )
        yield Notice(path.name, "rejected", 0.0, f"byte {damage.at}: {damage.why}; {rest}")


def _said(text: str, keys: Mapping[int, str], name: str) -> Notice:
    """A remark of pyxdf, filed under the stream it speaks of."""
    about = _STREAM_ID.search(text)
    key = keys.get(int(about[1]), name) if about else name
    kind: NoticeKind = "rejected"
    if "sampling rate" in text:
        kind = "rate mismatch"
    elif "clock" in text.lower():
        kind = "clock reset"
    if "Segments and clock-segments differ" in text:
        text = "clock offsets do not cover every segment (or none were recorded)"
    return Notice(key, kind, 0.0, text)


def _keys(streams: Mapping[int, Description]) -> dict[int, str]:
    """A key a stream, the same as live: source id, else name and host; told apart by name."""
    keys: dict[int, str] = {}
    for number, stream in streams.items():
        plain = stream.source_id or (f"{stream.name}@{stream.host}" if stream.host else stream.name)
        candidates = (plain, f"{plain}/{stream.name}", f"{plain}/{stream.name}#{number}")
        keys[number] = next(key for key in candidates if key not in keys.values())
    return keys
