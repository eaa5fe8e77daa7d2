from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from biofeedback.engine import Engine
from biofeedback.signals.base import find_signal
from biofeedback.signals.respiration import RespirationBelt
from biofeedback.types import Breath, Chunk, FloatArray
from tests.bench.breath import STREAM, Live, listen, load, score, simulate


def hear(belt: RespirationBelt, t: FloatArray, x: FloatArray, step: int) -> list[object]:
    said: list[object] = []
    for a in range(0, t.size, step):
        said += belt.step(Chunk(STREAM, t[a : a + step], x[a : a + step, None]))
    return said


def test_the_registry_knows_it() -> None:
    assert find_signal("respiration") is RespirationBelt


@pytest.mark.parametrize(
    ("per_min", "pause", "most_deg"), [(14.0, 0.15, 12.0), (6.0, 0.05, 12.0), (22.0, 0.0, 12.0)]
)
def test_phase_of_a_simulated_breather(per_min: float, pause: float, most_deg: float) -> None:
    r = simulate("x", 21, per_min=per_min, pause=pause, variation=0.06, duration_s=120.0)
    s = score(r, listen(r.x, r.rate_hz), from_s=40.0)
    assert s.median_deg < most_deg
    assert s.wrong_way < 0.12
    assert s.breath_f1 > 0.98
    assert abs(s.trust - s.within_30) < 0.2


@pytest.mark.parametrize(
    ("name", "median", "wrong", "f1"),
    [("multi_nk_rest5", 14, 0.12, 0.98), ("multi_nk_event", 14, 0.12, 0.97),
     ("rsp_plux_belt", 15, 0.09, 0.99)],
)  # fmt: skip
def test_real_belts(recordings: Path, name: str, median: float, wrong: float, f1: float) -> None:
    r = load(recordings / f"{name}.npz")
    s = score(r, listen(r.x, r.rate_hz))
    assert s.median_deg < median
    assert s.wrong_way < wrong
    assert s.breath_f1 > f1
    assert s.latency_s < 0.6


@settings(max_examples=8, deadline=None, derandomize=True)
@given(st.integers(1, 400), st.integers(1, 400))
def test_chunk_boundaries_leave_no_mark(one: int, other: int) -> None:
    r = simulate("x", 5, duration_s=40.0)
    t = np.arange(r.x.size) / r.rate_hz
    a, b = RespirationBelt(STREAM), RespirationBelt(STREAM)
    assert hear(a, t, r.x, one) == hear(b, t, r.x, other)
    assert a.respiration(float(t[-1])) == b.respiration(float(t[-1]))


def test_scale_and_offset_do_not_matter() -> None:
    r = simulate("x", 6, duration_s=60.0)
    plain = listen(r.x, r.rate_hz)
    other = listen(r.x * 4096.0 + 32768.0, r.rate_hz)
    assert np.allclose(plain.phase, other.phase, atol=1e-3)
    assert np.allclose(plain.trust, other.trust, atol=1e-2)


ATTACKS = {
    "flat": lambda x, t, rng: np.full_like(x, x[0]),
    "nan": lambda x, t, rng: x * np.nan,
    "hum": lambda x, t, rng: x[0] + np.sin(2 * np.pi * 50 * t + 0.3),
    "noise": lambda x, t, rng: rng.normal(size=x.size),
    "a million times": lambda x, t, rng: x * 1e6,
    "a millionth": lambda x, t, rng: x * 1e-6,
    "spikes": lambda x, t, rng: x[0] + 1.0 * (t % 1 < 0.06),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_attacks_lose_trust_and_recovery_is_quick(attack: str) -> None:
    r = simulate("x", 3, rate_hz=100.0, duration_s=90.0)
    t = np.arange(r.x.size) / r.rate_hz
    x = r.x.copy()
    during = (t >= 50) & (t < 70)
    x[during] = ATTACKS[attack](x[during], t[during], np.random.default_rng(0))
    live: Live = listen(x, r.rate_hz)
    assert np.median(live.trust[(live.t > 30) & (live.t < 50)]) > 0.7
    assert live.trust[(live.t > 55) & (live.t < 70)].max() < 0.3
    assert live.trust[(live.t > 70) & (live.t < 80)].max() > 0.5


def test_a_posture_change_is_forgotten_within_two_breaths() -> None:
    r = simulate("x", 4, duration_s=90.0, variation=0.05)
    t = np.arange(r.x.size) / r.rate_hz
    live = listen(r.x + 8.0 * (t > 50), r.rate_hz)
    later = (live.t > 60) & (live.t < 85)
    off = (live.phase - r.phase(live.t) + 0.5) % 1.0 - 0.5
    assert np.median(np.abs(off[later])) * 360 < 15
    assert np.median(live.trust[later]) > 0.7


def test_a_held_breath_is_not_called_breathing() -> None:
    r = simulate("x", 4, duration_s=90.0, variation=0.05, heart=0.0)
    t = np.arange(r.x.size) / r.rate_hz
    held = (t > 50) & (t < 75)
    x = np.where(held, r.x[np.argmax(held)] + 0.01 * np.sin(2 * np.pi * 1.1 * t), r.x)
    live = listen(x, r.rate_hz)
    assert live.trust[(live.t > 62) & (live.t < 75)].max() < 0.3
    assert not [b for b in live.breaths if 55 < b.exhale < 75]


def held_after_inhaling(resumes_at: float = np.inf) -> tuple[FloatArray, FloatArray]:
    """Breaths of 9 s: 2 s in, 4 s held, 3 s out; one of them goes on rising after its hold."""
    t = np.arange(0.0, 120.0, 0.02)
    u = t % 9.0
    x = np.interp(u, [0.0, 2.0, 6.0, 9.0], [0.0, 1.0, 0.99, 0.0])
    x += 0.4 * np.interp(t, [resumes_at + 3.5, resumes_at + 4.5, resumes_at + 6.0], [0, 1, 0.0])
    return t, x + 0.002 * np.random.default_rng(2).normal(size=t.size)


def test_a_breath_held_after_inhaling_is_known_before_it_falls() -> None:
    t, x = held_after_inhaling()
    breaths = [b for b in hear(RespirationBelt(STREAM), t, x, 5) if isinstance(b, Breath)]
    late = [b.reported - (b.exhale // 9.0 * 9.0 + 2.0) for b in breaths if b.inhale > 40]
    assert len(late) >= 7
    assert max(late) < 1.2  # of a hold of 4 s
    assert len(breaths) == len({b.inhale for b in breaths})


def test_an_inhalation_that_only_paused_is_said_again() -> None:
    t, x = held_after_inhaling(81.0)
    breaths = [b for b in hear(RespirationBelt(STREAM), t, x, 5) if isinstance(b, Breath)]
    one = [b for b in breaths if abs(b.inhale - 81.0) < 0.5]
    assert [b.inhale for b in one] == [one[0].inhale] * 2
    assert one[0].exhale < 84.6 < 85.0 < one[1].exhale < 86.0
    assert one[1].reported > one[0].reported
    after = [b for b in breaths if b.inhale > 87]
    assert len(after) == len({b.inhale for b in after})

    engine = Engine(traces=False)
    for a in range(0, 88 * 50, 5):
        body = engine.step([Chunk(STREAM, t[a : a + 5], x[a : a + 5, None])], float(t[a + 4]))
    kept = [b for b in body.breaths if abs(b.inhale - 81.0) < 0.5]
    assert [b.exhale for b in kept] == [one[1].exhale]  # in the body the second word stands


def test_the_prior_knows_a_breath_it_never_met() -> None:
    """From the second breath on, while the person's own breaths tell nothing yet."""
    r = simulate("x", 77, per_min=10.0, variation=0.05, duration_s=60.0)
    live = listen(r.x, r.rate_hz)
    early = (live.t > 9.0) & (live.t < 16.0)
    off = np.abs((live.phase - r.phase(live.t) + 0.5) % 1.0 - 0.5)[early] * 360
    assert np.nanmedian(off) < 25.0


def test_gaps_and_jittered_stamps_are_survived() -> None:
    r = simulate("x", 9, duration_s=90.0)
    rng = np.random.default_rng(1)
    t = np.arange(r.x.size) / r.rate_hz
    jittered = t + rng.uniform(0, 0.008, t.size)
    keep = (t < 40) | (t > 46)
    belt = RespirationBelt(STREAM)
    said = hear(belt, jittered[keep], r.x[keep], 7)
    breaths = [b for b in said if isinstance(b, Breath)]
    assert not [b for b in breaths if b.inhale < 40 and b.exhale > 46]
    truth = [p for p in r.peaks_s if 55 < p < 88]
    found = [p for p in truth if min(abs(p - b.exhale) for b in breaths) < 0.5]
    assert len(found) == len(truth)
    assert belt.respiration(90.0).trust > 0.5


wild = st.one_of(st.floats(-10, 10), st.floats(allow_nan=True, allow_infinity=True), st.just(0.0))


@settings(max_examples=40, deadline=None, derandomize=True)
@given(
    st.lists(st.tuples(st.floats(-0.2, 2.0), wild), max_size=120),
    st.integers(0, 2),
)
def test_anything_is_survived(samples: list[tuple[float, float]], channels: int) -> None:
    belt = RespirationBelt(STREAM)
    t = np.cumsum([0.0, *(dt for dt, _ in samples)])[1:]
    x = np.repeat(np.array([v for _, v in samples], dtype=float)[:, None], channels, axis=1)
    belt.step(Chunk(STREAM, t, x))
    now = float(t[-1]) if t.size else 0.0
    said = belt.respiration(now)
    assert 0.0 <= said.trust <= 1.0
    assert np.isfinite(said.phase)
    assert 0.0 <= belt.quality(now)[0] <= 1.0
    for feature in belt.features(now):
        assert 0.0 <= feature.trust <= 1.0
