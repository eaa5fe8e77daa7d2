"""The hush of snow: air that is hardly there, without treble, for snow swallows it.

`brightness` opens it a little, as cold breath does.
"""

from __future__ import annotations

import numpy as np

from vrapp.audio.base import Block, Drift, Floats, ramp
from vrapp.audio.noise import Filter, White, band
from vrapp.audio.space import Places
from vrapp.scene.sound import Sound, SoundLayer

SPREAD_RAD = (-1.4, 1.4)


class _Hush:
    def __init__(self, layer: SoundLayer) -> None:
        rng = np.random.default_rng(layer.seed)
        rows = len(SPREAD_RAD)
        self._white = White(rng, rows)
        self._soft = Filter(band(90.0, 480.0, 2), rows)
        self._air = Filter(band(450.0, 1800.0, 2), rows)
        self._drifts = [Drift(rng, 21.0 + 5.3 * i) for i in range(rows)]
        self._places = Places([layer.azimuth_rad + spread for spread in SPREAD_RAD])

    def render(self, block: Block) -> Floats:
        n = block.n
        white = self._white.render(n)
        air = 0.55 * ramp(block.brightness, n) * self._air.render(white)
        sound = 0.6 * self._soft.render(white) + air
        for row, drift in zip(sound, self._drifts, strict=True):
            row *= 0.5 + 0.5 * ramp(drift.step(n), n)
        return self._places.render(sound, block)


def make(layer: SoundLayer, sound: Sound) -> _Hush:
    return _Hush(layer)
