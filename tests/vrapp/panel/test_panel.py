"""The desk drawn for real, without a window."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import moderngl
import numpy as np
import pygame
import pytest

from biofeedback.types import EMPTY_BODY
from vrapp.panel import Panel
from vrapp.panel.layout import Rect, desk, rail
from vrapp.panel.theme import GROUND, STOP
from vrapp.session.commands import ChooseScene, Command, Pause, SetGuidance, SkipPhase, Stop

from .bodies import make_body, make_status

SIZE = (404, 720)
ORIGIN = (876, 0)
AREA = (*ORIGIN, *SIZE)
PLACE = desk(*SIZE)


@pytest.fixture
def panel(context: moderngl.Context) -> Iterator[Panel]:
    made = Panel()
    made.open(context)
    yield made
    made.close()
    assert context.error == "GL_NO_ERROR"


class Therapist:
    """Moves and presses as pygame would report it, and draws a frame whenever asked."""

    def __init__(self, panel: Panel, **status: object) -> None:
        self.panel, self.status, self.now = panel, status, 100.0
        self.frame(4)

    def frame(self, count: int = 1) -> list[Command]:
        asked: list[Command] = []
        for _ in range(count):
            self.now += 0.01  # faster than the desk's own rate: only input may hurry it
            body = make_body(self.now)
            asked += self.panel.draw(body, make_status(self.now, **self.status), 0.02, AREA)
        return asked

    def mouse(self, kind: int, at: Rect) -> None:
        pos = (round(ORIGIN[0] + at.x + at.w / 2), round(ORIGIN[1] + at.y + at.h / 2))
        fields = {"pos": pos, "rel": (0, 0), "buttons": (0, 0, 0)}
        if kind != pygame.MOUSEMOTION:
            fields = {"pos": pos, "button": 1}
        self.panel.process_event(pygame.event.Event(kind, fields), AREA)

    def click(self, at: Rect) -> Sequence[Command]:
        self.mouse(pygame.MOUSEMOTION, at)
        self.mouse(pygame.MOUSEBUTTONDOWN, at)
        self.mouse(pygame.MOUSEBUTTONUP, at)
        return self.frame(4)

    def key(self, key: int) -> Sequence[Command]:
        for kind in (pygame.KEYDOWN, pygame.KEYUP):
            self.panel.process_event(pygame.event.Event(kind, key=key, mod=0, unicode=""), AREA)
        return self.frame(4)


def test_a_press_on_stop_is_a_command_in_the_very_next_draw(panel: Panel) -> None:
    therapist = Therapist(panel)
    therapist.mouse(pygame.MOUSEBUTTONDOWN, PLACE.stop)
    assert therapist.frame(1) == [Stop("therapist")]
    assert therapist.frame(8) == []


def test_stop_is_heard_on_the_rail_too(panel: Panel) -> None:
    panel.collapsed = True
    size = (panel.column_width((1280, 720)), 720)
    area = (1280 - size[0], 0, *size)
    panel.draw(make_body(1.0), make_status(1.0), None, area)
    stop = rail(*size).stop
    pos = (area[0] + int(stop.x + 5), int(stop.y + 5))
    event = pygame.event.Event(pygame.MOUSEBUTTONDOWN, pos=pos, button=1)
    assert panel.process_event(event, area)
    assert panel.draw(make_body(1.01), make_status(1.01), None, area) == [Stop("therapist")]


def test_stop_needs_the_left_button_and_the_place(panel: Panel) -> None:
    therapist = Therapist(panel)
    pos = (ORIGIN[0] + 100, int(PLACE.stop.y + 10))
    panel.process_event(pygame.event.Event(pygame.MOUSEBUTTONDOWN, pos=pos, button=3), AREA)
    therapist.mouse(pygame.MOUSEBUTTONDOWN, Rect(30, 300, 4, 4))
    assert therapist.frame(4) == []


def part(area: Rect | None, which: int) -> Rect:
    assert area is not None
    side = min(area.h, area.w / 4)
    return (
        Rect(area.x, area.y, side, area.h),
        area,
        Rect(area.right - side, area.y, side, area.h),
    )[which]


@pytest.mark.parametrize(
    ("at", "command"),
    [
        (PLACE.pause, Pause(True)),
        (PLACE.skip, SkipPhase()),
        (part(PLACE.scene, 0), ChooseScene("snow")),
        (part(PLACE.scene, 1), ChooseScene("forest")),
        (part(PLACE.scene, 2), ChooseScene("forest")),
        (part(PLACE.guidance, 0), SetGuidance(5.5)),
        (part(PLACE.guidance, 1), SetGuidance(None)),
        (part(PLACE.guidance, 2), SetGuidance(6.5)),
    ],
)
def test_a_click_asks_once(panel: Panel, at: Rect, command: Command) -> None:
    therapist = Therapist(panel)
    assert therapist.click(at) == [command]


def test_an_ended_session_can_only_be_stopped(panel: Panel) -> None:
    therapist = Therapist(panel, ended=True, end_reason="protocol")
    for at in (PLACE.pause, PLACE.skip, part(PLACE.scene, 2), part(PLACE.guidance, 1)):
        assert therapist.click(at) == []
    assert therapist.click(PLACE.stop) == [Stop("therapist")]


def test_guidance_comes_back_at_the_pace_it_had(panel: Panel) -> None:
    therapist = Therapist(panel, guidance_per_min=5.0)
    therapist.status = {"guidance_per_min": None}
    therapist.frame()
    assert therapist.click(part(PLACE.guidance, 1)) == [SetGuidance(5.0)]


def test_arrows_and_enter_reach_every_control(panel: Panel) -> None:
    therapist = Therapist(panel)
    asked: list[Command] = []
    for _ in range(3):  # from the first control, the scene, down to stop
        asked += therapist.key(pygame.K_DOWN)
        asked += therapist.key(pygame.K_RETURN)
    asked += therapist.key(pygame.K_UP)
    asked += therapist.key(pygame.K_RIGHT)
    asked += therapist.key(pygame.K_RETURN)
    assert {Pause, SkipPhase, Stop} <= {type(c) for c in asked}


def test_it_draws_at_its_own_rate_whatever_the_frame_rate(
    panel: Panel, monkeypatch: pytest.MonkeyPatch
) -> None:
    Therapist(panel)
    drawn: list[float] = []
    draw = panel._draw

    def count(*args: object) -> None:
        drawn.append(1.0)
        draw(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(panel, "_draw", count)
    body = make_body(200.0)
    for i in range(120):  # one second at 120 Hz
        panel.draw(body, make_status(200.0 + i / 120), None, AREA)
    assert 18 <= len(drawn) <= 22


def test_the_picture_shows_ground_stop_and_numbers(panel: Panel) -> None:
    Therapist(panel)
    picture = panel.read_rgb()
    assert picture.shape == (720, 404, 3)
    assert tuple(picture[2, 2]) == GROUND
    stop = PLACE.stop
    assert np.abs(picture[int(stop.y + 12), int(stop.x + 20)].astype(int) - STOP).max() <= 1
    assert panel.texture is not None
    assert panel.texture.size == SIZE


def test_low_trust_hides_the_number_and_marks_it(panel: Panel) -> None:
    pictures = []
    for trust in (0.95, 0.6, 0.1):
        for i in range(3):
            now = 300.0 + i
            body = make_body(now, trust=trust, reason="loose" if trust < 0.8 else "")
            panel.draw(body, make_status(now), None, AREA)
        pictures.append(panel.read_rgb().astype(int))
    first = PLACE.vitals[0]
    rows = slice(int(first.y + 26), int(first.bottom - 4))
    columns = slice(int(first.x + 8), int(first.x + 80))
    numeral = [p[rows, columns] for p in pictures]
    bright = [int((n[..., 0] > 190).sum()) for n in numeral]
    # Fully there, dimmed, and gone but for a dash.
    assert bright[0] > 100
    assert bright[1] < bright[0] / 3
    inked = [int((n.max(axis=2) > 60).sum()) for n in numeral]
    assert inked[2] < inked[0] / 4


def test_pause_end_and_nothing_known_are_told_apart(panel: Panel) -> None:
    seen = []
    for changes, body in (
        ({}, make_body(400.0)),
        ({"paused": True}, make_body(400.0)),
        ({"ended": True, "end_reason": "patient"}, make_body(400.0)),
        ({}, EMPTY_BODY),
    ):
        panel.draw(body, make_status(400.0, **changes), None, AREA)
        panel._fresh = 1
        panel.draw(body, make_status(400.0, **changes), None, AREA)
        seen.append(panel.read_rgb().tobytes())
    assert len(set(seen)) == 4


def test_the_state_of_opengl_is_left_as_it_was(context: moderngl.Context, panel: Panel) -> None:
    target = context.framebuffer([context.texture((64, 64), 4)])
    program = context.program(
        vertex_shader="#version 330 core\nvoid main() {"
        " vec2 c = vec2(gl_VertexID & 1, gl_VertexID >> 1);"
        " gl_Position = vec4(c * 1.2 - 0.6, 0.0, 1.0); }",
        fragment_shader="#version 330 core\nout vec4 o;"
        " void main() { o = vec4(0.2, 0.6, 0.9, 0.5); }",
    )
    quad = context.vertex_array(program, [])

    def picture() -> bytes:
        quad.render(moderngl.TRIANGLE_STRIP, vertices=4)
        return bytes(target.read(components=4))

    target.use()
    context.enable_only(moderngl.NOTHING)
    target.clear()
    before = picture()
    panel.draw(make_body(500.0), make_status(500.0), None, AREA)
    # Nothing is bound or set again here: what the desk changed would show.
    assert context.fbo is target
    target.clear()
    assert picture() == before
    context.detect_framebuffer(0).use()  # so that no framebuffer is released while it is in use
    for item in (quad, program, target):
        item.release()


def test_it_remembers_while_there_is_nothing_to_draw_on() -> None:
    panel = Panel()
    for now in range(100, 200, 10):
        assert panel.draw(make_body(float(now)), make_status(float(now))) == []
    assert panel.history.heart_rate.arrays()[0].size > 100
    assert panel.texture is None
    with pytest.raises(RuntimeError, match="open"):
        panel.read_rgb()


def test_it_opens_again_after_closing(context: moderngl.Context) -> None:
    panel = Panel()
    for _ in range(2):
        panel.open(context)
        with pytest.raises(RuntimeError, match="close"):
            panel.open(context)
        panel.draw(make_body(10.0), make_status(10.0), None, AREA)
        assert panel.read_rgb().std() > 5.0
        panel.close()
        panel.close()
    assert context.error == "GL_NO_ERROR"


def test_a_rate_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="rate_hz is 0"):
        Panel(rate_hz=0.0)
