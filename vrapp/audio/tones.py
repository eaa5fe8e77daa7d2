"""Tones ready-made: soft choirs that loop without a seam, and bells that ring out."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from scipy.fft import irfft, next_fast_len

from vrapp.audio.base import LOUD, RATE, Floats


def choir(
    rng: np.random.Generator,
    hz: float,
    seconds: float,
    harmonics: int = 6,
    falloff: float = 1.7,
    width_cents: float = 14.0,
) -> Floats:
    """A loop (m,) of many voices in unison on `hz`, of level `LOUD`.

    PADsynth (Nasca Octavian Paul, 2005): each harmonic is a bell of frequencies some cents wide
    with random phases; the inverse transform of that has no seam and no attack. `falloff`: the
    h-th harmonic has the amplitude h**-falloff.
    """
    length = next_fast_len(round(seconds * RATE), real=True)
    frequency = np.arange(length // 2 + 1) * (RATE / length)
    amplitude = np.zeros(frequency.size)
    for h in range(1, harmonics + 1):
        centre = h * hz
        if centre > 0.4 * RATE:
            break
        width = centre * (2.0 ** (width_cents / 1200.0) - 1.0)
        near = slice(*np.searchsorted(frequency, (centre - 5 * width, centre + 5 * width)))
        bell = np.exp(-0.5 * ((frequency[near] - centre) / width) ** 2)
        amplitude[near] += bell / math.sqrt(float(np.sum(bell**2)) + 1e-12) * h**-falloff
    phase = rng.uniform(0.0, math.tau, frequency.size)
    wave = irfft(amplitude * np.exp(1j * phase), length)
    return np.asarray(wave * (LOUD / np.sqrt(np.mean(wave**2))), np.float32)


class Loop:
    """Reads a seamless loop for ever, from any place in it."""

    def __init__(self, table: Floats, start: int = 0) -> None:
        self._table, self._at = table, start % table.size

    def render(self, n: int) -> Floats:
        """The next (n,) samples."""
        begin, size = self._at, self._table.size
        self._at = (begin + n) % size
        if begin + n <= size:
            return self._table[begin : begin + n]
        return np.take(self._table, np.arange(begin, begin + n), mode="wrap")


def struck(
    hz: float,
    seconds: float,
    partials: Sequence[tuple[float, float, float]],
    attack_s: float = 0.03,
    beat_hz: float = 0.7,
) -> Floats:
    """Something that rings (m,), peak 0.3: `partials` are (ratio to `hz`, amplitude, seconds to
    fall by 60 dB). Each waxes and wanes `beat_hz` times a second, as of a bowl not quite round.
    """
    t = np.arange(round(seconds * RATE)) / RATE
    wave = np.zeros(t.size)
    for ratio, amplitude, ring_s in partials:
        rings = t[: round(1.3 * ring_s * RATE)]  # then it is at -78 dB
        fall = amplitude * np.exp(-math.log(1000.0) * rings / ring_s)
        beat = 0.7 + 0.3 * np.cos(math.tau * beat_hz * rings)
        wave[: rings.size] += fall * beat * np.sin(math.tau * ratio * hz * rings)
    wave *= np.minimum(0.5 - 0.5 * np.cos(np.pi * np.minimum(t / attack_s, 1.0)), 1.0)
    wave *= eased_end(t.size, 0.25)
    return np.asarray(wave * (0.3 / np.max(np.abs(wave))), np.float32)


def eased_end(size: int, seconds: float) -> np.ndarray:
    """(size,) ones whose last `seconds` go smoothly to 0."""
    envelope = np.ones(size)
    tail = min(round(seconds * RATE), size)
    envelope[size - tail :] = 0.5 + 0.5 * np.cos(np.pi * np.arange(1, tail + 1) / tail)
    return envelope
