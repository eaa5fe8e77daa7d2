"""CSV with a header row: one stream a recognised column, all on the same times."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import TextIO

import numpy as np

from biofeedback.kinds import kind_of, kind_of_word
from biofeedback.sources.base import SourceError
from biofeedback.sources.table import Rows, open_text, read_numbers
from biofeedback.sources.tracks import Tracks, checked_mapping
from biofeedback.types import Channel, FloatArray, Marker, SignalKind, StreamInfo

TIME_NAMES = frozenset(
    {"time", "times", "timestamp", "timestamps", "t", "seconds", "sec", "unixtime", "unix",
     "lsltime", "lsltimestamp", "lsltimestamps", "timeseconds", "elapsed", "elapsedtime"}
)  # fmt: skip
TIME_UNITS = {"": 1.0, "s": 1.0, "sec": 1.0, "seconds": 1.0, "ms": 1e-3, "us": 1e-6, "ns": 1e-9}
UNITS = {"mv": "mV", "uv": "uV", "µv": "uV", "μv": "uV", "v": "V", "us": "uS", "µs": "uS",
         "μs": "uS", "microsiemens": "uS", "ms": "ms", "s": "s", "bpm": "1/min", "g": "g",
         "a.u.": "a.u.", "au": "a.u."}  # fmt: skip
IRREGULAR: frozenset[SignalKind] = frozenset({"rr", "hr"})
TOGETHER: frozenset[SignalKind] = frozenset({"eeg", "motion"})  # several channels, one stream
UNIX_MS_FROM = 1e11  # seconds of the year 5138; in milliseconds, 1973
RR_PLAUSIBLE_S = (0.2, 4.0)
_BRACKETS = re.compile(r"^(.*?)[\s_]*[\[(]\s*([^\])]*?)\s*[\])]\s*$")
_SUFFIX = re.compile(r"^(.+)_([A-Za-zµμ]+)$")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: number, name as written, name without its unit, unit as we write it."""

    number: int
    name: str
    plain: str
    unit: str


def read_csv(
    path: Path, rate_hz: float | None = None, mapping: Mapping[str, str] | None = None
) -> Tracks:
    """Everything recognised in a CSV file; see `open_recording` for the arguments.

    Comma, semicolon (then decimal commas are understood) or tab; lines that start with ``#``
    before the header are passed over. A unit may follow the name: ``ecg [mV]``, ``ecg (mV)``,
    ``ecg_mV``. Times come from a ``time`` column in seconds (``time [ms]`` too), else from
    `rate_hz`; a table of RR intervals alone needs neither, its times are their sums. Columns of
    EEG electrodes or of motion form one stream. Missing cells are NaN; in an irregular stream
    (RR, heart rate, markers) a row with an empty cell is no sample.

    Raises
    ------
    SourceError
        With file, line and remedy.
    """
    with open_text(path) as text:
        header, line = _header(path, text)
        delimiter = max(",;\t", key=header.count)
        rows = Rows(path, text, delimiter, before=line)
        columns = _columns(path, header, delimiter, line)
        time = _time_column(columns)
        kinds = _kinds(path, columns, time, mapping)
        alone = list(kinds.values()) == ["rr"] and time is None and rate_hz is None
        if time is None and rate_hz is None and not alone:
            raise SourceError(
                f"{path}, line {line}: no time column and no rate; name the column of seconds "
                "'time', or give the sampling rate with --rate"
            )
        words = next((n for n, kind in kinds.items() if kind == "markers"), None)
        wanted = [number for number, kind in kinds.items() if kind != "markers"]
        table, texts = read_numbers(
            path,
            rows,
            [column.name for column in columns],
            [*wanted, *([] if time is None else [time.number])],
            decimal_comma=delimiter == ";",
            texts=words,
        )
        if not table.shape[0]:
            raise SourceError(f"{path}: has a header and no rows; choose another file")
    found = Tracks()
    if time is not None:
        t = _times(path, time, table[:, -1])
    elif rate_hz is not None:
        t = np.arange(table.shape[0]) / rate_hz
    else:
        t = _summed(table[:, 0], columns[wanted[0]].unit)
    rate = rate_hz or _rate(t)
    for numbers in _streams(kinds):
        of = [columns[number] for number in numbers]
        kind = kinds[numbers[0]]
        stream = _stream(path, kind, of, 0.0 if kind in IRREGULAR else rate)
        first = wanted.index(numbers[0])
        contiguous = numbers == tuple(wanted[first : first + len(numbers)])
        where = slice(first, first + len(numbers)) if contiguous else None
        x = table[:, where or [wanted.index(number) for number in numbers]]
        if kind in IRREGULAR:
            there = np.isfinite(x[:, 0])
            found.add(stream, t[there], x[there])
        else:
            found.add(stream, t, x)
    if words is not None:
        stream = _stream(path, "markers", [columns[words]], 0.0)
        found.marker_streams.append(stream)
        found.markers += [Marker(stream, float(t[row]), word) for row, word in texts]
    return found


def _header(path: Path, text: TextIO) -> tuple[str, int]:
    """The header row and its line number."""
    for line, row in enumerate(iter(text.readline, ""), start=1):
        if row.strip() and not row.startswith("#"):
            return row, line
    raise SourceError(f"{path}: holds no table; choose a CSV file with a header row")


def _columns(path: Path, header: str, delimiter: str, line: int) -> list[Column]:
    rows = list(Rows(path, StringIO(header), delimiter))
    if len(rows) != 1:
        raise SourceError(f"{path}, line {line}: no header row; choose a CSV file with a header")
    names = [name.strip() for name in rows[0]]
    if all(_is_number(name) for name in names if name):
        raise SourceError(
            f"{path}, line {line}: numbers where the header row should be; write the names of the "
            "columns above them, such as time,ecg"
        )
    return [Column(n, name, *_plain_and_unit(name)) for n, name in enumerate(names)]


def _is_number(text: str) -> bool:
    try:
        float(text.replace(",", "."))
    except ValueError:
        return False
    return True


def _plain_and_unit(name: str) -> tuple[str, str]:
    found = _BRACKETS.match(name)
    if found is None:
        found = _SUFFIX.match(name)
        if found is None or not (found[2].lower() in UNITS or found[2].lower() in TIME_UNITS):
            return name, ""
    return found[1], UNITS.get(found[2].lower(), found[2])


def _time_column(columns: Sequence[Column]) -> Column | None:
    for column in columns:
        if re.sub(r"[^a-z]", "", column.plain.lower()) in TIME_NAMES:
            return column
    return None


def _kinds(
    path: Path, columns: Sequence[Column], time: Column | None, mapping: Mapping[str, str] | None
) -> dict[int, SignalKind]:
    """Signal of each column that is one; what the user says wins."""
    names = [column.name for column in columns]
    kinds = {names.index(n): k for k, n in checked_mapping(mapping, names, path, "column").items()}
    said = set(kinds.values())
    electrodes = {c.number for c in columns if kind_of("", "", (c.plain, c.plain)) == "eeg"}
    for column in columns:
        kind = kind_of_word(column.plain)
        if kind is None and len(electrodes) > 1 and column.number in electrodes:
            kind = "eeg"
        if kind is None or kind in said or column.number in kinds or column is time:
            continue
        if kind == "markers" and kind in kinds.values():
            continue
        kinds[column.number] = kind
    if not kinds:
        raise SourceError(
            f"{path}: no column is recognised among {', '.join(names)}; say which is what with "
            "--map, such as --map ecg=COLUMN"
        )
    return dict(sorted(kinds.items()))


def _streams(kinds: Mapping[int, SignalKind]) -> list[tuple[int, ...]]:
    """Columns of each stream of numbers, in the order of the file."""
    groups: dict[object, list[int]] = {}
    for number, kind in kinds.items():
        if kind != "markers":
            groups.setdefault(kind if kind in TOGETHER else number, []).append(number)
    return [tuple(group) for group in groups.values()]


def _stream(path: Path, kind: SignalKind, of: Sequence[Column], rate_hz: float) -> StreamInfo:
    name = of[0].plain if len(of) == 1 else kind.upper()
    return StreamInfo(
        key=f"{path.stem}:{of[0].name if len(of) == 1 else kind}",
        kind=kind,
        name=name,
        channels=tuple(Channel(column.plain, column.unit, kind.upper()) for column in of),
        rate_hz=rate_hz,
        source_id=path.stem,  # one file, one device: its motion is that of its pulse
        declared_type=kind.upper(),
    )


def _times(path: Path, column: Column, values: FloatArray) -> FloatArray:
    unit = column.unit.replace("uS", "us")  # the same letters mean microsiemens elsewhere
    if unit not in TIME_UNITS:
        raise SourceError(f"{path}: column {column.name!r}: time in {unit!r}; use s, ms, us or ns")
    t = np.ascontiguousarray(values * TIME_UNITS[unit])
    lost = np.flatnonzero(~np.isfinite(t))
    if lost.size:
        raise SourceError(
            f"{path}: column {column.name!r}: {lost.size} of {t.size} rows have no time (first: "
            f"row {lost[0] + 1} below the header); fill or delete them"
        )
    if np.abs(t).max() > UNIX_MS_FROM:
        raise SourceError(
            f"{path}: column {column.name!r}: {t[0]:.0f} is no time in seconds; if it is in "
            "milliseconds, name the column 'time [ms]'"
        )
    return t


def _summed(rr: FloatArray, unit: str) -> FloatArray:
    """Beat times from intervals alone: each beat ends its interval, the first starts at 0.

    Glitches (an interval no heart can have) advance time by the median interval.
    """
    with np.errstate(invalid="ignore"):
        median = float(np.nanmedian(rr)) if np.isfinite(rr).any() else math.nan
    scale = 1e-3 if unit == "ms" or (unit != "s" and median > 10.0) else 1.0
    seconds = rr * scale
    low, high = RR_PLAUSIBLE_S
    plausible = (seconds >= low) & (seconds <= high)
    usual = float(np.median(seconds[plausible])) if plausible.any() else 1.0
    return np.asarray(np.cumsum(np.where(plausible, seconds, usual)))


def _rate(t: FloatArray) -> float:
    """Sampling rate by the stamps, Hz; 0 for irregular times.

    The mean step apart from gaps, because stamps are often rounded; within 0.5 % of a whole
    number it is that number. Irregular when the steps scatter more than rounding and batches do.
    """
    steps = np.diff(t)
    steps = steps[steps > 0.0]
    if steps.size < 2:
        return 0.0
    usual = steps[steps <= 2.5 * np.median(steps)]
    mean = float(usual.mean())
    if float(np.percentile(np.abs(usual - mean), 90)) > 0.5 * mean:
        return 0.0
    rate = 1.0 / mean
    return float(round(rate)) if abs(rate - round(rate)) < 0.005 * rate else rate
