"""What is no breath and no skin loses trust, which comes back: the slow signals' attacks."""

from __future__ import annotations

import numpy as np
import pytest

from biofeedback.signals.base import find_signal
from biofeedback.types import Channel, Chunk, FloatArray, SignalKind, StreamInfo
from tests.bench.breath import simulate
from tests.biofeedback.signals.test_eda import skin

FROM_S, TO_S, END_S = 60.0, 85.0, 110.0  # a leap in size for 30 s is a new belt
RNG = np.random.default_rng(7)

# What comes instead, from clean `x` at `t` seconds since the attack began, and within how many
# seconds it must be seen through.
ATTACKS = {
    "flat line": (lambda x, t: np.full_like(x, x[0]), 5.0),
    "spikes each second": (lambda x, t: x[0] + 1.0 * (t % 1.0 < 0.06), 15.0),
    "square wave": (lambda x, t: x[0] + 1.0 * (t % 1.0 < 0.5), 15.0),
    "white noise": (lambda x, t: x[0] + RNG.normal(0.0, 1.0, t.size), 5.0),
    "mains hum": (lambda x, t: x[0] + np.sin(2 * np.pi * 50.0 * t + 0.3), 5.0),
    "replayed loop": (lambda x, t: x[np.arange(x.size) % np.sum(t < 8.0)], 13.0),
    "loose sensor": (lambda x, t: np.where(np.sin(17.0 * t) > 0.3, x, 0.0), 5.0),
    "NaN": (lambda x, t: x * np.nan, 5.0),
    "inf": (lambda x, t: x + np.inf, 5.0),
    "1e6 times": (lambda x, t: x * 1e6, 5.0),
}


def clean(kind: SignalKind) -> tuple[StreamInfo, FloatArray, FloatArray]:
    if kind == "respiration":
        r = simulate("x", 3, rate_hz=128.0, duration_s=END_S)
        t, x, unit = np.arange(r.x.size) / 128.0, r.x, ""
    else:
        t, x, *_ = skin(1, END_S, 128.0)
        unit = "uS"
    return StreamInfo(kind, kind, kind, (Channel(kind, unit),), 128.0), t, x


@pytest.mark.parametrize("kind", ["respiration", "eda"])
@pytest.mark.parametrize("attack", ATTACKS)
def test_attack(kind: SignalKind, attack: str) -> None:
    info, t, x = clean(kind)
    spoil, within_s = ATTACKS[attack]
    during = (t >= FROM_S) & (t < TO_S)
    x = x.copy()
    x[during] = spoil(x[during], t[during] - FROM_S)
    found = find_signal(kind)
    assert found is not None
    signal = found(info)
    times, trusts = [], []
    for i in range(0, t.size, 4):
        signal.step(Chunk(info, t[i : i + 4], x[i : i + 4, None]))
        times.append(float(t[min(i + 3, t.size - 1)]))
        trusts.append(
            signal.respiration(times[-1]).trust
            if kind == "respiration"
            else signal.quality(times[-1])[0]
        )
    at, trust = np.array(times), np.array(trusts)
    assert np.median(trust[(at > 40) & (at < FROM_S)]) > 0.7
    assert trust[(at > FROM_S + within_s) & (at < TO_S)].max() < 0.3
    assert trust[(at > TO_S) & (at < TO_S + 10.0)].max() > 0.5
