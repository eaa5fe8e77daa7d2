from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import FrozenInstanceError, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from biofeedback.engine import Engine
from biofeedback.indices.base import History
from biofeedback.signals.base import Signal
from biofeedback.types import (
    TICK_S,
    Beat,
    Breath,
    Chunk,
    Event,
    Feature,
    Index,
    Marker,
    Notice,
    Pull,
    Retraction,
    Scr,
    SignalKind,
)
from tests.biofeedback.bodies import (
    Breather,
    Loud,
    Room,
    between,
    chunk,
    finder,
    loud_engine,
    stream,
    ticks,
)  # fmt: skip


class Count:
    """An index that says how many beats it sees, believed as far as their signal is."""

    period_s = 1.0

    def __init__(self) -> None:
        self.runs: list[float] = []

    def compute(self, history: History, now: float) -> Iterable[Feature | Index]:
        self.runs.append(now)
        kind = history.beats[-1].source if history.beats else "ecg"
        trust, reason = history.quality.get(kind, (0.0, "no beats"))
        yield Feature("beat_count", now, float(len(history.beats)), "1", trust, reason)
        yield Index("half", 0.5, trust, reason)


def test_a_body_says_what_came_in() -> None:
    room = Room(loud_engine(Count()), stream("ecg"), stream("respiration", 32.0))
    body = room.run(10.0)
    assert body.t == 10.0
    assert [beat.t for beat in body.beats] == list(range(10))
    assert body.beats[-1].interval_s == 1.0
    assert body.features["ecg_level"].value == pytest.approx(2560, abs=32)
    assert body.features["beat_count"].value == pytest.approx(10, abs=1)
    assert body.indices["half"].value == 0.5
    assert body.respiration.phase == pytest.approx(1.0, abs=0.01)
    assert body.respiration.trust == 1.0
    assert {h.stream.key: h.samples for h in body.streams} == {"ecg": 2560, "respiration": 320}
    assert set(body.traces) == {"ecg", "respiration"}
    assert body.traces["ecg"].unit == "mV"


def test_nothing_published_is_ever_edited() -> None:
    room = Room(loud_engine(Count()), stream("ecg"), stream("respiration", 32.0))
    room.run(3.0)
    body = room.bodies[40]
    before = repr(body)
    room.run(20.0)
    assert repr(body) == before
    with pytest.raises(FrozenInstanceError):
        body.t = 1.0  # type: ignore[misc]
    with pytest.raises(TypeError):
        body.features["x"] = body.features["ecg_level"]  # type: ignore[index]
    assert isinstance(body.beats, tuple)
    assert isinstance(body.notices, tuple)


def test_the_same_input_gives_the_same_bodies_twice() -> None:
    rooms = [Room(loud_engine(Count()), stream("ecg"), stream("ppg", 64.0)) for _ in range(2)]
    for room in rooms:
        room.run(5.0)
    assert [repr(b) for b in rooms[0].bodies] == [repr(b) for b in rooms[1].bodies]


def test_an_event_is_reported_no_earlier_than_the_newest_sample_of_any_stream() -> None:
    room = Room(loud_engine(), stream("ecg", 16.0), stream("eda", 1000.0))
    room.run(3.0)
    beats = [e for e in room.events if isinstance(e, Beat)]
    newest = [t + TICK_S for t in (0.0, 1.0, 2.0)]
    assert [b.reported for b in beats] == pytest.approx(newest, abs=1.1e-3)


def test_a_lost_stream_takes_its_trust_away_in_the_same_step_with_the_reason() -> None:
    room = Room(loud_engine(Count()), stream("ecg"), stream("respiration", 32.0))
    assert room.run(8.0).features["ecg_level"].trust == 1.0
    body = room.run(TICK_S, without="ecg", notices=[Notice("ecg", "lost", room.now)])
    for said in (body.features["ecg_level"], body.features["beat_count"], body.indices["half"]):
        assert said.trust == 0.0
        assert said.reason == "ECG: stream lost"
    assert body.respiration.trust == 1.0
    assert [n.kind for n in body.notices] == ["lost"]
    body = room.run(TICK_S, without="respiration")
    body = room.run(0.6, without="respiration")
    assert body.respiration.trust == 0.0
    assert body.respiration.reason == "Respiration: no data for 1 s"


def test_trust_comes_back_with_clean_data() -> None:
    room = Room(loud_engine(Count()), stream("ecg"))
    room.run(5.0)
    room.run(2.0, without="ecg")
    room.run(TICK_S)
    half = room.run(1.0).features["ecg_level"].trust
    assert 0.1 < half < 0.9
    assert room.run(3.0).features["beat_count"].trust == 1.0


def test_indices_run_at_their_period_and_at_once_when_trust_falls() -> None:
    count = Count()
    room = Room(loud_engine(count), stream("ecg"))
    room.run(10.0)
    assert len(count.runs) == pytest.approx(11, abs=1)
    assert np.diff(count.runs[2:]) == pytest.approx(1.0)
    runs = len(count.runs)
    Loud.trusts["ecg"] = 0.3
    body = room.run(4 * TICK_S)  # a signal is asked eight times a second
    assert room.now - 4 * TICK_S < count.runs[runs] <= room.now
    assert len(count.runs) == runs + 1
    assert (body.indices["half"].trust, body.indices["half"].reason) == (0.3, "ecg is noisy")


def test_of_two_streams_of_a_kind_the_more_trusted_is_used_and_both_are_listed() -> None:
    room = Room(loud_engine(), stream("ecg", key="a"), stream("ecg", 128.0, key="b"))
    Loud.trusts.update(a=0.9, b=0.8)
    room.run(8.0)
    assert room.bodies[-1].features["ecg_level"].value == pytest.approx(8 * 256, abs=32)
    Loud.trusts.update(a=0.2)
    assert room.run(1.0).features["ecg_level"].value > 8 * 256, "not at a moment's notice"
    assert room.run(2.0).features["ecg_level"].value == pytest.approx(11 * 128, abs=16)
    assert [h.stream.key for h in room.bodies[-1].streams] == ["a", "b"]
    body = room.run(4.0)
    assert [b.t for b in body.beats] == list(range(15)), "the other's own beats, none twice"


def test_beats_come_from_the_heart_before_the_pulse_unless_it_is_not_to_be_believed() -> None:
    room = Room(loud_engine(), stream("ppg", 64.0), stream("ecg"))
    Loud.trusts.update(ecg=0.8, ppg=1.0)
    assert {b.source for b in room.run(8.0).beats} == {"ecg"}
    Loud.trusts.update(ecg=0.2)
    assert {b.source for b in room.run(3.0).beats} == {"ppg"}
    Loud.trusts.update(ecg=0.9)
    assert {b.source for b in room.run(1.0).beats} == {"ppg"}
    assert {b.source for b in room.run(2.0).beats} == {"ecg"}


def test_a_heart_signal_that_still_learns_is_waited_for() -> None:
    room = Room(loud_engine(), stream("ppg", 64.0), stream("ecg"))
    Loud.trusts.update(ecg=0.0, ppg=0.7)
    room.run(3.0)
    Loud.trusts.update(ecg=0.9)
    room.run(5.0)
    assert {b.source for b in room.events if isinstance(b, Beat)} == {"ecg"}
    Loud.trusts.update(ecg=0.0)
    room.run(1.0)
    assert room.bodies[-1].beats[-1].source == "ppg"


class Doubtful(Loud):
    """Takes every third beat back half a second later."""

    def step(self, chunk: Chunk) -> Sequence[Event]:
        events = list(super().step(chunk))
        events += [
            Retraction(float(t) - 0.5, float(t), self.info.kind)
            for t in chunk.t
            if float(t) % 3.0 == 0.5
        ]
        return events


def test_a_retracted_beat_leaves_the_body_and_the_history_and_is_published() -> None:
    engine = Engine(find=finder(ecg=Doubtful), indices=[])  # type: ignore[arg-type]
    room = Room(engine, stream("ecg"))
    body = room.run(9.0)
    assert [b.t for b in body.beats] == [1, 2, 4, 5, 7, 8]
    taken = [e for e in room.events if isinstance(e, Retraction)]
    assert [r.t for r in taken] == [0.0, 3.0, 6.0]
    assert all(r.retracted >= r.t + 0.5 for r in taken)


class Skin(Loud):
    def step(self, chunk: Chunk) -> Sequence[Event]:
        return [Scr(float(t), float(t), 0.1, float(t), 1.0) for t in chunk.t if t % 2 == 0]


class BreathCounter(Breather):
    def step(self, chunk: Chunk) -> Sequence[Event]:
        super().step(chunk)
        return [Breath(float(t), float(t), float(t), 1.0) for t in chunk.t if t % 5 == 0]


def test_breaths_and_skin_responses_reach_the_history_for_as_long_as_it_lasts() -> None:
    seen: list[tuple[int, int, float]] = []

    class Look:
        period_s = 10.0

        def compute(self, history: History, now: float) -> Iterable[Feature | Index]:
            oldest = history.breaths[0].exhale if history.breaths else now
            seen.append((len(history.breaths), len(history.scrs), now - oldest))
            return ()

    find = finder(eda=Skin, respiration=BreathCounter)
    engine = Engine(find=find, indices=[Look()])  # type: ignore[arg-type]
    room = Room(engine, stream("eda", 4.0), stream("respiration", 4.0))
    body = room.run(400.0)
    assert seen[-1][0] == pytest.approx(67, abs=1)
    assert seen[-1][1] == pytest.approx(166, abs=1)
    assert 320.0 < seen[-1][2] <= 330.0
    assert len(body.breaths) == pytest.approx(13, abs=1)


def test_streams_are_listed_before_their_first_sample_and_markers_need_no_signal() -> None:
    engine = loud_engine()
    markers = stream("markers", 0.0)
    body = engine.step(Pull(), 0.0, streams=[stream("ecg"), markers])
    assert [(h.stream.key, h.state) for h in body.streams] == [
        ("ecg", "silent"),
        ("markers", "live"),
    ]
    body = engine.step(Pull(markers=[Marker(markers, 0.05, "begin")]), 0.1)
    assert (body.streams[1].samples, body.streams[1].last_t) == (1, 0.05)
    body = engine.step(Pull(), 100.0)
    assert (body.streams[1].state, body.streams[1].trust) == ("live", 1.0)


def test_a_device_that_comes_back_with_another_rate_gets_a_new_signal_and_no_old_samples() -> None:
    room = Room(loud_engine(), stream("ecg", 256.0))
    room.run(4.0)
    room.infos = [replace(stream("ecg", 128.0))]
    overlap = between(room.infos[0], 3.0, 4.0)
    body = room.engine.step([overlap], 4.0)
    assert body.streams[0].samples == 0
    body = room.run(4.0)
    assert body.features["ecg_level"].value == pytest.approx(4 * 128, abs=16)
    assert len(body.streams) == 1


def test_notices_are_kept_to_the_last_twenty_and_given_once_for_the_record() -> None:
    room = Room(loud_engine(), stream("ecg"))
    for i in range(30):
        body = room.run(TICK_S, notices=[Notice("ecg", "connected", float(i))])
        assert [n.t for n in room.engine.notices] == [float(i)]
    assert [n.t for n in body.notices] == [float(i) for i in range(10, 30)]
    room.run(TICK_S)
    assert room.engine.notices == ()


def test_without_traces_none_are_made() -> None:
    room = Room(loud_engine(traces=False), stream("ecg"))
    assert room.run(1.0).traces == {}


class Broken(Loud):
    def step(self, chunk: Chunk) -> Sequence[Event]:
        raise ZeroDivisionError("a bug in a signal")


def test_a_bug_in_a_signal_is_not_swallowed() -> None:
    engine = Engine(find=finder(ecg=Broken), indices=[])  # type: ignore[arg-type]
    with pytest.raises(ZeroDivisionError, match="a bug in a signal"):
        engine.step([between(stream("ecg"), 0, 1)], 1.0)


kinds: st.SearchStrategy[SignalKind] = st.sampled_from(["ecg", "ppg", "rr", "eda", "respiration"])
values = st.floats(allow_nan=True, allow_infinity=True)
pieces = st.tuples(kinds, st.lists(st.tuples(values | st.floats(0, 9), values), max_size=6))


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(st.tuples(st.floats(0, 2), st.lists(pieces, max_size=4)), max_size=12))
def test_anything_may_come_and_trust_stays_a_probability(steps) -> None:  # type: ignore[no-untyped-def]
    engine = loud_engine(Count())
    infos = {kind: stream(kind, 64.0) for kind in ("ecg", "ppg", "rr", "eda", "respiration")}
    now = 0.0
    for wait, parts in steps:
        now += wait
        chunks = [
            chunk(infos[kind], [t for t, _ in samples], [x for _, x in samples])
            for kind, samples in parts
        ]
        body = engine.step(chunks, now)
        trusts = [f.trust for f in body.features.values()] + [h.trust for h in body.streams]
        assert all(0.0 <= trust <= 1.0 for trust in trusts)
        times = [beat.t for beat in body.beats]
        assert times == sorted(set(times))


def test_the_parts_find_each_other_by_kind() -> None:
    from biofeedback.signals.base import find_signal

    cls: type[Signal] | None = find_signal("markers")
    assert cls is None


def test_a_real_heart_signal_that_is_lost_takes_every_index_of_it_down_at_once() -> None:
    from biofeedback.sources.patient import Patient

    patient, engine = Patient(seed=2, streams=("ecg", "respiration")), Engine()
    for now in ticks(80.0):
        body = engine.step(patient.read(now), now)
    names = ("heart_rate", "rmssd", "coherence")
    assert all(body.features[name].trust > 0.3 for name in names)
    now += TICK_S
    pull = patient.read(now)
    breath = [c for c in pull.chunks if c.stream.kind == "respiration"]
    key = next(h.stream.key for h in body.streams if h.stream.kind == "ecg")
    body = engine.step(Pull(breath, notices=[Notice(key, "lost", now)]), now)
    assert [body.features[name].trust for name in names] == [0.0, 0.0, 0.0]
    assert {body.features[name].reason for name in names} == {"ECG: stream lost"}
    assert body.indices["coherence"].trust == 0.0
    assert body.respiration.trust > 0.3
