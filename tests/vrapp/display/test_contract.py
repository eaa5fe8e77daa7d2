"""Every display against the contract of `vrapp.display.base`. A new backend adds one line here."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import moderngl
import numpy as np
import pytest

from biofeedback.clock import VirtualClock
from vrapp.display.base import Display, DisplayError, InputEvent
from vrapp.display.headless import HeadlessDisplay
from vrapp.display.window import WindowDisplay
from vrapp.panel import Panel
from vrapp.render.view import View

SIZE = (96, 64)
Maker = Callable[[VirtualClock], Display]


def headless(clock: VirtualClock) -> Display:
    return HeadlessDisplay(SIZE, 90.0, clock)


def headless_stereo(clock: VirtualClock) -> Display:
    return HeadlessDisplay(SIZE, 90.0, clock, stereo=True)


def window(clock: VirtualClock) -> Display:
    return WindowDisplay(SIZE, clock, 90.0, vsync=False)


def window_with_desk(clock: VirtualClock) -> Display:
    return WindowDisplay((1280, 720), clock, 90.0, vsync=False, panel=Panel())


BACKENDS: list[Maker] = [headless, headless_stereo, window, window_with_desk]
NEED_A_SCREEN = (window, window_with_desk)


@pytest.fixture(params=BACKENDS, ids=lambda make: make.__name__)
def display(request: pytest.FixtureRequest) -> Iterator[Display]:
    if request.param in NEED_A_SCREEN:
        request.getfixturevalue("screen")
    try:
        opened = request.param(VirtualClock(100.0))
    except DisplayError as error:
        pytest.skip(str(error))
    with opened as entered:
        yield entered


def test_it_has_a_name_and_a_context(display: Display) -> None:
    assert display.name
    assert isinstance(display.context, moderngl.Context)
    assert display.context.version_code >= 330


def test_frames_come_in_order_and_their_time_only_goes_forward(display: Display) -> None:
    numbers, times = [], []
    for frame in display.frames():
        numbers.append(frame.number)
        times.append(frame.time)
        display.present()
        if len(numbers) == 12:
            break
    assert numbers == list(range(numbers[0], numbers[0] + 12))
    assert np.all(np.diff(times) > 0)
    assert times[0] >= 100.0


def test_views_are_ready_to_be_drawn_into(display: Display) -> None:
    frames = display.frames()
    first = next(frames)
    views = list(first.views)
    assert 1 <= len(views) <= 2
    assert [view.eye for view in views] == list(range(len(views)))
    for view in views:
        assert isinstance(view, View)
        assert isinstance(view.target, moderngl.Framebuffer)
        assert view.viewport[2] > 0
        assert view.viewport[3] > 0
        rotation = view.eye_from_world[:3, :3]
        assert np.allclose(rotation @ rotation.T, np.eye(3), atol=1e-5)
        assert np.linalg.det(rotation) == pytest.approx(1.0, abs=1e-5)
        assert np.array_equal(view.eye_from_world[3], [0, 0, 0, 1])
        assert np.array_equal(view.clip_from_eye[3], [0, 0, -1, 0])  # a perspective, OpenGL's
        ahead = view.clip_from_eye @ view.eye_from_world @ np.array([0, 0, -10, 1], np.float32)
        assert np.all(np.abs(ahead[:3]) < ahead[3])  # a seated person looks ahead
        above = view.clip_from_eye @ view.eye_from_world @ np.array([0, 1, -10, 1], np.float32)
        assert above[1] / above[3] > ahead[1] / ahead[3]  # and is not upside down
    # Drawing must work, and the views stay the same objects from frame to frame.
    for view in views:
        view.target.viewport = view.viewport
        view.target.use()
        view.target.clear(0.2, 0.4, 0.6, 1.0, viewport=view.viewport)
    display.present()
    assert all(a is b for a, b in zip(next(frames).views, views, strict=True))
    assert display.context.error == "GL_NO_ERROR"


def test_the_left_eye_is_to_the_left(display: Display) -> None:
    views = next(iter(display.frames())).views
    places = [np.linalg.inv(view.eye_from_world)[0, 3] for view in views]
    assert places == sorted(places)
    if len(places) == 2:
        assert 0.05 < places[1] - places[0] < 0.08


def test_events_are_a_sequence_and_do_not_repeat(display: Display) -> None:
    next(iter(display.frames()))
    assert all(isinstance(event, InputEvent) for event in display.events())
    assert list(display.events()) == []


def test_close_ends_the_frames_and_may_be_said_twice(display: Display) -> None:
    seen = 0
    for _ in display.frames():
        display.present()
        seen += 1
        if seen == 3:
            display.close()
            display.close()
    assert seen == 3
    assert list(display.frames()) == []


def test_the_head_lies_between_the_eyes_and_looks_where_they_look(display: Display) -> None:
    frame = next(iter(display.frames()))
    eyes = [np.linalg.inv(view.eye_from_world) for view in frame.views]
    assert np.allclose(frame.world_from_head[:3, 3], np.mean([e[:3, 3] for e in eyes], axis=0))
    for eye in eyes:
        assert np.allclose(frame.world_from_head[:3, :3], eye[:3, :3], atol=1e-6)


def test_recentring_makes_where_one_looks_ahead(display: Display) -> None:
    frames = iter(display.frames())
    next(frames)
    display.recentre()
    display.present()
    assert np.allclose(next(frames).world_from_head, np.eye(4), atol=1e-6)
