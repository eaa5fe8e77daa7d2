"""The start page drawn for real, without a window: by keyboard, in every language, in any size."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

import moderngl
import pygame
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.vrapp.panel.bodies import make_stream
from tests.vrapp.panel.test_start_choice import OFFERS
from vrapp.app.offers import offer_of, protocols
from vrapp.app.resume import part_of
from vrapp.panel import pen
from vrapp.panel.buttons import GROUPS
from vrapp.panel.formats import title
from vrapp.panel.layout import Rect
from vrapp.panel.pen import Pen
from vrapp.panel.renderer import ImguiRenderer
from vrapp.panel.start import Ended, StartPage
from vrapp.panel.start_choice import (
    SIMULATED,
    Arm,
    Choice,
    Choosing,
    Cut,
    Offers,
    Person,
    Scenery,
)  # fmt: skip
from vrapp.panel.start_layout import start_layout
from vrapp.panel.texts import ENGLISH
from vrapp.scene.library import list_scenes
from vrapp.words.catalogue import languages, load_words

TOLD = {code: load_words(code).told for code in languages()}
SIZES = ((1280, 720), (1600, 900), (2560, 1440), (1280, 1024))
CUT = Cut("/a/session", "P007", "First session", "Finding your pace", "14:05", 23.0)
STREAMS = [
    make_stream("ecg", "chest strap", 250.0),
    make_stream("respiration", "belt", 25.0),
    make_stream("rr", "chest strap", 0.0),
    make_stream("eda", "belt", 32.0, "silent"),
]


class Therapist:
    """Somebody at the keyboard before the page, who sees where the keyboard is."""

    def __init__(
        self, context: moderngl.Context, patch: pytest.MonkeyPatch, offers: Offers = OFFERS,
        size: tuple[int, int] = SIZES[0], language: str = "en",
    ) -> None:  # fmt: skip
        self.page = StartPage(Choosing(offers, language), TOLD)
        self.page.streams = STREAMS
        self.size, self.now = size, 10.0
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
        self.page.open(context)
        self.frame(4)

    def frame(self, count: int = 1) -> None:
        for _ in range(count):
            self.now += 0.1
            self.at = ""
            self.places.clear()
            self.page.draw(self.now, (0, 0, *self.size))

    def press(self, key: int, mod: int = 0) -> None:
        for kind in (pygame.KEYDOWN, pygame.KEYUP):
            event = pygame.event.Event(kind, key=key, mod=mod, unicode="")
            self.page.process_event(event, (0, 0, *self.size))
        self.frame(4)

    def write(self, text: str) -> None:
        event = pygame.event.Event(pygame.TEXTINPUT, text=text)
        self.page.process_event(event, (0, 0, *self.size))
        self.frame(3)

    def click(self, name: str) -> None:
        at = self.places[name]
        pos = (round(at.x + at.w / 2), round(at.y + at.h / 2))
        for kind in (pygame.MOUSEMOTION, pygame.MOUSEBUTTONDOWN, pygame.MOUSEBUTTONUP):
            event = pygame.event.Event(kind, pos=pos, rel=(0, 0), button=1, buttons=(0, 0, 0))
            self.page.process_event(event, (0, 0, *self.size))
        self.frame(4)


@pytest.fixture
def therapist(context: moderngl.Context, monkeypatch: pytest.MonkeyPatch) -> Iterator[Therapist]:
    made = Therapist(context, monkeypatch)
    yield made
    made.page.close()
    assert context.error == "GL_NO_ERROR"


def test_a_known_person_by_keyboard(therapist: Therapist) -> None:
    therapist.write("07")
    therapist.press(pygame.K_RETURN)
    assert therapist.page.choosing.person == OFFERS.people[0]
    assert therapist.at == "what practice"  # the keyboard goes on where it is needed next
    therapist.press(pygame.K_TAB)
    assert therapist.at == "scene bay"
    therapist.press(pygame.K_RIGHT)
    therapist.press(pygame.K_RETURN)
    therapist.press(pygame.K_F9)
    assert therapist.page.choice == Choice("P007", "practice", "reef", False, False, "en", 1.0)


def test_somebody_new_by_keyboard_alone(therapist: Therapist) -> None:
    assert therapist.at == "who P013"
    therapist.press(pygame.K_F9)
    assert therapist.page.choice is None  # nobody is chosen yet
    therapist.press(pygame.K_RETURN)
    for name in ("what first-session", "scene bay", "window", "sensors", "language en", "quieter",
                 "start"):  # fmt: skip
        therapist.press(pygame.K_TAB)
        assert therapist.at == name
    therapist.press(pygame.K_TAB)
    assert therapist.at == "who P013"  # around
    therapist.press(pygame.K_TAB, pygame.KMOD_LSHIFT)
    assert therapist.at == "start"
    therapist.press(pygame.K_RETURN)
    choice = therapist.page.choice
    assert choice is not None
    assert (choice.code, choice.protocol) == ("P013", "first-session")
    therapist.page.again()
    assert therapist.page.choice is None


def test_every_control_is_reached_by_tab_and_arrows(therapist: Therapist) -> None:
    therapist.page.choosing.pick(OFFERS.people[0])
    therapist.frame(2)
    wanted = set(therapist.places)
    assert len(wanted) >= 4 + 3 + 2 + 2 + 2 + 4 + 1 + 1
    seen: set[str] = set()
    for group in GROUPS:  # Tab comes to each of them, see above; from there:
        for key in (pygame.K_RIGHT, pygame.K_LEFT, pygame.K_DOWN, pygame.K_UP):
            therapist.page._buttons.want(group)
            therapist.frame(2)
            seen.add(therapist.at)
            for _ in range(5):
                therapist.press(key)
                seen.add(therapist.at)
    assert wanted - seen == set()


def test_by_mouse(therapist: Therapist) -> None:
    for name in ("who P012", "what distraction", "scene reef", "headset", "language de", "quieter"):
        therapist.click(name)
    therapist.click("start")
    assert therapist.page.choice == Choice("P012", "distraction", "reef", True, False, "de", 0.9)


def test_the_simulated_patient_is_chosen_and_called_so(therapist: Therapist) -> None:
    therapist.click("simulated")
    therapist.press(pygame.K_F9)
    choice = therapist.page.choice
    assert choice is not None
    assert (choice.code, choice.simulated) == (SIMULATED, True)


def test_escape_clears_what_was_typed_then_leaves(therapist: Therapist) -> None:
    therapist.write("P01")
    therapist.press(pygame.K_BACKSPACE)
    assert therapist.page.choosing.query.text == "P0"
    therapist.press(pygame.K_ESCAPE)
    assert therapist.page.choosing.query.text == ""
    assert not therapist.page.leaving
    therapist.press(pygame.K_ESCAPE)
    assert therapist.page.leaving


def test_the_report_of_the_session_before_is_offered(therapist: Therapist) -> None:
    therapist.page.ended = Ended("P007", "Practice", 23.4, "therapist", "/a/report.html")
    therapist.frame(2)
    therapist.click("report")
    assert therapist.page.opens_report


@pytest.mark.parametrize("after", ["nothing", "trouble"])
def test_a_session_that_was_cut_short_is_offered_by_mouse_and_keyboard(
    context: moderngl.Context, monkeypatch: pytest.MonkeyPatch, after: str
) -> None:
    therapist = Therapist(context, monkeypatch, replace(OFFERS, cut=CUT))
    therapist.page.trouble = "it broke" if after == "trouble" else ""
    going_on = Choice("P007", "", "bay", False, False, "en", 1.0, resumes="/a/session")
    therapist.press(pygame.K_TAB, pygame.KMOD_LSHIFT)
    assert therapist.at == "go on"
    therapist.press(pygame.K_RETURN)
    assert therapist.page.choice == going_on
    therapist.page.again()
    therapist.click("go on")
    assert therapist.page.choice == going_on
    therapist.page.close()


def test_after_a_session_its_report_is_offered_to_the_keyboard_too(therapist: Therapist) -> None:
    therapist.page.choosing.offers = replace(OFFERS, cut=CUT)
    therapist.page.ended = Ended("P007", "Practice", 23.4, "therapist", "/a/report.html")
    therapist.frame(2)
    assert "go on" not in therapist.places
    therapist.press(pygame.K_TAB, pygame.KMOD_LSHIFT)
    assert therapist.at == "report"
    therapist.press(pygame.K_RETURN)
    assert therapist.page.opens_report


def test_many_people_are_scrolled(
    context: moderngl.Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = tuple(Person(f"P{n:03d}", 1, "2026-11-02") for n in range(60))
    therapist = Therapist(context, monkeypatch, replace(OFFERS, people=many))
    assert "who P059" not in therapist.places
    for _ in range(14):
        therapist.press(pygame.K_PAGEDOWN)
    assert "who P059" in therapist.places
    for _ in range(14):
        therapist.press(pygame.K_PAGEUP)
    assert "who P060" in therapist.places  # the new one, at the head
    therapist.page.close()


@pytest.mark.parametrize("size", SIZES)
def test_regions_do_not_meet(size: tuple[int, int]) -> None:
    place = start_layout(*size)
    leaves = [
        place.search, place.people, place.protocols, place.cautions, place.scenes, place.where,
        place.bodies, place.sensors, place.settings, place.kept, place.bar, place.head,
    ]  # fmt: skip
    for one, other in combinations(leaves, 2):
        across = min(one.right, other.right) - max(one.x, other.x)
        down = min(one.bottom, other.bottom) - max(one.y, other.y)
        assert across <= 1e-6 or down <= 1e-6, (one, other)
    for each in leaves:
        assert each.x >= 0
        assert each.right <= size[0]
        assert each.bottom <= size[1]
    assert place.start.h >= 48


@settings(derandomize=True, deadline=None, max_examples=100)
@given(st.integers(320, 6000), st.integers(240, 4000))
def test_start_is_in_sight_in_any_window(width: int, height: int) -> None:
    place = start_layout(width, height)
    assert 0 <= place.start.x < place.start.right <= width
    assert 0 <= place.start.y < place.start.bottom <= height
    assert place.search.w > 60


# -- every text fits ---------------------------------------------------------------------------


def looks(page: StartPage) -> Iterator[None]:
    """Everything that the page can have to say, one after the other."""
    choosing = page.choosing
    yield
    for person in (*choosing.offers.people, Person("P099")):
        choosing.pick(person)
        for offer in choosing.offers.protocols:
            choosing.protocol = offer.name
            yield
    for scene in choosing.offers.scenes:
        choosing.scene = scene.name
        yield
    choosing.simulate(True)
    choosing.headset = True
    yield
    choosing.simulate(False)
    page.streams = ()
    choosing.volume = 0.0
    yield
    choosing.offers = replace(choosing.offers, free_bytes=1_200_000_000)
    for arm in ("live", "yoked", "pacing", "scene", "sealed"):
        choosing.offers = replace(choosing.offers, arm_of=lambda code, arm=arm: Arm(arm))
        yield
    choosing.query.insert("zz")
    yield
    choosing.query.clear()
    choosing.query.insert(SIMULATED)
    yield
    for each in (CUT, replace(CUT, worn_min=0.4)):
        for protocol in protocols(False, print):
            for part in dict.fromkeys(part_of(phase) for phase in protocol[1].phases):
                cut = replace(each, protocol=protocol[1].title, part=part)
                choosing.offers = replace(choosing.offers, cut=cut)
                yield
    for reason in (*ENGLISH.end_reasons, "a signal"):
        page.ended = Ended("P012", "Practice", 23.4, reason, "/home/me/report.html", ("10", "7"))
        yield


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("size", [(1280, 720), (1600, 900)])
def test_nothing_is_cut(
    context: moderngl.Context, monkeypatch: pytest.MonkeyPatch, language: str,
    size: tuple[int, int],
) -> None:  # fmt: skip
    found: list[str] = []
    fit, holds = pen.fit, Pen.holds

    def fitted(whole: str, width: float, measure: object) -> str:
        shown = fit(whole, width, measure)  # type: ignore[arg-type]
        if shown != whole and whole not in ("chest strap", "belt"):
            found.append(f"{whole!r} was cut to {shown!r}")
        return shown

    def tried(self: Pen, *args: object) -> bool:
        before = len(found)
        held = holds(self, *args)  # type: ignore[arg-type]
        del found[before:]
        return held

    monkeypatch.setattr(pen, "fit", fitted)
    monkeypatch.setattr(Pen, "holds", tried)
    said: list[str] = []
    offers = replace(
        OFFERS,
        protocols=tuple(offer_of(name, p) for name, p in protocols(False, said.append)),
        scenes=tuple(Scenery(name, title(name)) for name in list_scenes()),
        folder="/home/therapist/Documents/vrapp",
    )
    assert said == []
    people = tuple(replace(p, protocol="Resonance re-check") for p in OFFERS.people) * 4
    offers = replace(offers, people=people)
    therapist = Therapist(context, monkeypatch, offers, size, language)
    for _ in looks(therapist.page):
        therapist.frame(1)
    therapist.page.close()
    assert sorted(set(found)) == []
    assert math.isfinite(therapist.now)
