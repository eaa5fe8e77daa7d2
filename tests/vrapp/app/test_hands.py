"""What hands give to a session and get from it: the breath of a belly, and the pacer's swell."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from biofeedback.lsl.metadata import describe, views
from biofeedback.types import EMPTY_BODY, Pacer
from tests.biofeedback.lsl.test_metadata import xml
from vrapp.app.belly import BellySensor, belly_source_id
from vrapp.app.feel import STRONGEST, Swell, swell
from vrapp.display.base import Frame, Hand, HasHands
from vrapp.display.headless import HeadlessDisplay

RATE = 72.0


class Hands:
    """A display that is nothing but hands."""

    def __init__(self) -> None:
        self.left, self.right = Hand("left"), Hand("right")
        self.worn = True
        self.felt: list[float] = []

    @property
    def hands(self) -> tuple[Hand, ...]:
        return (self.left, self.right) if self.worn else ()

    def feel(self, strength: float) -> None:
        self.felt.append(strength)


class Kept:
    def __init__(self) -> None:
        self.t: list[float] = []
        self.rows: list[Any] = []

    def push(self, t: Any, x: Any) -> None:
        self.t += t.tolist()
        self.rows += x.tolist()

    def close(self) -> None: ...


def frame(t: float) -> Frame:
    return Frame(0, t, (), np.eye(4, dtype=np.float32))


def at(y: float, z: float = 0.0) -> Any:
    return (0.0, 0.0, 0.0, 1.0), (0.1, y, z)


def run(seconds: float, move: Any) -> tuple[np.ndarray, np.ndarray]:
    """Stamps and (n, 2) rows sent while `move(display, t)` moves the hands."""
    display, kept = Hands(), Kept()
    sensor = BellySensor(display, kept)
    session: Any = None
    for t in (100.0 + np.arange(int(seconds * RATE)) / RATE).tolist():
        move(display, t)
        sensor.see(frame(t), session, EMPTY_BODY)
    return np.array(kept.t), np.array(kept.rows)


def breathing(t: float) -> float:
    return 1.0 + 0.004 * math.sin(2.0 * math.pi * 0.2 * t)


@pytest.mark.parametrize("side", ["left", "right"])
def test_the_hand_that_breathes_is_the_one_sent(side: str) -> None:
    def move(display: Hands, t: float) -> None:
        for hand in display.hands:
            hand.tracked = True
            hand.local_from_grip = at(breathing(t) if hand.side == side else 0.7)

    t, rows = run(40.0, move)
    late = t > 115.0
    assert np.isfinite(rows[late, 0]).all()
    assert np.corrcoef(rows[late, 0], [breathing(u) for u in t[late]])[0, 1] > 0.95
    assert rows[late, 1].min() > 0.8


def test_no_breath_is_no_number() -> None:
    def rest(display: Hands, t: float) -> None:
        display.left.tracked, display.left.local_from_grip = True, at(0.7)

    _, table = run(20.0, rest)
    assert np.isnan(table[:, 0]).all()

    def lose(display: Hands, t: float) -> None:
        display.left.tracked, display.left.local_from_grip = t < 120.0, at(breathing(t))
        display.worn = t < 125.0

    t, rows = run(30.0, lose)
    assert t.size == 30.0 * RATE, "the stream goes on without a hand and without a headset"
    assert np.isfinite(rows[(t > 110.0) & (t < 120.0), 0]).all()
    assert np.isnan(rows[t >= 120.0, 0]).all()
    assert (rows[t >= 120.0, 1] == 0.0).all()


def test_a_frame_of_the_same_time_is_not_sent_twice() -> None:
    kept, session = Kept(), SimpleNamespace()
    sensor = BellySensor(Hands(), kept)
    for t in (1.0, 1.0, 2.0):
        sensor.see(frame(t), session, EMPTY_BODY)  # type: ignore[arg-type]
    assert kept.t == [1.0, 2.0]


def test_our_belly_is_a_sensor() -> None:
    own = xml("vrapp belly", "RESP", ("volume", "quality"), source_id=belly_source_id("1"))
    (view,) = views(describe(own), "k")
    assert view.stream.kind == "respiration"
    assert [channel.label for channel in view.stream.channels] == ["volume", "quality"]


def test_who_has_hands() -> None:
    assert isinstance(Hands(), HasHands)
    assert not issubclass(HeadlessDisplay, type(Hands()))
    assert not hasattr(HeadlessDisplay, "hands")


def felt(seconds: float = 10.0, **pacer: Any) -> list[float]:
    display = Hands()
    observer = Swell(display)
    for t in (np.arange(int(seconds * RATE)) / RATE).tolist():
        now = Pacer(
            t, **{"phase": 0.1 * t, "rate_hz": 0.1, "guided": True, "presence": 1.0} | pacer
        )
        session: Any = SimpleNamespace(pacer=now)
        observer.see(frame(t), session, EMPTY_BODY)
    return display.felt


def test_the_swell_is_felt_while_inhaling_softly_and_not_too_often() -> None:
    calls = felt()  # one breath: five seconds of inhaling
    assert 40 <= len(calls) <= 50
    assert max(calls) == pytest.approx(STRONGEST, rel=0.01)
    assert max(abs(np.diff(calls))) < 0.1 * STRONGEST
    assert calls[0] < 0.1 * STRONGEST
    assert calls[-1] < 0.1 * STRONGEST
    assert all(swell(Pacer(0.0, phase, 0.1, True, 1.0)) == 0.0 for phase in (0.55, 0.75, 3.95))


def test_nothing_is_felt_without_guidance_and_in_the_dark() -> None:
    assert felt(guided=False) == []
    assert felt(presence=0.0) == []
    assert max(felt(presence=0.5)) == pytest.approx(0.5 * STRONGEST, rel=0.01)
