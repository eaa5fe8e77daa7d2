"""Before the headset goes on: a yes is a decision, seizures are an end."""

from __future__ import annotations

import pytest

from biofeedback.types import EMPTY_BODY, BodyState, Respiration
from tests.vrapp.session.conftest import make_scene
from vrapp.session.commands import EndPhase, Note, Screened, SetGuidance, SkipPhase
from vrapp.session.conduct import Conduct
from vrapp.session.course import Plan
from vrapp.session.protocols import load_protocol
from vrapp.session.screening import CONDITIONS, Screening, reminders
from vrapp.session.session import Session


def follower(t: float, rate_hz: float) -> BodyState:
    """Somebody who breathes as the pacer does; nothing else is known of them."""
    return BodyState(t, respiration=Respiration(t, t * rate_hz, rate_hz, 1.0, 1.0))


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
    """No phase and no known pace leads them there."""
    scene = make_scene()
    plan = Plan(pace_per_min=4.5, unattended=True)
    made = Session(load_protocol("first-session"), {scene.name: scene}, scene.name, 0.0, plan)
    made.step(0.1, EMPTY_BODY, [Screened(Screening((yes,), consent=True))])
    told = [event for event in made.events if event.startswith("left out")]
    assert bool(told) == (slowest > 4.0)
    paces: list[float] = []
    measured: list[float] = []
    t = 0.1
    while not made.ended and t < 4000.0:
        t += 1.0
        made.step(t, follower(t, made.pacer.rate_hz))
        measured += [float(e.split()[1][:-1]) for e in made.events if e.startswith("pace ")]
        if made.status.guidance_per_min is not None:
            paces.append(made.status.guidance_per_min)
    assert made.ended
    assert min(measured) == max(slowest, 4.5)  # at the paces that are left, and at no other
    assert min(paces) == pytest.approx(max(slowest, 4.5))  # a training that led all the way


def test_what_an_earlier_screening_found_holds_although_nothing_is_new() -> None:
    scene = make_scene()
    plan = Plan(slowest_per_min=6.0, unattended=True)
    left = Conduct(load_protocol("first-session"), plan, 0.0).progress.phases  # gone on with
    assert min(p.guidance_per_min for p in left if p.guidance_per_min is not None) == 6.0
    made = Session(load_protocol("first-session"), {scene.name: scene}, scene.name, 0.0, plan)
    made.step(0.1, EMPTY_BODY, [Screened(Screening((), consent=True))])
    assert made.status.course.slowest_per_min == 6.0
    measured: list[str] = []
    for t in range(1, 2400):
        made.step(float(t), follower(t, made.pacer.rate_hz))
        measured += [e.split(":")[0] for e in made.events if e.startswith("pace ")]
    assert measured == ["pace 6.5", "pace 6"]


@pytest.mark.parametrize(("yes", "taken"), [("lungs", False), ("migraine", True)])
def test_nor_does_a_hand_lead_them_there(yes: str, taken: bool) -> None:
    made = session()
    made.step(0.1, EMPTY_BODY, [Screened(Screening((yes,), consent=True))])
    made.step(0.2, EMPTY_BODY, [SetGuidance(5.0)])
    assert (made.status.guidance_per_min == 5.0) == taken
    assert any(event.startswith("not set: 5 breaths") for event in made.events) != taken


def test_no_pace_beyond_what_is_safe_is_taken() -> None:
    made = session()
    for n, pace in enumerate((2.0, 1e9, float("nan"), 3.9)):
        made.step(0.1 * (n + 1), EMPTY_BODY, [SetGuidance(pace)])
        assert made.status.guidance_per_min is None
    made.step(1.0, EMPTY_BODY, [SetGuidance(6.0)])
    assert made.status.guidance_per_min == 6.0
