"""A buffer that liblsl fills while another thread already reads it.

liblsl's `pull_chunk` writes sample after sample into the caller's memory, the values before the
stamp, and returns when the buffer is full or the time is up. The receiving thread can so stay
inside one C call, without Python's lock, and the reader sees each sample the moment it is there:
no wake-up of the interpreter for every sample, and no call of the reader into liblsl.

It also keeps what liblsl would drop: when an outlet dies, pulling raises at once, although samples
that arrived before are still to be had; those already written here stay.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from biofeedback.types import FloatArray

# A NaN with a payload no sender produces marks "not written yet"; compared as an integer.
_UNWRITTEN = 0x7FF8_5EED_0000_0B0F


class Buffer:
    """Room for `capacity` samples: written once, in order, by one thread and read by one other.

    Attributes
    ----------
    stamps
        (capacity,) raw stamps.
    values
        (capacity, channels), the stream's own dtype.
    filled
        Samples that are certainly complete; only the writer sets it.
    closed
        True when nothing more will be written; set after the last change of `filled`.
    """

    def __init__(self, capacity: int, channels: int, dtype: npt.DTypeLike) -> None:
        # One slot more than is ever written: the search for the end always finds one.
        bits = np.full(capacity + 1, _UNWRITTEN, np.int64)
        self._view = bits.data
        self.stamps: FloatArray = bits.view(np.float64)
        self.values: npt.NDArray[Any] = np.empty((capacity, channels), dtype)
        self.capacity = capacity
        self.filled = 0
        self.closed = False
        self._read = 0

    def addresses(self) -> tuple[int, int, int]:
        """For the writer: address of the next values, of the next stamp, samples of room left."""
        return (
            self.values.ctypes.data + self.filled * self.values.strides[0],
            self.stamps.ctypes.data + self.filled * self.stamps.itemsize,
            self.capacity - self.filled,
        )

    def written(self) -> int:
        """Samples complete by now, seen from any thread."""
        done, bits = max(self.filled, self._read), self._view
        while bits[done] != _UNWRITTEN:  # a handful of samples: numpy would cost five times as much
            done += 1
        return done

    def take(self) -> tuple[FloatArray, npt.NDArray[Any]]:
        """For the reader: stamps (n,) and values (n, channels) not taken yet, never copied."""
        start, self._read = self._read, self.written()
        return self.stamps[start : self._read], self.values[start : self._read]

    @property
    def done(self) -> bool:
        """Everything was written and everything was taken."""
        return self.closed and self._read == self.filled
