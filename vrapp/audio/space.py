"""A sound at a place in the world, as two ears hear it: earlier, louder and brighter at the nearer.

Brown & Duda (1998), "A structural model for binaural sound synthesis", IEEE Trans. Speech Audio
Process. 6(5): a spherical head of radius a; each ear gets a delay (Woodworth's formula) and a
head-shadow shelf, 1 at low and alpha at high frequencies, around 2c/a rad/s. Which way the head
is turned enters as the sine of the angle between the source and the plane between the ears.
"""

from __future__ import annotations

import math

import numpy as np
from scipy.signal import sosfilt

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


def _low_pass() -> np.ndarray:
    """First-order low pass at 2c/a rad/s, bilinear: what the shelf leaves alone."""
    k = math.tan(SOUND_M_PER_S / HEAD_RADIUS_M / RATE)
    return np.array([[k / (1 + k), k / (1 + k), 0.0, 1.0, (k - 1) / (k + 1), 0.0]])


_LOW = _low_pass()


class Place:
    """Where one source is; turns mono into two ears."""

    def __init__(self, azimuth_rad: float) -> None:
        self._direction = (math.sin(azimuth_rad), -math.cos(azimuth_rad))  # -Z is ahead
        self._state = np.zeros((1, 2))
        self._past = np.zeros((2, _PAST), np.float32)
        self._silent = True  # nothing of the past is left to be heard

    def render(self, mono: Floats, block: Block) -> Floats:
        """(n,) in, (n, 2) out. A block's turn of the head is spread over all its samples."""
        if self._silent and not mono.any():
            return stereo(block.n)
        begin, end = (self._lateral(ear) for ear in block.ears)
        low, self._state = sosfilt(_LOW, mono, zi=self._state)
        low = low.astype(np.float32)
        high = mono - low
        out = stereo(block.n)
        for ear, sign in ((0, -1.0), (1, 1.0)):
            shadow = ramp((_shadow(sign * begin), _shadow(sign * end)), block.n)
            signal = np.concatenate([self._past[ear], low + shadow * high])
            self._past[ear] = signal[-_PAST:]
            _delay(signal, (_lag(sign * begin), _lag(sign * end)), out[:, ear])
        self._silent = float(np.max(np.abs(self._past))) < INAUDIBLE
        return out

    def _lateral(self, ears: Pair) -> float:
        """Sine of the angle to the right, -1..1."""
        x, z = ears
        return min(max(self._direction[0] * x + self._direction[1] * z, -1.0), 1.0)


def _shadow(lateral: float) -> float:
    """Gain of high frequencies at an ear towards which the source lies (1) or not (-1)."""
    from_axis = math.acos(lateral)
    turn = math.cos(from_axis / SHADOW_ANGLE * math.pi)
    return (1.0 + SHADOW_MIN / 2.0) + (1.0 - SHADOW_MIN / 2.0) * turn


def _lag(lateral: float) -> float:
    """Samples until an ear hears it, 0 to `2 * _MIDDLE`; Woodworth: a/c (angle + sine) apart."""
    return _MIDDLE - _ITD * (math.asin(lateral) + lateral) / 2.0


def _delay(signal: Floats, lag: Pair, out: Floats) -> None:
    """Write `signal` (past and present) into `out` (n,), later by a lag that moves linearly."""
    n = out.shape[0]
    if lag[0] == lag[1]:
        whole = int(lag[0])
        share = np.float32(lag[0] - whole)
        first = _PAST - whole
        out[:] = signal[first : first + n] * (1 - share)
        out += signal[first - 1 : first - 1 + n] * share
        return
    at = np.arange(_PAST, _PAST + n) - np.linspace(lag[0], lag[1], n, endpoint=False)
    before = at.astype(np.intp)
    part = (at - before).astype(np.float32)
    out[:] = signal[before] * (1 - part)
    out += signal[np.minimum(before + 1, signal.size - 1)] * part
