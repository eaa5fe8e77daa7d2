"""Crickets in the grass, far enough away to be company.

A field cricket's song is a nearly pure tone of 4 to 5 kHz in chirps of three to five pulses, two
or three chirps a second (Huber, Moore & Loher 1989, "Cricket Behavior and Neurobiology").
`brightness`: how many of them sing.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from vrapp.audio.base import RATE, Block, Floats
from vrapp.audio.events import Drawn, Events
from vrapp.audio.space import Places
from vrapp.scene.sound import Sound, SoundLayer

PLACES_RAD = (-1.3, -0.35, 0.5, 1.5)
PULSE_S, PULSE_PERIOD_S = 0.019, 0.036


def chirp(hz: float, pulses: int) -> Floats:
    """One chirp (m,), peak 0.2; every pulse swells and fades, the first ones softer."""
    pulse = round(PULSE_S * RATE)
    t = np.arange(pulse) / RATE
    shape = np.sin(np.pi * np.arange(pulse) / pulse) ** 2
    out = np.zeros(round(PULSE_PERIOD_S * RATE) * (pulses - 1) + pulse, np.float32)
    for i in range(pulses):
        begin = round(i * PULSE_PERIOD_S * RATE)
        tone = np.sin(math.tau * (hz * t - 900.0 * t**2))  # falls a little
        out[begin : begin + pulse] = 0.2 * (0.55 + 0.45 * i / max(pulses - 1, 1)) * shape * tone
    return out


class _Crickets:
    def __init__(self, layer: SoundLayer) -> None:
        rng = np.random.default_rng(layer.seed)
        self._singing = 0.5
        self._places = Places([layer.azimuth_rad + place for place in PLACES_RAD])
        self._events = [
            Events(self._singer(rng.spawn(1)[0], i), 0.3 + i) for i in range(len(PLACES_RAD))
        ]

    def _singer(self, rng: np.random.Generator, number: int) -> Callable[[], Drawn]:
        hz = float(rng.uniform(4250.0, 4850.0))
        period_s = float(rng.uniform(0.38, 0.62))
        song = chirp(hz, int(rng.integers(3, 5)))
        gain = float(rng.uniform(0.35, 0.9))
        left = 0

        def draw() -> Drawn:
            """Bouts of some seconds, and rests."""
            nonlocal left
            if left == 0:
                left = int(rng.integers(8, 26))
                return song, 0.0, float(rng.uniform(1.5, 7.0))
            left -= 1
            heard = min(max(self._singing * len(PLACES_RAD) - number + 0.5, 0.0), 1.0)
            ease = min(left + 1, 4) / 4.0
            return song, gain * heard * ease, period_s * float(rng.uniform(0.95, 1.06))

        return draw

    def render(self, block: Block) -> Floats:
        self._singing = block.brightness[1]
        sounds = np.stack([events.render(block.n) for events in self._events])
        return self._places.render(sounds, block)


def make(layer: SoundLayer, sound: Sound) -> _Crickets:
    return _Crickets(layer)
