"""A note is typed while the session goes on, and carries the time at which it was begun."""

from __future__ import annotations

from collections.abc import Iterator

import moderngl
import pygame
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.vrapp.panel.test_panel import AREA, PLACE, Therapist
from vrapp.panel import Panel
from vrapp.panel.line import Line
from vrapp.panel.notes import LONGEST
from vrapp.panel.pen import Pen
from vrapp.session.commands import Command, Note, Stop
from vrapp.session.ratings import Noted

KEYS = (
    pygame.K_LEFT, pygame.K_RIGHT, pygame.K_HOME, pygame.K_END, pygame.K_BACKSPACE,
    pygame.K_DELETE, pygame.K_TAB,
)  # fmt: skip


@pytest.fixture
def therapist(context: moderngl.Context) -> Iterator[Therapist]:
    panel = Panel()
    panel.open(context)
    yield Therapist(panel)
    panel.close()
    assert context.error == "GL_NO_ERROR"


def write(therapist: Therapist, text: str) -> list[Command]:
    for letter in text:
        event = pygame.event.Event(pygame.TEXTINPUT, text=letter)
        assert therapist.panel.process_event(event, AREA)
    return therapist.frame(2)


def key(code: int) -> pygame.event.Event:
    return pygame.event.Event(pygame.KEYDOWN, key=code, mod=0, unicode="")


def test_a_note_has_the_time_at_which_it_was_begun(therapist: Therapist) -> None:
    therapist.now = 200.0
    therapist.frame(1)
    assert therapist.key(pygame.K_F5) == []
    assert therapist.panel.typing
    therapist.now = 230.0
    assert write(therapist, "Schulter fällt, ruhiger ") == []
    assert therapist.key(pygame.K_RETURN) == [
        Note("Schulter fällt, ruhiger", pytest.approx(200.01))
    ]
    assert not therapist.panel.typing
    assert therapist.key(pygame.K_F5) == []
    assert therapist.key(pygame.K_RETURN) == []  # nothing is no note


def test_a_note_that_was_kept_is_shown_for_a_while(
    therapist: Therapist, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[str] = []
    text = Pen.text

    def written(self: Pen, x: float, y: float, what: str, *args: object, **look: object) -> float:
        shown.append(what)
        return text(self, x, y, what, *args, **look)  # type: ignore[arg-type]

    monkeypatch.setattr(Pen, "text", written)
    begun = therapist.now - 30.0
    therapist.status = {"elapsed_s": 90.0, "notes": (Noted(begun, "calmer", "Training"),)}
    therapist.panel._fresh = 1
    therapist.frame(1)
    assert "Note at 1:00: calmer" in shown
    therapist.now += 25.0
    shown.clear()
    therapist.panel._fresh = 1
    therapist.frame(1)
    assert not any("calmer" in each for each in shown)


def test_escape_puts_it_away_and_it_is_there_again(therapist: Therapist) -> None:
    therapist.key(pygame.K_F5)
    write(therapist, "half")
    assert therapist.key(pygame.K_ESCAPE) == []
    assert not therapist.panel.typing
    therapist.key(pygame.K_F5)
    write(therapist, " done")
    (note,) = therapist.key(pygame.K_RETURN)
    assert isinstance(note, Note)
    assert note.text == "half done"


def test_what_is_typed_reaches_nothing_else_and_stop_is_heard(therapist: Therapist) -> None:
    therapist.key(pygame.K_F5)
    for code in (pygame.K_F2, pygame.K_F4, pygame.K_DOWN, pygame.K_SPACE):
        assert therapist.key(code) == []
    assert therapist.panel._sheets.name == ""
    therapist.mouse(pygame.MOUSEBUTTONDOWN, PLACE.stop)
    assert therapist.frame(1) == [Stop("therapist")]


def test_an_ended_session_takes_no_note(therapist: Therapist) -> None:
    therapist.status = {"ended": True, "end_reason": "patient"}
    therapist.frame(2)
    therapist.key(pygame.K_F5)
    assert not therapist.panel.typing


def test_what_was_half_entered_when_the_session_ends_is_kept(therapist: Therapist) -> None:
    therapist.key(pygame.K_F4)
    therapist.panel._sheets._kind = "Dizziness"
    therapist.key(pygame.K_F5)
    begun = therapist.now
    write(therapist, "looks pale")
    therapist.status = {"end_reason": "patient (gaze)"}  # the picture fades
    assert therapist.frame(3) == [
        Note("looks pale", pytest.approx(begun, abs=0.1)),
        Note("adverse event, not finished: Dizziness"),
    ]
    assert not therapist.panel.typing
    assert therapist.frame(3) == []


def test_a_line_is_edited_where_one_is() -> None:
    line = Line(8)
    line.insert("abc")
    for code in (pygame.K_LEFT, pygame.K_BACKSPACE):
        assert line.take(key(code))
    line.insert("x\ny\x00")
    assert (line.text, line.at) == ("axyc", 3)
    assert not line.take(key(pygame.K_TAB))
    line.take(key(pygame.K_HOME))
    line.take(key(pygame.K_DELETE))
    line.insert("123456789")
    assert line.text == "12345xyc"


@settings(derandomize=True, deadline=None, max_examples=60)
@given(st.lists(st.one_of(st.sampled_from(KEYS), st.text(max_size=30)), max_size=40))
def test_a_line_stays_within_its_bounds(done: list[int | str]) -> None:
    line = Line(LONGEST)
    for each in done:
        if isinstance(each, str):
            line.insert(each)
        else:
            line.take(key(each))
        assert 0 <= line.at <= len(line.text) <= LONGEST
        assert line.text.isprintable()
