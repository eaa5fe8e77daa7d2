"""Where a person looks and throws, from a frame and its events."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tests.vrapp.app.test_gaze import Looking
from vrapp.app.attend import attention, look_of
from vrapp.display.base import InputEvent
from vrapp.session.attention import NOBODY


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
