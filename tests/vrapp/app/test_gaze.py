"""A whole session in which the patient answers and stops by looking, and nothing else."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import pytest

from biofeedback.clock import VirtualClock
from biofeedback.types import EMPTY_BODY, BodyState, Pacer
from vrapp.app.loop import run_frames
from vrapp.display.base import DisplayError, Frame, InputEvent
from vrapp.display.headless import HeadlessDisplay
from vrapp.prompt.prompt import Prompt
from vrapp.render.plates import Plate
from vrapp.render.renderer import Renderer
from vrapp.scene.library import load_scene
from vrapp.session.commands import Answer
from vrapp.session.protocol import Phase, Protocol, rating_pain
from vrapp.session.session import Session

SHORT = rating_pain(Protocol("p", (Phase("one", 5.0, text="Just sit."),)))
SEVEN = (-7.0, -12.0)  # yaw and pitch, degrees: where the 7 of a rating straight ahead hangs
AHEAD, DOWN = (0.0, 0.0), (0.0, -42.0)


class Nobody:
    """A feed without a body."""

    def body(self, time: float) -> BodyState:
        return EMPTY_BODY

    def hear(self, pacer: Pacer) -> None: ...

    def close(self) -> None: ...


class Looking(HeadlessDisplay):
    """A display whose person looks along a script of (until second, (yaw, pitch))."""

    def __init__(self, script: Sequence[tuple[float, tuple[float, float]]]) -> None:
        super().__init__((96, 64), 30.0, VirtualClock(100.0), duration_s=60.0)
        self.script = script
        self.happened: list[InputEvent] = []

    def frames(self) -> Iterator[Frame]:
        for frame in super().frames():
            at = next((at for until, at in self.script if frame.time - 100.0 < until), AHEAD)
            self.look(math.radians(at[0]), math.radians(at[1]))
            yield frame

    def events(self) -> Sequence[InputEvent]:
        happened, self.happened = self.happened, []
        return happened


class Layered(Looking):
    """The same, with a compositor of its own for plates."""

    def __init__(self, script: Sequence[tuple[float, tuple[float, float]]]) -> None:
        super().__init__(script)
        self.shown: list[list[tuple[int, float]]] = []

    def show_plates(self, plates: Sequence[Plate]) -> bool:
        self.shown.append([(plate.version, plate.opacity) for plate in plates])
        return True


def run(display: Looking) -> tuple[Session, list[str]]:
    said: list[str] = []
    spec = load_scene("bay")
    with display, Renderer(display.context) as renderer, Prompt(display.context) as prompt:
        session = Session(SHORT, {"bay": spec}, "bay", 100.0)
        keep = [lambda frame, session, body: said.extend(session.events)]
        run_frames(display, renderer, session, Nobody(), None, keep, prompt)
        assert display.context.error == "GL_NO_ERROR"
    return session, said


def opened(kind: type[Looking], script: Sequence[tuple[float, tuple[float, float]]]) -> Looking:
    try:
        return kind(script)
    except DisplayError as error:
        pytest.skip(str(error))


def test_pain_is_rated_by_looking_and_the_session_ends_by_itself() -> None:
    look = [(4.0, AHEAD), (7.0, SEVEN), (16.0, AHEAD), (40.0, SEVEN)]
    session, said = run(opened(Looking, look))
    assert session.status.answers == (
        Answer("pain_before", "7", "gaze"),
        Answer("pain_after", "7", "gaze"),
    )
    assert session.status.end_reason == "protocol"
    assert "answered: pain_before=7 by gaze" in said


def test_a_look_held_below_ends_the_session_calmly_from_the_first_minute() -> None:
    session, said = run(opened(Looking, [(2.0, AHEAD), (30.0, DOWN)]))
    assert session.ended
    assert session.status.end_reason == "patient (gaze)"
    assert "stopped by patient (gaze)" in said


def test_a_display_that_shows_plates_itself_is_given_every_frames(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    drawn: list[int] = []
    monkeypatch.setattr(Prompt, "draw", lambda self, views: drawn.append(1))
    display = opened(Layered, [(4.0, AHEAD), (30.0, DOWN)])
    run(display)
    assert isinstance(display, Layered)
    assert drawn == []
    assert len(display.shown) > 100
    assert max(len(plates) for plates in display.shown) >= 2
    assert display.shown[-1] == []  # all is faded when it ends
