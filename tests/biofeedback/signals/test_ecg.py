from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from biofeedback.signals.base import find_signal
from biofeedback.signals.ecg import Ecg
from biofeedback.types import Beat, Channel, Chunk, FloatArray, Retraction, StreamInfo
from tests.biofeedback.signals.waves import (
    beat_times,
    ecg,
    f1,
    feed,
    standing,
    stream,
    trust_over_time,
)

SECONDS = 40.0


def run(x: FloatArray, rate: float, t: FloatArray | None = None) -> list[Beat | Retraction]:
    info = stream("ecg", rate)
    return feed(Ecg(info), info, np.arange(x.size) / rate if t is None else t, x)  # type: ignore[return-value]


def scored(beats: FloatArray, events, low: float = 4.0, high: float = SECONDS - 0.4) -> float:
    found = np.array([b.t for b in standing(events)])
    inside = (found > low) & (found < high)
    return f1(beats[(beats > low) & (beats < high)], found[inside], 0.075)


@pytest.mark.parametrize("rate", [100.0, 128.0, 130.0, 250.0, 360.0, 500.0, 1000.0, 2000.0])
def test_every_beat_at_every_rate(rate: float) -> None:
    beats = beat_times(SECONDS)
    events = run(ecg(beats, SECONDS, rate), rate)
    assert scored(beats, events) == 100.0
    assert not any(isinstance(e, Retraction) for e in events)


@pytest.mark.parametrize("scale", [1e-6, -1.0, 1e3, -1e5])
@pytest.mark.parametrize("offset", [0.0, 3e4])
def test_scale_polarity_and_offset_do_not_matter(scale: float, offset: float) -> None:
    if abs(scale) < 1e-3 and offset:
        offset *= 1e-6
    beats = beat_times(SECONDS)
    assert scored(beats, run(scale * ecg(beats, SECONDS, 250.0) + offset, 250.0)) == 100.0


def test_peaks_are_placed_between_samples() -> None:
    beats = beat_times(SECONDS)
    found = np.array([b.t for b in standing(run(ecg(beats, SECONDS, 250.0, noise=0.002), 250.0))])
    error = np.array([t - beats[np.argmin(np.abs(beats - t))] for t in found[3:]])
    assert abs(np.median(error)) < 0.001
    assert np.std(error) < 0.001


def test_beats_are_reported_in_time() -> None:
    events = run(ecg(beat_times(SECONDS), SECONDS, 250.0), 250.0)
    late = np.array([b.reported - b.t for b in events if isinstance(b, Beat) and b.t > 10])
    assert np.median(late) < 0.15
    assert np.percentile(late, 95) < 0.25
    first = min(b.reported for b in events if isinstance(b, Beat))
    assert first < 3.0


def test_clean_rest_is_trusted() -> None:
    info = stream("ecg", 250.0)
    x = ecg(beat_times(SECONDS), SECONDS, 250.0)
    t, trust = trust_over_time(Ecg(info), info, np.arange(x.size) / 250.0, x)
    assert np.mean(trust[t > 5.0] >= 0.5) >= 0.95


@settings(max_examples=15, deadline=None, derandomize=True)
@given(st.lists(st.integers(0, 249), min_size=5, max_size=60), st.integers(0, 2**31))
def test_chunk_boundaries_change_nothing(sizes: list[int], seed: int) -> None:
    rng = np.random.default_rng(seed)
    x = ecg(beat_times(15.0, seed), 15.0, 250.0, noise=0.1)
    x[rng.integers(0, x.size, 5)] = np.nan
    t = np.arange(x.size) / 250.0
    t[2000:] += 0.5  # a gap
    cuts = np.minimum(np.cumsum(sizes), x.size).tolist()
    info = stream("ecg", 250.0)
    whole, parts = (
        [
            (e.t, e.trust) if isinstance(e, Beat) else (e.t, None)
            for e in feed(Ecg(info), info, t, x, c)
        ]
        for c in ([x.size], cuts)
    )
    assert whole == parts
    assert len(whole) > 8


def sawtooth_stamps(n: int, rate: float, seed: int) -> FloatArray:
    return np.sort(np.arange(n) / rate + 0.004 * np.random.default_rng(seed).random(n))


def test_jittered_stamps_and_a_wrong_nominal_rate_are_survived() -> None:
    beats = beat_times(SECONDS)
    x = ecg(beats, SECONDS, 250.0)
    info = stream("ecg", 500.0)  # says 500, sends 250
    events = feed(Ecg(info), info, sawtooth_stamps(x.size, 250.0, 1), x)
    assert scored(beats, events) == 100.0


def test_a_gap_is_survived_and_beats_return() -> None:
    beats = beat_times(SECONDS)
    x = ecg(beats, SECONDS, 250.0)
    t = np.arange(x.size) / 250.0
    keep = (t < 15.0) | (t > 19.0)
    info = stream("ecg", 250.0)
    found = [b.t for b in standing(feed(Ecg(info), info, t[keep], x[keep]))]
    assert not any(15.0 < b < 19.0 for b in found)
    assert sum(22.0 < b < 39.5 for b in found) == np.sum((beats > 22.0) & (beats < 39.5))


def spikes(n: int, rate: float) -> FloatArray:
    x = 0.002 * np.random.default_rng(0).standard_normal(n)
    x[:: round(rate)] += 1.0
    return x


def square(n: int, rate: float) -> FloatArray:
    return np.sign(np.sin(2 * np.pi * np.arange(n) / rate)) + 1e-3


def loose(n: int, rate: float) -> FloatArray:
    rng = np.random.default_rng(3)
    k = round(0.16 * rate)
    steps = np.repeat(rng.uniform(-3, 3, n // k + 1), k)[:n]
    return steps + 0.02 * rng.standard_normal(n)


ATTACKS = {
    "flat line": lambda n, r: np.zeros(n),
    "flat line off zero": lambda n, r: np.full(n, 1234.5),
    "spikes": spikes,
    "square wave": square,
    "square wave in noise": lambda n, r: (
        square(n, r) + 0.01 * np.random.default_rng(5).standard_normal(n)
    ),
    "white noise": lambda n, r: np.random.default_rng(1).standard_normal(n),
    "mains": lambda n, r: np.sin(2 * np.pi * 50.0 * np.arange(n) / r),
    "loose electrode": loose,
    "nan": lambda n, r: np.full(n, np.nan),
    "infinity": lambda n, r: np.full(n, np.inf),
    "overflow": lambda n, r: np.random.default_rng(2).choice([1e308, -1e308], n),
}


@pytest.mark.parametrize("rate", [130.0, 250.0, 1000.0])
@pytest.mark.parametrize("name", list(ATTACKS))
def test_attacks_lose_trust_and_clean_signal_regains_it(name: str, rate: float) -> None:
    clean = 20.0
    beats = beat_times(clean)
    part = ecg(beats, clean, rate)
    attack = ATTACKS[name](round(25.0 * rate), rate)
    x = np.concatenate((part, attack, part))
    info = stream("ecg", rate)
    t, trust = trust_over_time(Ecg(info), info, np.arange(x.size) / rate, x)
    within = 15.0 if name.startswith(("spikes", "square")) else 5.0
    assert trust[(t > 10) & (t < 20)].min() > 0.5
    assert trust[(t > 20 + within) & (t < 45)].max() < 0.3
    assert trust[(t > 55) & (t < 65)].min() > 0.5


@pytest.mark.parametrize("name", list(ATTACKS))
def test_attacks_from_the_start_are_never_trusted(name: str) -> None:
    x = ATTACKS[name](round(25 * 250.0), 250.0)
    info = stream("ecg", 250.0)
    t, trust = trust_over_time(Ecg(info), info, np.arange(x.size) / 250.0, x)
    assert trust[t > 5.0].max() < 0.3


def test_a_million_times_the_amplitude_is_learnt_anew() -> None:
    x = ecg(beat_times(SECONDS), SECONDS, 250.0)
    x[5000:] *= 1e6
    info = stream("ecg", 250.0)
    t, trust = trust_over_time(Ecg(info), info, np.arange(x.size) / 250.0, x)
    assert trust[(t > 20.0) & (t < 25.0)].min() < 0.3
    assert trust[t > 30.0].min() > 0.5


def test_no_samples_no_trust() -> None:
    info = stream("ecg", 250.0)
    signal = Ecg(info)
    assert signal.quality(0.0) == (0.0, "no ECG samples")
    x = ecg(beat_times(10.0), 10.0, 250.0)
    feed(signal, info, np.arange(x.size) / 250.0, x)
    assert signal.quality(10.0)[0] > 0.5
    assert signal.quality(11.5) == (0.0, "no ECG samples")


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.lists(st.tuples(
    st.sampled_from(["ecg", "nan", "huge", "denormal", "zero", "noise"]),
    st.integers(0, 700), st.sampled_from([0.0, 0.0, 0.2, -0.5, -30.0, 1e6, math.nan]),
), min_size=1, max_size=15))  # fmt: skip
def test_anything_is_survived_in_bounded_memory(parts) -> None:
    rng = np.random.default_rng(0)
    info = stream("ecg", 250.0)
    signal, now, made = Ecg(info), 0.0, ecg(beat_times(4.0), 4.0, 250.0)
    for kind, n, jump in parts:
        x = {
            "ecg": made[:n], "nan": np.full(n, np.nan), "huge": np.full(n, -1e308),
            "denormal": np.full(n, 5e-324), "zero": np.zeros(n), "noise": rng.standard_normal(n),
        }[kind]  # fmt: skip
        t = now + jump + np.arange(x.size) / 250.0
        for event in signal.step(Chunk(info, t, x[:, None])):
            assert math.isfinite(event.t)
            if isinstance(event, Beat):
                assert 0.0 <= event.trust <= 1.0
                assert event.reported >= event.t
        if math.isfinite(jump):
            now += jump + n / 250.0
        trust, reason = signal.quality(now)
        assert 0.0 <= trust <= 1.0
        assert trust >= 0.5 or reason
    assert signal._raw.stop - signal._raw.start <= 20 * 600 * 250


def test_a_chunk_without_channels_is_no_error() -> None:
    info = stream("ecg", 250.0)
    assert list(Ecg(info).step(Chunk(info, np.arange(3.0), np.empty((3, 0))))) == []


def test_it_is_found_by_its_kind() -> None:
    assert find_signal("ecg") is Ecg


@pytest.mark.parametrize(("record", "least"), [("ecg_mitdb_122", 99.8), ("ecg_mitdb_106", 98.0)])
def test_real_ambulatory_records(recordings, record: str, least: float) -> None:
    data = np.load(recordings / f"{record}.npz")
    rate = float(data["ecg_fs"])
    events = run(data["ecg"][: round(120 * rate)].astype(float), rate)
    assert scored(data["r_peaks_s"], events, 5.0, 119.0) >= least


@pytest.mark.parametrize("rate_hz", [14.0, 30.0])
def test_a_stream_too_slow_for_r_peaks_says_so(rate_hz: float) -> None:
    info = StreamInfo("slow", "ecg", "slow", (Channel("ECG", "mV"),), 250.0)
    ecg = Ecg(info)
    t = np.arange(0.0, 20.0, 1 / rate_hz)
    x = np.random.default_rng(0).normal(size=(t.size, 1))
    for i in range(t.size):
        ecg.step(Chunk(info, t[i : i + 1], x[i : i + 1]))
    trust, reason = ecg.quality(float(t[-1]))
    assert trust == 0.0
    assert "R peaks need 50 Hz" in reason
