from __future__ import annotations

import ctypes

import numpy as np

from biofeedback.lsl.buffer import Buffer


def write(buffer: Buffer, stamp: float, *values: float) -> None:
    """As liblsl does: into memory, values first, without telling the object."""
    values_at, stamp_at, room = buffer.addresses()
    assert room > 0
    row = np.array(values, buffer.values.dtype)
    skip = buffer.written() - buffer.filled
    ctypes.memmove(values_at + skip * row.nbytes, row.ctypes.data, row.nbytes)
    stamps = np.array([stamp])
    ctypes.memmove(stamp_at + skip * 8, stamps.ctypes.data, 8)


def test_samples_are_seen_as_soon_as_they_are_written() -> None:
    buffer = Buffer(4, 2, np.float32)
    assert buffer.take()[0].size == 0
    write(buffer, 1.0, 10, 11)
    write(buffer, 2.0, 20, 21)
    t, x = buffer.take()
    assert t.tolist() == [1.0, 2.0]
    assert x.tolist() == [[10, 11], [20, 21]]
    assert buffer.take()[0].size == 0
    buffer.filled = 2
    write(buffer, float("nan"), 30, 31)  # a NaN of a sender is not our mark
    assert np.isnan(buffer.take()[0]).tolist() == [True]
    buffer.filled = 3
    write(buffer, 4.0, 40, 41)
    buffer.filled = 4
    buffer.closed = True
    assert not buffer.done
    assert buffer.take()[1].tolist() == [[40, 41]]
    assert buffer.done
    assert buffer.addresses()[2] == 0
