from __future__ import annotations

import math
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from biofeedback.signals.base import find_signal
from biofeedback.signals.rr import HeartRateStream, Rr
from biofeedback.types import Beat, Channel, Chunk, StreamInfo
from tests.biofeedback.signals.waves import beat_times


def rr_stream(unit: str = "", label: str = "RR") -> StreamInfo:
    return StreamInfo("rr", "rr", "strap", (Channel(label, unit),))


def packets(beats: np.ndarray, period_s: float, delay_s: float = 0.1):
    """Batches as Bluetooth sends them: all intervals since the last packet under one stamp."""
    sent = 1
    for stamp in np.arange(beats[0] + period_s, beats[-1] + period_s, period_s):
        ready = int(np.searchsorted(beats, stamp - delay_s, side="right"))
        if ready > sent:
            yield np.full(ready - sent, stamp), np.diff(beats[sent - 1 : ready])
            sent = ready


def fed(rr: Rr, batches, info: StreamInfo, scale: float = 1.0) -> list[Beat]:
    out: list[Beat] = []
    for t, x in batches:
        out.extend(rr.step(Chunk(info, t, scale * x[:, None])))  # type: ignore[arg-type]
    return out


@pytest.mark.parametrize("period_s", [0.5, 1.0, 3.0])
def test_batches_become_beat_times_and_none_is_dropped(period_s: float) -> None:
    beats = beat_times(120.0)
    info = rr_stream("ms")
    found = fed(Rr(info), packets(beats, period_s), info, 1e3)
    assert len(found) == beats.size - 1
    intervals = np.array([b.interval_s for b in found])
    assert intervals == pytest.approx(np.diff(beats), abs=1e-9)
    error = np.array([b.t for b in found])[20:] - beats[21:]
    # Pinned by the least delay over the last beats: the mean delay of a batch is gone.
    assert 0.0 < np.median(error) < 0.1 + 0.3 * period_s
    assert np.std(error) < 0.12
    assert all(b.reported >= b.t for b in found)


@pytest.mark.parametrize(
    ("unit", "scale"), [("ms", 1e3), ("s", 1.0), ("", 1e3), ("", 1.0), ("1/1024 s", 1024.0)]
)
def test_units_by_metadata_or_by_size(unit: str, scale: float) -> None:
    info = rr_stream(unit)
    beats = beat_times(20.0)
    found = fed(Rr(info), packets(beats, 1.0), info, scale)
    assert np.median([b.interval_s for b in found]) == pytest.approx(
        np.median(np.diff(beats)), rel=0.02
    )


@pytest.mark.parametrize("value", [4.29e9, math.nan, math.inf, -800.0, 0.0, 20.0, 5000.0])
def test_implausible_values_are_marked_and_time_goes_on(value: float) -> None:
    info = rr_stream("ms")
    rr = Rr(info)
    beats = beat_times(40.0)
    batches = list(packets(beats, 1.0))
    batches[15][1][0] = value / 1e3
    found = fed(rr, batches, info, 1e3)
    marked = [b for b in found if b.artifact == "implausible"]
    assert len(marked) == 1
    assert marked[0].trust == 0.0
    assert math.isnan(marked[0].interval_s)
    late = np.array([b.t for b in found])[-5:] - beats[-5:]
    assert np.abs(late).max() < 1.0


def test_the_delay_is_measured_and_the_trust_grows() -> None:
    info = rr_stream("ms")
    rr = Rr(info)
    found = fed(rr, packets(beat_times(60.0), 3.0), info, 1e3)
    (delay,) = rr.features(60.0)
    assert delay.name == "rr_delay"
    assert 0.5 < delay.value < 3.0
    assert found[0].trust < found[-1].trust
    assert rr.quality(60.0)[0] >= 0.5
    assert rr.quality(75.0) == (0.0, "no RR intervals")


def test_lost_packets_and_a_new_clock_pin_the_times_anew() -> None:
    info = rr_stream("s")
    rr = Rr(info)
    batches = list(packets(beat_times(120.0), 1.0))
    found = fed(rr, batches[:30] + batches[60:], info)
    assert abs(found[-1].t - batches[-1][0][-1]) < 2.0
    again = fed(rr, [(t - 1e4, x) for t, x in batches[:5]], info)
    assert abs(again[-1].t - (batches[4][0][-1] - 1e4)) < 2.0


def test_real_sessions_with_glitches(recordings) -> None:
    with np.load(recordings / "rr_biofeedback_sessions.npz") as data:
        sessions = [data[name] for name in list(data)[:4]]
    for rr_ms in sessions:
        good = np.where((rr_ms > 250) & (rr_ms < 2500), rr_ms, 800.0)
        info = rr_stream()
        found = fed(Rr(info), ((np.array([t]), np.array([x])) for t, x in zip(
            np.cumsum(good) / 1e3, rr_ms, strict=True)), info)  # fmt: skip
        assert len(found) == rr_ms.size
        t = np.array([b.t for b in found])
        assert (np.diff(t) > 0).all()
        bad = (rr_ms < 270) | (rr_ms > 2200)
        assert [b.artifact == "implausible" for b in found] == bad.tolist()


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(st.tuples(st.floats(), st.floats()), max_size=30))
def test_anything_is_survived(values: list[tuple[float, float]]) -> None:
    info = rr_stream()
    rr = Rr(info)
    t = np.array([v[0] for v in values])
    x = np.array([v[1] for v in values])
    for event in rr.step(Chunk(info, t, x.reshape(-1, 1))):
        assert isinstance(event, Beat)
        assert 0.0 <= event.trust <= 1.0
    assert 0.0 <= rr.quality(0.0)[0] <= 1.0
    assert rr.step(Chunk(info, np.zeros(2), np.empty((2, 0)))) == []


def test_a_rate_stream_gives_a_rate_and_no_beats() -> None:
    info = StreamInfo("hr", "hr", "watch", (Channel("battery"), Channel("HeartRate")))
    hr = HeartRateStream(info)
    assert list(hr.step(Chunk(info, np.array([1.0]), np.array([[90.0, 64.0]])))) == []
    (feature,) = hr.features(1.5)
    assert (feature.name, feature.value, feature.unit) == ("device_heart_rate", 64.0, "1/min")
    assert feature.trust >= 0.5
    assert hr.quality(9.0)[0] == 0.0
    hr.step(Chunk(info, np.array([2.0]), np.array([[90.0, 4.29e9]])))
    assert hr.quality(2.0) == (0.0, "implausible heart rate")
    assert math.isnan(next(iter(hr.features(2.0))).value)


def test_they_are_found_by_their_kinds() -> None:
    assert find_signal("rr") is Rr
    assert find_signal("hr") is HeartRateStream


def test_importing_one_signal_does_not_hide_the_others() -> None:
    code = (
        "import biofeedback.signals.rr; from biofeedback.signals.base import find_signal; "
        "assert find_signal('ecg') is not None; assert find_signal('markers') is None"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
