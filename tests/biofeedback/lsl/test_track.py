"""The life of a stream in virtual time: restarts, moves, doubles, silence, odd stamps."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from biofeedback.lsl.metadata import Description
from biofeedback.lsl.track import Track, Yield
from tests.biofeedback.lsl.fakes import FakeInlet


class Reader:
    """Reads one track as the engine does."""

    def __init__(self, tap: Any = None) -> None:
        self.track = Track("dev", tap)
        self.out = Yield()
        self.visible: set[str] = set()

    def join(self, inlet: FakeInlet, now: float) -> None:
        self.visible.add(inlet.uid)
        self.track.join(inlet, now)  # type: ignore[arg-type]

    def read(self, *times: float) -> None:
        for now in times:
            self.track.read(now, self.visible, self.out)

    @property
    def t(self) -> np.ndarray:
        return np.concatenate([chunk.t for chunk in self.out.chunks] or [np.empty(0)])

    @property
    def x(self) -> np.ndarray:
        return np.concatenate([chunk.x for chunk in self.out.chunks])[:, 0]

    @property
    def said(self) -> list[str]:
        return [notice.kind for notice in self.out.notices]


def send(inlet: FakeInlet, numbers: Iterable[int], rate_hz: float = 100.0, t0: float = 0.0) -> None:
    numbers = list(numbers)
    inlet.send(t0 + np.array(numbers) / rate_hz, numbers)


def test_a_restart_joins_on_without_loss() -> None:
    reader, first = Reader(), FakeInlet()
    reader.join(first, 0.0)
    send(first, range(100))
    reader.read(1.0)
    send(first, range(100, 130))  # arrived, not read yet, when the outlet dies
    first.die()
    second = FakeInlet(uid="u2")
    reader.read(1.4)
    reader.visible.discard("u1")
    reader.join(second, 1.9)
    send(second, range(200, 300))
    reader.read(3.1)
    assert reader.x.tolist() == [*range(130), *range(200, 300)]
    assert np.all(np.diff(reader.t) > 0)
    assert reader.said == ["connected", "lost", "restarted"]
    assert first.halted
    assert {notice.stream for notice in reader.out.notices} == {"dev"}


def test_a_move_to_another_host_says_where() -> None:
    reader, first = Reader(), FakeInlet(host="a")
    reader.join(first, 0.0)
    first.die()
    reader.join(FakeInlet(uid="u2", host="b", offset_s=-500.0), 1.0)
    reader.read(1.0, 2.0)
    assert [n.detail for n in reader.out.notices if n.kind == "restarted"] == ["now on b"]


def test_a_silent_death_makes_way_for_the_successor() -> None:
    """A host without power: its connection never ends."""
    reader, first = Reader(), FakeInlet()
    reader.join(first, 0.0)
    send(first, range(100))
    reader.read(1.0, 1.4)
    assert reader.said == ["connected"]
    reader.read(1.6)
    assert reader.said == ["connected", "silent"]
    reader.visible = set()
    reader.read(1.7)
    assert reader.said == ["connected", "silent", "lost"]
    second = FakeInlet(uid="u2")
    reader.join(second, 2.0)
    send(second, range(200, 210))
    reader.read(2.2)
    assert reader.said[3:] == ["restarted"]
    assert reader.x.tolist() == [*range(100), *range(200, 210)]


def test_a_double_is_not_mixed_in() -> None:
    reader, first, double = Reader(), FakeInlet(), FakeInlet(uid="u2", host="other")
    reader.join(first, 0.0)
    reader.join(double, 0.0)
    for k in range(50):
        send(first, range(10 * k, 10 * k + 10))
        send(double, range(10 * k, 10 * k + 10))
        reader.read(0.1 * k + 0.1)
    assert reader.x.tolist() == list(range(500))
    assert reader.said == ["connected", "duplicate"]
    first.die()
    for k in range(50, 60):
        send(double, range(10 * k, 10 * k + 10))
        reader.read(0.1 * k + 0.1)
    assert reader.x.tolist() == list(range(600))  # what both sent counts once
    assert reader.said == ["connected", "duplicate", "lost", "restarted", "duplicate"]


def test_multicast_that_fails_does_not_end_a_stream() -> None:
    reader, inlet = Reader(), FakeInlet()
    reader.join(inlet, 0.0)
    reader.visible = set()
    for k in range(40):
        send(inlet, range(10 * k, 10 * k + 10))
        reader.read(0.1 * k + 0.1)
    assert reader.said == ["connected"]


def test_a_cable_pulled_and_put_back() -> None:
    reader, inlet = Reader(), FakeInlet()
    reader.join(inlet, 0.0)
    send(inlet, range(100))
    reader.visible = set()
    reader.read(1.0, 2.0, 8.0)
    send(inlet, range(100, 800))  # TCP kept it all
    reader.visible = {"u1"}
    reader.read(8.1)
    assert reader.said == ["connected", "silent", "lost", "connected"]
    assert reader.x.tolist() == list(range(800))
    assert not inlet.halted


def test_a_stale_connection_is_opened_anew() -> None:
    reader, inlet = Reader(), FakeInlet()
    reader.join(inlet, 0.0)
    send(inlet, range(100))
    reader.read(1.0)
    reader.visible = set()
    reader.read(5.0)
    reader.visible = {"u1"}
    reader.read(6.0, 8.0)
    assert not inlet.halted
    reader.read(9.5)
    assert inlet.halted
    again = FakeInlet()  # the same session
    reader.join(again, 9.8)
    send(again, range(960, 990))
    reader.read(10.0)
    assert reader.said == ["connected", "silent", "lost", "connected"]
    assert reader.x[-1] == 989


def test_irregular_streams_may_be_silent() -> None:
    reader, inlet = Reader(), FakeInlet(rate_hz=0.0, declared_type="RR")
    reader.join(inlet, 0.0)
    for t in (0.9, 1.8, 9.0):
        inlet.send([t], [[0.9]])
        reader.read(t + 0.05)
    assert reader.said == ["connected"]
    assert reader.t.tolist() == [0.9, 1.8, 9.0]
    reader.visible = set()
    reader.read(11.0)
    assert reader.said == ["connected"]
    reader.read(13.0)
    assert reader.said == ["connected", "lost"]


def test_nothing_is_given_before_the_clock_is_known() -> None:
    reader, inlet = Reader(), FakeInlet(offset_s=None)
    reader.join(inlet, 1000.0)
    send(inlet, range(10))
    reader.read(1000.2)
    assert reader.t.size == 0
    inlet.offsets.append((1000.3, 1000.0))
    reader.read(1000.3)
    assert reader.t == pytest.approx(1000.0 + np.arange(10) / 100)


def test_a_clock_that_never_answers_falls_back_on_arrival() -> None:
    reader, inlet = Reader(), FakeInlet(offset_s=None)
    reader.join(inlet, 1000.0)
    send(inlet, range(10))
    reader.read(1000.1, 1002.0, 1002.6)
    assert reader.t == pytest.approx(1000.01 + np.arange(10) / 100)
    assert "clock jump" in reader.said
    assert "UDP" in reader.out.notices[-1].detail


def test_stamps_ahead_wait_for_their_time_but_hold_nothing_up() -> None:
    reader, inlet = Reader(), FakeInlet(rate_hz=0.0)
    reader.join(inlet, 0.0)
    inlet.send([0.9, 1.2], [[1], [2]])
    reader.read(1.0)
    assert reader.t.tolist() == [0.9]
    reader.read(1.1)
    assert reader.t.tolist() == [0.9]
    inlet.send([86400.0], [[3]])  # days ahead: wrong, but here
    reader.read(1.25)
    assert reader.x.tolist() == [1, 2, 3]


def test_samples_without_a_stamp_are_told_of() -> None:
    reader, inlet = Reader(), FakeInlet(rate_hz=0.0)
    reader.join(inlet, 0.0)
    inlet.send([0.1, np.nan, np.inf, 0.2], [[1], [2], [3], [np.nan]])
    reader.read(1.0)
    assert reader.t.tolist() == [0.1, 0.2]  # a NaN *value* is the engine's to judge
    assert "not finite" in reader.said


def test_markers_as_text_and_as_numbers() -> None:
    text = Reader()
    inlet = FakeInlet(channel_format="string", declared_type="Markers", rate_hz=0.0, offset_s=5.0)
    text.join(inlet, 0.0)
    inlet.send_text(1.0, "begin")
    inlet.send_text(2.0, "later")
    text.read(6.5)
    assert [(marker.t, marker.text) for marker in text.out.markers] == [(6.0, "begin")]
    text.read(7.5)
    assert [marker.text for marker in text.out.markers] == ["begin", "later"]
    numbers = Reader()
    triggers = FakeInlet(declared_type="Triggers", rate_hz=0.0)
    numbers.join(triggers, 0.0)
    triggers.send([1.0], [[4]])
    numbers.read(1.1)
    assert [marker.text for marker in numbers.out.markers] == ["4"]
    assert not numbers.out.chunks


def test_mixed_streams_are_handed_out_by_kind() -> None:
    reader, inlet = Reader(), FakeInlet(declared_type="Box", labels=("n", "ECG", "RESP"))
    reader.join(inlet, 0.0)
    inlet.send([0.0, 0.01], [[0, 10, 20], [1, 11, 21]])
    reader.read(1.0)
    assert [(c.stream.key, c.x[:, 0].tolist()) for c in reader.out.chunks] == [
        ("dev", [10, 11]),
        ("dev/respiration", [20, 21]),
    ]


def test_a_sender_with_a_time_of_its_own_loses_nothing_at_a_restart() -> None:
    reader, first = Reader(), FakeInlet(offset_s=0.0)
    reader.join(first, 5000.0)
    send(first, range(100), t0=4999.0)
    reader.read(5000.0)
    first.die()
    second = FakeInlet(uid="u2")
    reader.join(second, 5001.0)
    send(second, range(50))  # counts its seconds from its start
    reader.read(5002.0)
    assert reader.x.tolist() == [*range(100), *range(50)]


class Record:
    """A tap that writes down what it hears."""

    def __init__(self) -> None:
        self.heard: list[tuple[Any, ...]] = []

    def opened(self, session: Description) -> None:
        self.heard.append(("opened", session.uid))

    def samples(self, session: Description, raw: np.ndarray, values: np.ndarray) -> None:
        self.heard.append(("samples", session.uid, raw.tolist(), values.dtype.name))

    def text(self, session: Description, raw: float, text: str) -> None:
        self.heard.append(("text", session.uid, raw, text))

    def offset(self, session: Description, measured_at: float, offset_s: float) -> None:
        self.heard.append(("offset", session.uid, measured_at, offset_s))

    def closed(self, session: Description) -> None:
        self.heard.append(("closed", session.uid))


def test_the_tap_hears_everything_untouched() -> None:
    record = Record()
    reader, inlet = Reader(record), FakeInlet(offset_s=100.0)
    reader.join(inlet, 100.0)
    inlet.send([0.0, 0.013], [[1], [2]])
    reader.read(101.0)
    inlet.die()
    reader.read(102.0)
    reader.track.close()
    assert record.heard == [
        ("opened", "u1"),
        ("offset", "u1", 0.0, 100.0),
        ("samples", "u1", [0.0, 0.013], "float32"),
        ("closed", "u1"),
    ]


@settings(deadline=None, derandomize=True, max_examples=40)
@given(
    st.lists(st.sampled_from(["read", "send", "kill", "start", "hide", "double"]), max_size=60),
    st.integers(0, 2**16),
)
def test_numbered_samples_whatever_happens(story: list[str], seed: int) -> None:
    """However sessions come and go: nothing twice, nothing out of order."""
    rng = np.random.default_rng(seed)
    reader, live, now, number = Reader(), [], 0.0, 0
    for uid, event in enumerate(story):
        now += float(rng.uniform(0.01, 0.6))
        if event == "send":
            count = int(now * 100) - number
            for inlet in live:
                send(inlet, range(number, number + count))
            number += count
        elif event == "kill" and live:
            dead = live.pop(0)
            dead.die()
            reader.visible.discard(dead.uid)
        elif event == "start" or (event == "double" and live):
            live = live if event == "double" else []
            live.append(FakeInlet(uid=f"u{uid}"))
            reader.join(live[-1], now)
        elif event == "hide":
            reader.visible = set()
        reader.read(now)
    if reader.out.chunks:
        assert np.all(np.diff(reader.x) > 0)
        assert np.all(np.diff(reader.t) > 0)
