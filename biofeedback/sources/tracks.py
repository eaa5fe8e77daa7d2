"""What a file holds once it is open: tracks of samples, marker strings and what was odd."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args

import numpy as np
import numpy.typing as npt

from biofeedback.kinds import kind_of_word
from biofeedback.sources.base import SourceError
from biofeedback.types import FloatArray, Marker, Notice, SignalKind, StreamInfo

Samples = npt.NDArray[Any]
"""Numbers (n, channel) of any type, as the file has them; turned into float64 when read."""

MAPPABLE: tuple[SignalKind, ...] = tuple(
    kind for kind in get_args(SignalKind) if kind not in ("other", "markers")
)


@dataclass(frozen=True, slots=True)
class Track:
    """One recorded stream: `t` (n,) seconds, finite and ascending; `x` (n, channel)."""

    stream: StreamInfo
    t: FloatArray
    x: Samples


@dataclass(slots=True)
class Tracks:
    """Everything read from a file, filled by one reader and not changed afterwards."""

    tracks: list[Track] = field(default_factory=list)
    marker_streams: list[StreamInfo] = field(default_factory=list)
    markers: list[Marker] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)

    def add(self, stream: StreamInfo, t: FloatArray, x: Samples) -> None:
        """Keep a stream, put in order; what had to be done to it becomes a notice."""
        order, notices = in_order(stream.key, t)
        self.notices += notices
        if order is not None:
            t, x = t[order], x[order]
        self.tracks.append(Track(stream, t, x))


def in_order(key: str, t: FloatArray) -> tuple[npt.NDArray[np.intp] | None, list[Notice]]:
    """Which samples to keep in which order (None: all, as they are), and why.

    Samples without a finite time cannot be placed and are left out; steps backwards are sorted,
    equal times keeping their order.
    """
    notices: list[Notice] = []
    finite = np.isfinite(t)
    kept = np.flatnonzero(finite)
    if kept.size < t.size:
        detail = f"{t.size - kept.size} samples without a finite time stamp were left out"
        at = float(t[kept[0]]) if kept.size else 0.0
        notices.append(Notice(key, "rejected", at, detail))
    steps = np.diff(t[kept])
    backwards = np.flatnonzero(steps < 0.0)
    if backwards.size:
        detail = (
            f"time steps backwards {backwards.size} times, by up to {-steps.min():.3f} s; "
            "samples were sorted by time"
        )
        notices.append(Notice(key, "backwards", float(t[kept[backwards[0] + 1]]), detail))
        kept = kept[np.argsort(t[kept], kind="stable")]
    return (kept if notices else None), notices


def checked_mapping(
    mapping: Mapping[str, str] | None, names: Sequence[str], path: Path, what: str
) -> dict[SignalKind, str]:
    """`{"ecg": "Lead II"}` with its signal and its column (or stream) checked against the file.

    Raises
    ------
    SourceError
        An unknown signal, or a name the file does not have, with the nearest that it has.
    """
    checked: dict[SignalKind, str] = {}
    for signal, name in (mapping or {}).items():
        kind = kind_of_word(signal)
        if kind not in MAPPABLE:
            raise SourceError(
                f"mapping {signal}={name}: {signal!r} is no signal; use one of "
                f"{', '.join(MAPPABLE)}"
            )
        if name not in names:
            raise SourceError(
                f"{path}: mapping {signal}={name}: there is no {what} {name!r}; "
                f"{suggest(name, names)}"
            )
        checked[kind] = name
    return checked


def suggest(name: str, names: Iterable[str]) -> str:
    """What was perhaps meant, and what there is."""
    names = list(names)
    near = difflib.get_close_matches(name, names, 1, 0.4)
    there = "the file has " + (", ".join(names) if names else "none")
    return f"did you mean {near[0]!r}? {there}" if near else there
