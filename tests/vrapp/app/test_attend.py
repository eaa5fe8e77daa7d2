"""Where a person looks and throws, from a frame and its events."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import pytest

from tests.vrapp.app.test_gaze import Looking, Nobody
from tests.vrapp.render.conftest import probe
from vrapp.app.attend import attention, look_of
from vrapp.app.loop import run_frames
from vrapp.display.base import Frame, InputEvent
from vrapp.render.renderer import Renderer
from vrapp.session.attention import NOBODY
from vrapp.session.protocol import Phase, Protocol
from vrapp.session.session import Session
from vrapp.session.targets import Target


def pose(yaw_rad: float, place: tuple[float, float, float]) -> np.ndarray:
    """A head turned to the left by `yaw_rad`."""
    c, s = math.cos(yaw_rad), math.sin(yaw_rad)
    found = np.eye(4, dtype=np.float32)
    found[:3, :3] = [[c, 0.0, s], [0.0, 1.0, 0.0], [-s, 0.0, c]]
    found[:3, 3] = place
    return found


def test_a_head_looks_along_its_minus_z() -> None:
    look = look_of(pose(math.pi / 2, (0.1, 0.2, 0.3)))
    assert look.origin == pytest.approx((0.1, 0.2, 0.3))
    assert look.direction == pytest.approx((-1.0, 0.0, 0.0), abs=1e-6)


def test_a_press_throws_along_the_look_or_where_the_pointer_is() -> None:
    with Looking([(60.0, (20.0, 10.0))]) as display:
        frame = next(iter(display.frames()))
        display.look(math.radians(20.0), math.radians(10.0))
        pressed = InputEvent("select", frame.time)
        found = attention(frame, [pressed, InputEvent("next", frame.time)])
        assert list(found.throws) == [found.look]
        pointed = [InputEvent("select", frame.time, f"{x} 0.0") for x in (0.0, 0.9)]
        middle, right = attention(frame, pointed).throws
        assert found.look is not None
        assert middle.direction == pytest.approx(found.look.direction, abs=1e-4)
        assert right.direction[0] > middle.direction[0] + 0.2
        frame.attended = False
        assert attention(frame, [pressed]) == NOBODY


class Player(Looking):
    """Turns to a target that sleeps, as the pictures show it, or throws while looking elsewhere."""

    def __init__(self, throws: bool) -> None:
        super().__init__([])
        self.throws = throws
        self.session: Session | None = None

    def frames(self) -> Iterator[Frame]:
        for frame in super().frames():
            asleep = [t for t in self.targets() if t.sleeps and t.presence >= 1.0]
            if asleep and not self.throws:
                x, y, z = asleep[0].place
                self.look(math.atan2(-x, -z), math.atan2(y, math.hypot(x, z)))
            else:
                self.look(math.radians(12.0), 0.0)
            if asleep and self.throws and frame.number % 60 == 0:
                self.happened.append(InputEvent("select", frame.time))
            yield frame

    def targets(self) -> tuple[Target, ...]:
        return self.session._targets.state.targets if self.session is not None else ()


@pytest.mark.parametrize("throws", [False, True])
def test_targets_are_woken_by_looking_or_by_a_throw_in_a_whole_session(throws: bool) -> None:
    spec, said = probe("targets"), list[str]()
    with Player(throws) as display, Renderer(display.context) as renderer:
        protocol = Protocol("p", (Phase("one", 20.0),))
        session = display.session = Session(protocol, {"targets": spec}, "targets", 100.0)
        run_frames(
            display, renderer, session, Nobody(), None,
            [lambda frame, session, body: said.extend(session.events)],
        )  # fmt: skip
    assert session._targets.state.woken >= 2
    assert [e for e in said if e.startswith("target woken: 1 ")]
