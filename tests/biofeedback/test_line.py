"""A stream's line has its turns: what nothing hangs on waits, and nothing is lost by it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from biofeedback.engine import Engine
from biofeedback.types import TICK_S, Beat, Chunk, Event, Notice, Scr
from tests.biofeedback.bodies import Loud, Room, between, finder, loud_engine, stream, ticks


class Answering(Loud):
    """Answers each second on the second, and counts how often it was called."""

    calls = 0

    def step(self, chunk: Chunk) -> Sequence[Event]:
        type(self).calls += 1
        return [
            Scr(event.t, event.t + 1.0, 1.0, event.reported, 1.0)
            for event in super().step(chunk)
            if isinstance(event, Beat)
        ]


def test_slow_signals_gather_their_samples_and_nothing_they_say_misses_one() -> None:
    Answering.calls = 0
    info = stream("eda", 64.0)
    engine = Engine(find=finder(eda=Answering), indices=[])  # type: ignore[arg-type]
    said: dict[float, float] = {}
    for now in ticks(20.0):
        body = engine.step([between(info, now - TICK_S, now)], now)
        said |= {event.onset: now for event in engine.events if isinstance(event, Scr)}
        level = body.features["eda_level"]
        assert level.value == level.t * 64.0
        assert now - level.t < 0.125
    assert Answering.calls == pytest.approx(20 * 8, abs=2)
    assert list(said) == [float(i) for i in range(20)]
    assert all(now - onset <= 0.125 + TICK_S for onset, now in said.items())


class Counting(Loud):
    """Counts its calls, by kind."""

    calls: Counter[str] = Counter()  # noqa: RUF012  the test's own

    def step(self, chunk: Chunk) -> Sequence[Event]:
        self.calls[self.info.kind] += 1
        return super().step(chunk)


def test_a_pulse_that_nobody_needs_is_looked_at_four_times_a_second_until_it_is_needed() -> None:
    Counting.calls.clear()
    find = finder(ecg=Counting, ppg=Counting)
    room = Room(Engine(find=find, indices=[]), stream("ecg"), stream("ppg", 64.0))  # type: ignore[arg-type]
    room.run(1.0)
    Counting.calls.clear()
    room.run(8.0)
    assert Counting.calls == {"ecg": 8 * 32, "ppg": pytest.approx(8 * 4, abs=1)}
    Loud.trusts.update(ecg=0.0)
    room.run(1.0)
    Counting.calls.clear()
    body = room.run(4.0)
    assert Counting.calls["ppg"] == 4 * 32
    assert [b.t for b in body.beats] == list(range(14)), "its own beats, none missed meanwhile"
    assert {b.source for b in body.beats} == {"ppg"}


def test_what_sleeps_wakes_for_a_notice() -> None:
    room = Room(loud_engine(), stream("ecg"), stream("eda", 32.0))
    for later in range(4):  # whatever its turn
        body = room.run(8.0 + later * TICK_S)
        assert body.features["eda_level"].trust == 1.0
        body = room.run(TICK_S, without="eda", notices=[Notice("eda", "lost", room.now)])
        assert body.features["eda_level"].trust == 0.0
        room.run(3.0, notices=[Notice("eda", "connected", room.now)])


class Watchful(Loud):
    """Remembers the movement it was shown."""

    seen: list[float] = []  # noqa: RUF012  the test's own

    def beside(self, chunk: Chunk) -> None:
        self.seen.extend(chunk.t.tolist())


def test_no_movement_of_its_device_is_kept_from_a_pulse_that_sleeps() -> None:
    Watchful.seen.clear()
    engine = Engine(find=finder(ecg=Loud, ppg=Watchful, motion=Loud), indices=[])  # type: ignore[arg-type]
    worn = [replace(stream(kind, 64.0), source_id="wrist") for kind in ("ppg", "motion")]
    Room(engine, stream("ecg"), *worn).run(5.0)
    wanted = np.arange(0.0, 5.0 - 0.125, 1 / 64)
    assert Watchful.seen[: wanted.size] == wanted.tolist()
