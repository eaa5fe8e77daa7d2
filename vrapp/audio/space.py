"""Sounds at places in the world, as two ears hear them: earlier, louder and brighter at the nearer.

Brown & Duda (1998), "A structural model for binaural sound synthesis", IEEE Trans. Speech Audio
Process. 6(5): a spherical head of radius a; each ear gets a delay (Woodworth's formula) and a
head-shadow shelf, 1 at low and alpha at high frequencies, around 2c/a rad/s. Which way the head
is turned enters as the sine of the angle between the source and the plane between the ears.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from scipy.signal import lfilter

from vrapp.audio.base import RATE, Block, Floats, Pair, ramp, stereo

HEAD_RADIUS_M = 0.0875
SOUND_M_PER_S = 343.0
SHADOW_MIN, SHADOW_ANGLE = 0.1, math.radians(150.0)
"""Brown & Duda: the deepest shadow, and where it lies (seen from the ear's own axis)."""
INAUDIBLE = 1e-7
"""-140 dBFS: below one step of 16 bits by far."""
_ITD = HEAD_RADIUS_M / SOUND_M_PER_S * RATE  # samples
_MIDDLE = _ITD * (math.pi / 2.0 + 1.0) / 2.0  # half of the longest delay between the ears
_PAST = 64


_K = math.tan(SOUND_M_PER_S / HEAD_RADIUS_M / RATE)
_LOW = np.array([_K, _K]) / (_K + 1), np.array([1.0, (_K - 1) / (_K + 1)])
"""First-order low pass at 2c/a rad/s, bilinear (numerator, denominator): what the shelf leaves."""


class Places:
    """Where some sources are; turns mono sounds into two ears.

    Parameters
    ----------
    azimuths_rad
        One a source: 0 ahead, positive to the right, fixed in the world.
    """

    def __init__(self, azimuths_rad: Sequence[float]) -> None:
        # -Z is ahead
        self._directions = [(math.sin(a), -math.cos(a)) for a in azimuths_rad]
        self._state = np.zeros((len(self._directions), 1))
        self._past = np.zeros((len(self._directions), 2, _PAST), np.float32)
        self._silent = [True] * len(self._directions)  # nothing of the past is left to be heard

    def render(self, sounds: Floats, block: Block) -> Floats:
        """(sources, n) in, (n, 2) out. A turn of the head is spread over the whole block."""
        out = stereo(block.n)
        pairs = zip(self._silent, sounds, strict=True)
        heard = [i for i, (silent, sound) in enumerate(pairs) if not silent or sound.any()]
        if not heard:
            return out
        present = sounds if len(heard) == len(sounds) else sounds[heard]
        low, self._state[heard] = lfilter(*_LOW, present, zi=self._state[heard])
        low = low.astype(np.float32)
        high = present - low
        for row, i in enumerate(heard):
            direction = self._directions[i]
            begin, end = (_lateral(direction, ears) for ears in block.ears)
            for ear, sign in ((0, -1.0), (1, 1.0)):
                shadow = ramp((_shadow(sign * begin), _shadow(sign * end)), block.n)
                signal = np.concatenate([self._past[i, ear], low[row] + shadow * high[row]])
                self._past[i, ear] = signal[-_PAST:]
                _add_later(signal, (_lag(sign * begin), _lag(sign * end)), out[:, ear])
            self._silent[i] = float(np.max(np.abs(self._past[i]))) < INAUDIBLE
        return out


def _lateral(direction: Pair, ears: Pair) -> float:
    """Sine of the angle to the right, -1..1."""
    return min(max(direction[0] * ears[0] + direction[1] * ears[1], -1.0), 1.0)


def _shadow(lateral: float) -> float:
    """Gain of high frequencies at an ear towards which the source lies (1) or not (-1)."""
    from_axis = math.acos(lateral)
    turn = math.cos(from_axis / SHADOW_ANGLE * math.pi)
    return (1.0 + SHADOW_MIN / 2.0) + (1.0 - SHADOW_MIN / 2.0) * turn


def _lag(lateral: float) -> float:
    """Samples until an ear hears it, 0 to `2 * _MIDDLE`; Woodworth: a/c (angle + sine) apart."""
    return _MIDDLE - _ITD * (math.asin(lateral) + lateral) / 2.0


def _add_later(signal: Floats, lag: Pair, out: Floats) -> None:
    """Add `signal` (past and present) to `out` (n,), later by a lag that moves linearly."""
    n = out.shape[0]
    whole = int(lag[0])
    if whole == int(lag[1]):  # it stays between the same two samples
        part = ramp((lag[0] - whole, lag[1] - whole), n)
        later, sooner = (signal[_PAST - whole - k : _PAST - whole - k + n] for k in (1, 0))
        out += sooner + part * (later - sooner)
        return
    at = np.arange(_PAST, _PAST + n) - np.linspace(lag[0], lag[1], n, endpoint=False)
    before = at.astype(np.intp)
    share = (at - before).astype(np.float32)
    sooner = signal[before]
    out += sooner + share * (signal[np.minimum(before + 1, signal.size - 1)] - sooner)
