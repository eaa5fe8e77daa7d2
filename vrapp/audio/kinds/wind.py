"""Wind around a place: a low push, a hollow voice between, and leaves or grass when it is bright.

It gusts by itself, slowly; `level` makes it rise with what moves it.
"""

from __future__ import annotations

import numpy as np

from vrapp.audio.base import Block, Drift, Floats, ramp
from vrapp.audio.noise import Filter, White, band
from vrapp.audio.space import Places
from vrapp.scene.sound import Sound, SoundLayer

SPREAD_RAD = (-1.2, 1.2)


class _Wind:
    def __init__(self, layer: SoundLayer) -> None:
        rng = np.random.default_rng(layer.seed)
        rows = len(SPREAD_RAD)
        self._white = White(rng, rows)
        self._push = Filter(band(60.0, 300.0, 2), rows)
        self._voice = Filter(band(330.0, 620.0), rows)
        self._leaves = Filter(band(1500.0, 4800.0, 2), rows)
        self._gusts = [Drift(rng, 17.0 + 6.1 * i) for i in range(rows)]
        self._hollow = [Drift(rng, 7.3 + 2.9 * i) for i in range(rows)]
        self._places = Places([layer.azimuth_rad + spread for spread in SPREAD_RAD])

    def render(self, block: Block) -> Floats:
        n = block.n
        bright = ramp(block.brightness, n)
        white = self._white.render(n)
        sound = 0.75 * self._push.render(white)
        voice = self._voice.render(white)
        leaves = 0.3 * bright * self._leaves.render(white)
        for i, row in enumerate(sound):
            gust = 0.3 + 0.7 * ramp(self._gusts[i].step(n), n)
            hollow = 0.25 * ramp(self._hollow[i].step(n), n)
            row += gust * (hollow * voice[i] + leaves[i])
            row *= gust
        return self._places.render(sound, block)


def make(layer: SoundLayer, sound: Sound) -> _Wind:
    return _Wind(layer)
