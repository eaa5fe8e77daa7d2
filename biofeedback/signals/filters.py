"""Causal filters and buffers for streams: state is carried, so chunk boundaries change nothing.

`scipy.signal` costs most of a second to import: it designs the filters, on first use. Running them
is a matrix product a block.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

import numpy as np

from biofeedback.types import FloatArray

BLOCK = 16  # samples a matrix product; a tick of 1/32 s brings 8 at 250 Hz


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


@lru_cache(maxsize=64)
def _block_answer(sos: tuple[float, ...]) -> tuple[FloatArray, FloatArray]:
    """The cascade as one matrix: [state, BLOCK inputs] → [BLOCK outputs, next state].

    Also the state (2 × sections,) in which a constant 1 is already settled.
    """
    from scipy.signal import sosfilt, sosfilt_zi

    sections = np.array(sos).reshape(-1, 6)
    states = 2 * sections.shape[0]
    unit = np.eye(states + BLOCK)
    state = unit[:states].reshape(-1, 2, states + BLOCK)
    out, state = sosfilt(sections, unit[states:], axis=0, zi=state)
    matrix = np.concatenate((out, state.reshape(states, -1)))
    return matrix, sosfilt_zi(sections).ravel()


class StreamFilter:
    """A cascade of second-order sections that remembers where it was.

    The first sample after a start or a `reset` sets the state to that sample's steady answer, so
    an offset of any size makes no transient. Equal input in any chunking gives bitwise equal
    output: samples are gathered in blocks counted from the start, and every answer is a row of one
    and the same matrix product, with zeros for the samples still to come. A call costs some
    microseconds where `scipy.signal.sosfilt` costs 50–90 whatever the chunk.
    """

    def __init__(self, sos: FloatArray) -> None:
        self._matrix, self._settled = _block_answer(tuple(np.ravel(sos).tolist()))
        self._states = self._settled.size
        self._block: FloatArray | None = None  # state, then the inputs of this block
        self._filled = 0

    def reset(self) -> None:
        """Forget the past; the next sample starts anew."""
        self._block = None

    def __call__(self, x: FloatArray) -> FloatArray:
        """Filter finite samples `x` (n,) or (n, channel); the answer has the same shape."""
        n, states = x.shape[0], self._states
        y = np.empty(x.shape)
        if n == 0:
            return y
        if self._block is None:
            self._block = np.zeros((states + BLOCK, *x.shape[1:]))
            self._block[:states] = np.multiply.outer(self._settled, x[0])
            self._filled = 0
        block, filled, at = self._block, self._filled, 0
        while at < n:
            begin, taken = states + filled, min(BLOCK - filled, n - at)
            block[begin : begin + taken] = x[at : at + taken]
            answer = self._matrix @ block
            y[at : at + taken] = answer[filled : filled + taken]
            at += taken
            filled += taken
            if filled == BLOCK:
                block[:states] = answer[BLOCK:]
                block[states:] = 0.0
                filled = 0
        self._filled = filled
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
        if self._used + x.shape[0] > self._data.shape[0]:
            x = x[self._make_room(x.shape[0]) :]
        n = x.shape[0]
        self._data[self._used : self._used + n] = x
        self._used += n
        self.stop += n

    def append_columns(self, *columns: np.ndarray) -> None:
        """Add samples given as one (n,) array for each column."""
        n = columns[0].size
        if self._used + n > self._data.shape[0]:
            skipped = self._make_room(n)
            columns = tuple(column[skipped:] for column in columns)
            n -= skipped
        rows = self._data[self._used : self._used + n]
        for k, column in enumerate(columns):
            rows[:, k] = column
        self._used += n
        self.stop += n

    def _make_room(self, n: int) -> int:
        """Forget what must go for `n` more samples; how many of these find no place at all."""
        if n >= self._capacity:
            self._used = 0
            self.stop += n - self._capacity
            return n - self._capacity
        keep = self._capacity - n
        self._data[:keep] = self._data[self._used - keep : self._used].copy()
        self._used = keep
        return 0

    def view(self, start: int, stop: int) -> FloatArray:
        """Samples with indices in [start, stop), as far as they are here. Not a copy."""
        oldest = self.stop - self._used
        start = min(max(start, oldest), self.stop)
        stop = min(max(stop, start), self.stop)
        return self._data[start - oldest : stop - oldest]
