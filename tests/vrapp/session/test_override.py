"""A pace set by hand: free in a plain session, refused where it is measured, asked in a study."""

from __future__ import annotations

import pytest

from tests.vrapp.session.test_conduct import Run, known
from vrapp.session.arms import ARMS, Study
from vrapp.session.commands import Pause, SetGuidance, SkipPhase, Stop
from vrapp.session.course import Plan
from vrapp.session.override import AGAIN_WITHIN_S, REFUSED, SURE
from vrapp.session.protocol import Phase
from vrapp.session.status import TO_THERAPIST

TRAIN = Phase("Train", 600.0, 6.0, feedback="index")
MEASURE = Phase("5 a minute", 180.0, 5.0, kind="assessment", feedback="off", group="1. Pace")


def test_in_a_plain_session_a_pace_is_just_set():
    run = Run(TRAIN)
    assert run(1, SetGuidance(5.0)).guidance_per_min == 5.0
    assert run(1, SetGuidance(None)).guidance_per_min is None
    assert run.events[-2:] == ["pace: 5/min", "free breathing"]


def test_a_pace_that_is_measured_stays_unless_the_person_needs_free_breathing():
    run = Run(MEASURE, Phase("Then", 60.0, 6.0))
    status = run(1, SetGuidance(6.5))
    assert status.guidance_per_min == 5.0
    assert run.events[-1] == TO_THERAPIST + REFUSED
    status = run(1, SetGuidance(None))
    assert status.guidance_per_min is None
    assert run.events[-2:] == [
        "protocol deviation: free breathing, by hand", "this pace does not count",
    ]  # fmt: skip
    status = run(1, SetGuidance(6.0))
    assert status.guidance_per_min == 5.0  # as planned again, and still it does not count
    run(180)
    assert not any(event.startswith("pace 5") for event in run.events)
    assert run(1, SetGuidance(4.5)).guidance_per_min == 4.5


@pytest.mark.parametrize("arm", ARMS)
def test_in_a_study_the_desk_asks_and_what_is_done_is_a_deviation(arm):
    run = Run(TRAIN, plan=Plan(Study(arm, blinded=True)))
    planned = run(1).guidance_per_min
    status = run(1, SetGuidance(5.0))
    assert status.guidance_per_min == planned
    assert run.events[-1] == TO_THERAPIST + SURE
    assert run(1, SetGuidance(5.0)).guidance_per_min == 5.0
    assert run.events[-1] == "protocol deviation: pace: 5/min, by hand"
    run = Run(TRAIN, plan=Plan(Study(arm, blinded=True)))
    run(1, SetGuidance(5.0))
    run(AGAIN_WITHIN_S, SetGuidance(None))  # within the time: meant
    assert run.session.status.guidance_per_min is None
    run = Run(TRAIN, plan=Plan(Study(arm, blinded=True)))
    run(AGAIN_WITHIN_S + 1, SetGuidance(5.0))
    assert run(1, SetGuidance(5.0)).guidance_per_min == planned  # too late: asked again


def test_safety_is_never_asked():
    for command in (Stop("therapist"), Pause(True), SkipPhase()):
        run = Run(TRAIN, Phase("Rest", 60.0), plan=known("yoked", blinded=True, yoke=lambda s: {}))
        before = run(1)
        after = run(0.1, command)
        assert (after.phase, after.paused, after.end_reason) != (
            before.phase, before.paused, before.end_reason,
        )  # fmt: skip


def test_parts_without_feedback_are_no_part_of_a_study():
    run = Run(Phase("Rest", 60.0, feedback="off"), plan=known("pacing", blinded=True))
    assert run(1, SetGuidance(6.0)).guidance_per_min == 6.0
    assert not any("deviation" in event for event in run.events)
