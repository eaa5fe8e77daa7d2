from __future__ import annotations

import math

import numpy as np
import pytest

from biofeedback.indices.coherence import BIN_HZ, Coherence, coherence
from biofeedback.indices.heart_rate import HeartRate
from biofeedback.indices.heart_wave import HeartWave
from biofeedback.indices.hrv import LongHrv, Rmssd
from biofeedback.indices.windows import beat_window, detrended, power_spectrum
from biofeedback.types import Beat, Feature
from tests.biofeedback.indices.hearts import features, history, indices, rhythm, until


def wave(amplitude_s: float, hz: float = 0.1, mean_s: float = 0.9):
    return lambda t: mean_s + amplitude_s * math.sin(2 * math.pi * hz * t)


def test_heart_rate_of_a_steady_heart() -> None:
    h = history(rhythm(20, lambda t: 0.8))
    rate = features(HeartRate(), h, 20.0)["heart_rate"]
    assert rate.value == pytest.approx(75.0)
    assert rate.trust > 0.9


def test_heart_rate_survives_a_missed_and_an_extra_beat() -> None:
    times = np.insert(np.delete(rhythm(60, lambda t: 0.8), 70), 66, 52.55)
    rate = features(HeartRate(), history(times), 60.0)["heart_rate"]
    assert rate.value == pytest.approx(75.0, abs=1.0)


def test_heart_rate_is_not_yet_and_then_gone() -> None:
    h = history(rhythm(10, lambda t: 0.8))
    early = features(HeartRate(), until(h, 1.0), 1.0)["heart_rate"]
    assert math.isnan(early.value)
    assert early.trust == 0.0
    assert "not yet" in early.reason
    late = features(HeartRate(), h, 16.0)["heart_rate"]
    assert math.isnan(late.value)
    assert late.trust == 0.0
    assert "heartbeat" in late.reason


def test_heart_rate_asked_between_two_beats_is_that_of_a_fresh_look() -> None:
    h = history(rhythm(40, wave(0.1)))
    asked = HeartRate()
    for now in np.arange(0.5, 50.0, 0.1).tolist():
        seen = until(h, now)
        if 20.0 < now < 25.0:
            seen.quality["ecg"] = (0.3, "noisy")
        (said,), (fresh,) = asked.compute(seen, now), HeartRate().compute(seen, now)
        assert repr(said) == repr(fresh)


def test_heart_rate_of_a_device_stands_in() -> None:
    h = history(np.empty(0))
    h.features["device_heart_rate"] = Feature("device_heart_rate", 3.0, 61.0, "1/min", 0.7)
    assert features(HeartRate(), h, 3.0)["heart_rate"].value == 61.0


def test_present_quality_caps_every_trust() -> None:
    h = history(rhythm(130, wave(0.05)))
    h.quality["ecg"] = (0.1, "the ECG is flat: check the electrodes")
    for indicator in (HeartRate(), Rmssd(), LongHrv(), Coherence(), HeartWave()):
        for value in indicator.compute(h, 130.0):
            assert value.trust <= 0.1
            assert "flat" in value.reason or "not yet" in value.reason


def test_rmssd_and_sdnn_against_their_definitions() -> None:
    rng = np.random.default_rng(1)
    rr = 0.85 + 0.03 * np.sin(np.arange(420)) + 0.01 * rng.standard_normal(420)
    h = history(np.concatenate(([0.0], np.cumsum(rr))))
    now = float(rr.sum())
    recent = np.cumsum(rr) >= now - 120.0
    inside = rr[recent]
    rmssd = features(Rmssd(), h, now)["rmssd"]
    assert rmssd.value == pytest.approx(1e3 * np.sqrt(np.mean(np.diff(inside) ** 2)), rel=0.06)
    assert rmssd.trust > 0.8
    sdnn = features(LongHrv(), h, now)["sdnn"]
    whole = rr[np.cumsum(rr) >= now - 300.0]
    assert sdnn.value == pytest.approx(1e3 * whole.std(ddof=1), rel=0.05)


@pytest.mark.parametrize(
    ("indicator", "name", "from_s"),
    [(Rmssd(), "rmssd", 30.0), (LongHrv(), "sdnn", 120.0), (LongHrv(), "lf_power", 122.0),
     (Coherence(), "coherence", 62.0)],
)  # fmt: skip
def test_not_yet_before_the_window_is_full(indicator, name: str, from_s: float) -> None:
    h = history(rhythm(140, wave(0.05), start=10.0))
    before = features(indicator, until(h, 9.0 + from_s), 9.0 + from_s)[name]
    assert math.isnan(before.value)
    assert before.trust == 0.0
    assert "not yet" in before.reason
    after = features(indicator, until(h, 15.0 + from_s), 15.0 + from_s)[name]
    assert math.isfinite(after.value)
    assert after.trust > 0.4


def test_lf_power_of_a_known_wave() -> None:
    h = history(rhythm(320, wave(0.04)))
    values = features(LongHrv(), h, 320.0)
    # A sine of 40 ms has a variance of 800 ms²; linear interpolation keeps most of it.
    assert values["lf_power"].value == pytest.approx(800.0, rel=0.1)
    assert values["hf_power"].value < 30.0


def test_spectrum_keeps_the_variance_and_the_bin_width() -> None:
    x = np.random.default_rng(2).standard_normal(256)
    f, power = power_spectrum(x, 4.0, BIN_HZ)
    assert f[1] <= BIN_HZ
    assert power.sum() == pytest.approx(np.mean(x**2), rel=0.2)


def test_detrend_removes_a_line() -> None:
    line = 3.0 + 0.1 * np.arange(100)
    assert np.abs(detrended(line)).max() < 1e-9


def test_coherence_by_the_formula_of_one_sine_and_of_two() -> None:
    t = np.arange(256) / 4.0
    one, peak_hz, wave_ms = coherence(0.9 + 0.05 * np.sin(2 * np.pi * 0.1 * t))
    # ±0.015 Hz is one bin of a 64-s window to both sides: most of a wave, not all of it.
    assert 0.8 < one < 0.95
    assert peak_hz == pytest.approx(0.1, abs=0.004)
    assert wave_ms == pytest.approx(50 / math.sqrt(2), rel=0.08)
    two, _, _ = coherence(
        0.9 + 0.05 * np.sin(2 * np.pi * 0.1 * t) + 0.05 * np.sin(2 * np.pi * 0.3 * t)
    )
    assert two == pytest.approx(one / 2, abs=0.05)


def test_slow_breathing_is_coherent_and_noise_is_not() -> None:
    slow = history(rhythm(80, wave(0.06)))
    assert indices(Coherence(), slow, 80.0)["coherence"].value > 0.8
    rng = np.random.default_rng(3)
    restless = history(rhythm(80, lambda t: 0.9 + 0.04 * rng.standard_normal()))
    assert indices(Coherence(), restless, 80.0)["coherence"].value < 0.5


@pytest.mark.parametrize("amplitude_s", [0.0, 0.001, 0.002])
def test_a_metronome_earns_no_coherence(amplitude_s: float) -> None:
    h = history(rhythm(80, wave(amplitude_s)))
    result = indices(Coherence(), h, 80.0)["coherence"]
    assert result.value < 0.1
    assert "variability" in result.reason


def test_artifacts_lower_the_trust_of_coherence() -> None:
    rng = np.random.default_rng(4)
    times = rhythm(80, wave(0.05))
    shaken = times + np.where(
        rng.random(times.size) < 0.3, 0.35 * rng.choice([-1, 1], times.size), 0
    )
    clean, torn = history(times), history(np.sort(shaken))
    assert indices(Coherence(), clean, 80.0)["coherence"].trust > 0.9
    assert indices(Coherence(), torn, 80.0)["coherence"].trust < 0.3


def test_the_wave_follows_a_heartbeat_within_two_seconds() -> None:
    # Steady, then from 40 s on a faster heart: the index must be clearly up two seconds later.
    h = history(rhythm(60, lambda t: 0.9 + 0.01 * math.sin(t) - (0.06 if t >= 40 else 0.0)))
    indicator, level = HeartWave(), {}
    for k in range(16 * 20, 16 * 44):
        now = k / 16
        level[now] = indices(indicator, until(h, now), now)["heart_wave"].value
    assert level[40.0] == pytest.approx(0.5, abs=0.2)
    assert level[42.5] > 0.75
    assert max(abs(level[k / 16] - level[(k - 1) / 16]) for k in range(16 * 20 + 1, 16 * 44)) < 0.1


def test_the_wave_is_in_phase_with_the_heart_rate() -> None:
    h = history(rhythm(90, wave(0.06)))
    indicator = HeartWave()
    drawn, true = [], []
    for k in range(16 * 85):
        now = k / 16
        value = indices(indicator, until(h, now), now)["heart_wave"].value
        if now > 40:
            drawn.append(value)
            true.append(-math.sin(2 * math.pi * 0.1 * now))
    x, y = np.array(drawn) - np.mean(drawn), np.array(true)
    lags = [np.corrcoef(x[lag:], y[: y.size - lag])[0, 1] for lag in range(48)]
    assert np.argmax(lags) / 16 < 2.0
    assert max(lags) > 0.9
    assert min(drawn) > 0.05
    assert max(drawn) < 0.95


def test_the_wave_rests_in_the_middle_when_beats_fail() -> None:
    h = history(rhythm(30, wave(0.06)))
    indicator = HeartWave()
    for k in range(16 * 40):
        last = indices(indicator, h, k / 16)["heart_wave"]
    assert last.trust == 0.0
    assert last.value == pytest.approx(0.5, abs=0.01)


def test_far_future_and_empty_histories_are_survived() -> None:
    for indicator in (HeartRate(), Rmssd(), LongHrv(), Coherence(), HeartWave()):
        for h in (history(np.empty(0)), history(np.array([1.0])), history(np.array([1.0, 1.0]))):
            for now in (0.0, 1.0, 1e9):
                assert all(0.0 <= v.trust <= 1.0 for v in indicator.compute(h, now))


def test_beats_without_intervals_give_no_variability() -> None:
    h = history(np.empty(0))
    h.beats.extend(Beat(float(t), float(t), 1.0, "ecg") for t in range(100))
    assert math.isnan(features(Rmssd(), h, 100.0)["rmssd"].value)
    assert math.isnan(features(Coherence(), h, 100.0)["coherence"].value)


def test_a_beat_that_came_or_went_is_seen_by_every_window() -> None:
    h = history(rhythm(60, lambda t: 0.8))
    assert h.columns is h.columns, "made once"
    before = beat_window(h, 61.0, 30.0)
    taken = h.beats.pop()
    assert beat_window(h, 61.0, 30.0).t.tolist() == before.t[:-1].tolist()
    h.beats.append(taken)
    assert beat_window(h, 61.0, 30.0).t.tolist() == before.t.tolist()
    h.beats[-1] = Beat(taken.t + 0.05, taken.reported, taken.trust, taken.source)
    assert beat_window(h, 61.0, 30.0).t[-1] == taken.t + 0.05
    h.beats = type(h.beats)(list(h.beats)[:-5])  # another source was chosen
    assert beat_window(h, 61.0, 30.0).t.size == before.t.size - 5
