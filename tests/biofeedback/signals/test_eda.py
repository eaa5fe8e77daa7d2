from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from biofeedback.signals.eda import Eda
from biofeedback.signals.eda_model import PEAK_AFTER_S, bateman
from biofeedback.types import Channel, Chunk, Scr, StreamInfo


def stream(rate_hz=32.0, unit="uS"):
    return StreamInfo("eda", "eda", "eda", (Channel("EDA", unit, "EDA"),), rate_hz)


def skin(seed, seconds=120.0, rate_hz=32.0):
    """Time, conductance, tonic level, onsets and amplitudes: about six responses a minute."""
    rng = np.random.default_rng(seed)
    t = np.arange(int(seconds * rate_hz)) / rate_hz
    onsets = np.cumsum(rng.exponential(8.0, 200) + 2.0) + 5.0
    onsets = onsets[onsets < seconds - 5.0]
    sizes = np.clip(np.exp(rng.normal(math.log(0.25), 0.7, onsets.size)), 0.05, 2.0)
    tonic = 5.0 + 0.5 * np.sin(2 * np.pi * t / 200.0 + rng.uniform(0, 6))
    x = tonic + sum(a * bateman(t - o) for a, o in zip(sizes, onsets, strict=True))
    return t, x + rng.normal(0, 0.004, t.size), tonic, onsets, sizes


def run(eda, t, x, size=1):
    found, series = [], []
    for i in range(0, t.size, size):
        found += eda.step(Chunk(stream(), t[i : i + size], x[i : i + size, None]))
        series.append([f.value for f in eda.features(t[min(i + size, t.size) - 1])])
    return found, np.array(series)


@pytest.mark.parametrize("rate_hz", [25.0, 32.0, 50.0])
def test_responses_and_tonic_level_of_a_simulated_skin(rate_hz):
    hits = false = missed = 0
    late, off, sized = [], [], []
    for seed in range(4):
        t, x, tonic, onsets, sizes = skin(seed, rate_hz=rate_hz)
        found, series = run(Eda(stream(rate_hz)), t, x)
        left = list(found)
        for onset, size in zip(onsets, sizes, strict=True):
            near = min(left, key=lambda e: abs(e.onset - onset), default=None)
            if near is not None and abs(near.onset - onset) < 1.0:
                left.remove(near)
                hits += 1
                late.append(near.reported - onset)
                sized.append(near.amplitude / size)
                assert near.peak == pytest.approx(near.onset + PEAK_AFTER_S)
            else:
                missed += 1
        false += len(left)
        known = np.isfinite(series[:, 0])
        off.append(np.abs(series[known, 0] - tonic[known]).mean())
    assert 2 * hits / (2 * hits + false + missed) > 0.95
    assert np.percentile(late, 95) < 1.5
    assert np.mean(off) < 0.06
    assert np.median(sized) == pytest.approx(1.0, abs=0.2)


@pytest.mark.parametrize(
    ("rise_s", "decay_s", "spread"), [(0.75, 2.0, 0.2), (1.0, 3.0, 0.1), (0.5, 1.5, 0.1)]
)
def test_responses_that_are_not_the_models(rise_s, decay_s, spread):
    """Every response has a shape of its own, spread around another than the one assumed."""

    def shape(t, rise, decay):
        t, peak = np.maximum(t, 0.0), math.log(decay / rise) / (1.0 / rise - 1.0 / decay)
        top = math.exp(-peak / decay) - math.exp(-peak / rise)
        return (np.exp(-t / decay) - np.exp(-t / rise)) / top

    hits = false = missed = 0
    for seed in (7, 100):
        t, _, tonic, onsets, sizes = skin(seed, 240.0)
        rng = np.random.default_rng(seed)
        x = tonic + rng.normal(0, 0.004, t.size)
        for onset, size in zip(onsets, sizes, strict=True):
            rise, decay = np.array([rise_s, decay_s]) * np.exp(spread * rng.normal(size=2))
            x += size * shape(t - onset, rise, decay)
        left = [e.onset for e in run(Eda(stream()), t, x, 4)[0]]
        for onset in onsets:
            near = min(left, key=lambda e: abs(e - onset), default=math.inf)
            found = abs(near - onset) < 1.0
            hits, missed = hits + found, missed + (not found)
            if found:
                left.remove(near)
        false += len(left)
    assert 2 * hits / (2 * hits + false + missed) > 0.95


@settings(derandomize=True, deadline=None, max_examples=15)
@given(st.lists(st.integers(1, 400), min_size=1, max_size=12))
def test_how_the_signal_is_cut_changes_nothing(sizes):
    t, x, *_ = skin(3, 40.0)
    whole = run(Eda(stream()), t, x, t.size)[0]
    eda, cut, i = Eda(stream()), [], 0
    for size in [*sizes, t.size]:
        cut += eda.step(Chunk(stream(), t[i : i + size], x[i : i + size, None]))
        i += size
    assert cut == whole
    assert whole


@settings(derandomize=True, deadline=None, max_examples=60)
@given(
    st.lists(
        st.tuples(
            st.floats(allow_nan=True, allow_infinity=True),
            st.floats(allow_nan=True, allow_infinity=True),
        ),
        max_size=40,
    )
)
def test_anything_is_survived(rows):
    eda = Eda(stream())
    for t, x in rows:
        for event in eda.step(Chunk(stream(), np.array([t]), np.array([[x]]))):
            assert isinstance(event, Scr)
        trust, _ = eda.quality(t if math.isfinite(t) else 0.0)
        assert 0.0 <= trust <= 1.0


def trust_after(x_after, seconds=8.0):
    t, x, *_ = skin(1, 60.0)
    eda = Eda(stream())
    run(eda, t, x, 8)
    assert eda.quality(t[-1])[0] > 0.9
    n = int(seconds * 32)
    more = t[-1] + np.arange(1, n + 1) / 32
    run(eda, more, x_after(np.arange(n) / 32, x[-1]), 8)
    return eda.quality(more[-1])


RNG = np.random.default_rng(0)


@pytest.mark.parametrize(
    ("attack", "word"),
    [
        (lambda t, last: np.full(t.size, last), "flat"),
        (lambda t, last: np.zeros(t.size), "off"),
        (lambda t, last: np.full(t.size, np.nan), "no skin signal"),
        (lambda t, last: last * 1e6 + t, "off"),
        (lambda t, last: last + 3.0 * (np.floor(t * 2) % 2), "moved"),
        (lambda t, last: last + RNG.normal(0, 2.0, t.size), "hum"),
    ],
)
def test_a_bad_electrode_is_named(attack, word):
    trust, reason = trust_after(attack)
    assert trust < 0.3
    assert word in reason


def test_trust_is_back_within_ten_seconds_of_clean_skin():
    t, x, *_ = skin(1, 60.0)
    eda = Eda(stream())
    run(eda, t, x, 8)
    run(eda, t + 60.0, np.zeros(t.size), 8)
    assert eda.quality(120.0)[0] < 0.1
    run(eda, t[:320] + 120.0, skin(4, 10.0)[1], 8)
    assert eda.quality(130.0)[0] > 0.9


def test_units_are_understood_and_strange_ones_named():
    t, x, *_ = skin(2, 30.0)
    plain = run(Eda(stream()), t, x)[1][-1, 0]
    for unit, values in (("nS", x * 1e3), ("S", x * 1e-6), ("kOhm", 1e3 / x)):
        level = run(Eda(stream(unit=unit)), t, values)[1][-1, 0]
        assert level == pytest.approx(plain, rel=0.01)
    eda = Eda(stream(unit="volt"))
    run(eda, t, x)
    assert eda.quality(t[-1]) == (0.0, "the skin's unit 'volt' is not one of conductance")
