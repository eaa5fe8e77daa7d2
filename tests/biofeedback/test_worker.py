from __future__ import annotations

import math
import sys
import threading
import time
from itertools import pairwise

import pytest

from biofeedback.engine import Engine
from biofeedback.sources.base import SourceError
from biofeedback.types import EMPTY_BODY, BodyState, Pull
from biofeedback.worker import SWITCH_S, Worker
from tests.biofeedback.bodies import Loud, Tape, stream


class WallClock:
    """Real seconds from 0, for a source that plays in real time."""

    def __init__(self) -> None:
        self._start = time.monotonic()

    def now(self) -> float:
        return time.monotonic() - self._start

    def sleep_until(self, time_: float) -> None:
        time.sleep(max(0.0, time_ - self.now()))


class SlowTape(Tape):
    """Reading takes long, but only at first."""

    reads = 0

    def read(self, until: float) -> Pull:
        self.reads += 1
        if self.reads == 3:
            time.sleep(0.15)
        return super().read(until)


class DeadTape(Tape):
    def read(self, until: float) -> Pull:
        if until > 0.1:
            raise SourceError("the cable is out; put it back")
        return super().read(until)


def engine() -> Engine:
    return Engine(find=lambda kind: Loud, indices=[])  # type: ignore[arg-type,return-value]


def wait_for(condition, seconds: float = 3.0) -> None:  # type: ignore[no-untyped-def]
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.005)


def test_bodies_are_published_on_the_ticks_and_each_is_new() -> None:
    bodies: list[BodyState] = []
    worker = Worker(Tape(stream(), end=60.0), engine(), WallClock(), publish=bodies.append)
    assert worker.body is EMPTY_BODY
    assert math.isnan(worker.latency().p50_s)
    worker.start()
    wait_for(lambda: worker.ticks >= 16)
    assert worker.alive
    worker.stop()
    worker.check()
    assert not worker.alive
    assert worker.body is bodies[-1]
    steps = [b.t - a.t for a, b in pairwise(bodies)]
    # The ticks stay on their grid, whatever the machine does in between.
    assert sum(steps) / len(steps) == pytest.approx(1 / 32, rel=0.5)
    assert worker.body.streams[0].samples == pytest.approx(worker.body.t * 256, abs=2)


def test_latency_is_from_each_sample_to_its_publication() -> None:
    worker = Worker(Tape(stream(), end=60.0), engine(), WallClock())
    worker.start()
    wait_for(lambda: worker.ticks >= 32)
    worker.stop()
    latency = worker.latency()
    assert latency.samples == worker.body.streams[0].samples
    # Samples of an ideal stream wait for 0..1/32 s; a loaded machine adds to it.
    assert 1 / 128 < latency.p50_s < 0.1
    assert latency.p50_s < latency.p99_s
    assert 0.0 < worker.cpu_s < 1.0
    worker.forget_latency()
    assert worker.latency().samples == 0


def test_more_samples_than_are_kept_leave_the_newest() -> None:
    worker = Worker(Tape(stream(rate_hz=50_000.0), end=60.0), engine(), WallClock())
    worker.start()
    wait_for(lambda: worker.ticks >= 40)
    worker.stop()
    assert worker.latency().samples == 1 << 15
    assert 0.0 < worker.latency().p50_s < 0.2


def test_a_late_tick_is_counted_and_the_grid_is_kept() -> None:
    worker = Worker(SlowTape(stream(), end=60.0), engine(), WallClock())
    worker.start()
    wait_for(lambda: worker.ticks >= 12)
    worker.stop()
    assert worker.overruns >= 3
    assert worker.body.streams[0].samples == pytest.approx(worker.body.t * 256, abs=2)


def test_an_error_in_the_thread_surfaces_where_it_is_asked_for() -> None:
    worker = Worker(DeadTape(stream(), end=60.0), engine(), WallClock())
    worker.start()
    wait_for(lambda: not worker.alive)
    assert isinstance(worker.error, SourceError)
    with pytest.raises(SourceError, match="the cable is out"):
        worker.check()
    assert worker.body.t <= 0.1, "the last body stays readable"
    worker.stop()


def test_an_error_in_publish_is_an_error_of_the_worker() -> None:
    def publish(body: BodyState) -> None:
        raise RuntimeError("no outlet")

    worker = Worker(Tape(stream()), engine(), WallClock(), publish=publish)
    worker.start()
    wait_for(lambda: not worker.alive)
    with pytest.raises(RuntimeError, match="no outlet"):
        worker.check()


def test_the_frame_loop_never_waits_five_milliseconds_for_the_interpreter() -> None:
    before = sys.getswitchinterval()
    try:
        sys.setswitchinterval(0.005)
        worker = Worker(Tape(stream(), end=60.0), engine(), WallClock())
        worker.start()
        worker.stop()
        assert sys.getswitchinterval() <= SWITCH_S + 1e-9
    finally:
        sys.setswitchinterval(before)


def test_stop_is_quick_and_may_be_called_at_any_time() -> None:
    worker = Worker(Tape(stream()), engine(), WallClock())
    worker.stop()
    worker = Worker(Tape(stream()), engine(), WallClock())
    worker.start()
    began = time.monotonic()
    worker.stop()
    worker.stop()
    assert time.monotonic() - began < 1.0


def test_a_source_that_blocks_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("biofeedback.worker.STOP_S", 0.1)
    gate = threading.Event()

    class Stuck(Tape):
        def read(self, until: float) -> Pull:
            gate.wait(5.0)
            return Pull()

    worker = Worker(Stuck(stream()), engine(), WallClock())
    worker.start()
    with pytest.raises(TimeoutError, match="Stuck"):
        worker.stop()
    gate.set()
    wait_for(lambda: not worker.alive)
