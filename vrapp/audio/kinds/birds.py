"""Birds before sunrise, soft and rare, behind trees.

Each has a few phrases of its own and leaves silence after them. The wood answers with a dull echo
of a second and a half. `brightness`: how often they sing.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from scipy.signal import fftconvolve

from vrapp.audio.base import RATE, Block, Floats
from vrapp.audio.events import Drawn, Events
from vrapp.audio.noise import Filter, band
from vrapp.audio.space import Places
from vrapp.scene.sound import Sound, SoundLayer

PLACES_RAD = (-1.1, 0.4, 1.6)
PHRASES = 4
ECHO_S = 1.5


def _note(rng: np.random.Generator, hz: float) -> np.ndarray:
    """A whistled note: it glides, and swells slowly enough to startle nobody."""
    seconds = float(rng.uniform(0.10, 0.28))
    t = np.arange(round(seconds * RATE)) / RATE
    glide = float(rng.uniform(-0.16, 0.22))
    wobble = 0.012 * np.sin(math.tau * float(rng.uniform(14.0, 24.0)) * t)
    pitch = hz * (1.0 + glide * (t / seconds) ** 1.5 + wobble)
    wave = np.sin(math.tau * np.cumsum(pitch) / RATE) * np.sin(math.pi * t / seconds) ** 2
    return np.asarray(wave)


def _phrase(rng: np.random.Generator, home_hz: float, echo: np.ndarray) -> Floats:
    """Three to six notes (m,), peak 0.2, already echoed by the wood."""
    notes = []
    for _ in range(int(rng.integers(3, 7))):
        notes.append(_note(rng, home_hz * float(rng.uniform(0.8, 1.3))))
        notes.append(np.zeros(round(float(rng.uniform(0.04, 0.16)) * RATE)))
    dry = np.concatenate([*notes, np.zeros(echo.size)])
    wet = fftconvolve(dry, echo)[: dry.size]
    wave = 0.45 * dry + 0.55 * wet * (np.max(np.abs(dry)) / np.max(np.abs(wet)))
    return np.asarray(wave * (0.2 / np.max(np.abs(wave))), np.float32)


class _Birds:
    def __init__(self, layer: SoundLayer) -> None:
        rng = np.random.default_rng(layer.seed)
        t = np.arange(round(ECHO_S * RATE)) / RATE
        white = rng.random((1, t.size), dtype=np.float32) * 2 - 1
        tail = np.exp(-math.log(1000.0) * t / ECHO_S) * np.minimum(t / 0.03, 1.0)
        echo = Filter(band(700.0, 3200.0), 1).render(white)[0] * tail
        self._often = 0.5
        self._places = Places([layer.azimuth_rad + place for place in PLACES_RAD])
        self._events = [
            Events(self._bird(rng, echo), 3.0 + 4.0 * i) for i in range(len(PLACES_RAD))
        ]

    def _bird(self, parent: np.random.Generator, echo: np.ndarray) -> Callable[[], Drawn]:
        rng = parent.spawn(1)[0]
        home = float(rng.uniform(1900.0, 3300.0))
        phrases = [_phrase(rng, home, echo) for _ in range(PHRASES)]

        def draw() -> Drawn:
            gap = float(rng.uniform(9.0, 24.0)) * (1.7 - self._often)
            far = float(rng.uniform(0.25, 0.8)) if rng.random() < 0.3 + 0.7 * self._often else 0.0
            return phrases[int(rng.integers(PHRASES))], far, gap

        return draw

    def render(self, block: Block) -> Floats:
        self._often = block.brightness[1]
        sounds = np.stack([events.render(block.n) for events in self._events])
        return self._places.render(sounds, block)


def make(layer: SoundLayer, sound: Sound) -> _Birds:
    return _Birds(layer)
