"""Water that laps at wood and stone close by: small soft sloshes, here and there.

`brightness`: how often.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from vrapp.audio.base import RATE, Block, Floats
from vrapp.audio.events import Drawn, Events
from vrapp.audio.kinds.underwater import bubble
from vrapp.audio.noise import Filter, band
from vrapp.audio.space import Places
from vrapp.scene.sound import Sound, SoundLayer

PLACES_RAD = (-1.9, -0.6, 0.8, 2.0)
SLOSHES = 6


def _slosh(rng: np.random.Generator) -> Floats:
    """A slosh (m,): water that folds over, with two or three drops in it."""
    seconds = float(rng.uniform(0.5, 1.0))
    t = np.arange(round(seconds * RATE)) / RATE / seconds
    fold = np.sin(math.pi * t**0.6) ** 2
    wave = rng.random((1, t.size), dtype=np.float32) * 2 - 1
    low = float(rng.uniform(220.0, 360.0))
    sound = Filter(band(low, 2.6 * low, 2), 1).render(wave)[0] * fold
    for _ in range(int(rng.integers(2, 4))):
        drop = bubble(float(rng.uniform(320.0, 620.0)), 0.4, 0.09) * float(rng.uniform(0.1, 0.3))
        at = int(rng.uniform(0.2, 0.7) * (t.size - drop.size))
        sound[at : at + drop.size] += drop
    return np.asarray(sound, np.float32)


class _Lapping:
    def __init__(self, layer: SoundLayer) -> None:
        self._rng = np.random.default_rng(layer.seed)
        self._sloshes = [_slosh(self._rng) for _ in range(SLOSHES)]
        self._often = 0.5
        self._places = Places([layer.azimuth_rad + place for place in PLACES_RAD])
        self._events = [Events(self._drawer(), 0.4 + 0.9 * i) for i in range(len(PLACES_RAD))]

    def _drawer(self) -> Callable[[], Drawn]:
        rng = self._rng.spawn(1)[0]

        def draw() -> Drawn:
            gap = float(rng.uniform(2.2, 6.5)) * (1.5 - self._often)
            return self._sloshes[int(rng.integers(SLOSHES))], float(rng.uniform(0.3, 0.9)), gap

        return draw

    def render(self, block: Block) -> Floats:
        self._often = block.brightness[1]
        sounds = np.stack([events.render(block.n) for events in self._events])
        return self._places.render(sounds, block)


def make(layer: SoundLayer, sound: Sound) -> _Lapping:
    return _Lapping(layer)
