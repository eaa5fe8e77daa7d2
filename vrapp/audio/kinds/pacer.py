"""The pacer as a tone: it climbs from the root to the fifth while it is time to inhale, and back.

Two choirs that cross over, so that nothing ever glides or begins; heard while the pacer guides.
"""

from __future__ import annotations

import math

import numpy as np

from vrapp.audio.base import Block, Floats, ramp, stereo
from vrapp.audio.tones import Loop, choir
from vrapp.scene.sound import Sound, SoundLayer


class _Pacer:
    def __init__(self, layer: SoundLayer, sound: Sound) -> None:
        rng = np.random.default_rng(layer.seed)
        self._tones = []
        for ratio in (1.0, 1.5, 2.0):
            table = choir(rng, ratio * sound.root_hz, 6.1 + ratio, harmonics=4, width_cents=7.0)
            self._tones.append((Loop(table), Loop(table, int(0.43 * table.size))))

    def render(self, block: Block) -> Floats:
        n = block.n
        out = stereo(n)
        full = ramp(block.pacer, n)
        led = ramp(block.guided, n)
        # root, fifth, octave: each is heard around its own part of the breath
        ends = np.cos(math.pi * full) ** 2
        gains = (ends * (full < 0.5), 1.0 - ends, ends * (full >= 0.5))
        for gain, (left, right) in zip(gains, self._tones, strict=True):
            heard = led * gain * (0.55 + 0.45 * full)
            out[:, 0] += heard * left.render(n)
            out[:, 1] += heard * right.render(n)
        return out


def make(layer: SoundLayer, sound: Sound) -> _Pacer:
    return _Pacer(layer, sound)
