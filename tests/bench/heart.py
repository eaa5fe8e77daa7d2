"""Accuracy of heartbeats on annotated recordings: `python -m tests.bench.heart FOLDER`.

Scored as ANSI/AAMI EC57 does (one to one, ±150 and ±75 ms), on what was reported live the first
time: a beat that was taken back later counts as the false alarm it was. Fed in chunks of 1/32 s.
Electrode motion is real noise, scaled to the QRS as in the MIT-BIH noise stress test (Moody 1984).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from time import process_time

import numpy as np

from biofeedback.types import FloatArray
from vrapp.bench.scoring import calibration, f1
from vrapp.bench.signals import Beats, HeartKind, score_beats

NOISY = ("101", "106", "112", "115", "119", "122", "205", "220", "223", "230")
Task = tuple[Path, HeartKind, float | None, float]


@dataclass(frozen=True)
class Score:
    """One recording: what `vrapp.bench.signals` makes of it, and CPU seconds a second."""

    group: str
    beats: Beats
    cost: float


def with_motion(
    x: FloatArray, rate: float, beats: FloatArray, noise: FloatArray, noise_rate: float, db: float
) -> FloatArray:
    """`x` with electrode motion `db` below the QRS (power from peak to peak² / 8)."""
    n = int(noise.size * rate / noise_rate)
    once = np.interp(np.arange(n) / rate, np.arange(noise.size) / noise_rate, noise)
    rng = np.random.default_rng(int(db) + 100)
    parts = [np.roll(once, rng.integers(n)) * rng.choice([-1, 1]) for _ in range(x.size // n + 1)]
    for before, after in pairwise(parts):
        after += before[-1] - after[0]
    motion = np.concatenate(parts)[: x.size]
    motion -= motion.mean()
    spans = [
        np.ptp(x[max(int((b - 0.05) * rate), 0) : int((b + 0.05) * rate)]) for b in beats[1:300]
    ]
    return x + motion * np.sqrt(np.mean(spans) ** 2 / 8 * 10 ** (-db / 10) / motion.var())


def score(task: Task) -> Score:
    path, kind, db, seconds = task
    with np.load(path) as file:
        data = dict(file)
    rate = float(data[f"{kind}_fs"])
    group = kind + (" ambulatory" if path.stem.startswith("ecg_") else " rest, ward, treadmill")
    if db is not None:
        with np.load(path.parent / "noise_em.npz") as noise:
            data["ecg"] = with_motion(
                data["ecg"].astype(float), rate, data["r_peaks_s"],
                noise["noise"].astype(float), float(noise["noise_fs"]), db,
            )  # fmt: skip
        group = f"ecg motion {db:.0f} dB"
    begun = process_time()
    beats = score_beats(path.stem, data, kind, seconds)
    return Score(group, beats, (process_time() - begun) / min(data[kind].shape[0] / rate, seconds))


def tasks(folder: Path, seconds: float) -> Iterable[Task]:
    for path in sorted(folder.glob("*.npz")):
        with np.load(path) as data:
            keys = set(data)
        if {"ecg", "r_peaks_s"} <= keys:
            yield path, "ecg", None, seconds
            if path.stem.startswith("ecg_mitdb") and path.stem[-3:] in NOISY:
                for db in (12.0, 6.0, 0.0):
                    yield path, "ecg", db, seconds
        if {"ppg", "ppg_peaks_s"} <= keys:
            yield path, "ppg", None, seconds


def table(scores: list[Score]) -> str:
    head = (
        f"{'group':28s} F1±150 F1±75  worst record          latency p50 p95  error sd  "
        "trust right  PPV(trust≥.5)  CPU"
    )
    lines = [head]
    for group in dict.fromkeys(s.group for s in scores):
        part = [s.beats for s in scores if s.group == group]
        wide, close = (np.sum([s.counts[k] for s in part], axis=0) for k in (0.15, 0.075))
        worst = min(part, key=lambda s: f1(*s.counts[0.15]))
        latency, error, trust, right = (
            np.concatenate([getattr(s, name) for s in part])
            for name in ("latency_s", "error_s", "trust", "right")
        )
        sure = right[trust >= 0.5]
        lines.append(
            f"{group:28s} {f1(*wide):6.2f} {f1(*close):6.2f}  {worst.name[-14:]:14s} "
            f"{f1(*worst.counts[0.15]):6.2f} {np.median(latency) * 1e3:8.0f} "
            f"{np.percentile(latency, 95) * 1e3:6.0f} ms {np.std(error) * 1e3:5.1f} ms  "
            f"{trust.mean():.3f} {right.mean():.3f} {100 * sure.mean():10.2f} "
            f"{100 * np.mean([s.cost for s in scores if s.group == group]):8.2f} %"
        )
    return "\n".join(lines)


def reliability(scores: list[Score]) -> str:
    """Share of beats within ±75 ms, by trust."""
    trust, right = (
        np.concatenate([getattr(s.beats, name) for s in scores]) for name in ("trust", "right")
    )
    return "\n".join(
        f"  {low:.1f}–{low + 0.1:.1f}: trust {mean:.2f}, right {share:.2f} of {count}"
        for low, mean, share, count in calibration(trust, right)
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seconds", type=float, default=1e9, help="of each recording")
    options = parser.parse_args()
    with ProcessPoolExecutor() as pool:
        scores = list(pool.map(score, tasks(options.folder, options.seconds)))
    if not scores:
        print(f"no annotated recording in {options.folder}", file=sys.stderr)
        return 2
    print(table(scores))
    for kind in ("ecg", "ppg"):
        print(f"{kind}, share of beats within ±75 ms by trust:")
        print(reliability([s for s in scores if s.group.startswith(kind)]))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
