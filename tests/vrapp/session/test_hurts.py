"""It hurts more: asked at once, the scene at rest, the therapist told, nothing taken away."""

from __future__ import annotations

import numpy as np
import pytest

from tests.vrapp.session.test_conduct import Run, known, rest
from vrapp.scene.question import DECLINED, pain_rating
from vrapp.session.commands import Answer, HurtsMore, Pause, Rate, Stop
from vrapp.session.ease import LEAST_S, LINE
from vrapp.session.protocol import ANSWER_WITHIN_S, Phase
from vrapp.session.questions import sickness
from vrapp.session.ratings import HURTS_FOR_S, HURTS_MORE
from vrapp.session.status import TO_THERAPIST

BY = "patient (gaze)"
TRAIN = Phase("Train", 900.0, 6.0, feedback="reward")


def training(**plan):
    run = Run(TRAIN, plan=known(baseline=rest(), **plan))
    run(1, Rate("pain_before", 3.0))
    run(40, coherence=0.7)
    return run


def test_it_is_marked_with_its_time_asked_at_once_and_told():
    run = training()
    status = run(0.1, HurtsMore(BY))
    assert status.question == pain_rating()
    assert status.course.notice == HURTS_MORE
    assert run.events[-3:] == [f"hurts more: {BY}", "asked: pain", TO_THERAPIST + HURTS_MORE]
    (noted,) = status.notes
    assert (noted.text, noted.phase) == (f"It hurts more, says the {BY}", "Train")
    assert noted.t == pytest.approx(status.t, abs=0.1)
    assert not status.paused


def test_the_scene_eases_to_rest_and_nobody_is_led_or_rewarded():
    run = training()
    assert run.spread("swell", 12) > 0.1
    assert run.session.pacer.guided
    before = run.session.status.course.reward
    run(15, HurtsMore(BY), coherence=0.0)
    assert run.spread("swell", 4) < 0.02
    assert not run.session.pacer.guided
    assert run.frames[-1].brightness == 1.0  # nothing is switched off
    after = run.session.status.course.reward
    assert after.frozen
    assert (after.value, after.difficulty) == (before.value, before.difficulty)
    warmth = np.array([frame.value("warmth") for frame in run.frames])
    assert np.abs(np.diff(warmth)).max() <= 0.1 / 30 + 1e-6  # by its slew, never at once


def test_it_goes_on_by_itself_some_time_after_the_answer():
    run = training()
    in_phase_s = run.session.status.course.in_phase_s
    run(20, HurtsMore(BY))
    run(1, Answer("pain", "4", "gaze"))
    assert run.frames[-1].question is None
    assert run.frames[-1].text == LINE
    run(LEAST_S - 3.0)
    assert not run.session.pacer.guided
    status = run(3)
    assert run.session.pacer.guided
    assert run.frames[-1].text == ""
    assert status.course.in_phase_s == pytest.approx(in_phase_s + 21 + LEAST_S, abs=0.5)
    run(20)
    assert run.spread("swell", 12) > 0.1


@pytest.mark.parametrize(("value", "rose"), [("4", False), ("5", True), ("9", True)])
def test_a_rise_of_two_against_the_first_rating_asks_the_therapist(value, rose):
    run = training()
    run(2, HurtsMore(BY))
    status = run(1, Answer("pain", value, "gaze"))
    told = f"pain rose from 3 to {value}: ask how it is"
    assert (status.course.notice == told) == rose
    assert (TO_THERAPIST + told in run.events) == rose
    status = run(HURTS_FOR_S + 1)
    assert (status.course.notice == told) == rose
    assert run(1, Rate("pain", 3.0)).course.notice == ""  # and no longer when it has gone down


def test_without_an_answer_the_question_is_taken_back():
    run = training()
    status = run(ANSWER_WITHIN_S + 1, HurtsMore(BY))
    assert status.question is None
    assert "not answered: pain" in run.events
    run(LEAST_S + 1)
    assert run.session.pacer.guided


def test_saying_it_again_asks_again_but_never_twice_at_a_time():
    run = training()
    run(1, HurtsMore(BY), HurtsMore(BY))
    run(1, Answer("pain", DECLINED, "gaze"))
    assert run.session.status.question is None
    assert run(1, HurtsMore(BY)).question == pain_rating()
    run(1, Answer("pain", "2", "gaze"))
    assert [r.value for r in run.session.status.course.ratings] == ["3", DECLINED, "2"]


def test_it_comes_before_another_question_and_after_that_one_is_asked_again():
    ask = Phase("Ask", 90.0, question=sickness())
    run = Run(ask, Phase("Then", 60.0))
    run(1, HurtsMore(BY))
    assert run.session.status.question == pain_rating()
    assert run(1, Answer("pain", "6", "gaze")).question == sickness()
    status = run(1, Answer("sickness", "2", "gaze"))
    assert status.phase == "Then"
    run = Run(ask, Phase("Then", 60.0))
    run(89.5, HurtsMore(BY))
    status = run(1)  # the phase that waited is over: its question goes with it
    assert status.phase == "Then"
    assert run(ANSWER_WITHIN_S).question is None


def test_while_pain_is_asked_it_is_not_asked_a_second_time():
    run = Run(Phase("Ask", 90.0, question=pain_rating("pain_before")), Phase("Then", 60.0))
    status = run(1, HurtsMore(BY))
    assert status.question == pain_rating("pain_before")
    assert status.course.notice == HURTS_MORE
    assert run(1, Answer("pain_before", "6", "gaze")).question is None


def test_it_works_in_a_pause_and_not_after_the_end():
    run = training()
    run(1, Pause(True))
    status = run(1, HurtsMore(BY))
    assert status.paused
    assert status.question == pain_rating()
    run(0.1, Stop("therapist"))
    run(1, HurtsMore(BY))
    assert run.events.count(f"hurts more: {BY}") == 1


def test_what_was_said_aloud_answers_what_is_asked_whatever_its_steps():
    run = Run(Phase("Ask", 90.0, question=sickness()), Phase("Then", 60.0))
    run(1)
    status = run(1, Rate("sickness", 21.0))  # on no scale
    assert status.question == sickness()
    status = run(1, Rate("sickness", 3.0))
    assert status.phase == "Then"
    assert [(r.id, r.value, r.by) for r in status.course.ratings] == [
        ("sickness", "3", "therapist")
    ]
    run = Run(Phase("Ask", 90.0, question=pain_rating("pain_before")), Phase("Then", 60.0))
    run(1)
    status = run(1, Rate("pain", 7.0))
    assert [(r.id, r.value) for r in status.course.ratings] == [("pain_before", "7")]
    assert status.phase == "Then"
