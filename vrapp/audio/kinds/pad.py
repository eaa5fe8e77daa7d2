"""Chords that breathe and never come round: the music that opens up.

Notes of the scene's scale, each a choir of its own that swells and sinks in its own period, none
of which fits another (as in Brian Eno's "Music for Airports", 1978). `brightness` opens it: the
root alone at 0, one note more after the other up to 1, each over `OPEN_S`.
"""

from __future__ import annotations

import math

import numpy as np

from vrapp.audio.base import Block, Drift, Floats, Glide, between, ramp, stereo, times
from vrapp.audio.tones import Loop, choir
from vrapp.scene.sound import SCALES, Sound, SoundLayer

OPEN_S = 6.0
"""Seconds in which a note comes or goes."""
ORDER = ((0, "root"), (0, "fifth"), (1, "root"), (1, "second"), (1, "fifth"), (1, "third"))
"""Octave and step of the notes, in the order in which they open: open chords, never a cluster."""


def degrees(scale: str) -> list[int]:
    """The notes as degrees of the scale."""
    steps = SCALES[scale]
    place = {"root": 0, "second": 1, "third": 2, "fifth": steps.index(3 / 2)}
    return [octave * len(steps) + place[step] for octave, step in ORDER]


class _Pad:
    def __init__(self, layer: SoundLayer, sound: Sound) -> None:
        rng = np.random.default_rng(layer.seed)
        self._notes: list[tuple[Loop, Loop, Drift, Glide, float, float]] = []
        for i, degree in enumerate(degrees(sound.scale)):
            hz = sound.note_hz(degree)
            # lengths without a common measure: what sounds together never comes again
            table = choir(rng, hz, 5.3 + 1.37 * ((i * 3) % 7))
            softer = (sound.root_hz / hz) ** 0.75
            pan = math.sin(2.4 * i) * 0.5
            drift = Drift(rng, 13.0 + 5.7 * ((i * 2) % 7))
            open_now = Glide(1.0 if i == 0 else 0.0, full_s=OPEN_S)
            left, right = Loop(table), Loop(table, int(0.43 * table.size))
            self._notes.append((left, right, drift, open_now, softer, pan))

    def render(self, block: Block) -> Floats:
        n = block.n
        out = stereo(n)
        count = len(self._notes) - 1
        for i, (left, right, drift, open_now, softer, pan) in enumerate(self._notes):
            wanted = 1.0 if i == 0 else min(max(block.brightness[1] * count - (i - 1), 0.0), 1.0)
            opened = open_now.step(wanted, n)
            wander = between(drift.step(n), 0.15 if i else 0.55, 1.0)
            gain = times(opened, wander)
            a, b = left.render(n), right.render(n)  # they go on while nobody hears them
            if gain == (0.0, 0.0):
                continue
            swell = softer * ramp(gain, n)
            out[:, 0] += swell * math.cos(math.pi / 4 * (1.0 + pan)) * a
            out[:, 1] += swell * math.sin(math.pi / 4 * (1.0 + pan)) * b
        return out


def make(layer: SoundLayer, sound: Sound) -> _Pad:
    return _Pad(layer, sound)
