"""What the therapist enters: a few presses, and stop stays where it is."""

from __future__ import annotations

from collections.abc import Iterator

import moderngl
import pygame
import pytest

from tests.vrapp.panel.test_panel import AREA, PLACE, Therapist
from vrapp.panel import Panel
from vrapp.panel.layout import Rect
from vrapp.panel.pen import Pen
from vrapp.scene.question import pain_rating
from vrapp.session.commands import (
    AdverseEvent,
    Answer,
    ChangeDuration,
    Command,
    EndPhase,
    Rate,
    RepeatPhase,
    Screened,
    Stop,
)
from vrapp.session.screening import CONDITIONS, Screening
from vrapp.session.status import CourseStatus


@pytest.fixture
def panel(context: moderngl.Context) -> Iterator[Panel]:
    made = Panel()
    made.open(context)
    yield made
    made.close()
    assert context.error == "GL_NO_ERROR"


@pytest.fixture
def buttons(monkeypatch: pytest.MonkeyPatch) -> dict[str, Rect]:
    """Where each button was drawn last, by its name."""
    found: dict[str, Rect] = {}
    draw = Pen.button

    def noted(self: Pen, name: str, area: Rect, text: str, **look: object) -> bool:
        found[name] = area
        return draw(self, name, area, text, **look)  # type: ignore[arg-type]

    monkeypatch.setattr(Pen, "button", noted)
    return found


def opened(therapist: Therapist, key: int, buttons: dict[str, Rect]) -> None:
    buttons.clear()
    assert therapist.key(key) == []


def press(therapist: Therapist, buttons: dict[str, Rect], name: str) -> list[Command]:
    asked = list(therapist.click(buttons[name]))
    buttons.clear()
    therapist.frame(1)
    therapist.panel._fresh = 2
    return asked + therapist.frame(2)


@pytest.mark.parametrize(
    ("name", "command"),
    [
        ("time A minute longer", ChangeDuration(60.0)),
        ("time A minute shorter", ChangeDuration(-60.0)),
        ("time Begin it again", RepeatPhase()),
        ("time End it now", EndPhase()),
    ],
)
def test_the_part_can_be_steered(
    panel: Panel, buttons: dict[str, Rect], name: str, command: Command
) -> None:
    therapist = Therapist(panel)
    opened(therapist, pygame.K_F2, buttons)
    assert press(therapist, buttons, name) == [command]
    assert name not in buttons  # the sheet is away again


def test_a_rating_is_two_presses(panel: Panel, buttons: dict[str, Rect]) -> None:
    therapist = Therapist(panel)
    opened(therapist, pygame.K_F3, buttons)
    assert press(therapist, buttons, "rate 7") == [Rate("pain", 7.0)]
    opened(therapist, pygame.K_F3, buttons)
    assert press(therapist, buttons, "scale 1") == []
    assert press(therapist, buttons, "rate 13") == [Rate("sickness", 13.0)]


def test_a_rating_answers_the_question_that_is_open(panel: Panel, buttons: dict[str, Rect]) -> None:
    therapist = Therapist(panel, question=pain_rating("pain_before"))
    opened(therapist, pygame.K_F3, buttons)
    assert press(therapist, buttons, "rate 10") == [Answer("pain_before", "10", "therapist")]


def test_an_adverse_event_has_kind_severity_and_action(
    panel: Panel, buttons: dict[str, Rect]
) -> None:
    therapist = Therapist(panel)
    opened(therapist, pygame.K_F4, buttons)
    assert press(therapist, buttons, "pick Dizziness") == []
    assert press(therapist, buttons, "pick moderate") == []
    assert press(therapist, buttons, "pick Headset off") == [
        AdverseEvent("Dizziness", "moderate", "Headset off")
    ]


def test_an_event_half_entered_waits_while_another_sheet_is_open(
    panel: Panel, buttons: dict[str, Rect]
) -> None:
    therapist = Therapist(panel)
    opened(therapist, pygame.K_F4, buttons)
    press(therapist, buttons, "pick Fall")
    opened(therapist, pygame.K_F3, buttons)
    assert press(therapist, buttons, "rate 4") == [Rate("pain", 4.0)]
    opened(therapist, pygame.K_F4, buttons)
    assert press(therapist, buttons, "pick severe") == []
    assert press(therapist, buttons, "close") == []
    opened(therapist, pygame.K_F4, buttons)
    assert press(therapist, buttons, "pick Doctor told") == [
        AdverseEvent("Fall", "severe", "Doctor told")
    ]
    opened(therapist, pygame.K_F4, buttons)  # the next one begins anew
    assert press(therapist, buttons, "pick Nausea") == []
    assert press(therapist, buttons, "again") == []
    assert "pick Nausea" in buttons


def test_a_sheet_shows_the_key_that_puts_it_away(
    panel: Panel, monkeypatch: pytest.MonkeyPatch
) -> None:
    hints: dict[str, object] = {}
    draw = Pen.button

    def noted(self: Pen, name: str, area: Rect, text: str, **look: object) -> bool:
        hints[name] = look.get("hint")
        return draw(self, name, area, text, **look)  # type: ignore[arg-type]

    monkeypatch.setattr(Pen, "button", noted)
    therapist = Therapist(panel)
    for key, said in ((pygame.K_F2, "F2"), (pygame.K_F3, "F3"), (pygame.K_F4, "F4")):
        therapist.key(key)
        assert hints["close"] == said
        hints.clear()
        therapist.key(key)
        assert "close" not in hints


def test_a_sheet_can_be_put_away_and_stop_is_heard_over_it(
    panel: Panel, buttons: dict[str, Rect]
) -> None:
    therapist = Therapist(panel)
    opened(therapist, pygame.K_F4, buttons)
    assert "pick Nausea" in buttons
    assert press(therapist, buttons, "close") == []
    assert "pick Nausea" not in buttons
    opened(therapist, pygame.K_F4, buttons)
    therapist.mouse(pygame.MOUSEBUTTONDOWN, PLACE.stop)
    assert therapist.frame(1) == [Stop("therapist")]


def screened(therapist: Therapist, buttons: dict[str, Rect], *ticks: str) -> list[Command]:
    therapist.frame(3)
    for name in ticks:
        assert press(therapist, buttons, f"tick {name}") == []
    return press(therapist, buttons, "begin")


def test_the_screening_opens_by_itself_and_wants_consent(
    panel: Panel, buttons: dict[str, Rect]
) -> None:
    therapist = Therapist(panel, course=CourseStatus(kind="screening"))
    assert all(f"tick {name}" in buttons for name in CONDITIONS)
    assert screened(therapist, buttons) == []  # no consent yet
    assert screened(therapist, buttons, "migraine", "consent") == [
        Screened(Screening(("migraine",), consent=True))
    ]


def test_no_other_sheet_takes_the_place_of_the_screening(
    panel: Panel, buttons: dict[str, Rect]
) -> None:
    therapist = Therapist(panel, course=CourseStatus(kind="screening"))
    for key in (pygame.K_F2, pygame.K_F3, pygame.K_F4):
        therapist.key(key)
        buttons.clear()
        therapist.panel._fresh = 2
        therapist.frame(2)
        assert "tick consent" in buttons


def test_seizures_end_it(panel: Panel, buttons: dict[str, Rect]) -> None:
    therapist = Therapist(panel, course=CourseStatus(kind="screening"))
    (asked,) = screened(therapist, buttons, "seizures", "consent")
    assert isinstance(asked, Screened)
    assert "no session" in asked.screening.blocked


def test_every_button_lies_within_the_sheet(panel: Panel, buttons: dict[str, Rect]) -> None:
    for key, course in (
        (pygame.K_F2, CourseStatus()),
        (pygame.K_F3, CourseStatus()),
        (pygame.K_F4, CourseStatus()),
        (None, CourseStatus(kind="screening")),
    ):
        panel._sheets.name = ""
        therapist = Therapist(panel, course=course)
        buttons.clear()
        if key is not None:
            therapist.key(key)
        therapist.panel._fresh = 2
        therapist.frame(2)
        mine = [r for n, r in buttons.items() if n not in ("pause", "skip", "stop")]
        assert len(mine) > 4
        for rect in mine:
            assert rect.x >= PLACE.sheet.x
            assert rect.right <= PLACE.sheet.right
            assert rect.y >= PLACE.sheet.y
            assert rect.bottom <= PLACE.sheet.bottom
            assert rect.h > 12
    assert AREA[3] == 720


def test_what_is_told_is_shown_for_a_while(panel: Panel, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []
    write = Pen.text

    def noted(self: Pen, x: float, y: float, text: str, *a: object, **k: object) -> float:
        shown.append(text)
        return write(self, x, y, text, *a, **k)  # type: ignore[arg-type]

    monkeypatch.setattr(Pen, "text", noted)
    therapist = Therapist(panel)
    panel.tell("the record is not written any more")
    therapist.now += 1.0
    therapist.frame(1)
    assert "the record is not written any more" in shown
    shown.clear()
    therapist.now += 30.0
    therapist.frame(1)
    assert shown
    assert "the record is not written any more" not in shown
