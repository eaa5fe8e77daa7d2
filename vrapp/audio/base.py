"""What a voice is asked for, and the small movements that keep it from clicking."""

from __future__ import annotations

import importlib
import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol, cast

import numpy as np
import numpy.typing as npt

from vrapp.scene.sound import Sound, SoundLayer

Floats = npt.NDArray[np.float32]
Pair = tuple[float, float]
"""A quantity at the first sample of a block and just after its last; linear between."""

RATE = 48_000
"""Samples a second."""

LOUD = 0.1
"""Root mean square of a steady voice at level 1 (-20 dBFS), before its layer's `level_db`."""


@dataclass(frozen=True, slots=True)
class Block:
    """What a voice is asked for: `n` samples and how its controls move meanwhile.

    `ears`: (x, z) of the head's right-pointing axis in the world at the block's begin and end.
    `level`, `brightness` 0..1 as in `SoundLayer`; the mix multiplies by `level` itself, a voice
    may follow it in other ways. `pacer` 0 (empty) .. 1 (full), `guided` 0..1: how much it leads.
    """

    n: int
    ears: tuple[Pair, Pair] = ((1.0, 0.0), (1.0, 0.0))
    level: Pair = (1.0, 1.0)
    brightness: Pair = (0.5, 0.5)
    pacer: Pair = (0.0, 0.0)
    guided: Pair = (0.0, 0.0)


class Voice(Protocol):
    """One sound going on. Continuous from block to block, whatever their lengths."""

    def render(self, block: Block) -> Floats:
        """The next (n, 2) samples, left and right; a new array."""
        ...


def make_voice(layer: SoundLayer, sound: Sound) -> Voice:
    """A voice of the layer's kind: `make(layer, sound)` in `vrapp/audio/kinds/KIND.py`."""
    module = importlib.import_module(f"vrapp.audio.kinds.{layer.kind}")
    return cast("Voice", module.make(layer, sound))


def stereo(n: int) -> Floats:
    """(n, 2) zeros; each channel lies together in memory, so that filters and ramps run fast."""
    return np.zeros((2, n), np.float32).T


def ramp(pair: Pair, n: int) -> Floats:
    """(n,) going linearly from `pair[0]` towards `pair[1]`; (1,) where both are the same."""
    if pair[0] == pair[1]:
        return np.full(1, pair[0], np.float32)
    return np.float32(pair[0]) + np.float32(pair[1] - pair[0]) * _rising(n)


@lru_cache(maxsize=8)
def _rising(n: int) -> Floats:
    """(n,) from 0 towards 1; kept, for blocks are mostly of one length."""
    rising = np.linspace(0.0, 1.0, n, endpoint=False, dtype=np.float32)
    rising.flags.writeable = False
    return rising


class Glide:
    """A value that follows a target: at most 1 / `full_s` a second, or with a first-order lag.

    Exact for any block length; both ways it begins each block where it ended the last one.
    """

    def __init__(self, value: float, full_s: float = 0.0, lag_s: float = 0.0) -> None:
        self.value = value
        self._full_s, self._lag_s = full_s, lag_s

    def step(self, target: float, n: int) -> Pair:
        """Move on by `n` samples; where it was and where it is now."""
        before, seconds = self.value, n / RATE
        if self._lag_s > 0.0:
            self.value += (target - before) * (1.0 - math.exp(-seconds / self._lag_s))
            if abs(self.value - target) < 1e-5:
                self.value = target
        else:
            reach = seconds / self._full_s if self._full_s > 0.0 else math.inf
            self.value += min(max(target - before, -reach), reach)
        return before, self.value


class Drift:
    """A slow wandering between 0 and 1 that does not come back to where it was.

    The sum of three sines whose periods have no common multiple worth waiting for.
    """

    def __init__(self, rng: np.random.Generator, period_s: float) -> None:
        self._rates = math.tau / (period_s * np.array([1.0, 0.618034, 0.414214]) * RATE)
        self._phases = rng.uniform(0.0, math.tau, 3)
        self._at = 0

    def step(self, n: int) -> Pair:
        """Move on by `n` samples; where it was and where it is now."""
        before = self._value()
        self._at += n
        return before, self._value()

    def _value(self) -> float:
        waves = np.sin(self._rates * self._at + self._phases)
        return float(0.5 + 0.5 * (0.5 * waves[0] + 0.3 * waves[1] + 0.2 * waves[2]))


def between(pair: Pair, low: float, high: float) -> Pair:
    """A pair of 0..1 as one of `low`..`high`."""
    return low + (high - low) * pair[0], low + (high - low) * pair[1]


def times(a: Pair, b: Pair) -> Pair:
    """Two controls that both turn the same thing down."""
    return a[0] * b[0], a[1] * b[1]
