from __future__ import annotations

from tests.vrapp.session.test_session import Run
from vrapp.scene.question import DECLINED, pain_rating, yes_no
from vrapp.session.commands import Answer, Ask, Pause, SkipPhase, Stop
from vrapp.session.conduct import GUIDANCE_S
from vrapp.session.protocol import ANSWER_WITHIN_S, Phase, Protocol, rating_pain

PAIN, MORE = pain_rating(), yes_no("more", "Go on?")


def short() -> Protocol:
    return Protocol("p", (Phase("one", 6.0, text="Just sit."),))


def test_a_question_is_shown_until_it_is_answered_and_the_answer_is_kept():
    run = Run()
    run(1)
    assert run(1, [Ask(PAIN)]).question == PAIN
    assert run.session.status.question == PAIN
    assert run(1, [Answer("pain", "7", "gaze")]).question is None
    assert run.events[-2:] == ["asked: pain", "answered: pain=7 by gaze"]
    assert run.session.status.answers == (Answer("pain", "7", "gaze"),)


def test_what_is_no_answer_changes_nothing():
    run = Run()
    run(1, [Answer("pain", "7")])
    run(1, [Ask(PAIN)])
    run(1, [Answer("pain", "11"), Answer("more", "Yes"), Answer("pain", "")])
    assert run.session.status.question == PAIN
    assert run.session.status.answers == ()
    run(1, [Answer("pain", DECLINED, "gaze"), Answer("pain", "3")])
    assert [a.choice for a in run.session.status.answers] == [DECLINED]


def test_questions_wait_their_turn_and_are_not_asked_twice():
    run = Run()
    run(1, [Ask(PAIN), Ask(MORE), Ask(PAIN), Ask(MORE)])
    assert run.session.status.question == PAIN
    run(1, [Answer("pain", "0")])
    assert run.session.status.question == MORE
    run(1, [Answer("more", "No")])
    assert run.session.status.question is None
    assert [e for e in run.events if e.startswith("asked")] == ["asked: pain", "asked: more"]


def test_pain_is_rated_before_and_after_a_protocol():
    run = Run(rating_pain(short()))
    assert run(2).question == pain_rating("pain_before")
    run(1, [Answer("pain_before", "7", "gaze")])
    assert run.session.status.phase == "one"
    assert run.frames[-1].text == "Just sit."
    assert run(6).question == pain_rating("pain_after")
    run(0.1, [Answer("pain_after", "4", "gaze")])
    assert run.session.status.question is None
    run(3)
    assert run.session.ended
    assert run.session.status.end_reason == "protocol"
    asked = [e for e in run.events if ": pain" in e]
    assert asked == [
        "asked: pain_before", "answered: pain_before=7 by gaze",
        "asked: pain_after", "answered: pain_after=4 by gaze",
    ]  # fmt: skip


def test_a_rating_nobody_gives_is_taken_back_and_skipping_takes_it_back_too():
    run = Run(rating_pain(short()))
    run(1, [SkipPhase()])
    assert "not answered: pain_before" in run.events
    run(7 + ANSWER_WITHIN_S)
    assert run.events.count("not answered: pain_after") == 1
    assert run.session.status.end_reason == "protocol"
    assert run.session.status.question is None


def test_a_question_waits_while_paused_and_goes_with_the_stop():
    run = Run(rating_pain(short()))
    run(1, [Pause(True)])
    run(ANSWER_WITHIN_S + 5)
    assert run.session.status.question is not None
    assert run(0.1, [Stop("patient (gaze)")]).question is None
    run(0.1, [Answer("pain_before", "7")])
    assert run.session.status.answers == ()
    assert run.session.status.end_reason == "patient (gaze)"


def test_guidance_is_shown_as_its_phase_begins_and_then_leaves_the_scene_alone():
    run = Run(
        Protocol("p", (Phase("one", 60.0, text="Just sit."), Phase("two", 60.0, text="Rest.")))
    )
    assert run(GUIDANCE_S - 1).text == "Just sit."
    assert run(2).text == ""
    assert run(0.1, [SkipPhase()]).text == "Rest."
