"""A session by a protocol: what is shown in each arm, what is asked, and what follows from it."""

from __future__ import annotations

import math

import numpy as np
import pytest

from biofeedback.indices.baseline import Baseline, BaselineBuilder
from biofeedback.types import Feature, Index
from tests.vrapp.session.conftest import make_scene
from tests.vrapp.session.test_session import FPS, START, body_at
from vrapp.scene.question import pain_rating
from vrapp.session.arms import Study
from vrapp.session.commands import (
    AdverseEvent,
    Answer,
    ChangeDuration,
    EndPhase,
    Pause,
    Rate,
    RepeatPhase,
    SkipPhase,
)
from vrapp.session.conduct import GUIDANCE_S
from vrapp.session.course import Plan
from vrapp.session.protocol import Line, Phase, Protocol
from vrapp.session.session import Session


class Run:
    def __init__(self, *phases, plan=None):
        self.session = Session(Protocol("p", phases), {"a": make_scene("a")}, "a", START, plan)
        self.now, self.events, self.frames = START, [], []

    def __call__(self, seconds, *commands, **body):
        for _ in range(round(seconds * FPS)):
            self.now += 1 / FPS
            self.frames.append(self.session.step(self.now, body_at(self.now, **body), commands))
            self.events += self.session.events
            commands = ()
        return self.session.status

    def spread(self, name, seconds):
        return float(np.ptp([f.value(name) for f in self.frames[-round(seconds * FPS) :]]))


def rest(coherence=0.4):
    builder = BaselineBuilder()
    for k in range(100):
        value = coherence + 0.05 * math.sin(k)
        builder.add((Feature("coherence", float(k), value, "", 1.0),))
    return builder.build()


def known(arm="live", baseline=None, blinded=False, **how):
    return Plan(Study(arm, blinded), baseline=baseline or Baseline(), **how)


def test_a_baseline_shows_nothing_of_the_body_and_learns_it():
    run = Run(Phase("Rest", 600.0, kind="baseline", feedback="off"), Phase("Then", 60.0))
    run(5)
    run(20, coherence=1.0)
    assert run.spread("swell", 10) < 1e-3
    assert run.spread("warmth", 10) < 1e-3
    run(0.1, EndPhase())
    assert any(event.startswith("baseline: not enough") for event in run.events)


@pytest.mark.parametrize(
    ("arm", "guided", "breathes", "warms"),
    [
        ("live", True, True, True),
        ("pacing", True, True, False),
        ("scene", True, False, False),
        ("live", False, True, True),
        ("pacing", False, False, False),
        ("scene", False, False, False),
    ],
)
def test_an_arm_decides_what_moves_the_scene(arm, guided, breathes, warms):
    phase = Phase("Train", 600.0, 6.0 if guided else None, feedback="index")
    run = Run(phase, plan=known(arm))
    run(40)
    status = run(30, coherence=1.0)
    assert (run.spread("swell", 12) > 0.1) == breathes
    assert (run.frames[-1].value("warmth") > 0.6) == warms
    assert (status.guidance_per_min is not None) == (guided and arm != "scene")
    assert run.session.pacer.guided == (guided and arm != "scene")
    assert f"arm: {arm}" in run.events


def test_an_arm_changes_nothing_where_there_is_no_feedback():
    phase = Phase("Assess", 600.0, 6.0, kind="assessment", feedback="off")
    for arm in ("live", "yoked", "pacing", "scene"):
        assert Run(phase, plan=known(arm))(2).guidance_per_min == 6.0


def test_the_yoked_arm_shows_another_body():
    def yoke(elapsed_s):
        value = 1.0 if elapsed_s > 30.0 else 0.0
        return {
            "coherence": Index("coherence", value, 1.0),
            "breath": Index("breath", 0.5 + 0.5 * math.sin(elapsed_s), 1.0),
        }

    run = Run(Phase("Train", 600.0, feedback="index"), plan=known("yoked", yoke=yoke))
    run(29, coherence=1.0)
    assert run.frames[-1].value("warmth") < 0.45
    run(30, coherence=0.0)
    assert run.frames[-1].value("warmth") > 0.9
    assert run.spread("swell", 10) > 0.2


def test_a_reward_is_against_the_own_rest():
    phase = Phase("Train", 600.0, 6.0, feedback="reward")
    shown = {}
    for coherence in (0.4, 0.6):
        run = Run(phase, plan=known(baseline=rest(coherence)))
        run(20, coherence=0.5)
        shown[coherence] = run.session.status.course.reward.value
    assert shown[0.4] > 0.8  # better than at rest
    assert shown[0.6] < 0.3  # the same coherence, worse than at rest
    run(5, coherence=0.9, trust=0.1)
    assert run.session.status.course.reward.frozen
    assert run.session.status.course.reward.value < 0.3


def test_without_a_baseline_the_index_is_shown_as_it_is():
    run = Run(Phase("Train", 600.0, 6.0, feedback="reward"))
    status = run(30, coherence=1.0)
    assert status.course.reward is None
    assert run.frames[-1].value("warmth") > 0.8
    assert any("no baseline" in event for event in run.events)


def test_a_lead_goes_from_the_own_rate_to_the_known_pace():
    phase = Phase("Train", 900.0, 6.0, pacing="lead", feedback="index")
    run = Run(Phase("Arrive", 10.0), phase, plan=known(pace_per_min=5.2))
    run(11)
    assert run(2).guidance_per_min == pytest.approx(12.0, abs=0.6)
    assert run(60, breath_per_min=9.0).guidance_per_min == pytest.approx(9.8, abs=0.6)
    assert run(300, breath_per_min=5.5).guidance_per_min == pytest.approx(5.2)


def test_a_found_pace_is_the_phase_s_own_until_one_is_known():
    phase = Phase("Train", 60.0, 6.0, pacing="found", feedback="index")
    assert Run(phase)(1).guidance_per_min == 6.0
    assert Run(phase, plan=known(pace_per_min=5.2))(1).guidance_per_min == 5.2


def test_lines_come_at_their_time_and_go_again():
    phase = Phase("Scan", 100.0, text="First.", lines=(Line(30.0, "Second.", bell=True),))
    run = Run(phase)
    run(5)
    assert run.frames[-1].text == "First."
    run(GUIDANCE_S)
    assert run.frames[-1].text == ""
    assert "bell" not in run.events
    run(12)
    assert run.frames[-1].text == "Second."
    assert run.events.count("bell") == 1
    run(GUIDANCE_S)
    assert run.frames[-1].text == ""


def test_sickness_is_asked_every_few_minutes_and_ends_the_immersion():
    run = Run(Phase("Train", 900.0, 6.0, sickness_every_s=20.0))
    assert run(19).question is None
    assert run(2).question.id == "sickness"
    run(1, Answer("sickness", "4", "gaze"))
    assert run(17).question is None
    assert run(2).question.id == "sickness"
    status = run(1, Answer("sickness", "12", "gaze"))
    assert status.end_reason == "sickness rule"  # a rise by eight
    assert any("sickness rose from 4 to 12" in event for event in run.events)


def test_sickness_said_aloud_ends_it_as_well_and_pain_that_rose_is_told():
    run = Run(Phase("Train", 900.0))
    run(1, Rate("pain_before", 3.0), Rate("sickness", 2.0))
    assert run(1, Rate("pain", 4.0)).course.notice == ""
    assert "pain rose from 3 to 5" in run(1, Rate("pain", 5.0)).course.notice
    status = run(1, Rate("sickness", 21.0), Rate("colour", 3.0))
    assert status.end_reason == ""
    assert sum(event.startswith("not rated") for event in run.events) == 2
    status = run(1, Rate("sickness", 15.0))
    assert status.end_reason == "sickness rule"
    assert [(r.id, r.value) for r in status.course.ratings][-1] == ("sickness", "15")
    assert status.course.ratings[0].t > START


def test_an_adverse_event_is_kept_with_what_was_done():
    run = Run(Phase("Train", 900.0))
    status = run(1, AdverseEvent("headache", "mild", "paused"))
    (kept,) = status.course.adverse
    assert (kept.kind, kept.severity, kept.action, kept.phase) == (
        "headache", "mild", "paused", "Train",
    )  # fmt: skip
    assert "adverse event: headache, mild; paused" in run.events


def test_in_a_break_the_headset_is_off_and_after_it_it_is_waited_for():
    off = Phase("Off", 60.0, kind="break", go_on="therapist", headset=False)
    run = Run(Phase("One", 10.0), off, Phase("Two", 60.0))
    run(11)
    status = run(5, Pause(True, by="headset"))
    assert not status.paused
    assert status.course.waits_for == "therapist"
    status = run(5, EndPhase())
    assert status.phase == "Two"
    assert status.paused
    assert not run(1, Pause(False, by="headset")).paused
    assert run.session.status.course.headset_s < 10.0


def test_an_answer_ends_its_phase_and_is_kept_with_its_time():
    run = Run(Phase("Ask", 60.0, question=pain_rating("pain_before")), Phase("Then", 60.0))
    run(3)
    status = run(1, Answer("pain_before", "6", "gaze"))
    assert status.phase == "Then"
    (kept,) = status.course.ratings
    assert (kept.id, kept.value, kept.by, kept.phase) == ("pain_before", "6", "gaze", "Ask")
    assert kept.t == pytest.approx(START + 3, abs=0.1)


def test_the_therapist_steers_and_the_timeline_tells_it():
    parts = tuple(Phase(f"b{k}", 60.0, group="2. Both", bounds_s=(30.0, 120.0)) for k in range(2))
    run = Run(Phase("A", 60.0, group="1. A"), *parts, Phase("C", 60.0, group="3. C"))
    status = run(1)
    assert [(part.title, part.duration_s) for part in status.course.timeline] == [
        ("A", 60.0), ("Both", 120.0), ("C", 60.0),
    ]  # fmt: skip
    status = run(1, EndPhase(), ChangeDuration(60.0))
    assert (status.phase, status.course.at, status.course.timeline[1].duration_s) == (
        "b0",
        1,
        180.0,
    )
    status = run(10)
    status = run(0.1, RepeatPhase())
    assert status.course.in_phase_s < 0.2
    assert "repeated: b0" in run.events
    assert run(0.1, SkipPhase()).phase == "C"
    assert run(0.1, SkipPhase()).phase == "C"  # nothing comes after it
    assert run(2, EndPhase()).end_reason == "protocol"


def test_a_blinded_session_does_not_tell_its_arm():
    run = Run(Phase("Train", 60.0), plan=known("pacing", blinded=True))
    status = run(1)
    assert status.course.arm.startswith("sealed:")
    assert not any("pacing" in event for event in run.events)
