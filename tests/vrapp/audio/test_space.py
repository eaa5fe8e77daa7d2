"""Where a sound is: the nearer ear hears it earlier, louder and brighter."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.signal import correlate

from tests.vrapp.audio.ears import clicks, db, voice
from vrapp.audio.base import RATE, Block, Floats
from vrapp.audio.space import Places

N = 24_000
NOISE = np.random.default_rng(5).uniform(-0.2, 0.2, N).astype(np.float32)


def head(turned_right_rad: float) -> tuple[float, float]:
    """The right-pointing axis of a head that looks this far to the right."""
    return math.cos(turned_right_rad), math.sin(turned_right_rad)


def heard(azimuth_deg: float, turned_deg: float = 0.0) -> Floats:
    ear = head(math.radians(turned_deg))
    return Places([math.radians(azimuth_deg)]).render(NOISE[None], Block(N, (ear, ear)))


def left_leads_s(x: Floats) -> float:
    lag = np.argmax(correlate(x[:, 1], x[:, 0], "full")) - (x.shape[0] - 1)
    return float(lag / RATE)


def left_louder_db(x: Floats) -> float:
    return db(float(np.sum(x[:, 0] ** 2) / np.sum(x[:, 1] ** 2)))


def test_at_the_left_is_earlier_and_louder_left() -> None:
    x = heard(-90.0)
    assert left_leads_s(x) == pytest.approx(656e-6, abs=30e-6)  # a/c (pi/2 + 1), Woodworth
    assert left_louder_db(x) > 6.0


def test_ahead_is_the_same_in_both_ears() -> None:
    x = heard(0.0)
    assert np.allclose(x[:, 0], x[:, 1], atol=1e-6)


@pytest.mark.parametrize("azimuth", [-150.0, -60.0, 20.0, 75.0])
def test_left_and_right_are_mirror_images(azimuth: float) -> None:
    assert np.allclose(heard(azimuth), heard(-azimuth)[:, ::-1], atol=1e-5)


def test_the_world_stands_when_the_head_turns() -> None:
    """Looking at what was at the left brings it ahead; turning further, to the right ear."""
    assert np.allclose(heard(-50.0, -50.0), heard(0.0), atol=1e-5)
    assert left_louder_db(heard(-50.0, -100.0)) < -3.0
    assert np.allclose(heard(30.0, 10.0), heard(20.0), atol=1e-4)


def test_a_head_on_its_side_hears_no_side() -> None:
    """Lying on the right ear: the axis of the ears is upright, everything level is between."""
    x = Places([-1.5]).render(NOISE[None], Block(N, ((0.0, 0.0), (0.0, 0.0))))
    assert np.allclose(x[:, 0], x[:, 1], atol=1e-6)


def test_the_far_ear_lacks_treble() -> None:
    x = heard(-90.0)
    spectrum = np.abs(np.fft.rfft(x, axis=0)) ** 2
    f = np.fft.rfftfreq(N, 1.0 / RATE)
    low = spectrum[(f > 50) & (f < 200)].sum(axis=0)
    high = spectrum[(f > 5000) & (f < 12000)].sum(axis=0)
    assert db(low[0] / low[1]) < 1.5
    assert db(high[0] / high[1]) > 12.0


def test_turning_fast_makes_no_click() -> None:
    place = Places([0.3])
    t = np.arange(N) / RATE
    tone = (0.2 * np.sin(math.tau * 500.0 * t)).astype(np.float32)
    angle, parts = 0.0, []
    for begin in range(0, N, 1000):
        new = angle + 0.35 * (-1.0) ** (begin // 3000)  # a turn of 17 rad/s, to and fro
        block = Block(1000, (head(angle), head(new)))
        parts.append(place.render(tone[None, begin : begin + 1000], block))
        angle = new
    assert clicks(np.concatenate(parts)[2000:]) < 8.0


def test_silence_costs_nothing_and_ends_nothing() -> None:
    """What is still between the ears when the source falls silent is heard to its end."""
    click = np.zeros(100, np.float32)
    click[-1] = 0.5
    place = Places([-1.5])
    parts = [place.render(x[None], Block(x.size)) for x in (click, np.zeros(2000, np.float32))]
    later = place.render(np.zeros((1, 2000), np.float32), Block(2000))
    whole = np.concatenate([click, np.zeros(2000, np.float32)])
    once = Places([-1.5]).render(whole[None], Block(2100))
    assert np.allclose(np.concatenate(parts), once, atol=1e-6)
    assert not later.any()


@pytest.mark.parametrize(("kind", "least_db"), [("crickets", 3.0), ("bell", 1.0), ("birds", 3.0)])
def test_animals_and_bells_are_somewhere(kind: str, least_db: float) -> None:
    right = voice(kind, azimuth_rad=math.pi / 2)
    x = np.concatenate([right.render(Block(4096, brightness=(1.0, 1.0))) for _ in range(250)])
    assert left_louder_db(x) < -least_db
