"""Randomness that does not care how it is asked for: streams of normals and 1/f noise."""

from __future__ import annotations

import zlib

import numpy as np

from biofeedback.types import FloatArray


def named_rng(seed: int, name: str) -> np.random.Generator:
    """A random stream of its own for every name, so that parts never disturb each other."""
    return np.random.default_rng(np.random.SeedSequence((seed, zlib.crc32(name.encode()))))


class Normals:
    """Standard normal numbers one by one, drawn in batches because single draws are slow."""

    _BATCH = 256

    def __init__(self, rng: np.random.Generator) -> None:
        self._rng = rng
        self._ready: list[float] = []

    def next(self) -> float:
        if not self._ready:
            self._ready = self._rng.standard_normal(self._BATCH).tolist()
        return self._ready.pop()


class SlowNoise:
    """1/f noise of unit variance: a sum of Ornstein-Uhlenbeck processes.

    Processes of equal variance whose time constants are spaced evenly in the logarithm add up to
    a 1/f spectrum between the slowest and the fastest (van der Ziel 1950, Physica 16:359-372).
    """

    def __init__(
        self,
        rng: np.random.Generator,
        step_s: float,
        fastest_s: float = 4.0,
        slowest_s: float = 250.0,
        count: int = 5,
    ) -> None:
        self._rng = rng
        self._decay = np.exp(-step_s / np.geomspace(fastest_s, slowest_s, count))
        self._kick = np.sqrt((1.0 - self._decay**2) / count)
        self._state = rng.standard_normal(count) / np.sqrt(count)

    def step(self) -> float:
        self._state = self._decay * self._state + self._kick * self._rng.standard_normal(
            self._state.size
        )
        return float(self._state.sum())


class Filtered:
    """White noise through a rational filter, block after block without a seam.

    A filter of low order over short blocks is two small matrix products (its state-space form,
    powers of the state matrix taken beforehand): quicker here than a general filter routine, and
    nothing heavy has to be imported for it.

    Parameters
    ----------
    b, a
        Coefficients of numerator and denominator in z^-1, `a[0]` = 1.
    gain
        Multiplies the output.
    """

    _RUN_IN = 64, 32  # samples in a block, blocks: so that the first sample is like any other

    def __init__(self, rng: np.random.Generator, b: FloatArray, a: FloatArray, gain: float) -> None:
        self._rng = rng
        self._gain = gain
        order = max(b.size, a.size) - 1
        b, a = (np.pad(c, (0, order + 1 - c.size)) for c in (b, a))
        self._direct = float(b[0])
        self._step = np.eye(order, k=1)
        self._step[:, 0] = -a[1:]
        self._input = b[1:] - a[1:] * b[0]
        self._state = np.zeros(order)
        self._maps: dict[int, tuple[FloatArray, FloatArray, FloatArray, FloatArray]] = {}
        size, count = self._RUN_IN
        for _ in range(count):
            self.block(size)

    def block(self, n: int) -> FloatArray:
        """The next `n` samples, shape (n,); few different `n` are asked for."""
        if n not in self._maps:
            self._maps[n] = self._prepare(n)
        from_noise, from_state, on_noise, on_state = self._maps[n]
        noise = self._rng.standard_normal(n)
        y = from_noise @ noise + from_state @ self._state
        self._state = on_noise @ noise + on_state @ self._state
        return np.asarray(self._gain * y)

    def _prepare(self, n: int) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
        """Maps of a block: noise (n, n) and state (n, m) to output, and both to the next state."""
        powers = [np.eye(self._state.size)]
        for _ in range(n):
            powers.append(powers[-1] @ self._step)
        impulse = [self._direct, *(float((power @ self._input)[0]) for power in powers[: n - 1])]
        lag = np.subtract.outer(np.arange(n), np.arange(n))
        from_noise = np.where(lag >= 0, np.array(impulse)[lag], 0.0)
        from_state = np.array([power[0] for power in powers[:n]])
        on_noise = np.column_stack([power @ self._input for power in powers[n - 1 :: -1]])
        return from_noise, from_state, on_noise, powers[n]


def ou_coefficients(rate_hz: float, time_s: float) -> tuple[FloatArray, FloatArray]:
    """Filter that turns white noise into an Ornstein-Uhlenbeck process of unit variance."""
    decay = float(np.exp(-1.0 / (rate_hz * time_s)))
    return np.array([np.sqrt(1.0 - decay**2)]), np.array([1.0, -decay])


def resonance_coefficients(
    rate_hz: float, centre_hz: float, width_hz: float
) -> tuple[FloatArray, FloatArray]:
    """Two-pole filter that turns white noise into a narrow band around `centre_hz`.

    The output has unit variance; `width_hz` is the half-power width. Its envelope waxes and wanes
    by itself, as spindles of the alpha rhythm do.
    """
    r = float(np.exp(-np.pi * width_hz / rate_hz))
    a1, a2 = -2.0 * r * np.cos(2.0 * np.pi * centre_hz / rate_hz), r * r
    # Variance of an AR(2) process driven by unit white noise (Box & Jenkins, eq. 3.2.28).
    variance = (1.0 + a2) / ((1.0 - a2) * ((1.0 + a2) ** 2 - a1 * a1))
    return np.array([1.0 / np.sqrt(variance)]), np.array([1.0, a1, a2])
