from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest

from biofeedback.engine import Engine
from biofeedback.types import BodyState, Chunk, FloatArray, StreamInfo
from tests.bench.breath import STREAM as BELT
from tests.bench.breath import wrapped_deg
from tests.biofeedback.signals import waves

RATE_HZ = 250.0


def heart(seconds: float, per_min: float = 15.0, swing: float = 0.06, seed: int = 0) -> FloatArray:
    """Beats that come fastest shortly before the end of inhalation (phase 0.40)."""
    rng = np.random.default_rng(seed)
    times = [0.4]
    while times[-1] < seconds - 0.5:
        phase = (times[-1] + 0.5 / 1.15) * per_min / 60.0  # of the middle of the interval
        rate = 1.15 * (1.0 + swing * math.cos(2 * math.pi * (phase - 0.40)))
        times.append(times[-1] + 1.0 / rate + 0.004 * rng.standard_normal())
    return np.array(times)


def run(
    x: FloatArray,
    info: StreamInfo,
    step: int = 8,
    also: Callable[[float], list[Chunk]] | None = None,
) -> list[tuple[float, BodyState]]:
    """What the body is said to be, after each `step` samples."""
    engine, said = Engine(traces=False), []
    t = np.arange(x.size) / info.rate_hz
    for a in range(0, x.size, step):
        chunks = [Chunk(info, t[a : a + step], x[a : a + step, None])]
        now = float(t[min(a + step, t.size) - 1])
        said.append((now, engine.step([*chunks, *(also(now) if also else [])], now)))
    return said


ECG = waves.stream("ecg", RATE_HZ)
PPG = waves.stream("ppg", 100.0, "")


@pytest.mark.parametrize("per_min", [12.0, 16.0, 20.0])
def test_the_ecg_tells_the_rate_and_less_well_the_phase(per_min: float) -> None:
    said = run(waves.ecg(heart(90.0, per_min), 90.0, RATE_HZ), ECG)
    late = [(now, body) for now, body in said if now > 40.0]
    off = [wrapped_deg(np.array(b.respiration.phase - now * per_min / 60.0)) for now, b in late]
    assert np.median(np.abs(off)) < 30.0
    assert {body.respiration.source for _, body in late} == {"ecg"}
    rates = [body.features["respiration_rate_from_ecg"] for _, body in late]
    assert np.median([abs(rate.value - per_min) for rate in rates]) < 1.0
    assert np.median([rate.trust for rate in rates]) > 0.5
    trusts = [body.respiration.trust for _, body in late]
    assert 0.3 < np.median(trusts) <= max(trusts) < 0.85  # never as sure as a belt


def test_the_pulse_tells_of_the_breath_as_well() -> None:
    x = waves.ppg(heart(80.0), 80.0, PPG.rate_hz)
    _, body = run(x, PPG, 4)[-1]
    assert body.respiration.source == "ppg"
    assert body.features["respiration_rate_from_ppg"].value == pytest.approx(15.0, abs=1.5)


def test_without_a_breath_in_the_beats_there_is_little_trust() -> None:
    said = run(waves.ecg(heart(90.0, swing=0.0), 90.0, RATE_HZ), ECG)
    assert np.median([b.respiration.trust for now, b in said if now > 40.0]) < 0.35


def test_slow_breathing_is_told_by_its_rate_only() -> None:
    """The heart's lag behind slow breathing is nobody's constant."""
    _, body = run(waves.ecg(heart(90.0, per_min=6.0), 90.0, RATE_HZ), ECG)[-1]
    assert body.features["respiration_rate_from_ecg"].value == pytest.approx(6.0, abs=1.0)
    assert body.respiration.trust < 0.1


def test_what_is_made_of_the_heart_is_not_held_against_it() -> None:
    _, body = run(waves.ecg(heart(90.0), 90.0, RATE_HZ), ECG)[-1]
    assert not body.breaths
    assert not {"rsa", "heart_breath_synchrony", "respiration_phase"} & set(body.features)
    assert "synchrony" not in body.indices


def test_a_belt_is_never_displaced() -> None:
    def belt(now: float) -> list[Chunk]:
        t = now - np.array([0.016, 0.0])
        return [Chunk(BELT, t, np.sin(2 * np.pi * 0.2 * t)[:, None])]

    said = run(waves.ecg(heart(40.0), 40.0, RATE_HZ), ECG, also=belt)
    assert {body.respiration.source for _, body in said} == {""}
    assert "respiration_rate_from_ecg" not in said[-1][1].features


def test_a_belt_put_on_later_takes_over() -> None:
    def belt(now: float) -> list[Chunk]:
        t = now - np.array([0.016, 0.0])
        return [Chunk(BELT, t, np.sin(2 * np.pi * 0.2 * t)[:, None])] if now > 30.0 else []

    said = run(waves.ecg(heart(60.0), 60.0, RATE_HZ), ECG, also=belt)
    assert {body.respiration.source for now, body in said if now < 30.0} == {"ecg"}
    assert {body.respiration.source for now, body in said if now > 30.1} == {""}
    assert "respiration_rate_from_ecg" not in said[-1][1].features


def test_chunks_leave_no_mark() -> None:
    x = waves.ecg(heart(50.0), 50.0, RATE_HZ)
    ends = [run(x, ECG, step)[-1][1].respiration for step in (1, 7, 250)]
    assert ends[0].trust > 0.0
    assert ends[1] == ends[0]
    assert ends[2] == ends[0]


ATTACKS: dict[str, Callable[[FloatArray, FloatArray], FloatArray]] = {
    "flat": lambda x, t: np.zeros_like(x),
    "nan": lambda x, t: x * np.nan,
    "noise": lambda x, t: np.random.default_rng(1).normal(size=x.size),
    "square wave": lambda x, t: 1.0 * (t % 1.0 < 0.5),
    "a million times": lambda x, t: x * 1e6,
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_on_the_heart_is_no_breath(attack: str) -> None:
    x = waves.ecg(heart(75.0), 75.0, RATE_HZ)
    t = np.arange(x.size) / RATE_HZ
    during = (t > 45.0) & (t < 65.0)
    x[during] = ATTACKS[attack](x, t)[during]
    said = run(x, ECG)
    assert max(b.respiration.trust for now, b in said if 35.0 < now < 45.0) > 0.3
    after = 5.0 if attack != "square wave" else 15.0
    end = 65.0 if attack != "a million times" else 53.0  # then it is a heart at another gain
    assert max(b.respiration.trust for now, b in said if 45.0 + after < now < end) < 0.3
