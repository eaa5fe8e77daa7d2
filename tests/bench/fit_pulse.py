"""Fit the weights of `ppg_belief`: `python -m tests.bench.fit_pulse FOLDER`.

Logistic regression on every candidate that the detector weighs, refitted with the candidates that
it then produces (dataset aggregation, Ross 2011), beginning with the weights as they are. Learnt
from a finger at rest, an arterial line, wrists at rest and on a treadmill, simulated pulse waves,
and what has no heart. Prints the weights, and what weights are worth for a person they were not
fitted on. Those in use were fitted with slightly other simulations: a refit is as good, not equal.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from biofeedback.signals import ppg_belief
from biofeedback.signals.ppg_peaks import Candidate, PulseFinder
from biofeedback.types import FloatArray
from tests.bench.pulse import reliability, travel_times
from vrapp.bench.scoring import matched, outside

ROUNDS, RIDGE = 4, 1.0
FINE_HZ, SIM_S = 500.0, 60.0
ABP_TRAVEL_S = 0.28  # of the pulse of the arterial line after R: it hardly changes


@dataclass(frozen=True)
class Example:
    """A recording or simulation with its true pulses, and how much it counts."""

    who: str
    x: FloatArray
    rate_hz: float
    truth: FloatArray
    spans: FloatArray  # (n, 2) seconds that are not judged
    weight: float
    from_s: float = 0.0


class Recorder(PulseFinder):
    """Keeps everything it weighs."""

    def __init__(self, rate_hz: float) -> None:
        super().__init__(rate_hz)
        self.seen: list[Candidate] = []

    def _candidate(self, at, seen, last):  # type: ignore[no-untyped-def]
        candidate = super()._candidate(at, seen, last)
        self.seen.append(candidate)
        return candidate


def candidates(example: Example) -> tuple[FloatArray, FloatArray]:
    """Evidence (n, entry) of all that was weighed, and whether it was a pulse (n,)."""
    finder, step = Recorder(example.rate_hz), max(1, round(4.0 * example.rate_hz))
    for start in range(0, example.x.size, step):
        finder.step(example.x[start : start + step])
    if not finder.seen:
        return np.empty((0, len(ppg_belief.NAMES))), np.empty(0)
    at = np.array([c.at for c in finder.seen])
    t = (at * finder.factor + (finder.factor - 1) / 2.0) / example.rate_hz
    times = np.unique(t)
    right = times[matched(example.truth, times, 0.075) >= 0]
    end = example.x.size / example.rate_hz - 1.0
    kept = outside(t, example.spans, example.from_s, 0.15) & (t < end)
    return np.array([c.evidence for c in finder.seen])[kept], np.isin(t, right)[kept].astype(float)


def fitted(x: FloatArray, right: FloatArray, weight: FloatArray) -> FloatArray:
    """Weights of a ridge logistic regression, by Newton's method."""
    w, ridge = np.zeros(x.shape[1]), RIDGE * np.eye(x.shape[1])
    ridge[0, 0] = 1e-3
    for _ in range(30):
        p = 1.0 / (1.0 + np.exp(-np.clip(x @ w, -30.0, 30.0)))
        curve = (x.T * (weight * p * (1.0 - p))) @ x + ridge
        step = np.linalg.solve(curve, x.T @ (weight * (right - p)) - ridge @ w)
        w = w + step
        if np.abs(step).max() < 1e-4:
            break
    return w


# -- examples --------------------------------------------------------------------------------------


def simulated(seed: int, wild: bool) -> Example:
    """A random pulse wave: shape, rate, rhythm, sensor; some are disturbed, or `wild` for long."""
    g = np.random.default_rng(seed)
    rate_hz = float(g.choice([25, 32, 50, 64, 100, 125, 250, 500]))
    usual = 60.0 / np.exp(g.uniform(np.log(42.0), np.log(150.0)))
    rsa, breath, jitter = g.uniform(0.0, 0.12), g.uniform(0.08, 0.35), g.uniform(0.003, 0.03)
    early = 0.06 if g.random() < 0.25 else 0.0
    beats = [0.3]
    while beats[-1] < SIM_S - 0.3:
        rr = usual * (1.0 + rsa * np.sin(2 * np.pi * breath * beats[-1])) + jitter * g.normal()
        rr = max(rr * (1.0 + 0.04 * np.sin(0.2 * beats[-1])), 0.3)
        beats += [beats[-1] + 0.65 * rr, beats[-1] + 1.95 * rr] if g.random() < early else []
        beats.append(beats[-1] + rr)
    at = np.array(beats)
    gaps = np.diff(at, prepend=at[0] - usual)
    height = 1.0 + g.uniform(0.0, 0.35) * np.sin(2 * np.pi * breath * at + 1.0)
    height += g.uniform(0.01, 0.12) * g.standard_normal(at.size)
    height = np.maximum(height * np.clip(gaps / usual, 0.5, 1.4) ** 0.8, 0.15)
    up, down, tail = g.uniform(0.05, 0.1), g.uniform(0.08, 0.16), g.uniform(0.0, 0.5)
    second = g.uniform(0.0, 0.85) if g.random() < 0.75 else 0.0
    second_s, second_width = g.uniform(0.24, 0.36), g.uniform(0.05, 0.1)
    t = np.arange(round(SIM_S * FINE_HZ)) / FINE_HZ
    x, truth = np.zeros(t.size), []
    stretch = min(max(np.sqrt(usual / 0.9), 0.75), 1.15)
    for beat, size in zip(at, height, strict=True):
        low, high = np.searchsorted(t, (beat - 0.5, beat + 1.6))
        s = (t[low:high] - beat) / stretch
        rise = np.exp(-0.5 * (s / up) ** 2)
        x[low:high] += size * (
            np.where(s < 0, rise, np.exp(-0.5 * (s / down) ** 2))
            + second * np.exp(-0.5 * ((s - second_s) / second_width) ** 2)
            + tail * np.where(s > 0, np.exp(-np.maximum(s, 0.0) / 0.35), rise)
        )
    for beat in at:
        low, high = np.searchsorted(t, (beat - 0.08, beat + 0.12))
        truth.append(t[low + int(x[low:high].argmax())] if high > low else beat)
    x += g.uniform(0.0, 0.5) * np.sin(2 * np.pi * breath * t + g.uniform(0.0, 6.0))
    x += g.uniform(0.0, 0.02) * np.sqrt(FINE_HZ / 100.0) * g.standard_normal(t.size)
    for _ in range(1 if wild else int(g.integers(2, 8)) if g.random() < 0.5 else 0):
        start = g.uniform(8.0, 25.0) if wild else g.uniform(5.0, SIM_S)
        inside = (t > start) & (
            t < start + (g.uniform(15.0, 60.0) if wild else g.uniform(1.0, 8.0))
        )
        size = np.exp(g.uniform(np.log(0.3), np.log(6.0)))
        knots = np.arange(0.0, SIM_S + 1.0, g.uniform(0.1, 0.45))
        moved = np.interp(t, knots, g.standard_normal(knots.size))
        if not wild and g.random() < 0.5:
            moved = np.sin(2 * np.pi * g.uniform(0.5, 3.5) * t)
        x[inside] += size * moved[inside]
    total = np.concatenate(([0.0], np.cumsum(x)))
    edges = np.clip((np.arange(round(SIM_S * rate_hz) + 1) - 0.5) * FINE_HZ / rate_hz, 0, x.size)
    x = np.diff(np.interp(edges, np.arange(total.size), total)) / np.maximum(np.diff(edges), 1e-9)
    none = np.empty((0, 2))
    return Example(
        "simulated", x * 10.0 ** g.uniform(-3.0, 4.0), rate_hz, np.array(truth), none, 0.3
    )


def heartless(seed: int) -> Example:
    """Noise, spikes, a square wave, hum, ghost pulses, wandering: no pulse in it."""
    g = np.random.default_rng(seed)
    rate_hz, every = float(g.choice([50, 64, 100, 125, 250])), g.uniform(0.5, 1.2)
    t = np.arange(round(40.0 * rate_hz)) / rate_hz
    at, knots = np.cumsum(g.uniform(0.3, 1.6, 200)), np.arange(0.0, 41.0, g.uniform(0.1, 0.3))
    kinds = (
        lambda: g.standard_normal(t.size),
        lambda: 1.0 * (t % every < g.uniform(0.02, 0.06)),
        lambda: 1.0 * (t % every < every / 2.0),
        lambda: np.sin(2 * np.pi * g.choice([50, 60]) * t + 1.0),
        lambda: np.exp(-0.5 * ((t[:, None] - at) / g.uniform(0.02, 0.05)) ** 2).sum(axis=1),
        lambda: np.cumsum(g.standard_normal(t.size)),
        lambda: np.interp(t, knots, g.standard_normal(knots.size)),
    )
    x = kinds[seed % 7]() + 0.005 * g.standard_normal(t.size)
    weight = 0.8 if seed % 7 > 3 else 0.2
    return Example("heartless", x, rate_hz, np.empty(0), np.empty((0, 2)), weight, 5.0)


def recorded(folder: Path) -> Iterator[Example]:
    none = np.empty((0, 2))
    for path in sorted(folder.glob("*.npz")):
        with np.load(path) as data:
            if path.stem == "multi_nk_rest5":
                yield Example(
                    path.stem, data["ppg"].astype(float), float(data["ppg_fs"]),
                    data["ppg_peaks_s"], data["ppg_exclude_s"], 2.0,
                )  # fmt: skip
            elif "abp" in data:
                truth = data["r_peaks_s"] + ABP_TRAVEL_S
                x = data["abp"].astype(float)
                yield Example(path.stem, x, float(data["abp_fs"]), truth, none, 0.7)
            elif {"ppg", "acc", "r_peaks_s"} <= set(data):
                for x in data["ppg"].T.astype(float):
                    rate_hz, r = float(data["ppg_fs"]), data["r_peaks_s"]
                    truth = r + travel_times(x, rate_hz, r)
                    yield Example(path.stem, x, rate_hz, truth, none, 0.7)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    examples = list(recorded(parser.parse_args().folder))
    people = list(dict.fromkeys(e.who for e in examples))
    examples += [simulated(seed, wild=seed >= 140) for seed in range(200)]
    examples += [heartless(seed) for seed in range(84)]
    for turn in range(ROUNDS):
        found = [candidates(e) for e in examples]
        x, right = (np.concatenate(part) for part in zip(*found, strict=True))
        sizes = [part.size for _, part in found]
        weight = np.repeat([e.weight for e in examples], sizes)
        w = fitted(x, right, weight)
        ppg_belief.WEIGHTS[:] = w if turn == ROUNDS - 1 else 0.5 * (w + ppg_belief.WEIGHTS)
    for name, value in zip(ppg_belief.NAMES, w, strict=True):
        print(f"{name:18s}{value:8.2f}")
    who = np.repeat([e.who for e in examples], sizes)
    trust = np.full(right.size, np.nan)
    for person in people:
        mine = who == person
        trust[mine] = 1.0 / (1.0 + np.exp(-x[mine] @ fitted(x[~mine], right[~mine], weight[~mine])))
        taken = mine & (trust >= 0.5)
        print(f"without {person}: {reliability(trust[taken], right[taken])}")
    taken = trust >= 0.5  # False where there was no person
    print(f"all people, each without: {reliability(trust[taken], right[taken])}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
