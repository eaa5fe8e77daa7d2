"""The judge is judged: films whose flashes are known."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from tests.flash.analyser import FilmTaker, flashes

RATE = 90.0
T = np.arange(int(3 * RATE)) / RATE
GREY, RED = np.array([1.0, 1.0, 1.0]), np.array([1.0, 0.02, 0.02])


def film(light: np.ndarray, colour: np.ndarray = GREY) -> np.ndarray:
    """One cell whose colour is `colour` times `light` (frames,)."""
    return (light[:, None] * colour)[:, None, :].astype(np.float32)


def square(hz: float, low: float, high: float) -> np.ndarray:
    return np.where((T * hz + 0.01) % 1.0 < 0.5, high, low)


@pytest.mark.parametrize("hz", [4, 5, 10, 15, 30, 45])
@pytest.mark.parametrize(("low", "high"), [(0.0, 1.0), (0.3, 0.45), (0.79, 0.95)])
def test_a_square_wave_has_its_own_flashes(hz: int, low: float, high: float) -> None:
    general, red = flashes(T, film(square(hz, low, high)))
    assert general in (hz - 1, hz)
    assert red == 0


@pytest.mark.parametrize(
    "light",
    [
        square(3, 0.0, 1.0),
        square(20, 0.50, 0.59),  # too little
        square(20, 0.81, 1.0),  # too bright
        np.linspace(0.0, 1.0, T.size),
        0.5 + 0.5 * np.sin(2 * np.pi * 1.5 * T),
        np.linspace(0.0, 1.0, T.size) + square(20, 0.0, 0.05),  # a ripple on a long rise
    ],
)
def test_what_is_allowed(light: np.ndarray) -> None:
    general, red = flashes(T, film(light))
    assert general <= 3
    assert red == 0


@pytest.mark.parametrize("shape", [np.sin, lambda x: np.sign(np.sin(x)) * np.abs(np.sin(x)) ** 0.2])
def test_round_waves_with_ripple_count_once_a_period(shape: Callable[..., np.ndarray]) -> None:
    noise = np.random.default_rng(1).uniform(-0.02, 0.02, T.size)
    wave = 0.5 + 0.4 * shape(2 * np.pi * 6 * T + 0.1)
    assert flashes(T, film(wave + noise))[0] in (5, 6)


def test_a_wave_of_two_sizes() -> None:
    """Small swings (0.06) on top of large ones (0.3) are no more flashes."""
    wave = square(2, 0.2, 0.5) + square(18, 0.0, 0.06)
    assert flashes(T, film(wave))[0] == 2


def test_red_against_grey_of_the_same_luminance() -> None:
    luminance = float(RED @ (0.2126, 0.7152, 0.0722))
    red_half = (square(8, 0.0, 1.0) > 0.5)[:, None]
    cells = np.where(red_half, RED, np.full(3, luminance))[:, None, :].astype(np.float32)
    general, red = flashes(T, cells)
    assert general == 0
    assert red in (7, 8)


def test_colours_that_are_not_red_do_not_count_as_red() -> None:
    green, blue = np.array([0.02, 0.3, 0.02]), np.array([0.3, 0.02, 0.9])
    half = (square(8, 0.0, 1.0) > 0.5)[:, None]
    assert flashes(T, np.where(half, green, blue)[:, None, :].astype(np.float32))[1] == 0


def test_one_cell_of_a_picture_is_enough() -> None:
    taker = FilmTaker()
    for t, on in zip(T, square(7, 0.0, 1.0), strict=True):
        picture = np.full((64, 64, 3), 90, np.uint8)
        picture[2:4, 6:8] = 255 if on else 0
        taker.take(float(t), picture)
    assert taker.flashes()[0] in (6, 7)
