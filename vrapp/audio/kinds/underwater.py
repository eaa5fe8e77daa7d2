"""Under water: a dark, close murmur, and now and then bubbles that rise past.

A bubble rings at Minnaert's frequency, 3.26 / radius (m/s) near the surface (Minnaert 1933), dies
within tens of milliseconds and rises in pitch a little (van den Doel 2005). `brightness` lets in
more of the middle and more bubbles.
"""

from __future__ import annotations

import math

import numpy as np

from vrapp.audio.base import RATE, Block, Drift, Floats, ramp
from vrapp.audio.events import Drawn, Events
from vrapp.audio.noise import Filter, White, band
from vrapp.audio.space import Places
from vrapp.scene.sound import Sound, SoundLayer

SPREAD_RAD = (-1.3, 1.3)
RISING_RAD = 0.5
"""Where the murmur is, and where bubbles rise, seen from the layer's azimuth."""
BUBBLES = 10
"""Ready-made bubbles to choose from."""


def bubble(hz: float, rise: float, seconds: float) -> Floats:
    """One bubble (m,), peak 0.25: a soft drop whose pitch rises by `rise` of itself."""
    t = np.arange(round(seconds * RATE)) / RATE
    phase = math.tau * hz * (t + rise * t**2 / (2.0 * seconds))
    swell = np.sin(np.pi * np.minimum(t / seconds, 1.0)) ** 2 * np.exp(-3.0 * t / seconds)
    wave = np.sin(phase) * swell
    return np.asarray(wave * (0.25 / np.max(np.abs(wave))), np.float32)


class _UnderWater:
    def __init__(self, layer: SoundLayer) -> None:
        rng = np.random.default_rng(layer.seed)
        rows = len(SPREAD_RAD)
        self._white = White(rng, rows)
        self._deep = Filter(band(35.0, 130.0, 2), rows)
        self._murmur = Filter(band(140.0, 420.0, 2), rows)
        self._drifts = [Drift(rng, 9.7 + 4.1 * i) for i in range(rows)]
        self._places = Places([layer.azimuth_rad + a for a in (*SPREAD_RAD, RISING_RAD)])
        self._bubbles = [
            bubble(float(rng.uniform(260.0, 760.0)), float(rng.uniform(0.2, 0.6)), 0.12)
            for _ in range(BUBBLES)
        ]
        self._rng = rng
        self._events = Events(self._next, 2.0)
        self._left_of_train = 0
        self._often = 0.5

    def _next(self) -> Drawn:
        """Bubbles come in short trains."""
        rng = self._rng
        sound = self._bubbles[int(rng.integers(BUBBLES))]
        gain = float(rng.uniform(0.15, 0.5))
        if self._left_of_train > 0:
            self._left_of_train -= 1
            return sound, gain, float(rng.uniform(0.07, 0.22))
        self._left_of_train = int(rng.integers(2, 6))
        return sound, gain, float(rng.uniform(4.0, 11.0)) * (1.6 - self._often)

    def render(self, block: Block) -> Floats:
        n = block.n
        self._often = block.brightness[1]
        white = self._white.render(n)
        deep = 0.8 * self._deep.render(white)
        murmur = (0.2 + 0.5 * ramp(block.brightness, n)) * self._murmur.render(white)
        for row, drift in zip(murmur, self._drifts, strict=True):
            row *= 0.3 + 0.7 * ramp(drift.step(n), n)
        bubbles = self._events.render(n)
        return self._places.render(np.vstack([deep + murmur, bubbles]), block)


def make(layer: SoundLayer, sound: Sound) -> _UnderWater:
    return _UnderWater(layer)
