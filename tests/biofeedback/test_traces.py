from __future__ import annotations

import numpy as np
import pytest

from biofeedback.traces import POINTS, TRACE_S, TraceBuffer
from tests.biofeedback.bodies import between, chunk, stream, ticks


@pytest.mark.parametrize("rate_hz", [0.5, 4.0, 32.0, 100.0, 125.0, 250.0, 500.0, 2000.0])
def test_a_trace_holds_the_last_seconds_in_few_points(rate_hz: float) -> None:
    info = stream(rate_hz=rate_hz)
    buffer = TraceBuffer(rate_hz, "mV")
    since = 0.0
    for now in ticks(30.0):
        buffer.append(between(info, since, now))
        since = now
    trace = buffer.trace()
    assert trace.t.size == trace.y.size <= POINTS
    assert (np.diff(trace.t) > 0).all()
    np.testing.assert_allclose(trace.y, trace.t * rate_hz, atol=1e-6)
    assert trace.t[0] == pytest.approx(30.0 - TRACE_S, abs=0.1 + 2.0 / rate_hz)
    assert trace.t[-1] == pytest.approx(30.0, abs=0.1 + 1.0 / rate_hz)
    assert trace.unit == "mV"


def test_what_was_published_never_changes_and_cannot_be_written() -> None:
    info = stream(rate_hz=128.0)
    buffer = TraceBuffer(128.0)
    kept = []
    since = 0.0
    for now in ticks(120.0):
        buffer.append(between(info, since, now))
        since = now
        if now % 5 == 0:
            trace = buffer.trace()
            kept.append((trace, trace.t.copy(), trace.y.copy()))
    assert len(kept) == 24
    for trace, t, y in kept:
        np.testing.assert_array_equal(trace.t, t)
        np.testing.assert_array_equal(trace.y, y)
    with pytest.raises(ValueError, match="read-only"):
        kept[0][0].t[0] = 1.0


def test_thinning_keeps_the_height_of_every_peak() -> None:
    info = stream(rate_hz=1000.0)
    t = np.arange(8000) / 1000.0
    x = np.sin(t)
    peaks = np.arange(137, 8000, 800)
    x[peaks] = 50.0 + np.arange(peaks.size)
    buffer = TraceBuffer(1000.0)
    for part in np.array_split(np.arange(8000), 300):
        buffer.append(chunk(info, t[part], x[part]))
    trace = buffer.trace()
    np.testing.assert_array_equal(trace.y[trace.y > 2], x[peaks])
    np.testing.assert_array_equal(trace.t[trace.y > 2], t[peaks])


def test_an_empty_trace_and_one_chunk_larger_than_the_buffer() -> None:
    info = stream(rate_hz=100.0)
    buffer = TraceBuffer(100.0)
    assert buffer.trace().t.size == 0
    buffer.append(chunk(info, np.arange(100_000) / 100.0))
    assert buffer.trace().t[-1] == pytest.approx(999.99)
    assert buffer.trace().t.size == pytest.approx(800, abs=2)
