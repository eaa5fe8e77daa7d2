"""Before the headset goes on: a yes is a decision, seizures are an end."""

from __future__ import annotations

import pytest

from biofeedback.types import EMPTY_BODY
from tests.vrapp.session.conftest import make_scene
from vrapp.session.commands import EndPhase, Note, Screened, SetGuidance, SkipPhase
from vrapp.session.course import Plan
from vrapp.session.protocols import load_protocol
from vrapp.session.screening import CONDITIONS, Screening, reminders
from vrapp.session.session import Session


def session() -> Session:
    scene = make_scene()
    return Session(load_protocol("first-session"), {scene.name: scene}, scene.name, 0.0)


def test_nothing_goes_on_without_it() -> None:
    made = session()
    first = made.status.phase
    for n, command in enumerate((SkipPhase(), EndPhase()), start=1):
        made.step(n / 10, EMPTY_BODY, [command])
        assert made.status.phase == first
        assert "not skipped: the screening comes first" in made.events


def test_a_decision_is_recorded_and_the_session_begins() -> None:
    made = session()
    first = made.status.phase
    made.step(0.1, EMPTY_BODY, [Screened(Screening(("migraine", "heart"), consent=True))])
    assert made.status.phase != first
    told = next(event for event in made.events if event.startswith("screening"))
    assert told == ("screening: migraine, heart; consent given; the therapist decided to go on")
    assert not made.status.end_reason


@pytest.mark.parametrize(
    "screening", [Screening(("seizures",), consent=True), Screening((), consent=False)]
)
def test_seizures_and_no_consent_end_it(screening: Screening) -> None:
    made = session()
    made.step(0.1, EMPTY_BODY, [Screened(screening)])
    assert made.status.end_reason == "screening"
    assert any(event.startswith("stopped: ") for event in made.events)
    for n in range(40):
        made.step(0.2 + n / 10, EMPTY_BODY)
    assert made.ended


def test_reminders_come_once_in_the_order_of_the_list() -> None:
    assert reminders(["lungs", "sedation"]) == reminders(["sedation", "lungs"])
    assert len(reminders(["lungs", "sedation"])) == 1
    assert reminders(["migraine"]) == ()
    assert len(CONDITIONS) == 15


def test_a_note_is_an_event() -> None:
    made = session()
    made.step(0.1, EMPTY_BODY, [Note("electrode moved")])
    assert "note: electrode moved" in made.events
    made.step(9.0, EMPTY_BODY, [Note("calmer", 4.0), Note("from the future", 99.0)])
    told = [(note.t, note.text) for note in made.status.notes]
    assert told == [(0.1, "electrode moved"), (4.0, "calmer"), (9.0, "from the future")]
    assert made.status.notes[0].phase == made.status.phase


def test_a_second_answer_changes_nothing() -> None:
    made = session()
    answer = Screened(Screening((), consent=True))
    made.step(0.1, EMPTY_BODY, [answer, answer])
    once = session()
    once.step(0.1, EMPTY_BODY, [answer])
    assert made.status.phase == once.status.phase


@pytest.mark.parametrize(("yes", "slowest"), [("lungs", 6.0), ("sedation", 6.0), ("heart", 4.0)])
def test_who_must_not_breathe_slowly_is_never_led_slower_than_six(yes: str, slowest: float) -> None:
    """No phase, no known pace and no therapist's hand leads them there."""
    scene = make_scene()
    plan = Plan(pace_per_min=4.5, unattended=True)
    made = Session(load_protocol("first-session"), {scene.name: scene}, scene.name, 0.0, plan)
    made.step(0.1, EMPTY_BODY, [Screened(Screening((yes,), consent=True))])
    told = [event for event in made.events if event.startswith("left out")]
    assert bool(told) == (slowest > 4.0)
    paces: list[float] = []
    t = 0.1
    while not made.ended and t < 4000.0:
        t += 1.0
        by_hand = [SetGuidance(5.0)] if round(t) % 97 == 0 else []
        made.step(t, EMPTY_BODY, by_hand)
        if made.status.guidance_per_min is not None:
            paces.append(made.status.guidance_per_min)
    assert made.ended
    assert min(paces) >= slowest
    assert (min(paces) < 6.0) == (slowest < 6.0)


def test_no_pace_beyond_what_is_safe_is_taken() -> None:
    made = session()
    for n, pace in enumerate((2.0, 1e9, float("nan"), 3.9)):
        made.step(0.1 * (n + 1), EMPTY_BODY, [SetGuidance(pace)])
        assert made.status.guidance_per_min is None
    made.step(1.0, EMPTY_BODY, [SetGuidance(6.0)])
    assert made.status.guidance_per_min == 6.0
