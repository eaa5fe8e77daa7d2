"""No sample above -6 dBFS and no lasting loudness above the ceiling, whatever comes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tests.vrapp.audio.ears import db
from vrapp.audio.base import RATE, Floats
from vrapp.audio.limiter import AHEAD, PEAK, Limiter
from vrapp.audio.loudness import CEILING_LUFS, LoudnessCeiling


def through(stage: Limiter | LoudnessCeiling, x: Floats, size: int = 4096) -> Floats:
    return np.concatenate([stage.render(x[i : i + size]) for i in range(0, len(x), size)])


def both(mono: np.ndarray) -> Floats:
    return np.repeat(mono[:, None], 2, axis=1).astype(np.float32)


@settings(max_examples=60, deadline=None)
@given(
    blocks=st.lists(
        arrays(
            np.float32,
            st.tuples(st.integers(1, 1500), st.just(2)),
            elements=st.floats(width=32, allow_nan=True, allow_infinity=True),
            fill=st.sampled_from([np.float32(0.0), np.float32(3.0), np.float32(-0.4)]),
        ),
        min_size=1,
        max_size=8,
    )
)
def test_no_peak_passes(blocks: list[Floats]) -> None:
    limiter = Limiter()
    for block in blocks:
        out = limiter.render(block)
        assert out.shape == block.shape
        assert np.isfinite(out).all()
        assert np.abs(out).max() <= PEAK * (1 + 1e-5)


@pytest.mark.parametrize("size", [1, 37, 512, 4096])
def test_hostile_bursts_in_blocks_of_any_size(size: int) -> None:
    rng = np.random.default_rng(2)
    x = rng.normal(0.0, 0.1, (6000, 2)).astype(np.float32)
    x[1000] = 40.0
    x[2500:2600] = np.nan
    x[3000:3400] = -3.0
    x[4000:4003] = np.inf
    out = through(Limiter(), x, size)
    assert np.abs(out).max() <= PEAK * (1 + 1e-5)
    assert np.allclose(out, through(Limiter(), x, 1777), atol=1e-6)


def test_what_is_soft_passes_untouched_a_little_later() -> None:
    x = (0.3 * np.random.default_rng(1).uniform(-1, 1, (9000, 2))).astype(np.float32)
    assert np.array_equal(through(Limiter(), x)[AHEAD:], x[:-AHEAD])


def test_it_is_down_before_the_peak_and_back_within_a_second_without_a_click() -> None:
    t = np.arange(4 * RATE) / RATE
    x = 0.4 * np.sin(2 * np.pi * 200.0 * t)
    x[RATE : RATE + 2400] *= 5.0 * np.sin(np.pi * np.arange(2400) / 2400) ** 2 + 1.0
    out = through(Limiter(), both(x))
    assert np.abs(out).max() <= PEAK * (1 + 1e-5)
    assert np.abs(out[3 * RATE :]).max() == pytest.approx(0.4, abs=1e-3)
    # the steepest that this sine may be at the limit, and a little for the gain's own way
    assert np.abs(np.diff(out, axis=0)).max() < 1.5 * PEAK * 2 * np.pi * 200.0 / RATE


@pytest.mark.parametrize("loud", [0.2, 0.5, 2.0])
def test_lasting_loudness_comes_under_the_ceiling(loud: float) -> None:
    rng = np.random.default_rng(4)
    x = (loud * rng.uniform(-1, 1, (30 * RATE, 2))).astype(np.float32)
    stage = LoudnessCeiling()
    out = through(stage, x)
    after = LoudnessCeiling()
    through(after, out[-10 * RATE :])
    assert after.lufs < CEILING_LUFS + 1.0
    assert stage.lufs > CEILING_LUFS


def test_loudness_is_that_of_the_standard() -> None:
    """BS.1770: a sine of 997 Hz at full scale in one channel reads -3.01 LUFS."""
    t = np.arange(25 * RATE) / RATE
    x = np.stack([np.sin(2 * np.pi * 997.0 * t), np.zeros(t.size)], axis=1).astype(np.float32)
    meter = LoudnessCeiling()
    through(meter, x)
    assert meter.lufs == pytest.approx(-3.01, abs=0.05)


def test_its_hand_is_slow() -> None:
    """A second of something loud is not pumped: less than 4 dB within it."""
    rng = np.random.default_rng(4)
    x = (0.5 * rng.uniform(-1, 1, (RATE, 2))).astype(np.float32)
    out = through(LoudnessCeiling(), x)
    first, last = (float(np.mean(out[s] ** 2)) for s in (slice(0, 4800), slice(-4800, None)))
    assert -4.0 < db(last / first) < 0.0
