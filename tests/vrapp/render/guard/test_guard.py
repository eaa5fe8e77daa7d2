"""The guard's judgement, without a picture: any film of a few cells, two frames late."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.flash.analyser import MOST, flashes
from vrapp.render.guard.grid import MOST_SLACK
from vrapp.render.guard.guard import CEILING, RECOVERY_S, Guard

LATE = 2  # frames
NONE = np.zeros(1, np.uint8)  # no slack

Film = npt.NDArray[np.float64]


def shown(film: Film, rate_hz: float = 90.0) -> tuple[Film, Film]:
    """What the guard lets through of (frames, cells) luminance 0..1, and its gains."""
    guard = Guard(film.shape[1])
    seen = np.ones(film.shape[1], bool)
    gains = []
    for frame in range(len(film)):
        if frame >= LATE:
            level = np.round(film[frame - LATE] * 255).astype(np.uint8)
            guard.see((frame - LATE) / rate_hz, level, seen, np.zeros_like(level))
        gains.append(guard.gain(frame / rate_hz))
    return film * np.array(gains)[:, None], np.array(gains)


def count(light: Film, rate_hz: float = 90.0) -> int:
    grey = np.repeat(light[..., None], 3, axis=2).astype(np.float32)
    return flashes(np.arange(len(light)) / rate_hz, grey)[0]


@st.composite
def films(draw: st.DrawFn) -> Film:
    """Some seconds of pieces: steady light, ramps, square waves of any rate and size, noise."""
    cells = draw(st.integers(1, 3))
    pieces = []
    for _ in range(draw(st.integers(1, 6))):
        frames = draw(st.integers(1, 120))
        low, high = sorted((draw(st.floats(0, 1)), draw(st.floats(0, 1))))
        t = np.arange(frames)[:, None] + np.array([draw(st.integers(0, 9)) for _ in range(cells)])
        period = draw(st.integers(2, 60))
        wave = {
            "steady": np.full((frames, cells), high),
            "ramp": low + (high - low) * np.broadcast_to(t, (frames, cells)) / (frames + 9),
            "square": np.where(t % period < period / 2, high, low),
            "growing": np.where(t % 2, low, low + (high - low) * np.minimum(1.0, 0.1 * 1.3**t)),
            "noise": np.random.default_rng(period).uniform(low, high, (frames, cells)),
        }
        pieces.append(np.clip(wave[draw(st.sampled_from(sorted(wave)))], 0.0, 1.0))
    return np.concatenate(pieces)


@settings(max_examples=150, deadline=None)
@given(films(), st.sampled_from([5.0, 9.0, 20.0, 72.0, 90.0, 120.0]))
def test_no_film_flashes_more_often_than_allowed(film: Film, rate_hz: float) -> None:
    light, gains = shown(film, rate_hz)
    assert count(light, rate_hz) <= MOST
    assert np.all((gains > 0.0) & (gains <= 1.0))
    assert np.diff(gains).max(initial=0.0) <= (1.0 / RECOVERY_S + 0.25) / rate_hz + 1e-9


def test_flashes_that_grow_while_they_are_damped_are_not_seen() -> None:
    """Each time wider than what is known of them, which is two frames old."""
    steps = [0.05, 0.17, 0.0, 0.17, 0.0, *[0.0] * 6, 0.41, 0.05, 0.41, 0.05, 0.9, 0.1, 0.9, 0.1]
    for rate_hz in (12.0, 20.0, 90.0):
        light, gains = shown(np.array(steps)[:, None], rate_hz)
        assert count(light, rate_hz) <= MOST
        assert gains.min() < 0.1


def test_a_film_too_slow_to_flash_four_times_is_left_alone() -> None:
    light = np.where(np.arange(60) % 2, 0.4, 0.0)[:, None]
    assert shown(light, rate_hz=6.0)[1].min() == 1.0
    assert shown(light, rate_hz=10.0)[1].min() < 0.3


@pytest.mark.parametrize("hz", [0.1, 0.5, 0.9])
def test_what_breathes_is_left_alone(hz: float) -> None:
    t = np.arange(900) / 90.0
    film = (0.4 - 0.4 * np.cos(2 * np.pi * hz * t))[:, None]
    assert shown(np.clip(film, 0, 0.49))[1].min() == 1.0


def test_it_recovers_when_the_flashes_end() -> None:
    t = np.arange(900) / 90.0
    light = np.where((t < 2.0) & ((t * 10) % 1 < 0.5), 0.8, 0.3)[:, None]
    gains = shown(light)[1]
    assert gains[170] < 0.15
    assert gains[int(3.2 * 90)] < 0.5  # not at once
    assert gains[int(6.5 * 90)] == 1.0


def test_a_lasting_glare_is_brought_down() -> None:
    gains = shown(np.full((500, 4), 1.0))[1]
    assert gains[-1] == pytest.approx(CEILING)
    assert np.abs(np.diff(gains)).max() < 0.26 / 90


def test_what_the_head_turned_away_from_has_not_changed() -> None:
    """Light and dark halves of the world, looked at in turn ten times a second."""
    guard = Guard(2)
    level = np.array([255, 0], np.uint8)
    for frame in range(300):
        left = frame // 4 % 2 == 0
        guard.see(frame / 90.0, level, np.array([left, not left]), np.zeros(2, np.uint8))
        assert guard.gain(frame / 90.0) > 0.4  # by the ceiling alone
    assert not guard.flashing


def test_a_still_is_not_a_film() -> None:
    """Pictures of one moment, however different, are taken one after the other."""
    guard = Guard(1)
    for light in (0, 100, 0, 100, 0, 100):
        guard.see(12.0, np.array([light], np.uint8), np.ones(1, bool), NONE)
        assert guard.gain(12.0) == 1.0


def test_time_that_goes_back_begins_anew() -> None:
    guard = Guard(1)
    seen = np.ones(1, bool)
    for frame in range(40):
        guard.see(frame / 90.0, np.array([200 * (frame % 2)], np.uint8), seen, NONE)
        guard.gain(frame / 90.0)
    assert guard.flashing
    guard.see(0.1, np.array([0], np.uint8), seen, NONE)
    assert not guard.flashing
    assert guard.gain(0.1) == 1.0


def test_no_time_at_all_is_survived() -> None:
    guard = Guard(1)
    guard.see(math.nan, np.zeros(1, np.uint8), np.ones(1, bool), NONE)
    assert guard.gain(math.nan) == 1.0


def test_the_most_slack_there_is_hides_no_flash() -> None:
    """Whatever a swaying head is forgiven, a light of half of white that flashes is damped."""
    guard = Guard(1)
    for frame in range(180):
        level = np.array([127 if frame % 9 < 5 else 0], np.uint8)
        guard.see(frame / 90.0, level, np.ones(1, bool), np.array([MOST_SLACK], np.uint8))
        guard.gain(frame / 90.0)
    assert guard.damped
    assert guard.gain(2.0) < 0.2
