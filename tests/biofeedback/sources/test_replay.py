"""A recording played on: every sample once, in step with the clock, round after round."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from biofeedback.clock import VirtualClock
from biofeedback.sources.base import SourceError
from biofeedback.sources.recording import Recording, open_recording
from biofeedback.sources.replay import outlet_stream, replay, run_replay
from tests.biofeedback.sources import xdf_writer as xdf
from tests.biofeedback.sources.fakes import outlets_for

RATE = 50.0
N = 500  # 10 s


def recording_of(folder: Path) -> Recording:
    """A counter at 50 Hz and three markers, over 10 s from t = 700 s."""
    t = 700.0 + np.arange(N) / RATE
    out = xdf.file_header() + xdf.stream_header(1, "Count", "EKG", RATE, source_id="count")
    out += xdf.stream_header(2, "Notes", "Markers", 0, channel_format="string", source_id="notes")
    out += xdf.samples(1, t, np.arange(N)[:, None])
    out += xdf.texts(2, [702.0, 705.5, 709.0], ["a", "b", "c"])
    (folder / "count.xdf").write_bytes(out)
    return open_recording(folder / "count.xdf")


class Watched(VirtualClock):
    """A virtual clock that calls a function at every look, and may come late."""

    def __init__(self, start: float, late_s: float = 0.0) -> None:
        super().__init__(start)
        self.late_s = late_s

    def sleep_until(self, time: float) -> None:
        super().sleep_until(time + self.late_s)


@pytest.mark.parametrize("speed", [1.0, 4.0, 0.5])
def test_every_sample_once_at_its_time(tmp_path: Path, speed: float) -> None:
    recording = recording_of(tmp_path)
    outlets = outlets_for(recording.streams)
    seen: list[tuple[float, float]] = []
    clock = VirtualClock(50.0)
    replay(
        recording,
        outlets,
        clock,
        lambda: False,
        speed=speed,
        progress=lambda at, total: seen.append((at, total)),
    )
    count = outlets["count"]
    assert count.x[:, 0].tolist() == list(range(N))
    np.testing.assert_allclose(count.t, 50.0 + np.arange(N) / RATE / speed, atol=1e-6)
    assert [text for _, text in outlets["notes"].texts] == ["a", "b", "c"]
    assert [t for t, _ in outlets["notes"].texts] == pytest.approx(
        [50.0 + s / speed for s in (2.0, 5.5, 9.0)]
    )
    assert clock.now() == pytest.approx(50.0 + 9.98 / speed, abs=0.1)
    assert seen[0] == (0.0, pytest.approx(9.98))
    assert seen[-1] == (pytest.approx(9.98), pytest.approx(9.98))
    assert [at for at, _ in seen] == sorted(at for at, _ in seen)
    assert len(seen) > 9.98 / speed / 0.3


def test_nothing_is_sent_before_its_time(tmp_path: Path) -> None:
    recording = recording_of(tmp_path)
    clock = VirtualClock(50.0)
    outlets = outlets_for(recording.streams)
    sent: list[float] = []
    original = outlets["count"].push

    def push(t: np.ndarray, x: np.ndarray) -> None:
        sent.append(clock.now() - t[-1])
        original(t, x)

    outlets["count"].push = push  # type: ignore[method-assign,assignment]
    replay(recording, outlets, clock, lambda: False)
    assert min(sent) > 0.0
    assert max(sent) < 0.06


def test_rounds_join_without_a_step_back(tmp_path: Path) -> None:
    recording = recording_of(tmp_path)
    outlets = outlets_for(recording.streams)
    clock = Watched(50.0, late_s=0.01)
    replay(recording, outlets, clock, lambda: clock.now() > 85.0, loop=True)
    count = outlets["count"]
    steps = np.diff(count.t)
    np.testing.assert_allclose(steps, 1 / RATE, atol=1e-6)
    np.testing.assert_array_equal(count.x[:, 0], np.arange(count.t.size) % N)
    assert count.t.size > 3 * N
    assert [text for _, text in outlets["notes"].texts][:6] == ["a", "b", "c"] * 2


def test_stop_acts_within_a_tick(tmp_path: Path) -> None:
    recording = recording_of(tmp_path)
    outlets = outlets_for(recording.streams)
    clock = VirtualClock(0.0)
    replay(recording, outlets, clock, lambda: clock.now() >= 3.0)
    assert clock.now() < 3.0 + 1 / 16
    assert outlets["count"].t[-1] < 3.05


def test_source_ids_depend_on_file_and_stream_alone(tmp_path: Path) -> None:
    one, again = recording_of(tmp_path), recording_of(tmp_path)
    (tmp_path / "other").mkdir()
    other = recording_of(tmp_path / "other")

    def ids(recording: Recording) -> list[str]:
        return [outlet_stream(recording, s).source_id for s in recording.streams]

    assert ids(one) == ids(again)
    assert set(ids(one)).isdisjoint(ids(other))
    assert len(set(ids(one))) == 2
    assert outlet_stream(one, one.streams[0], speed=2.0).rate_hz == 100.0
    assert outlet_stream(one, one.streams[0]).declared_type == "EKG"


def test_a_mapped_stream_is_announced_as_what_it_is(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("time,Lead II\n0,1\n0.1,2\n0.2,1\n", encoding="utf-8")
    recording = open_recording(tmp_path / "a.csv", mapping={"ecg": "Lead II"})
    assert outlet_stream(recording, recording.streams[0]).declared_type == "ECG"


def test_nothing_to_play_and_wrong_speed(tmp_path: Path) -> None:
    empty = xdf.file_header() + xdf.stream_header(1, "A", "ECG", 50.0)
    (tmp_path / "empty.xdf").write_bytes(empty)
    with pytest.raises(SourceError, match="all its streams are empty"):
        run_replay(open_recording(tmp_path / "empty.xdf"))
    with pytest.raises(ValueError, match="speed 0"):
        replay(recording_of(tmp_path), {}, VirtualClock(), lambda: True, speed=0)


@pytest.mark.realtime
def test_over_lsl_every_sample_arrives_as_what_it_is(tmp_path: Path) -> None:
    import threading

    from biofeedback.lsl.clock import LslClock
    from biofeedback.lsl.source import LslSource
    from biofeedback.lsl.wants import Want

    recording = recording_of(tmp_path)
    shown = outlet_stream(recording, recording.streams[0])
    ended = threading.Event()
    player = threading.Thread(
        target=run_replay, args=(recording,), kwargs={"stop": ended.is_set, "loop": True}
    )
    clock = LslClock()
    source = LslSource([Want(source_id=shown.source_id)])
    try:
        player.start()
        values: list[float] = []
        deadline = clock.now() + 15.0
        while len(values) < 100 and clock.now() < deadline:
            clock.sleep_until(clock.now() + 0.05)
            for chunk in source.read(clock.now()).chunks:
                assert chunk.stream.kind == "ecg"
                values += chunk.x[:, 0].tolist()
    finally:
        ended.set()
        player.join(5.0)
        source.close()
    assert not player.is_alive()
    assert len(values) >= 100
    assert set(np.diff(values)) <= {1.0, 1.0 - N}
