"""Does trust say how often a value is right? `python -m tests.bench.reliability FOLDER`.

For each signal every value that was said live over the development recordings: by tenths of trust
how many there were, the trust said on average, and the share within tolerance. A tenth with at
least `ENOUGH` values misses where the two differ by more than `ALLOWED`.

Truths: annotated beats
(±75 ms; on wrists the R peak and the travel time of the pulse), annotated phase of the breath
(±30°) and the rate of its last breaths (±1 /min), the reference rate of a treadmill (±5 /min),
simulated skin (onset of a response ±1 s, tonic level ±0.1 µS).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from biofeedback.signals.base import find_signal
from biofeedback.signals.eda import Eda
from biofeedback.signals.respiration import RespirationBelt
from biofeedback.types import Beat, Channel, Chunk, FloatArray, Scr, SignalKind, StreamInfo
from tests.bench import pulse
from tests.bench.heart import NOISY, with_motion
from tests.biofeedback.signals.test_eda import skin
from vrapp.bench.scoring import breath_phase, calibration, matched, off_deg, outside

ENOUGH, ALLOWED = 200, 0.05
BEATS_FROM_S, BREATHS_FROM_S, END_S = 5.0, 15.0, 1.0
FEED_S = 1.0
"""Beats and their trust do not depend on the chunks (tested), so these may be long."""
RATE_BREATHS = 6
"""Cycles whose mean is the true rate, as long as the belt's own."""
TONIC_US, ONSET_S = 0.1, 1.0
SKINS, SKIN_S = 24, 240.0


@dataclass(frozen=True)
class Said:
    """Values of one signal on one record: trust, and whether each was within tolerance."""

    signal: str
    record: str
    trust: FloatArray
    right: FloatArray


Task = tuple[Callable[..., list[Said]], Path | int]


# -- what was said ---------------------------------------------------------------------------------


def beats_of(kind: SignalKind, x: FloatArray, rate_hz: float) -> list[Beat]:
    """Every beat that was said, those taken back later as well, in the order of their times."""
    info = StreamInfo(kind, kind, kind, (Channel(kind),), rate_hz)
    make = find_signal(kind)
    assert make is not None
    signal, t = make(info), np.arange(x.size) / rate_hz
    cuts = [*range(0, x.size, max(1, round(FEED_S * rate_hz))), x.size]
    beats = list[Beat]()
    for start, stop in pairwise(cuts):
        found = signal.step(Chunk(info, t[start:stop], x[start:stop, None]))
        beats += [e for e in found if isinstance(e, Beat)]
    return sorted(beats, key=lambda b: b.t)


def scored(
    signal: str, record: str, beats: Sequence[Beat], truth: FloatArray, spans: FloatArray,
    end: float,
) -> Said:  # fmt: skip
    at = np.array([b.t for b in beats])
    right = matched(truth, at, 0.075) >= 0
    kept = outside(at, spans, BEATS_FROM_S, 0.15) & (at < end - END_S)
    return Said(signal, record, np.array([b.trust for b in beats])[kept], right[kept].astype(float))


def ecg(path: Path) -> list[Said]:
    with np.load(path) as data:
        if not {"ecg", "r_peaks_s"} <= set(data):
            return []
        x, rate = data["ecg"].astype(float).reshape(data["ecg"].shape[0], -1)[:, 0], data["ecg_fs"]
        truth = data["r_peaks_s"]
        spans = data["exclude_s"] if "exclude_s" in data else np.empty((0, 2))
    found = [scored("ecg", path.stem, beats_of("ecg", x, float(rate)), truth, spans, x.size / rate)]
    if path.stem.startswith("ecg_mitdb") and path.stem[-3:] in NOISY:
        with np.load(path.parent / "noise_em.npz") as noise:
            motion, motion_hz = noise["noise"].astype(float), float(noise["noise_fs"])
        x = x[: round(600.0 * rate)]
        for db in (12.0, 6.0, 0.0):
            noisy = with_motion(x, float(rate), truth[truth < 590.0], motion, motion_hz, db)
            beats = beats_of("ecg", noisy, float(rate))
            found.append(scored("ecg in motion", path.stem, beats, truth, spans, 600.0))
    return found


def ppg(path: Path) -> list[Said]:
    with np.load(path) as data:
        keys = set(data)
        none = np.empty((0, 2))
        waves = list[tuple[str, FloatArray, float, FloatArray, FloatArray]]()
        if {"ppg", "ppg_peaks_s"} <= keys:
            spans = data.get("ppg_exclude_s", none)
            truth = data["ppg_peaks_s"]
            waves.append(("ppg", data["ppg"].astype(float), float(data["ppg_fs"]), truth, spans))
        elif {"ppg", "acc", "r_peaks_s"} <= keys:
            r, rate = data["r_peaks_s"], float(data["ppg_fs"])
            for x in data["ppg"].T.astype(float):
                waves.append(("ppg", x, rate, r + pulse.travel_times(x, rate, r), none))
        rates = list[Said]()
        if {"ppg", "acc", "bpm_ref"} <= keys:
            for name, width in (("pulse rate", 1), ("pulse rate, two PPG", 2)):
                for moved in (None, data["acc"].astype(float)):
                    run = pulse.listen(
                        data["ppg"].astype(float)[:, :width], float(data["ppg_fs"]), moved
                    )
                    error = pulse.rate_errors(run.rates, data["bpm_ref"])
                    right = (error <= pulse.RATE_TOLERANCE).astype(float)
                    label = name + ("" if moved is None else " and ACC")
                    rates.append(Said(label, path.stem, run.rates[:, 2], right))
    return rates + [
        scored(name, path.stem, beats_of("ppg", x, rate), truth, spans, x.size / rate)
        for name, x, rate, truth, spans in waves
    ]


def respiration(path: Path) -> list[Said]:
    with np.load(path) as data:
        if not {"rsp", "rsp_peaks_s", "rsp_troughs_s"} <= set(data):
            return []
        x, rate = data["rsp"].astype(float).reshape(data["rsp"].shape[0], -1)[:, 0], data["rsp_fs"]
        peaks, troughs = data["rsp_peaks_s"], data["rsp_troughs_s"]
        spans = data["rsp_exclude_s"] if "rsp_exclude_s" in data else np.empty((0, 2))
    info = StreamInfo("belt", "respiration", "belt", (Channel("belt"),), float(rate))
    belt, t = RespirationBelt(info), np.arange(x.size) / rate
    cuts = [0, *np.searchsorted(t, np.arange(1 / 32, t[-1], 1 / 32)).tolist(), x.size]
    said = []
    for start, stop in pairwise(cuts):
        if stop <= start:
            continue
        belt.step(Chunk(info, t[start:stop], x[start:stop, None]))
        now = float(t[stop - 1])
        breath = belt.respiration(now)
        per_min = next(f for f in belt.features(now) if f.name == "respiration_rate")
        said.append((now, breath.phase, breath.trust, per_min.value, per_min.trust))
    at, phase, trust, rates, rate_trust = np.array(said).T
    true = breath_phase(at, troughs, peaks)
    kept = np.isfinite(true) & outside(at, spans, BREATHS_FROM_S)
    off = off_deg(phase, true)
    found = [Said("breath phase", path.stem, trust[kept], (off <= 30.0)[kept].astype(float))]
    last = np.searchsorted(peaks, at) - 1  # the exhalation that has begun
    known = kept & (last >= RATE_BREATHS // 2) & np.isfinite(rates)
    first = np.maximum(last - RATE_BREATHS // 2, 0)
    truth = 60.0 * (last - first) / np.maximum(peaks[last] - peaks[first], 1e-9)
    near = (np.abs(rates - truth) <= 1.0).astype(float)
    return [*found, Said("breath rate", path.stem, rate_trust[known], near[known])]


def eda(seed: int) -> list[Said]:
    t, x, tonic, onsets, _ = skin(seed, SKIN_S)
    info = StreamInfo("eda", "eda", "eda", (Channel("EDA", "uS"),), 32.0)
    signal, scrs, levels = Eda(info), list[Scr](), list[tuple[float, float, float]]()
    for k in range(0, t.size, 4):
        found = signal.step(Chunk(info, t[k : k + 4], x[k : k + 4, None]))
        scrs += [e for e in found if isinstance(e, Scr)]
        level = next(f for f in signal.features(float(t[min(k + 3, t.size - 1)])))
        if k % 32 == 0 and np.isfinite(level.value):
            levels.append((level.value, tonic[min(k + 3, t.size - 1)], level.trust))
    at = np.array([s.onset for s in scrs])
    right = matched(onsets, at, ONSET_S) >= 0
    value, truth, trust = np.array(levels).T
    near = np.abs(value - truth) <= TONIC_US
    return [
        Said("skin response", f"{seed}", np.array([s.trust for s in scrs]), right.astype(float)),
        Said("tonic level", f"{seed}", trust, near.astype(float)),
    ]


def tasks(folder: Path) -> Iterator[Task]:
    for path in sorted(folder.glob("*.npz")):
        for listen in (ecg, ppg, respiration):
            yield listen, path
    for seed in range(SKINS):
        yield eda, seed


def run(task: Task) -> list[Said]:
    listen, of = task
    return listen(of)


# -- what it was worth -----------------------------------------------------------------------------


def table(trust: FloatArray, right: FloatArray) -> list[str]:
    lines = ["  trust       n  said  right"]
    for low, said, was, n in calibration(trust, right.astype(bool)):
        word = "  <-- misses" if n >= ENOUGH and abs(said - was) > ALLOWED else ""
        lines.append(f"  {low:.1f}–{low + 0.1:.1f} {n:6d}  {said:.3f}  {was:.3f}{word}")
    off = sum(abs(s - w) * n for _, s, w, n in calibration(trust, right.astype(bool)))
    lines.append(
        f"  all     {trust.size:6d}  {trust.mean():.3f}  {right.mean():.3f}  "
        f"calibration error {off / trust.size:.3f}"
    )
    return lines


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", default="", help="signals whose reader has this in its name")
    parser.add_argument("--jobs", type=int, default=1)
    options = parser.parse_args()
    todo = [t for t in tasks(options.folder) if options.only in t[0].__name__]
    with ProcessPoolExecutor(options.jobs) as pool:
        found = [said for part in pool.map(run, todo) for said in part if said.trust.size]
    if not found:
        print(f"nothing annotated in {options.folder}", file=sys.stderr)
        return 2
    for name in dict.fromkeys(s.signal for s in found):
        part = [s for s in found if s.signal == name]
        print(f"{name} ({len({s.record for s in part})} records)")
        trust, right = (np.concatenate([getattr(s, k) for s in part]) for k in ("trust", "right"))
        print("\n".join(table(trust, right)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
