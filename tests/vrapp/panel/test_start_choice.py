"""What a therapist chooses, and what follows from it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vrapp.panel.start_choice import (
    SIMULATED,
    Arm,
    Choice,
    Choosing,
    Offer,
    Offers,
    Person,
    Scenery,
    next_code,
)

OFFERS = Offers(
    people=(
        Person("P007", 3, "2026-11-21", "Practice", 5.7),
        Person("P012", 1, "2026-11-20", "First session"),
        Person("a-71", 2, "2026-11-02", "Short practice", 6.2),
        Person(SIMULATED, 4, "2026-11-01", "Practice", 6.0),
    ),
    protocols=(
        Offer("first-session", "First session", 54.0, leads=True),
        Offer("practice", "Practice", 26.0, leads=True, needs_pace=True),
        Offer("distraction", "Distraction", 17.0, screens=False),
    ),
    scenes=(Scenery("bay", "Bay"), Scenery("reef", "Reef")),
    folder="here",
    free_bytes=10**11,
)


def typed(choosing: Choosing, text: str) -> list[str]:
    choosing.query.clear()
    choosing.query.insert(text)
    return [("new " if row.new else "") + row.person.code for row in choosing.rows()]


def test_typing_finds_people_and_offers_a_new_code() -> None:
    choosing = Choosing(OFFERS)
    assert typed(choosing, "") == ["new P013", "P007", "P012", "a-71"]
    assert typed(choosing, "P0") == ["P007", "P012", "new P0"]
    assert typed(choosing, "7") == ["P007", "a-71", "new 7"]
    assert typed(choosing, "p012") == ["P012"]  # somebody's: no second one beside it
    assert typed(choosing, "A-71") == ["a-71"]
    assert typed(choosing, "sim-1") == []  # that code is nobody's
    assert typed(choosing, "k 9!ü") == ["new K9"]  # what no code may hold is not typed


@pytest.mark.parametrize(
    ("codes", "code"),
    [
        ([], "P001"),
        (["P009", "P003"], "P010"),
        (["P3", "Q100"], "P4"),
        (["anna", "K07"], "K08"),
        ([SIMULATED, "P001"], "P002"),
        (["P999"], "P1000"),
    ],
)
def test_the_next_code_follows(codes: list[str], code: str) -> None:
    assert next_code(codes) == code


@settings(derandomize=True, deadline=None, max_examples=80)
@given(st.lists(st.from_regex(r"[A-Za-z._-]{0,3}[0-9]{0,4}", fullmatch=True), max_size=8))
def test_the_next_code_is_nobodys(codes: list[str]) -> None:
    assert next_code(codes) not in codes


def test_a_person_brings_the_protocol_that_suits_them() -> None:
    choosing = Choosing(OFFERS)
    assert choosing.protocol == "first-session"
    choosing.pick(OFFERS.people[0])
    assert choosing.protocol == choosing.suggested() == "practice"
    choosing.pick(OFFERS.people[1])  # no pace was ever found
    assert choosing.protocol == "first-session"
    choosing.protocol = "distraction"
    assert choosing.suggested() == "first-session"
    choosing.pick(Person("P099"))
    assert choosing.protocol == "first-session"


def test_nothing_begins_without_a_person() -> None:
    choosing = Choosing(OFFERS)
    assert choosing.choice() is None
    choosing.pick(OFFERS.people[0])
    choosing.scene, choosing.headset = "reef", True
    choosing.language = "de"
    choosing.louder(-3)
    assert choosing.choice() == Choice("P007", "practice", "reef", True, False, "de", 0.7)


def test_the_simulated_patients_sessions_are_nobodys() -> None:
    choosing = Choosing(OFFERS)
    choosing.pick(OFFERS.people[1])
    choosing.simulate(True)
    choice = choosing.choice()
    assert choice is not None
    assert (choice.code, choice.simulated, choice.protocol) == (SIMULATED, True, "practice")
    choosing.simulate(False)
    choice = choosing.choice()
    assert choice is not None
    assert (choice.code, choice.simulated, choice.protocol) == ("P012", False, "first-session")
    choosing.simulate(True)
    choosing.pick(OFFERS.people[0])  # who picks a person means that person
    assert choosing.who == OFFERS.people[0]
    assert not choosing.simulated


def test_a_folder_that_takes_nothing_and_a_code_without_an_arm_let_nothing_begin() -> None:
    from dataclasses import replace

    full = Choosing(replace(OFFERS, folder_trouble="no"))
    full.pick(OFFERS.people[0])
    assert not full.ready
    study = replace(OFFERS, arm_of=lambda c: Arm("sealed") if c[-1].isdigit() else Arm("", "why"))
    choosing = Choosing(study)
    assert choosing.arm is None
    choosing.pick(OFFERS.people[0])
    assert choosing.arm == Arm("sealed")
    assert choosing.ready
    choosing.pick(Person("anna"))
    assert not choosing.ready


def test_volume_stays_within_its_bounds() -> None:
    choosing = Choosing(OFFERS, volume=0.9)
    for _ in range(3):
        choosing.louder(1)
    assert choosing.volume == 1.0
    for _ in range(12):
        choosing.louder(-1)
    assert choosing.volume == 0.0


def test_the_next_person_finds_the_room_as_it_was() -> None:
    choosing = Choosing(OFFERS)
    choosing.pick(OFFERS.people[0])
    choosing.scene, choosing.headset, choosing.language = "reef", True, "fr"
    choosing.query.insert("P")
    choosing.offer_again(OFFERS)
    assert choosing.person is None
    assert choosing.query.text == ""
    assert (choosing.scene, choosing.headset, choosing.language) == ("reef", True, "fr")
    assert choosing.protocol == "first-session"
