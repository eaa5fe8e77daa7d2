"""Scenes that cross over, pause, mute, stop, hostile states: never a click, never too loud."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.vrapp.audio.ears import clicks, db, layer, mixed, sound
from vrapp.audio import mix as mixing
from vrapp.audio.base import RATE, Floats
from vrapp.audio.limiter import PEAK
from vrapp.audio.mix import HOP, MASTER_S, SCENES_AT_ONCE, Heard, Mix, as_int16, build
from vrapp.scene.sound import Control, Sound, SoundLayer

SEA, SNOW, WOOD = (
    sound("surf", "pad"),
    sound("hush", "bell", root_hz=130.81),
    sound("wind", "crickets"),
)
SWELL = Control((0.1, 1.0), "swell", (0.0, 0.4), 0.2)


def moved() -> Sound:
    """A surf that a parameter moves."""
    return Sound(146.83, "pentatonic", (SoundLayer("surf", 0.5, 0.4, SWELL, SWELL, 3),))


def level_db(x: Floats) -> float:
    return db(float(np.mean(x**2)))


@pytest.mark.parametrize("sizes", [[HOP], [1000, 7, 333], [10_000], [64]])
def test_the_same_states_give_the_same_samples_in_any_blocks(sizes: list[int]) -> None:
    total = 12 * HOP
    once = Mix().render(Heard(SEA), total)
    mix, parts, have = Mix(), [], 0
    while have < total:
        n = min(sizes[len(parts) % len(sizes)], total - have)
        parts.append(mix.render(Heard(SEA), n))
        have += n
    assert np.array_equal(once, np.concatenate(parts))


def test_it_comes_out_of_silence_slowly() -> None:
    x = mixed(Mix(), Heard(SEA), 8.0)
    assert np.abs(x[: RATE // 20]).max() < 1e-3
    assert level_db(x[:RATE]) < level_db(x[5 * RATE :]) - 8.0
    assert clicks(x[RATE // 2 :]) < 6.0


@pytest.mark.parametrize(
    "change", [{"volume": 0.0}, {"volume": 0.3}, {"sound": SNOW}, {"sound": None}]
)
def test_mute_pause_and_another_scene_fade(change: dict[str, object]) -> None:
    mix = Mix()
    before = mixed(mix, Heard(SEA), 6.0)
    after = mixed(mix, replace(Heard(SEA), **change), 6.0)  # type: ignore[arg-type]
    back = mixed(mix, Heard(SEA), 5.0)
    x = np.concatenate([before, after, back])[5 * RATE :]
    assert clicks(x) < 6.5
    half = after[RATE // 4 : RATE // 2]  # half a second is not yet silence
    assert level_db(half) > level_db(before[-RATE:]) - 12.0


def test_muted_is_digital_silence_and_costs_nothing() -> None:
    mix = Mix()
    mixed(mix, Heard(SEA), 2.0)
    mixed(mix, Heard(SEA, volume=0.0), MASTER_S + 1.0)
    assert mix.silent
    assert not as_int16(mix.render(Heard(SEA, volume=0.0), HOP)).any()


def test_switching_every_half_second_costs_no_more_and_does_not_click() -> None:
    mix, parts = Mix(), []
    parts.append(mixed(mix, Heard(SEA), 4.0))
    for i in range(16):
        parts.append(mixed(mix, Heard((SNOW, WOOD, SEA)[i % 3]), 0.5))
        assert mix.scenes <= SCENES_AT_ONCE
    x = np.concatenate(parts)
    assert clicks(x[RATE:]) < 6.5
    mixed(mix, Heard(WOOD), 10.0)
    assert mix.scenes == 1


def test_a_reloaded_scene_that_sounds_the_same_goes_on_as_it_was() -> None:
    again = Sound(SEA.root_hz, SEA.scale, tuple(replace(layer) for layer in SEA.layers))
    assert again is not SEA
    one, other = Mix(), Mix()
    mixed(one, Heard(SEA), 2.0)
    mixed(other, Heard(SEA), 2.0)
    assert np.array_equal(mixed(one, Heard(SEA), 2.0), mixed(other, Heard(again), 2.0))


def test_a_scene_whose_voices_are_late_is_waited_for() -> None:
    ready: list[Sound] = []
    mix = Mix(lambda each: build(each) if each in ready else None)
    assert not mixed(mix, Heard(SEA), 1.0).any()
    ready.append(SEA)
    assert mixed(mix, Heard(SEA), 3.0).any()


def test_the_breath_is_heard_in_the_swell() -> None:
    low = mixed(Mix(), Heard(moved(), {"swell": 0.0}), 8.0)[6 * RATE :]
    high = mixed(Mix(), Heard(moved(), {"swell": 0.4}), 8.0)[6 * RATE :]
    assert level_db(high) > level_db(low) + 10.0


def test_a_state_that_jumps_makes_no_step() -> None:
    """Square waves in the parameters and a head that is elsewhere at once."""
    mix, parts = Mix(), []
    for i in range(60):
        up = i // 3 % 2
        heard = Heard(moved(), {"swell": 0.4 * up}, (1.0, 0.0) if up else (-1.0, 0.0))
        parts.append(mix.render(heard, HOP))
    assert clicks(np.concatenate(parts)[RATE:]) < 6.5


NUMBERS = st.floats(allow_nan=True, allow_infinity=True)


@settings(max_examples=10, deadline=None)
@given(
    states=st.lists(st.tuples(NUMBERS, NUMBERS, NUMBERS, NUMBERS, NUMBERS), min_size=1, max_size=6)
)
def test_no_state_makes_it_loud_or_ends_it(states: list[tuple[float, ...]]) -> None:
    mix = Mix(pacer_tone=True)
    for swell, x, z, volume, pacer in states:
        heard = Heard(moved(), {"swell": swell}, (x, z), volume, pacer, guided=pacer)
        out = mix.render(heard, HOP)
        assert np.isfinite(out).all()
        assert np.abs(out).max() <= PEAK * (1 + 1e-5)
    assert np.isfinite(mix.render(Heard(moved()), HOP)).all()


def test_a_scene_far_too_loud_is_held(monkeypatch: pytest.MonkeyPatch) -> None:
    loud = sound("surf", "wind", "underwater", "pad", gain=8.0)
    x = mixed(Mix(), Heard(loud), 13.0)
    assert np.abs(x).max() <= PEAK * (1 + 1e-5)
    assert level_db(x[10 * RATE :]) < -15.0
    # the limiter does it, not luck
    monkeypatch.setattr(mixing.Limiter, "render", lambda self, x: x)
    monkeypatch.setattr(mixing.LoudnessCeiling, "render", lambda self, x: x)
    assert np.abs(mixed(Mix(), Heard(loud), 5.0)).max() > 1.0


def test_the_pacers_tone_is_heard_only_while_it_guides_and_where_it_is_wanted() -> None:
    guiding = Heard(None, pacer=0.5, guided=1.0)
    assert level_db(mixed(Mix(pacer_tone=True), guiding, 6.0)[4 * RATE :]) > -45.0
    assert not mixed(Mix(), guiding, 2.0).any()
    assert not mixed(Mix(pacer_tone=True), Heard(None, pacer=0.5), 2.0).any()


def test_turning_the_head_turns_the_sound() -> None:
    layers = (replace(layer("crickets", math.pi / 2), gain=1.0),)
    right = Sound(146.83, "pentatonic", layers)
    for axis, sign in (((1.0, 0.0), 1.0), ((-1.0, 0.0), -1.0)):
        x = mixed(Mix(), Heard(right, ears=axis), 6.0)[4 * RATE :]
        assert sign * (level_db(x[:, 1]) - level_db(x[:, 0])) > 3.0
