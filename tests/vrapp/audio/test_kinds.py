"""Every kind of sound: the same for any blocks, repeatable, of its own colour, at its place."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.fft import irfft, rfft

from tests.vrapp.audio.ears import (
    KINDS,
    OPEN,
    STEADY,
    clicks,
    db,
    power,
    rendered,
    voice,
    whole,
)  # fmt: skip
from vrapp.audio.base import RATE

TOTAL = 24_000


def test_kinds_are_the_files() -> None:
    assert {"surf", "wind", "hush", "underwater", "crickets", "birds", "pad", "bell"} <= set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_makes_two_ears_of_float32_below_full_scale(kind: str) -> None:
    x = whole(kind, 8.0)
    assert x.shape[1] == 2
    assert x.dtype == np.float32
    assert np.isfinite(x).all()
    assert 0.005 < np.abs(x).max() < 1.0


@pytest.mark.parametrize("kind", STEADY)
def test_steady_kinds_are_about_equally_loud(kind: str) -> None:
    x = whole(kind, 20.0)[RATE:]
    assert -31.0 < db(float(np.mean(x**2))) < -14.0


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=4, deadline=None)
@given(cuts=st.lists(st.integers(1, TOTAL - 1), min_size=1, max_size=9))
def test_the_blocks_do_not_matter(kind: str, cuts: list[int]) -> None:
    """Drifts are drawn as straight lines within a block, so the shapes differ by a hair; nothing
    else may: no sample is lost, no border is heard."""
    ends = sorted({*cuts, TOTAL})
    sizes = np.diff([0, *ends]).tolist()
    whole = rendered(voice(kind), [4000] * 6)
    parts = rendered(voice(kind), sizes)
    assert np.max(np.abs(whole - parts)) < 0.01


@pytest.mark.parametrize("kind", KINDS)
def test_single_samples_are_blocks_too(kind: str) -> None:
    one = rendered(voice(kind), [1] * 64 + [4096])
    assert np.max(np.abs(one - rendered(voice(kind), [4160]))) < 1e-3


@pytest.mark.parametrize("kind", KINDS)
def test_repeats_with_its_seed_and_only_with_it(kind: str) -> None:
    one, again = whole(kind, 9.0), whole(kind, 9.0)
    assert np.array_equal(one, again)
    if kind != "lapping":
        assert not np.array_equal(one, whole(kind, 9.0, seed=2))


@pytest.mark.parametrize("kind", KINDS)
def test_does_not_click_when_its_controls_move(kind: str) -> None:
    rng = np.random.default_rng(3)
    instrument = voice(kind)
    state = np.array([0.5, 0.5, 0.5, 1.0])
    parts = []
    for _ in range(round(6.0 * RATE / 4096)):
        target = rng.uniform(0.0, 1.0, 4)
        # a breath in 1.4 s is faster than any that the pacer leads
        target[2] = np.clip(target[2], state[2] - 0.06, state[2] + 0.06)
        pairs = list(zip(state.tolist(), target.tolist(), strict=True))
        turn = [(math.cos(3 * a), math.sin(3 * a)) for a in (state[3], target[3])]
        parts.append(
            instrument.render(
                replace(
                    OPEN, n=4096, level=pairs[0], brightness=pairs[1], pacer=pairs[2],
                    ears=(turn[0], turn[1]),
                )
            )
        )  # fmt: skip
        state = target
    x = np.concatenate(parts)
    assert clicks(x) < 6.0


def test_a_click_is_found() -> None:
    """The judge itself: one small step in loud surf, one lost sample in a pad."""
    surf = whole("surf", 3.0)
    surf[70_000:] += 0.12
    assert clicks(surf) > 7.0
    pad = whole("pad", 3.0)
    assert clicks(np.delete(pad, range(70_000, 70_020), axis=0)) > 14.0


def share(kind: str, low_hz: float, high_hz: float, seconds: float = 12.0) -> float:
    x = whole(kind, seconds)
    return power(x, low_hz, high_hz) / power(x, 20.0, 20_000.0)


def test_colours() -> None:
    assert share("surf", 20.0, 1500.0) > 0.8
    assert share("wind", 20.0, 1500.0) > 0.8
    assert share("hush", 20.0, 2500.0) > 0.93
    assert share("underwater", 20.0, 800.0) > 0.97
    assert share("crickets", 4000.0, 5000.0) > 0.9
    assert share("birds", 1300.0, 5200.0, 30.0) > 0.9
    assert share("pad", 100.0, 1000.0) > 0.9
    assert share("bell", 250.0, 1700.0, 20.0) > 0.9


def test_surf_rises_and_brightens_with_the_wave() -> None:
    low = rendered(voice("surf"), [4096] * 60, replace(OPEN, level=(0.0, 0.0)))
    high = rendered(voice("surf"), [4096] * 60, replace(OPEN, level=(1.0, 1.0)))
    assert db(power(high, 300.0, 1500.0) / power(low, 300.0, 1500.0)) > 6.0
    assert db(power(high, 2000.0, 5000.0) / power(low, 2000.0, 5000.0)) > 10.0


def test_pad_opens_note_by_note_and_slowly() -> None:
    closed = replace(OPEN, brightness=(0.0, 0.0))
    opened = replace(OPEN, brightness=(1.0, 1.0))
    pad = voice("pad")
    root_only = rendered(pad, [4096] * 40, closed)
    just_after = rendered(pad, [4096] * 6, opened)
    later = rendered(pad, [4096] * 200, opened)
    ninth = (146.83 * 9 / 4 - 8.0, 146.83 * 9 / 4 + 8.0)
    assert db(power(later[-40 * 4096 :], *ninth) / power(root_only, *ninth)) > 10.0
    assert db(power(just_after, *ninth) / power(later[-40 * 4096 :], *ninth)) < -6.0


def test_pacer_climbs_with_the_breath_and_is_silent_unless_it_guides() -> None:
    empty = rendered(voice("pacer"), [4096] * 20, replace(OPEN, pacer=(0.0, 0.0)))
    full = rendered(voice("pacer"), [4096] * 20, replace(OPEN, pacer=(1.0, 1.0)))
    root, octave = (140.0, 154.0), (286.0, 302.0)
    assert power(empty, *root) > 10.0 * power(full, *root)
    assert power(full, *octave) > 3.0 * power(empty, *octave)
    alone = rendered(voice("pacer"), [4096] * 4, replace(OPEN, guided=(0.0, 0.0)))
    assert not alone.any()


@pytest.mark.parametrize("kind", ["surf", "wind", "hush", "underwater"])
def test_noises_never_come_round(kind: str) -> None:
    """No later second is the first one again."""
    x = whole(kind, 14.0).mean(axis=1).astype(np.float64)
    first = x[RATE : 2 * RATE]
    rest = x[3 * RATE :]
    size = 1 << 20
    spectrum = rfft(rest, size) * np.conj(rfft(first, size))
    match = irfft(spectrum)[: rest.size - RATE]
    energy = np.convolve(rest**2, np.ones(RATE // 10), "same")[: match.size].max() * 10.0
    assert np.abs(match).max() < 0.5 * math.sqrt(float(np.sum(first**2)) * energy)
