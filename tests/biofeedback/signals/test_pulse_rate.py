"""The rate of a pulse on an arm that moves."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from biofeedback.engine import Engine
from biofeedback.signals.ppg import Ppg
from biofeedback.signals.pulse_rate import PulseRate
from biofeedback.types import Channel, Chunk, Feature, FloatArray, StreamInfo
from tests.bench.pulse import rate_errors
from tests.biofeedback.signals.test_ppg import ATTACKS
from tests.biofeedback.signals.waves import beat_times, ppg, stream

SECONDS, RATE = 90.0, 64.0


def swing(seed: int = 3) -> tuple[FloatArray, FloatArray]:
    """An arm that begins to swing after 30 s: what it does to a pulse wave (n,), and acceleration
    (n, 3) in counts of which 4096 are 1 g.
    """
    rng = np.random.default_rng(seed)
    t = np.arange(round(SECONDS * RATE)) / RATE
    step = 2.0 * np.pi * (1.45 * t + 0.1 * np.sin(0.2 * t))
    on = np.clip((t - 30.0) / 3.0, 0.0, 1.0)
    first, second = on * np.sin(step), on * np.sin(2.0 * step + 0.7)
    a = np.column_stack((0.4 * first, 0.2 * first + 0.3 * second, 1.0 + 0.2 * second))
    a += 0.004 * rng.standard_normal(a.shape)
    return 2.0 * np.roll(first, 4) + 1.2 * np.roll(second, 6), 4096.0 * a


def said(x: FloatArray, moved: FloatArray | None, cuts: FloatArray | None = None) -> FloatArray:
    """(t, rate, trust) of every window."""
    rate = PulseRate()
    t = np.arange(x.size) / RATE
    out: list[tuple[float, float, float]] = []
    for part in np.split(np.arange(x.size), np.arange(8, x.size, 8) if cuts is None else cuts):
        if part.size:
            rate.step(t[part], x[part, None], None if moved is None else moved[part])
        if np.isfinite(rate.rate) and (not out or rate.t > out[-1][0]):
            out.append((rate.t, rate.rate, rate.trust))
    return np.array(out)


@pytest.fixture(scope="module")
def pulse() -> FloatArray:
    return ppg(beat_times(SECONDS, rate=66.0, rsa=0.03), SECONDS, RATE)


def test_at_rest_the_rate_is_known_and_believed(pulse: FloatArray) -> None:
    t, rate, trust = said(pulse, None).T
    assert np.abs(rate[t > 12.0] - 66.0).max() < 3.0
    assert (trust[t > 14.0] >= 0.5).mean() >= 0.95


def test_a_swinging_arm_is_seen_through_with_its_acceleration(pulse: FloatArray) -> None:
    """The swing is three times the pulse and near its rate (87 and 174 /min)."""
    wrong, moved = swing()
    t, rate, trust = said(pulse + wrong, moved).T
    assert np.abs(rate[t > 12.0] - 66.0).max() < 5.0
    assert (trust[t > 14.0] >= 0.5).mean() >= 0.9


def test_an_acceleration_that_says_nothing_takes_nothing_away(pulse: FloatArray) -> None:
    still = np.tile([0.0, 0.6, 0.8], (pulse.size, 1))
    still = still + 0.003 * np.random.default_rng(1).standard_normal(still.shape)
    t, rate, trust = said(pulse, still).T
    assert np.abs(rate[t > 12.0] - 66.0).max() < 3.0
    assert (trust[t > 14.0] >= 0.5).mean() >= 0.95


@pytest.mark.parametrize("with_motion", [False, True])
def test_chunks_leave_no_mark(pulse: FloatArray, with_motion: bool) -> None:
    wrong, moved = swing()
    x = pulse + wrong
    rng = np.random.default_rng(2)
    wanted = said(x, moved if with_motion else None)
    for cuts in (np.cumsum(rng.integers(1, 120, 90)), np.arange(1, x.size)):
        found = said(x, moved if with_motion else None, cuts[cuts < x.size])
        assert np.array_equal(found, wanted)


@pytest.mark.parametrize(("device", "helps"), [("wrist 7", True), ("belt 3", False)])
def test_the_engine_lends_a_pulse_the_movement_of_its_own_device(
    pulse: FloatArray, device: str, helps: bool
) -> None:
    wrong, moved = swing()
    x, t = pulse + wrong, np.arange(pulse.size) / RATE
    axes = tuple(Channel(a, "g", "ACC") for a in "XYZ")
    acc = StreamInfo("acc", "motion", "acc", axes, RATE, source_id=device)
    light = replace(stream("ppg", RATE), source_id="wrist 7")
    engine = Engine(traces=False)
    for start in range(0, x.size, 16):
        part = slice(start, start + 16)
        chunks = [Chunk(light, t[part], x[part, None]), Chunk(acc, t[part], moved[part])]
        body = engine.step(chunks, float(t[part][-1]))
    found = body.features["pulse_rate"]
    assert (abs(found.value - 66.0) < 5.0) == helps


@pytest.mark.parametrize("name", list(ATTACKS))
def test_no_attack_has_a_rate(name: str) -> None:
    part = ppg(beat_times(20.0), 20.0, 100.0)
    x = np.concatenate((part, ATTACKS[name](2500)))
    info = stream("ppg", 100.0)
    signal, t = Ppg(info), np.arange(x.size) / 100.0
    heard: list[Feature] = []
    for start in range(0, x.size, 25):
        signal.step(Chunk(info, t[start : start + 25], x[start : start + 25, None]))
        heard.extend(signal.features(float(t[min(start + 24, x.size - 1)])))
    assert all(f.trust < 0.3 for f in heard[-40:])
    assert all(f.reason for f in heard[-40:])


def test_holes_and_nonsense_are_survived(pulse: FloatArray) -> None:
    x, t = pulse.copy(), np.arange(pulse.size) / RATE
    x[100:140], x[500], x[900:1400] = np.nan, 1e200, 0.0
    t[2000:] += 7.0
    rate = PulseRate()
    for start in range(0, x.size, 50):
        rate.step(t[start : start + 50], x[start : start + 50, None])
        assert 0.0 <= rate.trust <= 1.0
    assert abs(rate.rate - 66.0) < 3.0


def test_real_wrists_on_a_treadmill(recordings) -> None:
    plain, helped = [], []
    for path in sorted(recordings.glob("ppg_troika_*.npz")):
        data = np.load(path)
        x, moved = data["ppg"].astype(float), data["acc"].astype(float)
        t = np.arange(x.shape[0]) / float(data["ppg_fs"])
        for errors, axes in ((plain, None), (helped, moved)):
            rate, found = PulseRate(2), []
            for start in range(0, t.size, 125):
                part = slice(start, start + 125)
                rate.step(t[part], x[part], None if axes is None else axes[part])
                if np.isfinite(rate.rate) and (not found or rate.t > found[-1][0]):
                    found.append((rate.t, rate.rate))
            errors.append(rate_errors(np.array(found), data["bpm_ref"]).mean())
    if not plain:
        pytest.skip("no treadmill recordings here")
    assert np.mean(plain) <= 8.0
    assert np.mean(helped) <= 3.0
