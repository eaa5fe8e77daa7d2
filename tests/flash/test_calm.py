"""A minute of each scene with a person who comes to rest in it: nothing pops, nothing is blown out.

A pop is a place that changes within one frame and not in the frames before and after: something
appears, vanishes or jumps. What moves, however fast, changes a place over several frames.
"""

from __future__ import annotations

import math

import moderngl
import numpy as np
import numpy.typing as npt
import pytest

from biofeedback.types import BodyState, FloatArray, Index, Respiration
from tests.flash.film import Identity, film
from vrapp.scene.library import list_scenes, load_scene

RATE_HZ, SECONDS = 30.0, 60.0
ARRIVED_S = 4.0
"""Until then the picture comes out of the dark."""
BLOCK = 8
"""Pixels: 5 degrees, a place."""
POP = 0.03
"""Of white, encoded as shown. Small lights that move on by a pixel are 0.02 at this size."""
BLOWN = 0.002
"""Share of the pixels that may be at the very top of every channel (a sun, a reflection)."""


def coming_to_rest(t: float) -> BodyState:
    """Six breaths a minute; every index goes from its worst to its best, and the skin calms."""
    phase, level = 0.1 * t, t / SECONDS
    values = {
        "breath": 0.5 - 0.5 * math.cos(2.0 * math.pi * phase),
        "heart_wave": 0.5 + 0.4 * math.sin(2.0 * math.pi * phase),
        "coherence": level,
        "calm": level,
        "arousal": 1.0 - level,
    }
    indices = {name: Index(name, value, 1.0) for name, value in values.items()}
    return BodyState(t, indices=indices, respiration=Respiration(t, phase, 0.1, 1.0, 1.0))


def places(picture: npt.NDArray[np.uint8]) -> FloatArray:
    """Mean brightness, 0..1, of each block of `BLOCK` pixels of a picture (side, side, 3)."""
    grey = picture @ np.array([0.2126, 0.7152, 0.0722]) / 255.0
    side = grey.shape[0] // BLOCK
    means: FloatArray = grey.reshape(side, BLOCK, side, BLOCK).mean((1, 3))
    return means


def largest_pop(film: FloatArray) -> float:
    """How much more a place of (frame, y, x) changes in one frame than in its neighbours."""
    change = np.abs(np.diff(film, axis=0))
    return float((change[1:-1] - np.maximum(change[:-2], change[2:])).max())


def test_a_pop_is_told_from_what_moves_and_from_what_grows() -> None:
    still = np.full((60, 4, 4), 0.3)
    vanishes = still.copy()
    vanishes[30:, 1, 1] += 0.08
    assert largest_pop(vanishes) > POP
    flickers = still.copy()
    flickers[30, 1, 1] += 0.08  # there for one frame: two changes, each beside the other
    flickers[50:, 2, 2] += 0.08
    assert largest_pop(flickers) > POP
    passes = still + 0.5 * np.exp(-0.5 * ((np.arange(60.0) - 30.0) / 3.0) ** 2)[:, None, None]
    grows = still + 0.01 * np.arange(60.0)[:, None, None]
    assert largest_pop(passes) < POP
    assert largest_pop(grows) < POP


@pytest.mark.proof
@pytest.mark.timeout(1500)
@pytest.mark.parametrize("scene", list(list_scenes()))
def test_nothing_pops_and_nothing_is_blown_out(context: moderngl.Context, scene: str) -> None:
    seen: list[FloatArray] = []
    blown: list[float] = []

    def see(picture: npt.NDArray[np.uint8]) -> None:
        seen.append(places(picture))
        blown.append(float((picture == 255).all(axis=2).mean()))

    # without the guard: it takes the smallest lights in so small a picture for flashes, and dims
    film(
        context,
        [load_scene(scene)],
        SECONDS,
        coming_to_rest,
        judge=Identity(),
        rate_hz=RATE_HZ,
        see=see,
    )
    arrived = round(ARRIVED_S * RATE_HZ)
    assert largest_pop(np.array(seen[arrived:])) < POP
    assert max(blown[arrived:]) < BLOWN
