"""Every control of the desk and of its sheets can be reached and pressed with the keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import moderngl
import pygame
import pytest

from tests.vrapp.words.desk import WINDOWS, Desk, Look
from vrapp.panel import Panel
from vrapp.panel.layout import Rect
from vrapp.panel.pen import Pen
from vrapp.panel.renderer import ImguiRenderer
from vrapp.session.commands import AdverseEvent, Command, Rate, Screened, Stop
from vrapp.session.screening import Screening

LEFT, RIGHT, UP, DOWN = pygame.K_LEFT, pygame.K_RIGHT, pygame.K_UP, pygame.K_DOWN
BESIDE = {"pause", "stop"}
"""Drawn under every sheet as well."""


class Keyboard(Desk):
    """Knows which buttons there are, and which of them the keyboard would press."""

    def __init__(self, panel: Panel, patch: pytest.MonkeyPatch) -> None:
        super().__init__(panel, WINDOWS[0])
        self.places: dict[str, Rect] = {}
        self.at = ""
        button, focus = Pen.button, Pen.focus
        drawn: list[str] = []

        def noted(pen: Pen, name: str, area: Rect, text: str, **look: object) -> bool:
            drawn.append(name)
            if look.get("enabled", True):
                self.places[name] = area
            return button(pen, name, area, text, **look)  # type: ignore[arg-type]

        def focused(pen: Pen, area: Rect, *rest: float) -> None:
            self.at = drawn[-1]
            focus(pen, area, *rest)

        patch.setattr(Pen, "button", noted)
        patch.setattr(Pen, "focus", focused)
        patch.setattr(ImguiRenderer, "render", lambda self, *_: self._upload_textures())

    def press(self, key: int) -> list[Command]:
        self.at = ""
        self.places.clear()
        return super().press(key)

    def walk(self, wanted: set[str]) -> set[str]:
        """Every control on the way: row after row, each to both its ends, down and up again; until
        all that is wanted was seen.
        """
        seen: set[str] = set()
        for along in (DOWN, UP):
            for _ in range(30):
                self.press(along)
                here = self.at
                seen.add(here)
                for across in (RIGHT, LEFT):
                    for _ in range(5):
                        before = self.at
                        self.press(across)
                        seen.add(self.at)
                        if self.at == before:
                            break
                if wanted <= seen or (along == DOWN and self.at == "stop"):
                    break
        return seen

    def go(self, name: str) -> None:
        """Walk to a control, as a person does who looks where they are."""
        for _ in range(60):
            if self.at == name:
                return
            goal, here = self.places[name], self.places.get(self.at)
            if here is None:
                self.press(DOWN)
            elif abs(goal.y - here.y) > 4:
                self.press(DOWN if goal.y > here.y else UP)
            else:
                self.press(RIGHT if goal.x > here.x else LEFT)
        raise AssertionError(f"{name} was not reached; at {self.at!r}")

    def choose(self, name: str) -> list[Command]:
        self.go(name)
        return self.press(pygame.K_RETURN)


@pytest.fixture
def keyboard(context: moderngl.Context, monkeypatch: pytest.MonkeyPatch) -> Iterator[Keyboard]:
    panel = Panel()
    panel.open(context)
    yield Keyboard(panel, monkeypatch)
    panel.close()


@pytest.mark.parametrize(
    ("look", "least"),
    [
        (Look(), 12),
        (Look(sheet="time"), 8),
        (Look(sheet="rating"), 17),
        (Look(sheet="rating", chosen={"_scale": 1}), 27),
        (Look(sheet="event"), 14),
        (Look(sheet="event", chosen={"_kind": "Fall"}), 7),
        (Look(sheet="event", chosen={"_kind": "Fall", "_severity": "mild"}), 9),
        (Look(sheet="screening", chosen={"_consent": True}), 19),
    ],
    ids=lambda value: getattr(value, "sheet", None),
)
def test_the_arrows_reach_everything(keyboard: Keyboard, look: Look, least: int) -> None:
    keyboard.show(look, 3)
    keyboard.press(DOWN)
    there = set(keyboard.places)
    assert len(there) >= least, sorted(there)
    assert there >= BESIDE
    assert there - keyboard.walk(there) == set()


def test_an_adverse_event_by_keyboard(keyboard: Keyboard) -> None:
    keyboard.show(Look(), 3)
    keyboard.press(pygame.K_F4)
    assert keyboard.choose("pick Eye strain") == []
    assert keyboard.choose("pick moderate") == []
    assert keyboard.choose("pick Doctor told") == [
        AdverseEvent("Eye strain", "moderate", "Doctor told")
    ]


def test_a_rating_by_keyboard(keyboard: Keyboard) -> None:
    keyboard.show(Look(), 3)
    keyboard.press(pygame.K_F3)
    assert keyboard.choose("scale 1") == []
    assert keyboard.choose("rate 13") == [Rate("sickness", 13.0)]


def test_the_screening_by_keyboard(keyboard: Keyboard) -> None:
    keyboard.show(Look(sheet="screening"), 3)
    keyboard.press(DOWN)
    for name in ("tick migraine", "tick consent"):
        assert keyboard.choose(name) == []
    assert keyboard.choose("begin") == [Screened(Screening(("migraine",), consent=True))]


def test_stop_by_the_arrows_too(keyboard: Keyboard) -> None:
    keyboard.show(replace(Look(), sheet="event"), 3)
    keyboard.press(DOWN)
    assert keyboard.choose("stop") == [Stop("therapist")]


def test_an_event_is_recorded_in_english(
    context: moderngl.Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    from vrapp.panel.texts import translated
    from vrapp.words.catalogue import load_words

    panel = Panel(texts=translated(load_words("es").told))
    panel.open(context)
    keyboard = Keyboard(panel, monkeypatch)
    keyboard.show(Look(), 3)
    keyboard.press(pygame.K_F4)
    for name in ("pick Headache", "pick mild"):
        keyboard.choose(name)
    assert keyboard.choose("pick Paused") == [AdverseEvent("Headache", "mild", "Paused")]
    panel.close()
