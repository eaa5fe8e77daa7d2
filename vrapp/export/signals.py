"""The recorded signals of a kept session, on the session's own time."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from biofeedback.sources.recording import open_recording
from biofeedback.types import SignalKind
from vrapp.record.recorder import FILE as RECORD_FILE
from vrapp.report.kept import KeptSession

FloatArray = npt.NDArray[np.float64]


SECONDS_PER_UNIT = {
    "s": 1.0, "sec": 1.0, "second": 1.0, "seconds": 1.0,
    "ms": 1e-3, "msec": 1e-3, "millisecond": 1e-3, "milliseconds": 1e-3,
}  # fmt: skip


class ExportError(Exception):
    """A session cannot be exported; the message names the remedy."""


@dataclass(frozen=True, slots=True)
class Signal:
    """One recorded stream of a body.

    Attributes
    ----------
    t, x
        (n,) seconds since the session began, and (n, channel) values.
    rate_hz
        Samples a second; 0 for a stream without a rate (RR intervals).
    """

    name: str
    kind: SignalKind
    labels: tuple[str, ...]
    units: tuple[str, ...]
    rate_hz: float
    t: FloatArray
    x: FloatArray


def read_signals(kept: KeptSession) -> list[Signal]:
    """Every stream that came from outside, in the order of the record.

    Raises
    ------
    SourceError
        The record is damaged beyond use.
    ExportError
        There is none.
    """
    path = kept.folder / RECORD_FILE
    if not path.is_file():
        raise ExportError(f"{path} is missing; export where the session was recorded")
    start = float(kept.manifest.get("start_lsl_s", 0.0))
    found = []
    recording = open_recording(path)
    for chunk in recording.read(np.inf).chunks:
        stream = chunk.stream
        if stream.source_id.startswith("vrapp."):  # made by the program; the table has it
            continue
        labels = tuple(c.label for c in stream.channels) or tuple(
            f"ch{i + 1}" for i in range(chunk.x.shape[1])
        )
        units = tuple(c.unit for c in stream.channels) or ("",) * chunk.x.shape[1]
        rate = stream.rate_hz if stream.rate_hz > 0 else 0.0
        found.append(
            Signal(stream.name, stream.kind, labels, units, rate, chunk.t - start, chunk.x)
        )
    return found


def on_grid(signal: Signal) -> tuple[float, FloatArray]:
    """The signal at its nominal rate without holes: its start in seconds, and (m, channel) values,
    NaN where nothing was recorded. Each sample goes to the nearest place; of two the later counts.
    """
    start = float(signal.t[0])
    place = np.round((signal.t - start) * signal.rate_hz).astype(np.int64)
    grid = np.full((int(place[-1]) + 1, signal.x.shape[1]), np.nan)
    grid[place] = signal.x
    return start, grid


def seconds(signal: Signal) -> FloatArray:
    """The intervals (n,) of an RR stream in seconds: by its unit, or, where it names none, by what
    a heart can do (no interval lasts 10 s, none is as short as 10 ms).
    """
    x, unit = signal.x[:, 0], (signal.units[0] if signal.units else "").strip().lower()
    if unit in SECONDS_PER_UNIT:
        return x * SECONDS_PER_UNIT[unit]
    known = np.abs(x[np.isfinite(x)])
    return x * 1e-3 if known.size and float(np.median(known)) >= 10.0 else x


def label(text: str) -> str:
    """Letters and digits of a text, as BIDS wants its labels; `x` when none is left."""
    return re.sub(r"[^A-Za-z0-9]", "", text) or "x"


def writable(folder: Path) -> None:
    """Make the folder. Raises `ExportError` where it cannot be made."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ExportError(f"cannot make {folder}: {error.strerror}; give another --out") from error
