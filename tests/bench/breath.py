"""How well the breath is read, live: a table over annotated recordings and simulated breathers.

    python tests/bench/breath.py FOLDER [--plot PNG]

FOLDER holds `.npz` files with `rsp`, `rsp_fs`, `rsp_peaks_s` (exhale onsets), `rsp_troughs_s`
(inhale onsets) and `rsp_exclude_s` (n, 2). Samples are fed in chunks of 1/32 s; only what was said
at the time is scored. True phase runs linearly from 0 at a trough to 0.5 at the next peak to 1.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from biofeedback.signals.respiration import RespirationBelt
from biofeedback.types import TICK_S, Breath, Channel, Chunk, FloatArray, StreamInfo

STREAM = StreamInfo("belt", "respiration", "belt", (Channel("belt"),))


@dataclass(frozen=True)
class Recording:
    name: str
    x: FloatArray
    rate_hz: float
    peaks_s: FloatArray
    troughs_s: FloatArray
    exclude_s: FloatArray

    def scored(self, t: FloatArray) -> FloatArray:
        """Which of the times `t` lie outside every excluded interval."""
        keep = np.ones(t.shape, dtype=bool)
        for start, stop in self.exclude_s:
            keep &= (t < start) | (t > stop)
        return keep

    def phase(self, t: FloatArray) -> FloatArray:
        """True phase in cycles; NaN before the first and after the last onset."""
        onsets = sorted([(p, 0.5) for p in self.peaks_s] + [(q, 0.0) for q in self.troughs_s])
        phases = [onsets[0][1]]
        for (_, before), (_, after) in pairwise(onsets):
            phases.append(phases[-1] + ((after - before) % 1.0 or 1.0))
        times = [when for when, _ in onsets]
        return np.interp(t, times, phases, left=np.nan, right=np.nan)


@dataclass(frozen=True)
class Live:
    """What was said live, at times `t`."""

    t: FloatArray
    phase: FloatArray
    trust: FloatArray
    breaths: list[Breath]
    us_per_step: float


def load(path: Path) -> Recording:
    d = np.load(path)
    return Recording(
        path.stem, d["rsp"].astype(float), float(d["rsp_fs"]),
        d["rsp_peaks_s"], d["rsp_troughs_s"], d["rsp_exclude_s"],
    )  # fmt: skip


def simulate(
    name: str,
    seed: int,
    *,
    duration_s: float = 300.0,
    rate_hz: float = 50.0,
    per_min: float = 14.0,
    variation: float = 0.12,
    inhale: float = 0.42,
    pause: float = 0.15,
    noise: float = 0.02,
    heart: float = 0.02,
    drift: float = 0.3,
    depth_variation: float = 0.15,
) -> Recording:
    """A breather with known onsets: raised-cosine breaths of depth about 1 and uneven length."""
    rng = np.random.default_rng(seed)
    t = np.arange(0.0, duration_s, 1.0 / rate_hz)
    x = np.zeros_like(t)
    usual = 60.0 / per_min
    start = -usual * rng.uniform()
    peaks, troughs = [], [start]
    wander = level = 0.0
    while start < duration_s:
        wander = 0.6 * wander + 0.8 * rng.normal()
        period = usual * np.exp(variation * wander)
        rise = inhale * period * np.exp(0.05 * rng.normal())
        depth = np.exp(depth_variation * rng.normal())
        rest = pause * (period - rise) * np.exp(0.3 * rng.normal())
        fall = period - rise - rest
        u = (t - start) / rise
        m = (u >= 0) & (u < 1)
        x[m] = level + (depth - level) * (0.5 - 0.5 * np.cos(np.pi * u[m]))
        level = 0.05 * rng.normal()
        bottom = level + 0.04 * (pause > 0)  # the pause still sinks a little
        u = (t - start - rise) / fall
        m = (u >= 0) & (u < 1)
        x[m] = depth + (bottom - depth) * (0.5 - 0.5 * np.cos(np.pi * u[m] ** 0.8))
        u = (t - start - rise - fall) / max(rest, 1e-9)
        m = (u >= 0) & (u < 1)
        x[m] = level + (bottom - level) * (1 - u[m])
        peaks.append(start + rise)
        start += period
        troughs.append(start)
    x += noise * rng.normal(size=t.size)
    x += heart * np.sin(2 * np.pi * 1.15 * t + 0.3 * np.sin(t))
    x += drift * 0.1 * np.cumsum(rng.normal(size=t.size)) / np.sqrt(rate_hz)
    return Recording(name, x, rate_hz, np.array(peaks), np.array(troughs), np.empty((0, 2)))


def breathers() -> list[Recording]:
    """People unlike each other."""
    return [
        simulate("sim rest", 1),
        simulate("sim no pause", 2, pause=0.0, per_min=17, variation=0.2),
        simulate("sim long pause", 3, pause=0.4, per_min=12, variation=0.15),
        simulate("sim noisy 25 Hz", 4, noise=0.06, heart=0.06, rate_hz=25),
        simulate("sim irregular", 5, variation=0.3, depth_variation=0.35),
        simulate("sim paced", 6, per_min=6, variation=0.04, inhale=0.44, pause=0.05,
                 depth_variation=0.1),
        simulate("sim paced noisy", 7, per_min=6, variation=0.06, inhale=0.44, pause=0.1,
                 noise=0.05, depth_variation=0.12),
        simulate("sim fast", 8, per_min=24, variation=0.1, pause=0.05),
    ]  # fmt: skip


def listen(x: FloatArray, rate_hz: float, step_s: float = TICK_S) -> Live:
    """Feed the belt in steps of `step_s` and write down what is said after each."""
    belt = RespirationBelt(STREAM)
    t = np.arange(x.size) / rate_hz
    cuts = np.searchsorted(t, np.arange(0.0, t[-1] + step_s, step_s))
    when, phase, trust, breaths = [], [], [], []
    began = time.process_time()
    for a, b in pairwise(cuts):
        if a == b:
            continue
        breaths += belt.step(Chunk(STREAM, t[a:b], x[a:b, None]))
        said = belt.respiration(float(t[b - 1]))
        when.append(t[b - 1])
        phase.append(said.phase)
        trust.append(said.trust)
    spent = (time.process_time() - began) / max(len(when), 1) * 1e6
    only = [e for e in breaths if isinstance(e, Breath)]
    return Live(np.array(when), np.array(phase), np.array(trust), only, spent)


@dataclass(frozen=True)
class Score:
    median_deg: float
    mean_deg: float
    wrong_way: float  # share of time that inhaling is called exhaling or the reverse
    within_30: float
    trust: float
    breath_f1: float
    latency_s: float
    onset_error_s: float


def wrapped_deg(phase: FloatArray) -> FloatArray:
    return ((phase + 0.5) % 1.0 - 0.5) * 360.0


def score(
    recording: Recording, live: Live, from_s: float = 15.0, tolerance_s: float = 0.6
) -> Score:
    """Judge from `from_s` on: the first breaths only teach."""
    true = recording.phase(live.t)
    ok = np.isfinite(true) & (live.t > from_s) & recording.scored(live.t)
    error = np.abs(wrapped_deg(live.phase - true))[ok]
    wrong = ((live.phase % 1.0 < 0.5) != (true % 1.0 < 0.5))[ok]
    truth = recording.peaks_s[recording.scored(recording.peaks_s) & (recording.peaks_s > from_s)]
    truth = truth[truth < live.t[-1] - 1.0]
    # What was said first counts; a breath said again (same inhale) was wrong the first time.
    first = list({b.inhale: b for b in reversed(live.breaths)}.values())[::-1]
    exhale = np.array([b.exhale for b in first])
    keep = recording.scored(exhale) & (exhale > from_s) & (exhale < live.t[-1] - 1.0)
    said = [b for b, k in zip(first, keep, strict=True) if k]
    free = list(truth)
    late, off = [], []
    for b in said:
        near = min(free, key=lambda p: abs(p - b.exhale), default=np.inf)
        if abs(near - b.exhale) <= tolerance_s:
            free.remove(near)
            late.append(b.reported - near)
            off.append(b.exhale - near)
    return Score(
        float(np.median(error)), float(error.mean()), float(wrong.mean()),
        float((error <= 30.0).mean()), float(live.trust[ok].mean()),
        2 * len(late) / max(len(said) + truth.size, 1), float(np.median(late or [np.nan])),
        float(np.std(off or [np.nan])),
    )  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--plot", type=Path)
    args = parser.parse_args()
    files = [f for f in sorted(args.folder.glob("*.npz")) if "rsp_peaks_s" in np.load(f).files]
    recordings = [load(f) for f in files] + breathers()
    print(f"{'recording':20s}  median  mean  wrong  ±30°  trust  breaths F1  late s  sd s  µs/step")
    lives = []
    for r in recordings:
        live = listen(r.x, r.rate_hz)
        lives.append(live)
        s = score(r, live)
        print(
            f"{r.name:20s}  {s.median_deg:5.1f}° {s.mean_deg:5.1f}° {s.wrong_way:5.1%} "
            f"{s.within_30:5.1%}  {s.trust:5.2f}  {s.breath_f1:9.1%}  {s.latency_s:6.2f} "
            f"{s.onset_error_s:5.2f}  {live.us_per_step:6.0f}"
        )
    said = np.concatenate(
        [live.trust[r.scored(live.t)] for r, live in zip(recordings, lives, strict=True)]
    )
    hit = np.concatenate(
        [
            (np.abs(wrapped_deg(live.phase - r.phase(live.t))) <= 30.0)[r.scored(live.t)]
            for r, live in zip(recordings, lives, strict=True)
        ]
    )
    print("\ntrust said   share within ±30°")
    for low in np.arange(0.0, 1.0, 0.1):
        m = (said >= low) & (said < low + 0.1)
        if m.any():
            print(
                f"{low:.1f} to {low + 0.1:.1f}   {hit[m].mean():.2f}  ({m.mean():.1%} of the time)"
            )
    if args.plot:
        _plot(recordings, lives, args.plot)


def _plot(recordings: list[Recording], lives: list[Live], path: Path) -> None:
    import matplotlib as mpl

    mpl.use("Agg")
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(len(recordings), 1, figsize=(24, 3.2 * len(recordings)))
    for ax, r, live in zip(axes, recordings, lives, strict=True):
        t = np.arange(r.x.size) / r.rate_hz
        middle = min(60.0, t[-1] - 40.0)
        m = (t > middle) & (t < middle + 40)
        x = (r.x[m] - r.x[m].min()) / np.ptp(r.x[m])
        ax.plot(t[m], x, color="0.7")
        m = (live.t > middle) & (live.t < middle + 40)
        ax.plot(live.t[m], live.phase[m] % 1, label="said live")
        ax.plot(live.t[m], r.phase(live.t[m]) % 1, label="true")
        ax.plot(live.t[m], live.trust[m], "k", lw=0.6, label="trust")
        ax.set(title=r.name, xlim=(middle, middle + 40))
    axes[0].legend(loc="upper right")
    figure.tight_layout()
    figure.savefig(path, dpi=50)


if __name__ == "__main__":
    main()
