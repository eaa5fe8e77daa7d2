"""What damage to a sensor does to trust: `python -m tests.bench.attacks`.

Every attack on every signal, at several sampling rates and for several people. A clean minute, then
the attack for `ATTACK_S`, then the clean signal again. *Believed* is the highest trust in the
stream or anything it says, from the grace of the attack on (5 s; 15 s where it repeats in time as
a heart does; a loop 5 s after its second round began) until it ends; *back* the seconds of clean
signal until the stream is believed (0.5) again. It misses from `MOST` or `BACK_S` on.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from biofeedback.engine import Engine
from biofeedback.indices.base import History
from biofeedback.types import Channel, Chunk, Feature, FloatArray, SignalKind, StreamInfo
from tests.bench.breath import simulate
from tests.biofeedback.signals import waves
from tests.biofeedback.signals.test_eda import skin

MOST, BACK_S = 0.3, 10.0
CLEAN_S, ATTACK_S, AFTER_S = 60.0, 25.0, 20.0
PERIODIC_S, AT_ONCE_S = 15.0, 5.0
LOOP_S = 9.0
GAIN_S = (2.0, 5.0)
"""When trust must be gone: a clean heart that is a million times as large for longer is one behind
another amplifier."""
STEP_S = 1 / 16
RATES: dict[SignalKind, tuple[float, ...]] = {
    "ecg": (130.0, 250.0, 1000.0),
    "ppg": (25.0, 64.0, 100.0, 250.0),
    "respiration": (10.0, 25.0, 128.0),
    "eda": (4.0, 32.0, 128.0),
}
LEAST_SWING: dict[SignalKind, float] = {"eda": 2.0}
"""What an attack on the skin must be to be seen: µS; a smaller one is a response."""


@dataclass(frozen=True)
class Sensor:
    """What an attack may know: the clean samples it replaces, and those before."""

    clean: FloatArray
    before: FloatArray
    rate_hz: float
    middle: float
    swing: float
    rng: np.random.Generator

    def noise(self, n: int) -> FloatArray:
        """A thousandth of the swing: of any converter."""
        return 1e-3 * self.swing * self.rng.standard_normal(n)


Attack = Callable[[FloatArray, Sensor], FloatArray]


def pulses(t: FloatArray, at: FloatArray, width_s: float) -> FloatArray:
    return np.exp(-0.5 * ((t[:, None] - at) / width_s) ** 2).sum(axis=1)


def ghosts(t: FloatArray, s: Sensor) -> FloatArray:
    """Fine pulses at times no heart would choose."""
    at = np.cumsum(s.rng.uniform(0.3, 1.6, 200))
    return s.middle + s.swing * pulses(t, at, 0.03)


def loose(t: FloatArray, s: Sensor) -> FloatArray:
    """Contact comes and goes: the signal, large steps, the rail, noise."""
    state = s.rng.integers(0, 5, 200)[(t * 3.0).astype(int)]
    steps = s.middle + s.swing * (state - 2.5) * 20.0
    return np.where(state == 0, s.clean, steps) + (
        s.swing * 3.0 * s.rng.standard_normal(t.size) * (state == 3)
    )


def off(t: FloatArray, s: Sensor) -> FloatArray:
    """A lead in the air: hum and noise, drifting to the rail."""
    hum = 3.0 * np.sin(2 * math.pi * 50.0 * t) + 0.5 * s.rng.standard_normal(t.size)
    return s.middle + s.swing * (hum + 0.2 * t)


def loop(t: FloatArray, s: Sensor) -> FloatArray:
    """What comes from now on, again and again."""
    return s.clean[np.arange(t.size) % round(LOOP_S * s.rate_hz)]


def tape(t: FloatArray, s: Sensor) -> FloatArray:
    """The last seconds before, again and again: the second round begins at once."""
    n = round(LOOP_S * s.rate_hz)
    return s.before[-n:][np.arange(t.size) % n]


def times(factor: float, wave: Attack) -> Attack:
    return lambda t, s: s.middle + factor * (wave(t, s) - s.middle)


def spikes(t: FloatArray, s: Sensor) -> FloatArray:
    return s.middle + s.swing * (t % 1.0 < max(0.02, 1.0 / s.rate_hz)) + s.noise(t.size)


def square(t: FloatArray, s: Sensor) -> FloatArray:
    return s.middle + s.swing * (t % 1.0 < 0.5) + s.noise(t.size)


def white(t: FloatArray, s: Sensor) -> FloatArray:
    return s.middle + s.swing * s.rng.standard_normal(t.size)


def hum(hertz: float) -> Attack:
    return lambda t, s: s.middle + s.swing * np.sin(2 * math.pi * hertz * t + 0.3) + s.noise(t.size)


ATTACKS: dict[str, tuple[float, Attack]] = {
    "flat line": (AT_ONCE_S, lambda t, s: np.full(t.size, s.middle)),
    "flat line with noise": (AT_ONCE_S, lambda t, s: s.middle + s.noise(t.size)),
    "spikes each second": (PERIODIC_S, spikes),
    "spikes, 10 times": (PERIODIC_S, times(10.0, spikes)),
    "60 bpm square wave": (PERIODIC_S, square),
    "square wave, 10 times": (PERIODIC_S, times(10.0, square)),
    "white noise": (AT_ONCE_S, white),
    "white noise, 10 times": (AT_ONCE_S, times(10.0, white)),
    "mains hum 50 Hz": (AT_ONCE_S, hum(50.0)),
    "mains hum 60 Hz": (AT_ONCE_S, hum(60.0)),
    "replayed loop": (LOOP_S + AT_ONCE_S, loop),
    "replayed past": (AT_ONCE_S, tape),
    "ghost pulses": (PERIODIC_S, ghosts),
    "loose electrode": (AT_ONCE_S, loose),
    "electrode off": (AT_ONCE_S, off),
    "not a number": (AT_ONCE_S, lambda t, s: np.full(t.size, math.nan)),
    "infinity": (AT_ONCE_S, lambda t, s: np.full(t.size, math.inf)),
    "a million times as large": (AT_ONCE_S, lambda t, s: 1e6 * s.clean),
}


@dataclass(frozen=True)
class Outcome:
    """Of one attack: the highest trust in its grace's wake and what had it; seconds until back."""

    before: float
    believed: float
    what: str
    back_s: float


class Opinion:
    """What the engine thinks of the stream of this kind, as a feature."""

    period_s = STEP_S

    def __init__(self, kind: SignalKind) -> None:
        self._kind: SignalKind = kind

    def compute(self, history: History, now: float) -> Iterable[Feature]:
        trust, reason = history.quality.get(self._kind, (0.0, ""))
        yield Feature("stream", now, trust, "", trust, reason)


def clean(kind: SignalKind, rate_hz: float, seed: int) -> FloatArray:
    """A person at rest."""
    seconds = CLEAN_S + ATTACK_S + AFTER_S
    beats = waves.beat_times(seconds, seed, 56.0 + 9.0 * (seed % 4))
    if kind == "ecg":
        return waves.ecg(beats, seconds, rate_hz, seed)
    if kind == "ppg":
        return waves.ppg(beats, seconds, rate_hz, seed)
    if kind == "respiration":
        return simulate("", 3 + seed, rate_hz=rate_hz, duration_s=seconds).x
    return skin(1 + seed, seconds, rate_hz)[1]


def attack(kind: SignalKind, rate_hz: float, seed: int, name: str) -> Outcome:
    grace, spoil = ATTACKS[name]
    x = clean(kind, rate_hz, seed)
    t = np.arange(x.size) / rate_hz
    during = (t >= CLEAN_S) & (t < CLEAN_S + ATTACK_S)
    before = x[t < CLEAN_S]
    low, high = np.percentile(before[-round(12.0 * rate_hz) :], (2.0, 98.0))
    swing = max(float(high - low), LEAST_SWING.get(kind, 0.0))
    middle = float(np.median(before[-round(12.0 * rate_hz) :]))
    sensor = Sensor(x[during], before, rate_hz, middle, swing, np.random.default_rng(seed + 40))
    x[during] = spoil(t[during] - CLEAN_S, sensor)
    unit = "uS" if kind == "eda" else "mV"
    info = StreamInfo(kind, kind, kind, (Channel(kind, unit),), rate_hz)
    engine = Engine(traces=False, indices=[Opinion(kind)])
    rows = list[tuple[float, float, float, str]]()
    cuts = np.searchsorted(t, np.arange(STEP_S, t[-1] + STEP_S, STEP_S))
    start = 0
    for k, stop in enumerate(cuts.tolist()):
        chunks = [Chunk(info, t[start:stop], x[start:stop, None])] if stop > start else []
        start = stop
        body = engine.step(chunks, (k + 1) * STEP_S)
        said = [(f.trust, f.name) for f in body.features.values()]
        if kind == "respiration":
            said.append((body.respiration.trust, "phase"))
        most, what = max(said)
        rows.append((body.t, body.features["stream"].trust, most, what))
    at, trust, most_of = (np.array([row[i] for row in rows], dtype=float) for i in range(3))
    grace, end = GAIN_S if "million" in name else (grace, ATTACK_S)
    wake = np.flatnonzero((at > CLEAN_S + grace) & (at <= CLEAN_S + end))
    worst = int(wake[most_of[wake].argmax()])
    after = (at > CLEAN_S + ATTACK_S + 0.5) & (trust >= 0.5)
    back = float(at[after][0]) - CLEAN_S - ATTACK_S if after.any() else math.inf
    rest = float(np.mean(trust[(at > CLEAN_S - 30.0) & (at <= CLEAN_S)] >= 0.5))
    return Outcome(rest, float(most_of[worst]), rows[worst][3], back)


def outcomes(kind: SignalKind, people: int) -> Iterator[tuple[str, float, int, Outcome]]:
    for name in ATTACKS:
        for rate_hz in RATES[kind]:
            for seed in range(people):
                yield name, rate_hz, seed, attack(kind, rate_hz, seed, name)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=3)
    parser.add_argument("--only", default="", help="a signal")
    options = parser.parse_args()
    failed = 0
    print("| signal | attack | believed at most | slowest back | misses |")
    print("|---|---|---|---|---|")
    for kind in RATES:
        if options.only not in kind:
            continue
        found = list(outcomes(kind, options.people))
        for name in ATTACKS:
            part = [row for row in found if row[0] == name]
            most = max(part, key=lambda row: row[3].believed)
            slow = max(part, key=lambda row: row[3].back_s)
            bad = [r for r in part if r[3].believed >= MOST or r[3].back_s > BACK_S]
            failed += len(bad)
            where = ", ".join(f"{r[1]:g} Hz #{r[2]}" for r in bad[:4])
            print(
                f"| {kind} | {name} | {most[3].believed:.2f} ({most[3].what}, {most[1]:g} Hz) | "
                f"{slow[3].back_s:.1f} s | {len(bad)} of {len(part)} {where} |"
            )
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
