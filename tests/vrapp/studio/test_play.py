"""The author's window: sliders, time, and errors that are shown while the last picture stays."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import moderngl
import numpy as np
import pygame
import pytest

from biofeedback.lsl.clock import LslClock
from tests.vrapp.display.conftest import screen
from vrapp.app.play import play_scene
from vrapp.display.base import Frame
from vrapp.display.window import WindowDisplay
from vrapp.render.target import GraphicsError, standalone_context
from vrapp.scene.library import load_scene
from vrapp.studio.column import Column
from vrapp.studio.new import new_scene
from vrapp.studio.puppet import Puppet
from vrapp.studio.state import Play, error_lines

__all__ = ["screen"]  # a fixture

SIZE = (430, 900)
AREA = (1000, 0, *SIZE)


@pytest.fixture
def context() -> Iterator[moderngl.Context]:
    try:
        made = standalone_context()
    except GraphicsError as error:
        pytest.skip(str(error))
    yield made
    assert made.error == "GL_NO_ERROR"
    made.release()


class Desk:
    """A column with a mouse."""

    def __init__(self, context: moderngl.Context) -> None:
        self.puppet, self.play = Puppet(load_scene("bay")), Play()
        self.column = Column(self.puppet, self.play)
        self.column.open(context)
        self.now = 0.0
        self.draw()

    def draw(self, times: int = 2) -> None:
        for _ in range(times):
            self.now += 0.05
            self.column.draw(self.now, AREA)

    def mouse(self, kind: int, x: float, y: float) -> None:
        at = {"pos": (AREA[0] + int(x), int(y))}
        more = (
            {"button": 1} if kind != pygame.MOUSEMOTION else {"rel": (0, 0), "buttons": (0, 0, 0)}
        )
        self.column.process_event(pygame.event.Event(kind, {**at, **more}), AREA)
        self.draw()

    def click(self, x: float, y: float) -> None:
        self.mouse(pygame.MOUSEMOTION, x, y)
        self.mouse(pygame.MOUSEBUTTONDOWN, x, y)
        self.mouse(pygame.MOUSEBUTTONUP, x, y)


@pytest.fixture
def desk(context: moderngl.Context) -> Iterator[Desk]:
    made = Desk(context)
    yield made
    made.column.close()


LEVELS_Y, TIME_Y, FIRST_INDEX_Y, ROW = 155, 99, 203, 27


def test_buttons_choose_a_level_and_hold_the_time(desk: Desk) -> None:
    assert desk.puppet.knobs["coherence"].trust == 0.0
    desk.click(240, LEVELS_Y)  # full
    assert (desk.puppet.knobs["coherence"].value, desk.puppet.knobs["coherence"].trust) == (1, 1)
    desk.click(55, LEVELS_Y)  # rest
    assert desk.puppet.knobs["coherence"].trust == 0.0
    desk.click(30, TIME_Y)
    assert not desk.play.running
    assert desk.play.scene_dt(0.1) == 0.0
    desk.click(182, TIME_Y)
    desk.click(30, TIME_Y)
    assert desk.play.scene_dt(0.1) == pytest.approx(0.2)


def test_a_slider_takes_an_index_from_the_breath_and_is_seen(desk: Desk) -> None:
    breath, coherence = desk.puppet.knobs["breath"], desk.puppet.knobs["coherence"]
    assert breath.by_itself
    desk.click(290, FIRST_INDEX_Y)  # at the right end of its value
    assert not breath.by_itself
    assert breath.value > 0.9
    desk.click(145, FIRST_INDEX_Y + 3 * ROW)  # coherence, to the left
    assert coherence.value < 0.1
    assert coherence.trust == 1.0
    desk.click(310, FIRST_INDEX_Y + 3 * ROW)
    assert coherence.trust < 0.1


def test_every_parameter_has_a_slider_that_holds_it(desk: Desk) -> None:
    first = FIRST_INDEX_Y + 8 * ROW + 24
    for i, p in enumerate(desk.puppet.spec.parameters):
        desk.click(408, first + i * ROW)
        assert desk.puppet.held[p.name] > p.range[0] + 0.9 * (p.range[1] - p.range[0])
    desk.click(24, first)  # the tick lets go
    assert desk.puppet.spec.parameters[0].name not in desk.puppet.held


def test_an_error_is_shown_in_the_column(desk: Desk) -> None:
    before = desk.column.read_rgb()
    desk.play.error = "/x/shaders/mine/a.frag: 7:15: `foo' undeclared"
    desk.draw()
    after = desk.column.read_rgb()
    assert np.abs(after[60:150].astype(int) - before[60:150]).mean() > 5
    assert desk.column.texture is not None


def test_put_away_it_takes_no_room(desk: Desk) -> None:
    assert desk.column.column_width((1600, 900)) == 430
    desk.column.toggle()
    assert desk.column.column_width((1600, 900)) == 0


@pytest.mark.parametrize(
    ("error", "lines"),
    [
        ("/x/mine/a.frag: 7:15: no: such", [("mine/a.frag: 7:15", "no: such")]),
        (
            "/x/scenes/mine.toml: 12: parameters.a.rest: is 3",
            [("scenes/mine.toml: 12", "parameters.a.rest: is 3")],
        ),
        ("/a/b.toml: 1: x; /c/d.frag: 2: y", [("a/b.toml: 1", "x"), ("c/d.frag: 2", "y")]),
        (r"C:\a\b.toml: 1: x; D:\c\d.frag: 2: y", [("a/b.toml: 1", "x"), ("c/d.frag: 2", "y")]),
        ("something", [("something", "something")]),
    ],
)
def test_an_error_is_split_into_place_and_message(error: str, lines: list[tuple[str, str]]) -> None:
    assert error_lines(error) == lines


def test_a_long_frame_moves_scene_time_a_little_only() -> None:
    assert Play().scene_dt(9.0) == 0.25
    assert Play().scene_dt(-1.0) == 0.0
    play = Play()
    play.measured(0.02)
    play.measured(0.04)
    assert 0.02 < play.frame_s < 0.03


def test_the_window_keeps_the_last_good_picture_and_says_why(screen: str, tmp_path: Path) -> None:
    toml = new_scene("mine", tmp_path)[0]
    lamp = tmp_path / "shaders" / "mine" / "lamp.frag"
    good, told, pictures = lamp.read_text(encoding="utf-8"), [], {}

    def see(display: WindowDisplay, puppet: Puppet, play: Play, frame: Frame) -> None:
        if frame.number == 2:
            play.running = False
            lamp.write_text(good.replace("facing =", "facing == oops"), encoding="utf-8")
        if play.error and not told:
            told.append(play.error)
            pictures["bad"] = display.read_view_rgb().astype(int)
            text = toml.read_text(encoding="utf-8")
            toml.write_text(text.replace("rest = 0.55", "rest = 0.95"), encoding="utf-8")
            lamp.write_text(good, encoding="utf-8")
        elif told and not play.error:
            pictures["mended"] = puppet.spec.parameter("lamp").rest
            display.close()
        assert frame.number < 600

    play_scene(str(toml), LslClock(), (480, 270), see)
    assert told[0].startswith(f"{lamp.resolve()}: 7:")
    assert pictures["bad"].std() > 10  # a picture, and not a black one
    assert pictures["mended"] == 0.95
