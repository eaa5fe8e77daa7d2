"""Train the network of `respiration_prior.py`, and say what it is worth on records held out.

    python tests/bench/breath_prior.py FOLDER [FOLDER ...] [--write]

The folders hold `.npz` recordings as `tests/bench/breath.py` reads them; half as many moments again
come from simulated breathers unlike each other, whose turning points are found as an analyst finds
them: zero-phase extrema. Without `--write` every record is judged by a network that never saw it
(records of one name up to the last digit are one person and are left out together).
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.signal import butter, sosfilt, sosfiltfilt

from biofeedback.signals import respiration_prior as rp
from biofeedback.signals.respiration import RespirationBelt
from biofeedback.types import Chunk, FloatArray
from tests.bench.breath import STREAM, Recording, load, wrapped_deg

BREATHERS = 160
FROM_S = 15.0
PER_RECORDING, PER_BREATHER = 2400, 250
EPOCHS, BATCH, RATE, DECAY = 40, 256, 0.004, 1e-3


@dataclass(frozen=True)
class Moments:
    """Descriptors (n, DESCRIPTORS) and what time alone was off by, cycles (n,)."""

    x: FloatArray
    off: FloatArray


class Notes:
    """In the place of a `BreathPrior`: writes down what it is asked."""

    def __init__(self) -> None:
        self.asked: list[FloatArray] = []

    def recall(self, descriptors: FloatArray) -> tuple[float, float]:
        self.asked.append(descriptors)
        return rp.anchor(descriptors), 1.0


def moments(r: Recording) -> Moments:
    """Every scored moment of a recording as the detector saw it then."""
    belt = RespirationBelt(STREAM)
    phase, notes, when = belt._phase, Notes(), list[tuple[float, float]]()
    phase.prior = notes  # type: ignore[assignment]
    step = phase.step

    def spy(t: float, detector: rp.OnsetDetector, *rest: object) -> None:
        step(t, detector, *rest)  # type: ignore[arg-type]
        if len(notes.asked) > len(when):
            when.append((t, 0.5 if detector.turns[-1].peak else 0.0))

    phase.step = spy  # type: ignore[assignment,method-assign]
    belt.step(Chunk(STREAM, np.arange(r.x.size) / r.rate_hz, r.x[:, None]))
    t, since = np.array(when).T
    x = np.array(notes.asked)
    true = r.phase(t)
    ok = np.isfinite(true) & r.scored(t) & (t > FROM_S)
    relative = (true - since + 0.35) % 1.0 - 0.35
    return Moments(x[ok], (relative - np.array([rp.anchor(row) for row in x]))[ok])


def breather(seed: int, duration_s: float = 150.0, rate_hz: float = 25.0) -> Recording:
    """Somebody: pace, evenness, holds, pauses, sighs, heart, drift and coupling drawn by lot."""
    rng = np.random.default_rng(seed)
    usual = 60.0 / np.exp(rng.uniform(np.log(5.0), np.log(24.0)))
    uneven, share, uneven_depth = (
        rng.uniform(0.04, 0.3),
        rng.uniform(0.3, 0.5),
        rng.uniform(0.08, 0.35),
    )
    pause, hold = rng.choice([0.0, 0.1, 0.2, 0.4]), rng.choice([0.0, 0.0, 0.15, 0.3, 0.5])
    leak, wander = rng.uniform(-0.05, 0.12), rng.choice([0.03, 0.08, 0.2])
    skew_in, skew_out = rng.uniform(0.6, 1.4), rng.uniform(0.6, 1.0)
    t = np.arange(0.0, duration_s, 1.0 / rate_hz)
    knots, start, level, pace = [], -usual * rng.uniform(), 0.0, 0.0
    x = np.zeros_like(t)
    while start < duration_s:
        pace = 0.6 * pace + 0.8 * rng.normal()
        period, depth = usual * np.exp(uneven * pace), np.exp(uneven_depth * rng.normal())
        if rng.uniform() < 0.03:  # a sigh
            period, depth = 1.5 * period, 2.0 * depth
        rise = share * period * np.exp(0.1 * rng.normal())
        left = period - rise
        held = min(hold * left * np.exp(0.3 * rng.normal()), 0.6 * left) * (rng.uniform() < 0.9)
        rest = min(pause * (left - held) * np.exp(0.4 * rng.normal()), 0.8 * (left - held))
        bottom = wander * rng.normal()
        top = level + depth
        sagged = top - leak * depth * held / usual
        before_rest = bottom + 0.04 * depth * (rest > 0)
        pieces = (
            (rise, level, top, lambda u: 0.5 - 0.5 * np.cos(np.pi * u**skew_in)),
            (held, top, sagged, lambda u: u),
            (
                left - held - rest,
                sagged,
                before_rest,
                lambda u: 0.5 - 0.5 * np.cos(np.pi * u**skew_out),
            ),
            (rest, before_rest, bottom, lambda u: u),
        )
        for lasts, a, b, shape in pieces:
            u = (t - start) / max(lasts, 1e-9)
            inside = (u >= 0.0) & (u < 1.0) & (lasts > 0.0)
            x[inside] = a + (b - a) * shape(u[inside])
            start += lasts
        level = bottom
        knots.append(start)
    x += rng.choice([0.001, 0.005, 0.02]) * rng.normal(size=t.size)
    x += rng.choice([0.0, 0.01, 0.03, 0.05]) * np.sin(2 * np.pi * 1.15 * t + 0.3 * np.sin(t))
    drift = rng.choice([0.0, 0.1, 0.3])
    x += drift * 0.1 * np.cumsum(rng.normal(size=t.size)) / np.sqrt(rate_hz)
    if rng.uniform() < 0.4:  # a belt coupled by a capacitor, or flow integrated and levelled
        sos = butter(1, rng.uniform(0.01, 0.06), "high", fs=rate_hz, output="sos")
        x = (sosfiltfilt if rng.uniform() < 0.5 else sosfilt)(sos, x - x[:25].mean())
    return annotated(f"breather {seed}", x, rate_hz)


def annotated(name: str, x: FloatArray, rate_hz: float) -> Recording:
    """Zero-phase extrema by a local rule of prominence; where a lenient and a strict one differ
    (0.15 and 0.4 of the 30-s range) nothing is scored."""
    y = sosfiltfilt(butter(2, 1.5, fs=rate_hz, output="sos"), x - np.median(x))
    every, half = np.arange(0, x.size, int(rate_hz)), int(15 * rate_hz)
    spans = [np.ptp(np.percentile(y[max(0, i - half) : i + half], [10, 90])) for i in every]
    usual = np.interp(np.arange(x.size), every, spans)
    lenient, strict = (zigzag(y, share * usual) for share in (0.15, 0.4))
    sure = np.array([i for i, _ in strict]) / rate_hz
    exclude = []
    for at in (i / rate_hz for i, _ in lenient):
        if not sure.size or np.abs(sure - at).min() > 0.05:
            before, after = sure[sure < at], sure[sure > at]
            exclude.append((
                (before[-1] if before.size else 0.0) - 0.3, (after[0] if after.size else at) + 0.3
            ))  # fmt: skip
    peaks, troughs = (np.array([i for i, p in strict if p == k]) / rate_hz for k in (True, False))
    return Recording(name, x, rate_hz, peaks, troughs, np.reshape(exclude, (-1, 2)))


def zigzag(y: FloatArray, least: FloatArray) -> list[tuple[int, bool]]:
    """Alternating extrema (index, is a peak) that are followed by a way back of `least`."""
    turns: list[tuple[int, bool]] = []
    high = low = 0
    rising: bool | None = None
    for i in range(1, y.size):
        high, low = (i if y[i] > y[high] else high), (i if y[i] < y[low] else low)
        if rising is not False and y[high] - y[i] > least[i]:
            turns.append((high, True))
            rising, low, high = False, high + int(np.argmin(y[high : i + 1])), i
        elif rising is not True and y[i] - y[low] > least[i]:
            turns.append((low, False))
            rising, high, low = True, low + int(np.argmax(y[low : i + 1])), i
    return turns


def train(data: list[Moments], most: list[int], seed: int = 0) -> FloatArray:
    """The table of `respiration_prior.txt`: tanh network on the unit vector of what was off, by
    Adam (Kingma & Ba 2015)."""
    rng = np.random.default_rng(seed)
    x, off = [], []
    for each, n in zip(data, most, strict=True):
        some = rng.choice(each.off.size, min(n, each.off.size), replace=False)
        x.append(each.x[some])
        off.append(each.off[some])
    raw, angle = np.concatenate(x), np.concatenate(off) * 2 * np.pi
    y = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    mean, sd = raw.mean(axis=0), raw.std(axis=0) + 1e-6
    z = (raw - mean) / sd
    shapes = [(rp.DESCRIPTORS, rp.HIDDEN), (rp.HIDDEN,), (rp.HIDDEN, 2), (2,)]
    w = [rng.normal(size=s) / np.sqrt(s[0]) if len(s) == 2 else np.zeros(s) for s in shapes]
    m, v, step = [np.zeros(s) for s in shapes], [np.zeros(s) for s in shapes], 0
    for epoch in range(EPOCHS):
        rate = RATE * 0.5 * (1.0 + np.cos(np.pi * epoch / EPOCHS))
        order = rng.permutation(len(z))
        for at in range(0, len(z) - BATCH + 1, BATCH):
            some = order[at : at + BATCH]
            h = np.tanh(z[some] @ w[0] + w[1])
            error = (h @ w[2] + w[3] - y[some]) / BATCH
            back = error @ w[2].T * (1.0 - h * h)
            grads = [
                z[some].T @ back + DECAY / BATCH * w[0], back.sum(0),
                h.T @ error + DECAY / BATCH * w[2], error.sum(0),
            ]  # fmt: skip
            step += 1
            for k, g in enumerate(grads):
                m[k] += 0.1 * (g - m[k])
                v[k] += 0.001 * (g * g - v[k])
                w[k] -= rate * (m[k] / (1 - 0.9**step)) / (np.sqrt(v[k] / (1 - 0.999**step)) + 1e-8)
    last = np.zeros(rp.HIDDEN)
    last[:2] = w[3]
    hidden = w[0] / sd[:, None]
    return np.vstack([hidden, w[1] - mean @ hidden, w[2].T, last])


def person(name: str) -> str:
    return name.rstrip("0123456789") if name[-2:-1].isalpha() else name


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--write", action="store_true", help="train on all and write the weights")
    args = parser.parse_args()
    files = [f for folder in args.folders for f in sorted(folder.glob("*.npz"))]
    real = [load(f) for f in files if "rsp_peaks_s" in np.load(f).files]
    data = [moments(r) for r in real]
    people = [moments(breather(seed)) for seed in range(BREATHERS)]
    least = [PER_BREATHER] * len(people)
    if args.write:
        table = train([*data, *people], [PER_RECORDING] * len(data) + least)
        np.savetxt(Path(rp.__file__).with_suffix(".txt"), table, "%.4g")
        return
    print(f"{'held out':20s}  median   mean  within ±30°")
    for r, judged in zip(real, data, strict=True):
        others = [d for q, d in zip(real, data, strict=True) if person(q.name) != person(r.name)]
        table = train([*others, *people], [PER_RECORDING] * len(others) + least)
        prior = rp.BreathPrior(table)
        said = np.array([prior.recall(row)[0] - rp.anchor(row) for row in judged.x])
        error = np.abs(wrapped_deg(said - judged.off))
        print(
            f"{r.name:20s}  {np.median(error):5.1f}°  {error.mean():5.1f}°  "
            f"{(error <= 30.0).mean():.1%}"
        )


if __name__ == "__main__":
    main()
