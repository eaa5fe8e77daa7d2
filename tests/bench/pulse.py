"""Accuracy of the pulse on wrists: `python -m tests.bench.pulse FOLDER`.

The recordings have no marked pulses: the truth is each R peak and the travel time of the pulse,
which is read off the pulse wave averaged over all R peaks of a minute (movement, not in step with
the heart, averages out) and drifts with exercise. The first 30 s are at rest, then a treadmill.
The rate over 8 s is held against the reference that comes with them.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from scipy.signal import butter, sosfiltfilt

from biofeedback.signals.ppg import Ppg
from biofeedback.types import TICK_S, Beat, Channel, Chunk, FloatArray, StreamInfo
from vrapp.bench.scoring import f1, matched

REST_S, FROM_S = 30.0, 5.0
RATE_TOLERANCE = 5.0


def travel_times(x: FloatArray, rate_hz: float, r: FloatArray) -> FloatArray:
    """Delay of the systolic peak after each R peak in `r`."""
    y = sosfiltfilt(butter(2, (0.6, 8.0), "band", fs=rate_hz, output="sos"), x)
    n = round(2.0 * rate_hz)
    y = y / (np.sqrt(np.convolve(y * y, np.ones(n) / n, "same")) + 1e-9)
    t = np.arange(x.size) / rate_hz
    delays = np.arange(0.1, 0.75, 0.005)
    middles, found = [], list[float]()
    for start in [0.0, *np.arange(15.0, t[-1] - 45.0, 30.0)]:
        stop = REST_S if start == 0.0 else start + 60.0
        mean = np.mean([np.interp(q + delays, t, y) for q in r[(r >= start) & (r < stop)]], axis=0)
        tops = np.flatnonzero((mean[1:-1] > mean[:-2]) & (mean[1:-1] >= mean[2:])) + 1
        near = (0.2, 0.6) if not found else (found[-1] - 0.08, found[-1] + 0.08)
        tops = tops[(delays[tops] > near[0]) & (delays[tops] < near[1])]
        best = tops[np.argmax(mean[tops])] if tops.size else None
        clear = best is not None and (not found or mean[best] > 0.15)
        found.append(float(delays[best]) if clear else found[-1])
        middles.append((start + stop) / 2.0)
    return np.interp(r, middles, found)


@dataclass(frozen=True)
class Run:
    """What was said live: pulses, and the rate every 2 s as (t, 1/min, trust)."""

    beats: list[Beat]
    rates: FloatArray


def listen(x: FloatArray, rate_hz: float, moved: FloatArray | None = None) -> Run:
    """Feed pulse waves (n, channel), and acceleration (n, 3), in steps of 1/32 s."""
    channels = tuple(Channel(f"PPG{k}", "", "PPG") for k in range(x.shape[1]))
    axes = tuple(Channel(f"ACC{k}", "", "ACC") for k in range(3))
    info = StreamInfo("wrist", "ppg", "wrist", channels, rate_hz)
    motion = StreamInfo("wrist/motion", "motion", "wrist", axes, rate_hz)
    signal = Ppg(info)
    t = np.arange(x.shape[0]) / rate_hz
    cuts = [0, *np.searchsorted(t, np.arange(TICK_S, t[-1], TICK_S)).tolist(), t.size]
    beats, rates = list[Beat](), list[tuple[float, float, float]]()
    for start, stop in pairwise(cuts):
        if moved is not None:
            signal.beside(Chunk(motion, t[start:stop], moved[start:stop]))
        found = signal.step(Chunk(info, t[start:stop], x[start:stop]))
        beats.extend(e for e in found if isinstance(e, Beat))
        (said,) = signal.features(float(t[stop - 1]))
        if np.isfinite(said.value) and (not rates or said.t > rates[-1][0]):
            rates.append((said.t, said.value, said.trust))
    return Run(beats, np.array(rates))


def rate_errors(rates: FloatArray, reference: FloatArray) -> FloatArray:
    """Absolute error (1/min) of each rate against the reference of the window that ends there."""
    ends = 8.0 + 2.0 * np.arange(reference.size)
    return np.abs(rates[:, 1] - np.interp(rates[:, 0], ends, reference))


def reliability(trust: FloatArray, right: FloatArray) -> str:
    """Mean trust, share that was right, and the expected calibration error in tenths."""
    level = np.minimum((trust * 10).astype(int), 9)
    off = sum(abs(float((trust - right)[level == k].sum())) for k in range(10)) / trust.size
    return f"trust {trust.mean():.3f}, right {right.mean():.3f}, calibration error {off:.3f}"


def pulses(run: Run, truth: FloatArray, start: float, stop: float) -> tuple[list[int], FloatArray]:
    """(hits, misses, alarms) at ±75 ms, and (latency, trust, right) of each pulse in the span."""
    beats = sorted((b for b in run.beats), key=lambda b: b.t)
    t = np.array([b.t for b in beats])
    match = matched(truth, t, 0.075)
    inside = (t >= start) & (t < stop)
    asked = (truth >= start) & (truth < stop)
    hit = np.isin(np.arange(truth.size), match)
    rows = np.array(
        [(b.reported - b.t, b.trust, m >= 0) for b, m in zip(beats, match, strict=True)]
    )
    counts = [(hit & asked).sum(), (~hit & asked).sum(), ((match < 0) & inside).sum()]
    return [int(c) for c in counts], rows[inside].astype(float)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    paths = sorted(parser.parse_args(arguments).folder.glob("*.npz"))
    counts = {"rest": [], "treadmill": []}  # type: ignore[var-annotated]
    rows = {"rest": [], "treadmill": []}  # type: ignore[var-annotated]
    errors = {"one PPG": [], "all PPG": [], "one PPG + ACC": [], "all PPG + ACC": []}  # type: ignore[var-annotated]
    trusts = {name: [] for name in errors}  # type: ignore[var-annotated]
    for path in paths:
        with np.load(path) as data:
            if not {"ppg", "acc", "bpm_ref", "r_peaks_s"} <= set(data):
                continue
            x, moved, rate = data["ppg"].astype(float), data["acc"].astype(float), data["ppg_fs"]
            reference, r = data["bpm_ref"], data["r_peaks_s"]
        truth = r + travel_times(x[:, 0], float(rate), r)
        for name in errors:
            wave = x[:, :1] if name.startswith("one") else x
            run = listen(wave, float(rate), moved if "ACC" in name else None)
            errors[name].append(rate_errors(run.rates, reference))
            trusts[name].append(run.rates[:, 2])
            if name == "one PPG":
                for part, span in (("rest", (FROM_S, REST_S)), ("treadmill", (REST_S, 280.0))):
                    count, row = pulses(run, truth, *span)
                    counts[part].append(count)
                    rows[part].append(row)
    if not rows["rest"]:
        print(f"no wrist with ECG and acceleration in {paths}", file=sys.stderr)
        return 2
    for part, each in rows.items():
        latency, trust, right = np.concatenate(each).T
        print(
            f"pulses, {part}: F1 ±75 ms {f1(*np.sum(counts[part], axis=0)):.2f}, latency "
            f"{np.median(latency) * 1e3:.0f} ms, {reliability(trust, right)}"
        )
    for name, each in errors.items():
        error, trust = np.concatenate(each), np.concatenate(trusts[name])
        print(
            f"rate over 8 s, {name}: mean error {np.mean([e.mean() for e in each]):.2f} /min "
            f"(worst person {max(e.mean() for e in each):.1f}), where trust ≥ 0.75 "
            f"{error[trust >= 0.75].mean():.2f}; ±{RATE_TOLERANCE:.0f}: "
            f"{reliability(trust, (error <= RATE_TOLERANCE).astype(float))}"
        )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
