"""How well the signals are read, live, on annotated recordings: the tables of `docs/signals`.

A recording is an `.npz` file as `docs/recordings.md` describes. Its samples are fed in steps of
1/32 s, and only what was said at the time is scored.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

import numpy as np

from biofeedback.signals.base import find_signal
from biofeedback.types import TICK_S, Beat, Breath, Channel, Chunk, Event, FloatArray, StreamInfo
from vrapp.bench.scoring import BoolArray, breath_phase, calibration, f1, matched, off_deg, outside

BEATS_FROM_S, BREATHS_FROM_S = 5.0, 15.0
"""What the detectors are granted to learn; the first breaths only teach."""
BEAT_TOLERANCES_S = (0.150, 0.075)
BREATH_TOLERANCE_S = 0.6
PHASE_TOLERANCE_DEG = 30.0
END_S = 0.5
"""A beat so near to the end may not have been reported yet."""

HeartKind = Literal["ecg", "ppg"]
ANNOTATIONS: dict[HeartKind, tuple[str, str]] = {
    "ecg": ("r_peaks_s", "exclude_s"),
    "ppg": ("ppg_peaks_s", "ppg_exclude_s"),
}


class RecordingsError(ValueError):
    """The paths hold no annotated recording; the message says what was looked for."""


@dataclass(frozen=True, slots=True)
class Table:
    """One table as text, ready to print; `signal` names the page it belongs to."""

    signal: str
    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Beats:
    """One recording's beats: counts (hits, misses, alarms) by tolerance, and each reported beat."""

    name: str
    counts: dict[float, tuple[int, int, int]]
    latency_s: FloatArray
    error_s: FloatArray  # of beats that were right, against the annotation
    trust: FloatArray
    right: BoolArray


@dataclass(frozen=True, slots=True)
class Breaths:
    """One recording's breaths and, at each tick, its phase."""

    name: str
    counts: tuple[int, int, int]
    latency_s: FloatArray
    off_deg: FloatArray
    wrong_way: BoolArray  # inhaling said to be exhaling, or the reverse
    trust: FloatArray


def bench_signals(
    paths: Iterable[Path],
    seconds: float = float("inf"),
    progress: Callable[[str], None] = lambda name: None,
) -> list[Table]:
    """Accuracy and calibration of every annotated signal found.

    Parameters
    ----------
    paths
        Files, or folders of `.npz` files.
    seconds
        Of each recording, at most.
    progress
        Called with the name of each recording before it is run.

    Raises
    ------
    RecordingsError
        Nothing annotated was found.
    """
    hearts: dict[HeartKind, list[Beats]] = {"ecg": [], "ppg": []}
    breaths: list[Breaths] = []
    paths = list(paths)
    for path in _files(paths):
        progress(path.stem)
        with np.load(path, allow_pickle=False) as data:
            for kind, scores in hearts.items():
                if {kind, f"{kind}_fs", ANNOTATIONS[kind][0]} <= set(data):
                    scores.append(score_beats(path.stem, data, kind, seconds))
            if {"rsp", "rsp_fs", "rsp_peaks_s", "rsp_troughs_s"} <= set(data):
                breaths.append(score_breaths(path.stem, data, seconds))
    tables: list[Table] = []
    for kind, scores in hearts.items():
        if scores:
            tables += beat_tables(kind, scores)
    if breaths:
        tables += breath_tables(breaths)
    if not tables:
        raise RecordingsError(
            f"no annotated signal in {', '.join(map(str, paths))}: an .npz file needs a signal "
            "(ecg, ppg or rsp), its rate (ecg_fs, ...) and its events (r_peaks_s, ppg_peaks_s, "
            "or rsp_peaks_s and rsp_troughs_s)"
        )
    return tables


def score_beats(name: str, data: Any, kind: HeartKind, seconds: float = float("inf")) -> Beats:
    """Run one ECG or PPG (first channel) and score its beats."""
    x, rate = _signal(data, kind, seconds)
    end = x.size / rate - END_S
    peaks_key, exclude_key = ANNOTATIONS[kind]
    reference = data[peaks_key][data[peaks_key] < end]
    spans = data[exclude_key] if exclude_key in data else np.empty((0, 2))
    events: list[Event] = []
    _listen(kind, x, rate, lambda signal, now, found: events.extend(found))
    beats = sorted((e for e in events if isinstance(e, Beat) and e.t < end), key=lambda b: b.t)
    found = np.array([b.t for b in beats])
    wanted = outside(reference, spans, BEATS_FROM_S, 0.15)
    kept = outside(found, spans, BEATS_FROM_S, 0.15)
    counts = {}
    for tolerance in BEAT_TOLERANCES_S:
        match = matched(reference, found, tolerance)
        hit = np.isin(np.arange(reference.size), match)
        counts[tolerance] = (
            int((hit & wanted).sum()), int((~hit & wanted).sum()), int(((match < 0) & kept).sum())
        )  # fmt: skip
    right = match[kept] >= 0
    error = (found - reference[np.maximum(match, 0)])[kept][right] if found.size else found
    return Beats(
        name, counts,
        np.array([b.reported - b.t for b in beats])[kept], error,
        np.array([b.trust for b in beats])[kept], right,
    )  # fmt: skip


def score_breaths(name: str, data: Any, seconds: float = float("inf")) -> Breaths:
    """Run one belt-like signal and score its breaths, and its phase at each tick."""
    x, rate = _signal(data, "rsp", seconds)
    end = x.size / rate - 1.0
    spans = data["rsp_exclude_s"] if "rsp_exclude_s" in data else np.empty((0, 2))
    events: list[Event] = []
    said: list[tuple[float, float, float]] = []

    def hear(signal: Any, now: float, found: Sequence[Event]) -> None:
        events.extend(found)
        breath = signal.respiration(now)
        said.append((now, breath.phase, breath.trust))

    _listen("respiration", x, rate, hear)
    t, phase, trust = np.array(said).T
    true = breath_phase(t, data["rsp_troughs_s"], data["rsp_peaks_s"])
    ok = np.isfinite(true) & outside(t, spans, BREATHS_FROM_S)
    reference = data["rsp_peaks_s"]
    breaths = [e for e in events if isinstance(e, Breath)]
    found = np.array([b.exhale for b in breaths])
    match = matched(reference, found, BREATH_TOLERANCE_S)
    wanted = outside(reference, spans, BREATHS_FROM_S) & (reference < end)
    kept = outside(found, spans, BREATHS_FROM_S) & (found < end)
    hit = np.isin(np.arange(reference.size), match)
    late = [b.reported - reference[m] for b, m in zip(breaths, match, strict=True) if m >= 0]
    return Breaths(
        name,
        (int((hit & wanted).sum()), int((~hit & wanted).sum()), int(((match < 0) & kept).sum())),
        np.array(late), off_deg(phase, true)[ok],
        ((phase % 1.0 < 0.5) != (true % 1.0 < 0.5))[ok], trust[ok],
    )  # fmt: skip


# -- tables ----------------------------------------------------------------------------------------


def beat_tables(kind: HeartKind, scores: Sequence[Beats]) -> list[Table]:
    """Accuracy by recording and of all beats together, and the calibration of trust."""
    rows = [_beat_row(s.name, [s]) for s in scores]
    if len(scores) > 1:
        rows.append(_beat_row("all", scores))
    trust = np.concatenate([s.trust for s in scores])
    right = np.concatenate([s.right for s in scores])
    what = "R peaks" if kind == "ecg" else "Systolic peaks"
    return [
        Table(
            kind, f"{what}, as reported live the first time",
            ["recording", "beats", "F1 ±150 ms", "F1 ±75 ms", "latency p50", "p95",
             "jitter", "mean trust", "right of trust ≥ 0.5"],
            rows,
        ),
        _calibration(kind, "within ±75 ms", trust, right),
    ]  # fmt: skip


def _beat_row(name: str, scores: Sequence[Beats]) -> list[str]:
    wide, close = (np.sum([s.counts[k] for s in scores], axis=0) for k in BEAT_TOLERANCES_S)
    latency, error, trust, right = (
        np.concatenate([getattr(s, part) for s in scores])
        for part in ("latency_s", "error_s", "trust", "right")
    )
    sure = right[trust >= 0.5]
    return [
        name, f"{wide[0] + wide[1]}", f"{f1(*wide):.2f} %", f"{f1(*close):.2f} %",
        *_quantiles(latency), f"{1e3 * float(np.std(error)):.1f} ms" if error.size else "–",
        f"{trust.mean():.2f}" if trust.size else "–",
        f"{100.0 * sure.mean():.2f} %" if sure.size else "–",
    ]  # fmt: skip


def breath_tables(scores: Sequence[Breaths]) -> list[Table]:
    """Accuracy by recording and of all together, and the calibration of the phase's trust."""
    rows = [_breath_row(s.name, [s]) for s in scores]
    if len(scores) > 1:
        rows.append(_breath_row("all", scores))
    trust = np.concatenate([s.trust for s in scores])
    right = np.concatenate([s.off_deg for s in scores]) <= PHASE_TOLERANCE_DEG
    return [
        Table(
            "respiration", "Breaths and phase, as said live",
            ["recording", "breaths", "F1 ±0.6 s", "latency p50", "p95", "phase error median",
             "mean", "wrong way", "within ±30°", "mean trust"],
            rows,
        ),
        _calibration("respiration", "phase within ±30°", trust, right),
    ]  # fmt: skip


def _breath_row(name: str, scores: Sequence[Breaths]) -> list[str]:
    counts = np.sum([s.counts for s in scores], axis=0)
    latency, off, wrong, trust = (
        np.concatenate([getattr(s, part) for s in scores])
        for part in ("latency_s", "off_deg", "wrong_way", "trust")
    )
    return [
        name, f"{counts[0] + counts[1]}", f"{f1(*counts):.1f} %", *_quantiles(latency),
        f"{np.median(off):.1f}°", f"{off.mean():.1f}°", f"{100.0 * wrong.mean():.1f} %",
        f"{100.0 * np.mean(off <= PHASE_TOLERANCE_DEG):.1f} %", f"{trust.mean():.2f}",
    ]  # fmt: skip


def _calibration(signal: str, right_is: str, trust: FloatArray, right: BoolArray) -> Table:
    rows = [
        [f"{low:.1f} to {low + 0.1:.1f}", f"{said:.2f}", f"{was:.2f}", f"{n}"]
        for low, said, was, n in calibration(trust, right)
    ]
    said, was = float(trust.mean()), float(right.mean())
    rows.append(["all", f"{said:.2f}", f"{was:.2f}", f"{trust.size}"])
    columns = ["trust said", "mean", f"share {right_is}", "count"]
    return Table(signal, "What the trust is worth", columns, rows)


def _quantiles(seconds: FloatArray) -> tuple[str, str]:
    if not seconds.size:
        return "–", "–"
    p50, p95 = np.percentile(seconds, (50.0, 95.0)) * 1e3
    return f"{p50:.0f} ms", f"{p95:.0f} ms"


# -- running ---------------------------------------------------------------------------------------


def _files(paths: Iterable[Path]) -> list[Path]:
    files: list[Path] = []
    for path in paths:
        if not path.exists():
            raise RecordingsError(f"{path}: there is no such file or folder")
        files += sorted(path.glob("*.npz")) if path.is_dir() else [path]
    return files


def _signal(data: Any, key: str, seconds: float) -> tuple[FloatArray, float]:
    x, rate = np.asarray(data[key], dtype=np.float64), float(data[f"{key}_fs"])
    x = x if x.ndim == 1 else x[:, 0]
    return x[: int(min(seconds * rate, x.size))], rate


def _listen(
    kind: Literal["ecg", "ppg", "respiration"],
    x: FloatArray,
    rate_hz: float,
    hear: Callable[[Any, float, Sequence[Event]], None],
) -> None:
    """Feed `x` in steps of a tick; `hear` gets the signal, the newest stamp and the events."""
    info = StreamInfo(kind, kind, kind, (Channel(kind),), rate_hz)
    make = find_signal(kind)
    assert make is not None
    signal = make(info)
    t = np.arange(x.size) / rate_hz
    cuts = [0, *np.searchsorted(t, np.arange(TICK_S, t[-1], TICK_S)).tolist(), x.size]
    for start, stop in pairwise(cuts):
        if stop > start:
            found = signal.step(Chunk(info, t[start:stop], x[start:stop, None]))
            hear(signal, float(t[stop - 1]), found)
