from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from biofeedback.signals.base import find_signal
from biofeedback.signals.ppg import Ppg
from biofeedback.types import Beat, Retraction
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
    assert np.median(late) < 0.3
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


ATTACKS = {
    "flat": np.zeros,
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
    within = 15.0 if name in ("spikes", "square wave") else 5.0
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
    assert f1(reference[inside], found[keep], 0.075) >= 99.0
