"""The desktop window on a (virtual) screen."""

from __future__ import annotations

import math
import os
import subprocess
import sys
from collections.abc import Iterator

import moderngl
import numpy as np
import pygame
import pytest

from biofeedback.clock import VirtualClock
from vrapp.display.base import Display, DisplayError, Frame
from vrapp.display.headless import HeadlessDisplay
from vrapp.display.window import Area, WindowDisplay
from vrapp.panel import Panel, command_for
from vrapp.panel.layout import desk
from vrapp.session.commands import Note, Pause, Stop

from ..panel.bodies import make_body, make_status
from .test_window_input import press

SIZE = (640, 400)


@pytest.fixture
def display(screen: str) -> Iterator[WindowDisplay]:
    with WindowDisplay(SIZE, VirtualClock(), 60.0, vsync=False) as opened:
        yield opened


@pytest.fixture
def desk_display(screen: str) -> Iterator[tuple[WindowDisplay, Panel]]:
    panel = Panel()
    with WindowDisplay((1280, 720), VirtualClock(), 60.0, vsync=False, panel=panel) as opened:
        yield opened, panel


def shown_frames(display: Display) -> Iterator[Frame]:
    """The frames of a loop that shows each one before it asks for the next."""
    for frame in display.frames():
        yield frame
        display.present()


def fill(frame: Frame, colour: tuple[float, float, float]) -> None:
    for view in frame.views:
        view.target.use()
        view.target.clear(*colour)


def test_frames_come_with_a_view_of_the_window_and_rising_times(display: WindowDisplay) -> None:
    times = []
    for frame in shown_frames(display):
        times.append(frame.time)
        (view,) = frame.views
        assert view.viewport == (0, 0, *SIZE)
        assert view.target.size == SIZE
        assert view.clip_from_eye[1, 1] / view.clip_from_eye[0, 0] == pytest.approx(640 / 400)
        assert np.array_equal(view.eye_from_world, np.eye(4))
        if frame.number == 9:
            display.close()
    assert len(times) == 10
    assert np.allclose(np.diff(times)[2:], 1 / 60, atol=2e-3)
    assert display.context.version_code >= 330
    assert display.context.error == "GL_NO_ERROR"


def watch_screen(display: WindowDisplay, monkeypatch: pytest.MonkeyPatch) -> list[np.ndarray]:
    """Every picture handed to the screen from now on, as (height, width, 3)."""
    shown: list[np.ndarray] = []

    def flip() -> None:
        width, height = display.size
        data = display.context.screen.read((0, 0, width, height), components=3, alignment=1)
        display.context.clear_errors()  # reading the window itself leaves one
        shown.append(np.frombuffer(data, np.uint8).reshape(height, width, 3)[::-1])

    monkeypatch.setattr(pygame.display, "flip", flip)
    return shown


def test_what_is_drawn_is_what_is_shown(
    display: WindowDisplay, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = watch_screen(display, monkeypatch)
    frames = shown_frames(display)
    frame = next(frames)
    fill(frame, (0.2, 0.4, 0.6))
    target = frame.views[0].target
    target.scissor = (0, 390, 30, 10)  # a patch in the upper left corner
    target.clear(1.0, 1.0, 1.0)
    target.scissor = None
    assert shown == []
    next(frames)
    assert len(shown) == 1
    assert np.array_equal(shown[0], display.read_rgb())
    assert np.array_equal(shown[0], display.read_view_rgb())
    assert np.all(shown[0][:10, :30] == 255)
    assert np.array_equal(np.unique(shown[0][10:].reshape(-1, 3), axis=0), [[51, 102, 153]])


def test_events_are_told_once_with_their_time(display: WindowDisplay) -> None:
    frames = shown_frames(display)
    next(frames)
    pygame.event.post(press(pygame.K_ESCAPE))
    pygame.event.post(press(pygame.K_SPACE))
    frame = next(frames)
    events = display.events()
    assert [(e.kind, e.detail) for e in events] == [("stop", "therapist"), ("pause", "")]
    assert all(abs(e.time - frame.time) < 0.1 for e in events)
    assert display.events() == []
    status = make_status(1.0)
    asked = [command_for(e.kind, e.detail, status) for e in events]
    assert asked == [Stop("therapist"), Pause(True)]


def test_while_a_note_is_typed_no_key_is_the_sessions_but_the_stop(
    desk_display: tuple[WindowDisplay, Panel],
) -> None:
    display, panel = desk_display
    frames = shown_frames(display)
    next(frames)
    panel.draw(make_body(9.0), make_status(9.0), None, display.panel_area)
    pygame.event.post(press(pygame.K_F5))
    next(frames)
    assert panel.typing
    for key in (pygame.K_SPACE, pygame.K_n, pygame.K_TAB, pygame.K_4):
        pygame.event.post(press(key))
    pygame.event.post(pygame.event.Event(pygame.TEXTINPUT, text="calm 4"))
    pygame.event.post(press(pygame.K_F12))
    next(frames)
    assert [(e.kind, e.detail) for e in display.events()] == [("stop", "therapist")]
    assert not panel.collapsed
    pygame.event.post(press(pygame.K_RETURN))
    next(frames)
    assert display.events() == []
    assert panel.draw(make_body(9.1), make_status(9.1), None, display.panel_area) == [
        Note("calm 4", 9.0)
    ]
    pygame.event.post(press(pygame.K_F5))
    pygame.event.post(press(pygame.K_ESCAPE))  # puts the note away
    pygame.event.post(press(pygame.K_ESCAPE))
    next(frames)
    assert [e.kind for e in display.events()] == ["stop"]


def test_closing_the_window_ends_the_frames(display: WindowDisplay) -> None:
    frames = shown_frames(display)
    next(frames)
    pygame.event.post(pygame.event.Event(pygame.QUIT))
    assert next(frames, None) is None
    assert [e.kind for e in display.events()] == ["quit"]
    display.close()
    display.close()


def test_dragging_the_picture_looks_around(display: WindowDisplay) -> None:
    frames = shown_frames(display)
    next(frames)
    down = pygame.event.Event(pygame.MOUSEBUTTONDOWN, pos=(100, 100), button=1)
    move = pygame.event.Event(
        pygame.MOUSEMOTION, pos=(140, 100), rel=(40, 0), buttons=(1, 0, 0), touch=False
    )
    up = pygame.event.Event(pygame.MOUSEBUTTONUP, pos=(140, 100), button=1)
    for event in (down, move, up, move):
        pygame.event.post(event)
    view = next(frames).views[0]
    # The picture follows the pointer: the world's front moves to the right, we look left.
    ahead = view.eye_from_world @ np.array([0.0, 0.0, -1.0, 0.0])
    angle = 40 * math.radians(62.0) / 400
    assert math.atan2(ahead[0], -ahead[2]) == pytest.approx(angle, rel=1e-4)
    pygame.event.post(press(pygame.K_HOME))
    next(frames)
    assert [event.kind for event in display.events()] == ["recentre"]
    display.recentre()
    assert np.allclose(next(frames).views[0].eye_from_world, np.eye(4))


def test_a_click_in_the_picture_chooses_what_lies_there_though_the_hand_trembles(
    display: WindowDisplay,
) -> None:
    frames = shown_frames(display)
    next(frames)
    display.events()
    width, height = display.size[0] - display.panel_area[2], display.size[1]
    at = (width * 3 // 4, height // 4)
    for kind, pos in (
        (pygame.MOUSEBUTTONDOWN, at),
        (pygame.MOUSEBUTTONUP, (at[0] + 2, at[1] - 3)),
    ):
        pygame.event.post(pygame.event.Event(kind, pos=pos, button=1))
    next(frames)
    [event] = display.events()
    assert event.kind == "select"
    x, y = map(float, event.detail.split())
    assert (x, y) == pytest.approx((0.5, 0.5), abs=0.03)


def test_a_resized_window_gets_a_new_picture(
    display: WindowDisplay, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pygame._sdl2.video import Window

    shown = watch_screen(display, monkeypatch)
    frames = shown_frames(display)
    next(frames)
    Window.from_display_module().size = (800, 300)
    for _ in range(100):
        frame = next(frames)
        fill(frame, (1.0, 0.0, 0.0))
        if display.size == (800, 300):
            break
    (view,) = frame.views
    assert view.viewport == (0, 0, 800, 300)
    assert view.target.size == (800, 300)
    assert view.clip_from_eye[1, 1] / view.clip_from_eye[0, 0] == pytest.approx(800 / 300)
    assert ("resized", "800x300") in [(e.kind, e.detail) for e in display.events()]
    next(frames)
    assert shown[-1].shape == (300, 800, 3)
    assert np.all(shown[-1] == (255, 0, 0))
    assert display.context.error == "GL_NO_ERROR"


def test_a_hidden_window_draws_nothing_and_goes_on(
    display: WindowDisplay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pygame.display, "get_active", lambda: False)
    frames = shown_frames(display)
    times = [next(frames).time for _ in range(10)]
    assert len(next(frames).views) == 0
    assert times[-1] - times[0] >= 9 / 60 - 1e-6


def test_a_smaller_picture_is_stretched_over_the_window(screen: str) -> None:
    with WindowDisplay(SIZE, VirtualClock(), vsync=False, render_scale=0.5) as display:
        frame = next(shown_frames(display))
        assert frame.views[0].viewport == (0, 0, 320, 200)
        fill(frame, (0.0, 1.0, 0.0))
        whole = display.read_rgb()
        assert whole.shape == (400, 640, 3)
        assert np.all(whole == (0, 255, 0))


def test_the_desk_lies_beside_the_picture(desk_display: tuple[WindowDisplay, Panel]) -> None:
    display, panel = desk_display
    frames = shown_frames(display)
    for _ in range(3):
        frame = next(frames)
        fill(frame, (0.0, 0.0, 1.0))
        assert panel.draw(make_body(9.0), make_status(9.0), 0.02, display.panel_area) == []
    x, _, width, height = display.panel_area
    assert (x + width, height) == (1280, 720)
    assert frame.views[0].viewport == (0, 0, x, 720)
    whole = display.read_rgb()
    assert np.all(whole[:, :x] == (0, 0, 255))
    assert np.array_equal(whole[:, x:], panel.read_rgb())


def send_click(area: Area, dx: float, dy: float) -> None:
    pos = (int(area[0] + dx), int(area[1] + dy))
    pygame.event.post(pygame.event.Event(pygame.MOUSEBUTTONDOWN, pos=pos, button=1))
    pygame.event.post(pygame.event.Event(pygame.MOUSEBUTTONUP, pos=pos, button=1))


def test_stop_works_within_one_frame_of_the_click(
    desk_display: tuple[WindowDisplay, Panel],
) -> None:
    display, panel = desk_display
    frames = shown_frames(display)
    next(frames)
    panel.draw(make_body(9.0), make_status(9.0), None, display.panel_area)
    area = display.panel_area
    stop = desk(area[2], area[3]).stop
    send_click(area, stop.x + stop.w / 2, stop.y + stop.h / 2)
    next(frames)
    asked = panel.draw(make_body(9.0), make_status(9.0), None, display.panel_area)
    assert list(asked) == [Stop("therapist")]
    assert np.allclose(display.view.eye_from_world, np.eye(4))  # no look around with it


def test_the_desk_is_put_away_but_stop_stays(desk_display: tuple[WindowDisplay, Panel]) -> None:
    display, panel = desk_display
    frames = shown_frames(display)
    next(frames)
    open_width = display.panel_area[2]
    pygame.event.post(press(pygame.K_TAB))
    frame = next(frames)
    area = display.panel_area
    assert 0 < area[2] < open_width / 3
    assert frame.views[0].viewport[2] == 1280 - area[2]
    panel.draw(make_body(9.0), make_status(9.0), None, area)
    send_click(area, area[2] / 2, area[3] - 40)
    next(frames)
    asked = panel.draw(make_body(9.0), make_status(9.0), None, display.panel_area)
    assert list(asked) == [Stop("therapist")]
    pygame.event.post(press(pygame.K_TAB))
    next(frames)
    assert display.panel_area[2] == open_width


def test_full_screen_and_back(display: WindowDisplay) -> None:
    frames = shown_frames(display)
    next(frames)
    for expected in (True, False):
        pygame.event.post(press(pygame.K_F11))
        for _ in range(30):
            fill(next(frames), (0.5, 0.5, 0.5))
        assert display.fullscreen is expected
        assert (display.size == SIZE) is not expected
    assert display.context.error == "GL_NO_ERROR"


def test_windows_can_follow_one_another(screen: str) -> None:
    for _ in range(2):
        panel = Panel()
        with WindowDisplay(SIZE, VirtualClock(), vsync=False, panel=panel) as display:
            next(shown_frames(display))
        assert panel.texture is None
        display.release()
    assert not pygame.display.get_init()


@pytest.mark.parametrize(
    ("changes", "message"),
    [({"size": (0, 10)}, "size is"), ({"render_scale": 3.0}, "render_scale is 3.0"),
     ({"fps_limit": -1.0}, "fps_limit is -1.0")],
)  # fmt: skip
def test_arguments_are_checked_before_a_window_opens(
    changes: dict[str, object], message: str
) -> None:
    arguments: dict[str, object] = {"size": SIZE, "clock": VirtualClock()}
    with pytest.raises(ValueError, match=message):
        WindowDisplay(**(arguments | changes))  # type: ignore[arg-type]
    assert not pygame.display.get_init()


def test_a_driver_without_opengl_is_refused_with_the_remedy(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    with pytest.raises(DisplayError, match="--display headless"):
        WindowDisplay(SIZE, VirtualClock())
    assert not pygame.display.get_init()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="X11 and Wayland only")
def test_no_screen_is_refused_with_the_remedy() -> None:
    without = ("DISPLAY", "WAYLAND_DISPLAY", "SDL_VIDEODRIVER")
    code = (
        "from biofeedback.clock import VirtualClock\n"
        "from vrapp.display.base import DisplayError\n"
        "from vrapp.display.window import WindowDisplay\n"
        "try: WindowDisplay((64, 64), VirtualClock())\n"
        "except DisplayError as error: print(error)\n"
    )
    env = {key: value for key, value in os.environ.items() if key not in without}
    done = subprocess.run(
        [sys.executable, "-c", code], env=env, capture_output=True, text=True, timeout=60
    )
    assert "Traceback" not in done.stderr
    assert "DISPLAY is not set" in done.stdout
    assert done.stdout.count("\n") == 1  # and pygame did not greet


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="X11 only")
def test_a_screen_that_does_not_answer_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":4711")
    for name in ("WAYLAND_DISPLAY", "SDL_VIDEODRIVER"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(DisplayError, match=r"':4711'.*--display headless"):
        WindowDisplay(SIZE, VirtualClock())


def test_an_opengl_context_that_is_too_old_is_refused(
    screen: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: object, **kwargs: object) -> moderngl.Context:
        raise Exception("Requested OpenGL version 330, got version 210")

    monkeypatch.setattr(moderngl, "create_context", refuse)
    with pytest.raises(DisplayError, match="version 210"):
        WindowDisplay(SIZE, VirtualClock())
    assert not pygame.display.get_init()


def test_a_window_may_follow_a_display_without_one(screen: str) -> None:
    try:
        headless = HeadlessDisplay((32, 32), 60.0, VirtualClock())
    except DisplayError as error:
        pytest.skip(str(error))
    with headless:
        next(shown_frames(headless))
    with WindowDisplay(SIZE, VirtualClock(), vsync=False) as display:
        next(shown_frames(display))
        assert display.context.error == "GL_NO_ERROR"
