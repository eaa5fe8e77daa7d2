"""How the tests listen."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy.signal import welch

from vrapp.audio.base import RATE, Block, Floats, Voice, make_voice
from vrapp.audio.mix import Heard, Mix
from vrapp.scene.sound import Control, Sound, SoundLayer, sound_kinds

HALF = Control((0.5, 0.5))
FULL = Control((1.0, 1.0))
KINDS = sound_kinds()
STEADY = ("surf", "wind", "hush", "underwater", "pad")


def layer(kind: str, azimuth_rad: float = 0.0, seed: int = 1) -> SoundLayer:
    return SoundLayer(kind, 1.0, azimuth_rad, FULL, HALF, seed)


def sound(*kinds: str, gain: float = 0.5, root_hz: float = 146.83) -> Sound:
    layers = (replace(layer(kind), gain=gain) for kind in kinds)
    return Sound(root_hz, "pentatonic", tuple(layers))


def voice(kind: str, azimuth_rad: float = 0.0, seed: int = 1) -> Voice:
    each = layer(kind, azimuth_rad, seed)
    return make_voice(each, Sound(146.83, "pentatonic", (each,)))


OPEN = Block(0, brightness=(0.8, 0.8), pacer=(0.6, 0.6), guided=(1.0, 1.0))


def rendered(voice: Voice, sizes: list[int], block: Block = OPEN) -> Floats:
    """What a voice makes in blocks of these sizes, its controls standing still."""
    return np.concatenate([voice.render(replace(block, n=n)) for n in sizes])


def whole(kind: str, seconds: float, hop: int = 4096, **where: float) -> Floats:
    return rendered(voice(kind, **where), [hop] * round(seconds * RATE / hop))


def mixed(mix: Mix, heard: Heard, seconds: float, n: int = 4096) -> Floats:
    return np.concatenate([mix.render(heard, n) for _ in range(round(seconds * RATE / n))])


def power(x: Floats, low_hz: float, high_hz: float) -> float:
    """Of the middle of both ears, within a band."""
    f, p = welch(x.mean(axis=1), RATE, nperseg=8192)
    inside = (f >= low_hz) & (f < high_hz)
    return float(p[inside].sum() * (f[1] - f[0]))


def db(ratio: float) -> float:
    return float(10.0 * np.log10(max(ratio, 1e-30)))


def clicks(x: Floats) -> float:
    """How far the sharpest moment stands out of its neighbourhood: the tallest peak of the second
    difference of each ear over its level within 20 ms. Gaussian noise stays under 6.
    """
    worst = 0.0
    for ear in x.T.astype(np.float64):
        bend = np.abs(np.diff(ear, 3))
        near = np.sqrt(np.convolve(bend**2, np.ones(961) / 961, "same") + 1e-16)
        worst = max(worst, float(np.max(bend / near)))
    return worst
