"""Real sockets, real processes, real time; each test has streams of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from biofeedback.lsl.clock import LslClock
from biofeedback.lsl.outlet import (
    BodyOutlet,
    EventsOutlet,
    PacerOutlet,
    ParametersOutlet,
    SignalOutlet,
)
from biofeedback.lsl.pacer import PacerInlet
from biofeedback.lsl.source import LslSource
from biofeedback.lsl.wants import Want
from biofeedback.types import (
    BodyState,
    Channel,
    Chunk,
    Feature,
    Index,
    Marker,
    Notice,
    Pacer,
    StreamInfo,
)

pytestmark = pytest.mark.realtime

ROOT = Path(__file__).resolve().parents[3]
TICK_S = 1 / 32


def unique(name: str) -> str:
    return f"{name}-{uuid.uuid4().hex[:8]}"


class Reader:
    """Reads a source at the engine's tick and keeps everything."""

    def __init__(self, *wants: Want, lag_s: float = 0.0) -> None:
        self.clock = LslClock()
        self.source = LslSource(wants)
        self.lag_s = lag_s
        self.chunks: list[Chunk] = []
        self.markers: list[Marker] = []
        self.notices: list[Notice] = []
        self.slowest_s = 0.0

    def until(self, done: Callable[[], object], timeout_s: float) -> float:
        """Read until `done()`; how long it took. Fails when it takes longer than allowed."""
        start = self.clock.now()
        while not done():
            now = self.clock.now()
            assert now - start < timeout_s, f"still waiting; heard {self.notices}"
            began = time.thread_time()
            pull = self.source.read(now)
            self.slowest_s = max(self.slowest_s, time.thread_time() - began)
            self.chunks += pull.chunks
            self.markers += pull.markers
            self.notices += pull.notices
            self.clock.sleep_until(now + TICK_S)
        return self.clock.now() - start

    def during(self, seconds: float) -> None:
        end = self.clock.now() + seconds
        self.until(lambda: self.clock.now() >= end, seconds + 5.0)

    def said(self, kind: str) -> list[Notice]:
        return [notice for notice in self.notices if notice.kind == kind]

    @property
    def t(self) -> np.ndarray:
        return np.concatenate([chunk.t for chunk in self.chunks] or [np.empty(0)])

    def column(self, number: int) -> np.ndarray:
        return np.concatenate([chunk.x[:, number] for chunk in self.chunks] or [np.empty(0)])


@pytest.fixture
def reading() -> Iterator[Callable[..., Reader]]:
    readers: list[Reader] = []

    def make(*wants: Want) -> Reader:
        readers.append(Reader(*wants))
        return readers[-1]

    yield make
    for reader in readers:
        reader.source.close()


@pytest.fixture
def device() -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Starts a counting device (see `device.py`) and returns when its outlet stands."""
    running: list[subprocess.Popen[str]] = []

    def start(source_id: str, rate_hz: float, run: int, *more: int) -> subprocess.Popen[str]:
        words = [source_id, str(rate_hz), str(run), *map(str, more)]
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.biofeedback.lsl.device", *words],
            cwd=ROOT, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        running.append(process)
        assert process.stdout is not None
        assert process.stdout.readline() == "up\n"
        return process

    yield start
    for process in running:
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


def test_killed_and_restarted(reading: Callable, device: Callable) -> None:
    source_id = unique("count")
    reader = reading(Want(source_id=source_id))
    reader.during(0.3)  # hot plug: the device comes later than we
    first = device(source_id, 250.0, 1)
    assert reader.until(lambda: reader.chunks, 3.0) < 3.0
    stream = reader.source.streams[0]
    assert (stream.key, stream.kind, stream.rate_hz) == (source_id, "ecg", 250.0)
    assert [channel.label for channel in stream.channels] == ["count", "run"]
    reader.during(1.0)

    first.kill()
    first.wait()
    assert reader.until(lambda: reader.said("lost"), 1.0) < 0.6  # at once, on a busy machine too
    device(source_id, 250.0, 2)
    took = reader.until(lambda: reader.chunks[-1].x[-1, 1] == 2, 5.0)
    assert took < 3.0
    reader.during(1.0)

    run, count = reader.column(1), reader.column(0)
    for number in (1, 2):
        of_run = count[run == number]
        assert of_run.size > 200
        assert np.all(np.diff(of_run) == 1)  # none lost, none twice, none out of order
    assert np.all(np.diff(run) >= 0)
    assert np.all(np.diff(reader.t) > 0)
    assert [notice.kind for notice in reader.notices] == ["connected", "lost", "restarted"]
    assert {notice.stream for notice in reader.notices} == {source_id}


def test_all_that_a_short_lived_outlet_sent(reading: Callable, device: Callable) -> None:
    source_id = unique("burst")
    reader = reading(Want(source_id=source_id))
    device(source_id, 0.0, 1, 5000)
    reader.until(lambda: reader.said("lost"), 8.0)
    reader.during(0.1)
    assert np.array_equal(reader.column(0), np.arange(5000))


@pytest.mark.skipif(os.name != "posix", reason="freezing a process needs POSIX signals")
def test_a_frozen_host_stalls_nobody(reading: Callable, device: Callable) -> None:
    frozen_id, well_id = unique("frozen"), unique("well")
    reader = reading(Want(source_id=frozen_id), Want(source_id=well_id))
    frozen = device(frozen_id, 100.0, 1)
    device(well_id, 100.0, 1)
    reader.until(lambda: len({chunk.stream.key for chunk in reader.chunks}) == 2, 5.0)
    frozen.send_signal(signal.SIGSTOP)
    reader.until(lambda: reader.said("silent"), 2.0)
    reader.until(lambda: reader.said("lost"), 4.0)
    heard = sum(chunk.t.size for chunk in reader.chunks if chunk.stream.key == well_id)
    reader.during(0.5)
    more = sum(chunk.t.size for chunk in reader.chunks if chunk.stream.key == well_id)
    assert more - heard > 30
    frozen.send_signal(signal.SIGCONT)
    count_at = len(reader.said("connected"))
    reader.until(lambda: len(reader.said("connected")) > count_at, 4.0)
    reader.during(0.5)
    count = np.concatenate([c.x[:, 0] for c in reader.chunks if c.stream.key == frozen_id])
    assert np.all(np.diff(count) == 1)
    assert reader.slowest_s < 0.03
    start = reader.clock.now()
    reader.source.close()
    assert reader.clock.now() - start < 1.0


def test_a_broken_connection_to_a_living_outlet(reading: Callable, device: Callable) -> None:
    source_id = unique("broken")
    reader = reading(Want(source_id=source_id))
    device(source_id, 100.0, 1)
    reader.until(lambda: reader.chunks, 4.0)
    (attempt,) = reader.source._discovery._tries.values()
    attempt.inlet.halt()
    reader.until(lambda: reader.said("lost"), 2.0)
    assert reader.until(lambda: len(reader.said("connected")) == 2, 4.0) < 3.0
    reader.during(0.3)
    assert np.all(np.diff(reader.column(0)) >= 1)


def test_wants_metadata_irregular_and_markers(reading: Callable) -> None:
    box_id, rr_id, marker_id = unique("box"), unique("rr"), unique("marks")
    clock = LslClock()
    reader = reading(
        Want(source_id=box_id),
        Want(kind="rr", source_id=rr_id),
        Want(predicate=f"source_id='{marker_id}' and count(desc/channels/channel)=1"),
    )
    channels = (Channel("nSeq"), Channel("ECG", "mV"), Channel("RESP", "percent"))
    box = SignalOutlet(
        StreamInfo(box_id, "other", "box", channels, 100.0, declared_type="Physio"), precise=True
    )
    rr = SignalOutlet(
        StreamInfo(rr_id, "rr", "RRinterval", (Channel("ibi", "s"),), declared_type="ExciteOMeter")
    )
    unwanted = SignalOutlet(
        StreamInfo(unique("x"), "rr", "unwanted", (Channel("ibi"),), declared_type="RR")
    )
    marks = SignalOutlet(StreamInfo(marker_id, "markers", "marks", (Channel("event"),)))
    try:
        reader.until(lambda: len(reader.said("connected")) == 4, 5.0)
        t = clock.now()
        box.push(t + np.arange(3) / 100 - 0.03, [[1, 10, 20], [2, 11, 21], [3, 12, 22]])
        rr.push(np.array([t - 1.7, t - 0.9, t]), [[0.8], [0.8], [0.9]])
        marks.push_text(t, "begin → ü")
        reader.until(lambda: reader.markers and len(reader.chunks) >= 3, 3.0)
        reader.during(0.3)
    finally:
        for outlet in (box, rr, unwanted, marks):
            outlet.close()
    by_key = {chunk.stream.key: chunk for chunk in reader.chunks}
    assert set(by_key) == {box_id, f"{box_id}/respiration", rr_id}
    assert by_key[box_id].stream.channels == (Channel("ECG", "mV"),)

    def values(key: str) -> list[list[float]]:  # three samples may be read in two chunks
        return [row for c in reader.chunks if c.stream.key == key for row in c.x.tolist()]

    assert values(box_id) == [[10], [11], [12]]
    assert values(f"{box_id}/respiration") == [[20], [21], [22]]
    assert by_key[rr_id].stream.kind == "rr"
    rr_t = np.concatenate([c.t for c in reader.chunks if c.stream.key == rr_id])
    assert rr_t == pytest.approx([t - 1.7, t - 0.9, t], abs=0.002)
    assert [(m.text, m.stream.key) for m in reader.markers] == [("begin → ü", marker_id)]
    assert reader.markers[0].t == pytest.approx(t, abs=0.002)


def test_what_we_publish(reading: Callable) -> None:
    name = unique("t")
    clock = LslClock()
    body_out = BodyOutlet({"heart_rate": "1/min", "rmssd": "ms"}, ["coherence"], instance=name)
    shown_out = ParametersOutlet({"swell": "m", "warmth": ""}, instance=name)
    events_out = EventsOutlet(instance=name)
    pacer_out, pacer_in = (
        PacerOutlet(instance=name),
        PacerInlet(f"vrapp.out.pacer@{_node()}.{name}"),
    )
    outs = (body_out, shown_out, events_out, pacer_out)
    reader = reading(Want(predicate=f"contains(source_id,'{name}')"))
    try:
        assert pacer_in.latest(clock.now()) is None
        reader.until(lambda: len(reader.said("connected")) == 4, 5.0)
        reader.until(pacer_out.has_readers, 3.0)
        t = clock.now()
        body = BodyState(
            t,
            features={"heart_rate": Feature("heart_rate", t, 61.5, "1/min", 0.9)},
            indices={"coherence": Index("coherence", 0.7, 0.8)},
        )
        body_out.push(body)
        shown_out.push(t, {"swell": (0.4, "m")})
        events_out.push(t, "phase: baseline")
        pacer_out.push(Pacer(t, 3.25, 0.1, guided=True, presence=0.5))
        heard: list[Pacer] = []

        def hear() -> bool:
            pacer = pacer_in.latest(clock.now())
            heard.extend([pacer] if pacer else [])
            return bool(heard and reader.markers and len(reader.chunks) >= 3)

        reader.until(hear, 3.0)
        assert heard[0].t == pytest.approx(t, abs=0.002)
        assert (heard[0].phase, heard[0].rate_hz) == (3.25, 0.1)
        assert (heard[0].guided, heard[0].presence) == (True, 0.5)
        assert pacer_in.latest(t + 3.0) is None  # stale
    finally:
        pacer_in.close()
        for out in outs:
            out.close()
    rows = {chunk.stream.name: chunk for chunk in reader.chunks}
    indices = rows["vrapp indices"]
    labels = [channel.label for channel in indices.stream.channels]
    assert dict(zip(labels, indices.x[0].tolist(), strict=True)) == pytest.approx(
        {
            "heart_rate": 61.5, "heart_rate_trust": 0.9, "rmssd": float("nan"),
            "rmssd_trust": 0.0, "coherence": 0.7, "coherence_trust": 0.8,
        },
        nan_ok=True,
    )  # fmt: skip
    assert indices.stream.channels[0].unit == "1/min"
    assert indices.stream.declared_type == "Indices"
    assert rows["vrapp parameters"].x[0].tolist() == pytest.approx([0.4, np.nan], nan_ok=True)
    assert [marker.text for marker in reader.markers] == ["phase: baseline"]


def _node() -> str:
    import platform

    return platform.node()


def test_leaving_without_closing_ends_cleanly(device: Callable) -> None:
    source_id = unique("leave")
    device(source_id, 100.0, 1)
    code = (
        "import sys\n"
        "from biofeedback.lsl.source import LslSource\n"
        "from biofeedback.lsl.wants import Want\n"
        "from biofeedback.lsl.clock import LslClock\n"
        "clock, source = LslClock(), LslSource([Want(source_id=sys.argv[1])])\n"
        "while not source.read(clock.now()).chunks: clock.sleep_until(clock.now() + 0.05)\n"
        "print('heard', clock.now(), flush=True)\n"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code, source_id],
        cwd=ROOT, capture_output=True, text=True, timeout=20, check=False,
    )  # fmt: skip
    ended = LslClock().now()
    word, at = done.stdout.split()
    assert (word, done.returncode, done.stderr) == ("heard", 0, "")
    assert ended - float(at) < 2.0


def test_clock_sleeps_as_long_as_it_says() -> None:
    clock = LslClock()
    start = clock.now()
    used = time.process_time()
    clock.sleep_until(start + 0.2)
    used = time.process_time() - used
    assert 0.2 <= clock.now() - start < 0.3
    clock.sleep_until(start - 1.0)
    assert clock.now() - start < 0.3
    assert used < 0.05  # waits, does not spin
