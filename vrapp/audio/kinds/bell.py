"""A soft bell, seldom: a singing bowl in the scene's key, struck with felt.

`brightness`: how often and how far up it rings; at 0 it is silent.
"""

from __future__ import annotations

import numpy as np

from vrapp.audio.base import Block, Floats
from vrapp.audio.events import Drawn, Events
from vrapp.audio.space import Places
from vrapp.audio.tones import struck
from vrapp.scene.sound import SCALES, Sound, SoundLayer

PARTIALS = ((1.0, 1.0, 7.0), (2.71, 0.22, 3.2), (5.15, 0.06, 1.4))
"""Of a bowl: ratio, amplitude, seconds to fall by 60 dB (ratios as measured of Tibetan bowls by
Inacio, Henrique & Antunes 2006)."""
RINGS_S = 5.5
PLACES_RAD = (-0.7, 0.6)


class _Bell:
    def __init__(self, layer: SoundLayer, sound: Sound) -> None:
        rng = np.random.default_rng(layer.seed)
        steps = len(SCALES[sound.scale])
        degrees = [steps + step for step in range(steps)] + [2 * steps]
        self._notes = [struck(sound.note_hz(d), RINGS_S, PARTIALS) for d in degrees]
        self._openness = 0.0
        self._rng = rng
        self._places = Places([layer.azimuth_rad + place for place in PLACES_RAD])
        self._events = [Events(self._next, 4.0 + 7.3 * i) for i in range(len(PLACES_RAD))]

    def _next(self) -> Drawn:
        rng, openness = self._rng, self._openness
        choice = int(rng.integers(max(1, round(openness * len(self._notes)))))
        gain = float(rng.uniform(0.5, 1.0)) * min(openness * 2.0, 1.0)
        return self._notes[choice], gain, float(rng.uniform(11.0, 24.0)) * (1.6 - openness)

    def render(self, block: Block) -> Floats:
        self._openness = block.brightness[1]
        sounds = np.stack([events.render(block.n) for events in self._events])
        return self._places.render(sounds, block)


def make(layer: SoundLayer, sound: Sound) -> _Bell:
    return _Bell(layer, sound)
