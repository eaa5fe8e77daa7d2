"""The plain pacer ring: as wide as the breath is deep, and gone when it is not asked for."""

from __future__ import annotations

import numpy as np
import pytest

from vrapp.display.base import InputEvent
from vrapp.prompt import look
from vrapp.prompt.gaze import METRES_PER_DEG, angle_rad
from vrapp.prompt.ring import FADE_S, MANNER, NARROWEST, OPACITY, WIDEST_DEG
from vrapp.render.plates import Plate
from vrapp.scene.question import pain_rating

from .conftest import FPS, Person

TOGGLE = InputEvent("key", 0.0, "ring")
WIDEST_M = WIDEST_DEG * METRES_PER_DEG


@pytest.fixture
def guided(person: Person) -> Person:
    """Someone who is led, wants the ring and has it before them."""
    person.lungs = 0.5
    person.look(0.1, happened=[TOGGLE])
    return person.look(2.0)


def ring(person: Person) -> Plate | None:
    mine = person.prompt._ring._plate
    return mine if mine in list(person.prompt.plates) else None


def test_it_is_there_only_when_wanted(person: Person) -> None:
    person.lungs = 0.5
    assert ring(person.look(2.0)) is None
    shown = ring(person.look(2.0, happened=[TOGGLE]))
    assert shown is not None
    assert shown.opacity == pytest.approx(OPACITY)
    assert ring(person.look(2.0, happened=[TOGGLE])) is None
    person.look(0.1, happened=[InputEvent("key", 0.0, "guidance")])
    assert ring(person.look(2.0)) is None


def test_it_is_there_only_while_guided(guided: Person) -> None:
    guided.lungs = None
    before = ring(guided).size_m
    half = ring(guided.look(0.5 * FADE_S))
    assert half.opacity == pytest.approx(0.5 * OPACITY, abs=0.05)
    assert half.size_m == before  # it does not collapse as it goes
    assert ring(guided.look(FADE_S)) is None


def test_it_fades_over_half_a_second_or_more(person: Person) -> None:
    person.lungs = 0.5
    seen = []
    for happened in ([TOGGLE], [TOGGLE], [TOGGLE, TOGGLE]):
        for _ in range(round(1.5 * FPS)):
            person.look(1.0 / FPS, happened=happened)
            happened = []
            plate = ring(person)
            seen.append(0.0 if plate is None else plate.opacity)
    assert max(seen) == pytest.approx(OPACITY)
    assert seen[-1] == 0.0
    assert np.abs(np.diff(seen)).max() <= 1.0 / (0.5 * FPS)


def test_it_is_as_wide_as_the_lungs_are_full(guided: Person) -> None:
    widths = []
    for lungs in np.linspace(0.0, 1.0, 11):
        guided.lungs = float(lungs)
        plate = ring(guided.look(1.0 / FPS))
        assert plate.size_m[0] == plate.size_m[1]
        widths.append(plate.size_m[0])
    assert widths[0] == pytest.approx(NARROWEST * WIDEST_M)
    assert widths[-1] == pytest.approx(WIDEST_M)
    assert np.allclose(np.diff(widths), widths[1] - widths[0])
    # always a small picture of the headset's, so that its layer need not be drawn anew
    assert max(widths) <= 0.25


def test_its_picture_is_drawn_once(guided: Person) -> None:
    versions = set()
    for lungs in (0.0, 0.4, 1.0):
        guided.lungs = lungs
        versions.add((ring(guided.look(0.2)).version, ring(guided).opacity))
    assert len(versions) == 1


def test_in_the_picture_it_is_round_thin_soft_and_not_bright(guided: Person) -> None:
    for lungs in (0.0, 1.0):
        guided.lungs = lungs
        guided.look(0.1, 0.0, -4.0)
        picture = guided.picture((600, 600), 20.0, ground=0.1)
        grey = picture.mean(2)
        lit = grey > 70
        rows, columns = np.flatnonzero(lit.any(1)), np.flatnonzero(lit.any(0))
        across = rows[-1] + 1 - rows[0]
        assert across == pytest.approx(columns[-1] + 1 - columns[0], abs=2)
        assert rows[0] + rows[-1] == pytest.approx(600, abs=4)
        wanted = (WIDEST_DEG - 1.0) * (NARROWEST if lungs == 0.0 else 1.0)
        assert across == pytest.approx(wanted * 30.0, rel=0.10)  # pixels a degree, about
        line = lit[300, :300].sum() / 30.0
        assert 0.05 < line < 0.45
        assert grey[300, 300] == pytest.approx(0.1 * 255, abs=1.5)  # one looks through it
        assert (picture / 255.0).max() ** 2.2 < look.LUMINANCE_CEILING


def test_before_snow_it_is_read_as_well(guided: Person) -> None:
    guided.look(0.1, 0.0, -4.0)
    row = guided.picture((600, 600), 20.0, ground=0.95).mean(2)[300]
    assert row.max() - row.min() > 25


def test_no_question_is_ever_behind_it(guided: Person) -> None:
    guided.show(question=pain_rating())
    for _ in range(round(2 * FADE_S * FPS)):
        guided.look(1.0 / FPS)
        if (plate := ring(guided)) is not None:
            assert guided.prompt.plates[0] is plate  # the hindmost
    assert ring(guided) is None
    guided.show(question=None)
    guided.look(1.0 / FPS)
    assert ring(guided) is None  # not before the question has gone
    assert ring(guided.look(3.0)) is not None


def test_it_hangs_clear_of_the_words(guided: Person) -> None:
    guided.show(text="Just sit. The water follows your breath.")
    guided.lungs = 1.0
    guided.look(1.5)
    words, plate = guided.prompt._words.plate, ring(guided)
    head = guided.frame.world_from_head
    apart = angle_rad(head, words) - angle_rad(head, plate)
    halves = (words.size_m[1] + plate.size_m[1]) / 2 / METRES_PER_DEG
    assert np.degrees(apart) > halves


def test_it_follows_lazily(guided: Person) -> None:
    before = ring(guided).world_from_plate.copy()
    guided.look(1.0, 20.0)
    assert (ring(guided).world_from_plate == before).all()  # within the cone it stays
    guided.look(3.0, 60.0)
    plate = ring(guided)
    away = angle_rad(guided.frame.world_from_head, plate)
    assert away == pytest.approx(MANNER.below_rad, abs=0.05)


def test_the_pictures_own_brightness_lies_over_it(guided: Person) -> None:
    guided.show(brightness=0.5)
    assert ring(guided.look(0.1)).opacity == pytest.approx(0.5 * OPACITY)
    guided.show(brightness=0.0)
    assert ring(guided.look(0.1)) is None
