from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from biofeedback.signals.base import find_signal
from biofeedback.signals.ppg import Ppg
from biofeedback.types import Beat, Retraction
from tests.bench.pulse import travel_times
from tests.biofeedback.signals.waves import (
    beat_times,
    f1,
    feed,
    ppg,
    standing,
    stream,
    trust_over_time,
)

SECONDS = 50.0


def run(x, rate: float) -> list[Beat | Retraction]:
    info = stream("ppg", rate, "")
    return feed(Ppg(info), info, np.arange(x.size) / rate, x)  # type: ignore[return-value]


def scored(beats, events) -> float:
    found = np.array([b.t for b in standing(events)])
    found = found[(found > 5.0) & (found < SECONDS - 0.7)]
    return f1(beats[(beats > 5.0) & (beats < SECONDS - 0.7)], found, 0.075)


@pytest.mark.parametrize("rate", [25.0, 64.0, 100.0, 250.0, 500.0])
def test_every_pulse_at_every_rate(rate: float) -> None:
    beats = beat_times(SECONDS)
    assert scored(beats, run(ppg(beats, SECONDS, rate), rate)) >= 99.0


@pytest.mark.parametrize("scale", [-1.0, 1e-5, -3e4])
def test_scale_and_polarity_do_not_matter(scale: float) -> None:
    beats = beat_times(SECONDS)
    assert scored(beats, run(scale * ppg(beats, SECONDS, 100.0) + 5.0 * scale, 100.0)) >= 99.0


def test_pulses_come_in_time_and_in_place() -> None:
    beats = beat_times(SECONDS)
    events = run(ppg(beats, SECONDS, 100.0), 100.0)
    late = [b.reported - b.t for b in events if isinstance(b, Beat) and b.t > 10.0]
    assert np.median(late) < 0.25
    error = [b.t - beats[np.argmin(np.abs(beats - b.t))] for b in standing(events) if b.t > 5]
    assert abs(np.median(error)) < 0.015
    assert np.std(error) < 0.01


def test_a_resting_finger_is_trusted() -> None:
    x = ppg(beat_times(SECONDS), SECONDS, 100.0)
    info = stream("ppg", 100.0)
    t, trust = trust_over_time(Ppg(info), info, np.arange(x.size) / 100.0, x)
    assert np.mean(trust[t > 8.0] >= 0.5) >= 0.95


def noise(n: int) -> np.ndarray:
    return np.random.default_rng(1).standard_normal(n)


def spikes(n: int) -> np.ndarray:
    x = 0.002 * noise(n)
    x[::100] += 1.0
    return x


def ghosts(n: int) -> np.ndarray:
    """Fine pulses at times no heart would choose."""
    at = np.cumsum(np.random.default_rng(9).uniform(0.3, 1.6, n))
    t = np.arange(n) / 100.0
    return np.exp(-0.5 * ((t[:, None] - at[at < n / 100.0 + 1.0]) / 0.03) ** 2).sum(axis=1)


def loose(n: int) -> np.ndarray:
    """Contact comes and goes, three times a second."""
    state = np.random.default_rng(3).integers(0, 5, n)[np.arange(n) * 3 // 100]
    return (state - 2.5) * 20.0 + 3.0 * noise(n) * (state == 3)


def overflow(n: int) -> np.ndarray:
    """Pulses that leave the range of their integers at the top of each beat."""
    x = 1.6 * ppg(beat_times(n / 100.0, seed=5), n / 100.0, 100.0)
    return np.mod(x + 0.2, 1.0)


ATTACKS = {
    "flat": np.zeros,
    "mains hum": lambda n: np.sin(2 * np.pi * 60.0 * np.arange(n) / 100.0 + 0.2) + 0.005 * noise(n),
    "ghost pulses": ghosts,
    "loose sensor": loose,
    "overflow": overflow,
    "infinity": lambda n: np.full(n, np.inf),
    "white noise": noise,
    "spikes": spikes,
    "square wave": lambda n: np.sign(np.sin(2 * np.pi * np.arange(n) / 100.0)) + 0.005 * noise(n),
    "nan": lambda n: np.full(n, np.nan),
}


@pytest.mark.parametrize("name", list(ATTACKS))
def test_attacks_lose_trust_and_pulses_regain_it(name: str) -> None:
    part = ppg(beat_times(20.0), 20.0, 100.0)
    x = np.concatenate((part, ATTACKS[name](2500), part))
    info = stream("ppg", 100.0)
    t, trust = trust_over_time(Ppg(info), info, np.arange(x.size) / 100.0, x)
    within = 15.0 if name in ("spikes", "square wave", "ghost pulses", "overflow") else 5.0
    assert trust[(t > 10) & (t < 20)].min() > 0.5
    assert trust[(t > 20 + within) & (t < 45)].max() < 0.3
    assert trust[(t > 55) & (t < 65)].min() > 0.5


@settings(max_examples=12, deadline=None, derandomize=True)
@given(st.lists(st.integers(0, 150), min_size=3, max_size=30))
def test_chunk_boundaries_change_nothing(sizes: list[int]) -> None:
    x = ppg(beat_times(20.0), 20.0, 100.0)
    x[777] = np.inf
    t = np.arange(x.size) / 100.0
    info = stream("ppg", 100.0)
    cuts = np.minimum(np.cumsum(sizes), x.size).tolist()
    whole, parts = (
        [(e.t, e.trust) for e in feed(Ppg(info), info, t, x, c) if isinstance(e, Beat)]
        for c in ([x.size], cuts)
    )
    assert whole == parts
    assert len(whole) > 12


def test_it_is_found_by_its_kind() -> None:
    assert find_signal("ppg") is Ppg


def test_another_gain_is_not_believed_at_once() -> None:
    x = ppg(beat_times(SECONDS), SECONDS, 100.0)
    x[2500:] *= 1e6
    info = stream("ppg", 100.0)
    t, trust = trust_over_time(Ppg(info), info, np.arange(x.size) / 100.0, x)
    assert trust[(t > 25.5) & (t < 28.0)].max() < 0.3
    assert trust[t > 36.0].min() > 0.5


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_a_second_wave_nearly_as_large_is_no_pulse(sign: float) -> None:
    beats = beat_times(SECONDS, rate=58.0)
    t = np.arange(round(SECONDS * 64.0)) / 64.0
    x = ppg(beats, SECONDS, 64.0)
    for beat in beats:
        x += 0.35 * np.exp(-0.5 * ((t - beat - 0.34) / 0.07) ** 2)
    assert scored(beats, run(sign * x, 64.0)) >= 99.0


def test_an_arm_that_moves_is_believed_less() -> None:
    """Swings of twice the pulse, never quite the same: most of what is found is wrong."""
    beats = beat_times(SECONDS)
    x = ppg(beats, SECONDS, 100.0)
    knots = np.arange(0.0, SECONDS + 1.0, 0.22)
    t = np.arange(x.size) / 100.0
    wild = np.interp(t, knots, np.random.default_rng(4).standard_normal(knots.size))
    x += 2.0 * wild * (t > 20.0)
    found = standing(run(x, 100.0))
    still = [b.trust for b in found if 8.0 < b.t < 19.0]
    moving = [b.trust for b in found if b.t > 24.0]
    assert np.mean(moving) < min(np.mean(still) - 0.3, 0.65)


def test_real_pulses_are_believed_as_often_as_they_are_right(recordings) -> None:
    """A finger at rest; six wrists, two sensors each, at rest and on a treadmill. In sample: the
    weights were fitted on them.
    """
    trust, right = [], []
    wrists = sorted(recordings.glob("ppg_troika_*.npz"))
    for path in [recordings / "multi_nk_rest5.npz", *wrists] if wrists else []:
        data = np.load(path)
        rate = float(data["ppg_fs"])
        for x in np.atleast_2d(data["ppg"].T.astype(float)):
            if "ppg_peaks_s" in data:
                truth = data["ppg_peaks_s"]
            else:
                truth = data["r_peaks_s"] + travel_times(x, rate, data["r_peaks_s"])
            info, t = stream("ppg", rate, ""), np.arange(x.size) / rate
            for beat in feed(Ppg(info), info, t, x, list(range(64, x.size, 64))):
                if isinstance(beat, Beat) and 5.0 < beat.t < truth[-1]:
                    trust.append(beat.trust)
                    right.append(float(np.abs(truth - beat.t).min() <= 0.075))
    if not trust:
        pytest.skip("no wrists here")
    said, was = np.array(trust), np.array(right)
    level = np.minimum((said * 10).astype(int), 9)
    off = sum(abs((said - was)[level == k].sum()) for k in range(10)) / said.size
    assert off <= 0.05
    assert was[said >= 0.9].mean() >= 0.9
    assert was[said < 0.5].mean() <= 0.6


def test_a_real_finger_at_rest(recordings) -> None:
    data = np.load(recordings / "multi_nk_rest5.npz")
    rate = float(data["ppg_fs"])
    events = run(data["ppg"][: round(120 * rate)].astype(float), rate)
    found = np.array([b.t for b in standing(events) if 5 < b.t < 119])
    low, high = data["ppg_exclude_s"].T if data["ppg_exclude_s"].size else (np.empty(0),) * 2
    keep = [not np.any((t > low - 0.2) & (t < high + 0.2)) for t in found]
    reference = data["ppg_peaks_s"]
    reference = reference[(reference > 5) & (reference < 119)]
    inside = [not np.any((t > low - 0.2) & (t < high + 0.2)) for t in reference]
    assert f1(reference[inside], found[keep], 0.075) >= 99.5
