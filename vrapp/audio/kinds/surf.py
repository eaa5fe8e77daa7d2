"""Small waves on a shore: a low body, the wash, and foam that lingers while the water draws back.

`level` is how far the wave has come up; `brightness` how much it splashes.
"""

from __future__ import annotations

import numpy as np

from vrapp.audio.base import Block, Drift, Floats, Glide, ramp
from vrapp.audio.noise import Filter, White, band
from vrapp.audio.space import Places
from vrapp.scene.sound import Sound, SoundLayer

SPREAD_RAD = (-0.9, 0.0, 0.9)
"""Where along the shore it is heard, seen from the layer's azimuth."""
FOAM_LAG_S = 1.1


class _Surf:
    def __init__(self, layer: SoundLayer) -> None:
        rng = np.random.default_rng(layer.seed)
        rows = len(SPREAD_RAD)
        self._white = White(rng, rows)
        self._body = Filter(band(70.0, 240.0, 2), rows)
        self._wash = Filter(band(240.0, 1100.0, 2), rows)
        self._foam = Filter(band(1500.0, 4200.0), rows)
        self._drifts = [Drift(rng, 13.0 + 3.7 * i) for i in range(rows)]
        self._foaming = Glide(0.0, lag_s=FOAM_LAG_S)
        self._places = Places([layer.azimuth_rad + spread for spread in SPREAD_RAD])

    def render(self, block: Block) -> Floats:
        n = block.n
        foaming = self._foaming.step(block.level[1], n)
        bright = ramp(block.brightness, n)
        wave = ramp(block.level, n)
        white = self._white.render(n)
        sound = 0.55 * self._body.render(white)
        sound += (0.15 + 0.6 * bright) * wave * self._wash.render(white)
        sound += 0.26 * bright * ramp(foaming, n) ** 2 * self._foam.render(white)
        for row, drift in zip(sound, self._drifts, strict=True):
            row *= 0.35 + 0.65 * ramp(drift.step(n), n)
        return self._places.render(sound, block)


def make(layer: SoundLayer, sound: Sound) -> _Surf:
    return _Surf(layer)
