"""BIDS physiological recordings: `*_physio.tsv.gz` without a header and the JSON that explains it.

Brain Imaging Data Structure specification 1.10, "Physiological recordings": `SamplingFrequency`
(Hz), `StartTime` (s, relative to the run's first volume, may be negative), `Columns`; units by
column name; the JSON may lie further up (inheritance principle).
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from biofeedback.kinds import kind_of_word
from biofeedback.sources.base import SourceError
from biofeedback.sources.table import Rows, open_text, read_numbers
from biofeedback.sources.tracks import Tracks, checked_mapping
from biofeedback.types import Channel, FloatArray, Marker, SignalKind, StreamInfo

LEVELS_UP = 4  # a dataset is root / subject / session / modality at its deepest


def read_bids(path: Path, mapping: Mapping[str, str] | None = None) -> Tracks:
    """All recognised columns; see `open_recording` for the arguments.

    `cardiac` may be an ECG or a pulse: it is read as a pulse (``ppg``), as scanners record, unless
    the mapping says ``{"ecg": "cardiac"}``. `trigger` becomes markers, one wherever it rises.

    Raises
    ------
    SourceError
        With file, place and remedy.
    """
    sidecar, meta = _sidecar(path)
    rate = _number(sidecar, meta, "SamplingFrequency")
    start = _number(sidecar, meta, "StartTime", 0.0)
    names = meta.get("Columns")
    if rate <= 0.0:
        raise SourceError(f"{sidecar}: SamplingFrequency is {rate}; it must be above 0 Hz")
    if not (isinstance(names, list) and names and all(isinstance(n, str) for n in names)):
        raise SourceError(f"{sidecar}: Columns is {names!r}; it must list the column names")
    kinds = _kinds(path, names, mapping)
    wanted = list(kinds)
    with open_text(path) as text:
        rows = Rows(path, text, "\t")
        table, _ = read_numbers(path, rows, names, wanted)
    if not table.shape[0]:
        raise SourceError(f"{path}: has no rows; choose another file")
    t = start + np.arange(table.shape[0]) / rate
    found = Tracks()
    for i, (column, kind) in enumerate(kinds.items()):
        stream = _stream(path, names[column], kind, meta, 0.0 if kind == "markers" else rate)
        if kind == "markers":
            found.marker_streams.append(stream)
            found.markers += _rises(stream, t, table[:, i])
        else:
            found.add(stream, t, table[:, i : i + 1])
    return found


def _sidecar(path: Path) -> tuple[Path, dict[str, Any]]:
    for candidate in _candidates(path):
        if candidate.is_file():
            try:
                meta = json.loads(candidate.read_text(encoding="utf-8-sig"))
            except (OSError, ValueError, RecursionError) as error:
                raise SourceError(f"{candidate}: is no readable JSON ({error})") from error
            if not isinstance(meta, dict):
                raise SourceError(f"{candidate}: must hold one JSON object")
            return candidate, meta
    stem = path.name.removesuffix(".gz").removesuffix(".tsv")
    raise SourceError(
        f"{path}: no JSON explains it; put {stem}.json with SamplingFrequency, StartTime and "
        "Columns beside it"
    )


def _candidates(path: Path) -> Iterator[Path]:
    """Beside the file first; then further up, any whose entities all occur in the file's name."""
    stem = path.name.removesuffix(".gz").removesuffix(".tsv")
    yield path.with_name(f"{stem}.json")
    entities = set(stem.split("_"))
    folder = path.resolve().parent
    for level in [folder, *folder.parents][: LEVELS_UP + 1]:
        near = [p for p in level.glob("*physio.json") if set(p.stem.split("_")) <= entities]
        yield from sorted(near, key=lambda p: -len(p.stem))


def _number(sidecar: Path, meta: Mapping[str, Any], key: str, default: float = math.nan) -> float:
    value = meta.get(key, default)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise SourceError(f"{sidecar}: {key} is {meta.get(key)!r}; it must be a number")
    return float(value)


def _kinds(
    path: Path, names: list[str], mapping: Mapping[str, str] | None
) -> dict[int, SignalKind]:
    said = checked_mapping(mapping, names, path, "column")
    kinds = {names.index(name): kind for kind, name in said.items()}
    for number, name in enumerate(names):
        kind: SignalKind | None = "ppg" if name == "cardiac" else kind_of_word(name)
        if number not in kinds and kind is not None and kind not in said:
            kinds[number] = kind
    if not kinds:
        raise SourceError(
            f"{path}: no column is recognised among {', '.join(names)}; say which is what with "
            "--map, such as --map respiration=COLUMN"
        )
    return dict(sorted(kinds.items()))


def _stream(
    path: Path, name: str, kind: SignalKind, meta: Mapping[str, Any], rate_hz: float
) -> StreamInfo:
    about = meta.get(name)
    unit = about.get("Units", "") if isinstance(about, dict) else ""
    stem = path.name.removesuffix(".gz").removesuffix(".tsv")
    return StreamInfo(
        key=f"{stem}:{name}",
        kind=kind,
        name=name,
        channels=(Channel(name, unit if isinstance(unit, str) else "", kind.upper()),),
        rate_hz=rate_hz,
        source_id=stem,  # one file, one device: its motion is that of its pulse
        declared_type=kind.upper(),
    )


def _rises(stream: StreamInfo, t: FloatArray, x: FloatArray) -> list[Marker]:
    level = np.nan_to_num(x)
    rises = np.flatnonzero((level != 0.0) & (np.concatenate(([0.0], level[:-1])) == 0.0))
    return [Marker(stream, float(t[i]), f"{level[i]:g}") for i in rises]
