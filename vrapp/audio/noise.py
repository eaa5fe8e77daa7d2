"""Noise without end: a seeded stream through filters that keep their state, so nothing repeats."""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy.signal import butter, sosfilt, sosfreqz

from vrapp.audio.base import LOUD, RATE, Floats

Sections = npt.NDArray[np.float64]


class White:
    """`rows` independent streams of white noise, uniform in -1..1; seeded."""

    def __init__(self, rng: np.random.Generator, rows: int) -> None:
        self._streams = rng.spawn(rows)

    def render(self, n: int) -> Floats:
        """The next (rows, n) samples."""
        out = np.empty((len(self._streams), n), np.float32)
        for row, stream in zip(out, self._streams, strict=True):
            stream.random(n, dtype=np.float32, out=row)
        return out * np.float32(2.0) - np.float32(1.0)


class Filter:
    """One filter over `rows` streams; remembers where it was."""

    def __init__(self, sections: Sections, rows: int) -> None:
        self._sections = sections
        self._state = np.zeros((len(sections), rows, 2))

    def render(self, x: Floats) -> Floats:
        """(rows, n) filtered."""
        y, self._state = sosfilt(self._sections, x, zi=self._state)
        return np.asarray(y, np.float32)


def band(low_hz: float, high_hz: float, order: int = 1) -> Sections:
    """A Butterworth band whose output, fed with `White`, has the level `LOUD`.

    `order` 1 falls off by 6 dB an octave at either side, 2 by 12. `low_hz` 0: a low pass.
    """
    kind: Literal["lowpass", "bandpass"] = "bandpass" if low_hz > 0.0 else "lowpass"
    edges = [low_hz, high_hz] if low_hz > 0.0 else high_hz
    sections = np.asarray(butter(order, edges, kind, fs=RATE, output="sos"))
    _, response = sosfreqz(sections, worN=1 << 14, fs=RATE)
    # uniform noise in -1..1 has the variance 1/3; a filter passes the mean of |H|^2 of it
    power = np.mean(np.abs(response) ** 2) / 3.0
    sections[0, :3] *= LOUD / np.sqrt(power)
    return sections
