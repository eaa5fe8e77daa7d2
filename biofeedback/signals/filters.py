"""Causal filters and buffers for streams: state is carried, so chunk boundaries change nothing.

`scipy.signal` costs most of a second to import and each `sosfilt` call 50–90 µs whatever the
chunk's length: it is imported on first use, and signals keep their filters few.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Literal

import numpy as np

from biofeedback.types import FloatArray


@lru_cache(maxsize=64)
def butterworth(
    kind: Literal["lowpass", "highpass", "bandpass"],
    order: int,
    edges_hz: float | tuple[float, float],
    rate_hz: float,
) -> FloatArray:
    """Second-order sections (section, 6) of a Butterworth filter.

    Parameters
    ----------
    kind, order
        As in `scipy.signal.butter`; a band-pass of order n has n poles at each edge.
    edges_hz
        The −3 dB edge, or both edges of a band; an upper edge at or above 0.45 × `rate_hz` is
        lowered to it, so one design serves slow and fast streams.
    rate_hz
        Sampling rate; must be positive.
    """
    from scipy.signal import butter

    if not rate_hz > 0:
        raise ValueError(f"rate_hz is {rate_hz}; a filter needs a positive sampling rate")
    edges = np.minimum(np.atleast_1d(np.asarray(edges_hz, dtype=float)), 0.45 * rate_hz)
    if kind == "bandpass" and not edges[0] < edges[1]:
        raise ValueError(f"band {edges_hz} Hz does not fit a stream of {rate_hz} Hz")
    band = edges if kind == "bandpass" else float(edges[0])
    sos: FloatArray = butter(order, band, btype=kind, fs=rate_hz, output="sos")
    sos.setflags(write=False)
    return sos


class StreamFilter:
    """A cascade of second-order sections that remembers where it was.

    The first sample after a start or a `reset` sets the state to that sample's steady answer, so
    an offset of any size makes no transient. Equal input in any chunking gives bitwise equal
    output.
    """

    def __init__(self, sos: FloatArray) -> None:
        from scipy.signal import sosfilt, sosfilt_zi

        self._sosfilt: Any = sosfilt
        self._sos = np.array(sos)
        self._settled: FloatArray = sosfilt_zi(self._sos)
        self._state: FloatArray | None = None

    def reset(self) -> None:
        """Forget the past; the next sample starts anew."""
        self._state = None

    def __call__(self, x: FloatArray) -> FloatArray:
        """Filter finite samples `x` (n,) or (n, channel); the answer has the same shape."""
        if x.shape[0] == 0:
            return np.asarray(x, dtype=np.float64)
        if self._state is None:
            first = np.asarray(x[0], dtype=float)
            self._state = self._settled.reshape(*self._settled.shape, *([1] * first.ndim)) * first
        y: FloatArray
        y, self._state = self._sosfilt(self._sos, x, axis=0, zi=self._state)
        return y


class Decimator:
    """Means of `factor` samples in a row, counted from the last reset (anti-alias and slower)."""

    def __init__(self, factor: int) -> None:
        if factor < 1:
            raise ValueError(f"factor is {factor}; it must be at least 1")
        self.factor = factor
        self._rest = np.empty(0)

    def reset(self) -> None:
        self._rest = np.empty(0)

    def __call__(self, x: FloatArray) -> FloatArray:
        """Take samples (n,); return the (m,) means that became complete."""
        if self.factor == 1:
            return x
        x = np.concatenate((self._rest, x))
        whole = x.size // self.factor * self.factor
        self._rest = x[whole:].copy()
        blocks = x[:whole].reshape(-1, self.factor)
        # Column by column: the order of additions, hence the last bit, is the same in any chunk.
        total = blocks[:, 0].copy()
        for column in range(1, self.factor):
            total += blocks[:, column]
        return total / self.factor


class Tail:
    """The last `capacity` samples (row = one sample) under absolute, ever-growing indices."""

    def __init__(self, capacity: int, columns: int = 0) -> None:
        shape = (2 * capacity, columns) if columns else (2 * capacity,)
        self._data = np.zeros(shape)
        self._capacity = capacity
        self._used = 0
        self.stop = 0  # index one past the newest sample

    @property
    def start(self) -> int:
        """Index of the oldest sample that is still here."""
        return self.stop - self._used

    def append(self, x: FloatArray) -> None:
        """Add samples (n,) or (n, columns) at the end, forgetting the oldest."""
        n = x.shape[0]
        self.stop += n
        if n >= self._capacity:
            self._data[: self._capacity] = x[n - self._capacity :]
            self._used = self._capacity
            return
        if self._used + n > self._data.shape[0]:
            keep = self._capacity - n
            self._data[:keep] = self._data[self._used - keep : self._used].copy()
            self._used = keep
        self._data[self._used : self._used + n] = x
        self._used += n

    def view(self, start: int, stop: int) -> FloatArray:
        """Samples with indices in [start, stop), as far as they are here. Not a copy."""
        start = min(max(start, self.start), self.stop)
        stop = min(max(stop, start), self.stop)
        return self._data[start - self.start : stop - self.start]
