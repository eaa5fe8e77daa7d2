from __future__ import annotations

import pytest

from vrapp.panel.intents import SLOWEST_PER_MIN, command_for, other_pace, other_scene
from vrapp.scene.question import pain_rating, yes_no
from vrapp.session.commands import (
    Answer,
    Ask,
    ChooseScene,
    Command,
    HurtsMore,
    Mute,
    Pause,
    SetGuidance,
    SkipPhase,
    Stop,
)
from vrapp.session.status import CourseStatus

from .bodies import make_status


@pytest.mark.parametrize(
    ("kind", "detail", "command"),
    [
        ("stop", "patient", Stop("patient")),
        ("stop", "", Stop("patient")),
        ("hurts", "patient (gaze)", HurtsMore("patient (gaze)")),
        ("pause", "", Pause(True)),
        ("next", "scene", ChooseScene("forest")),
        ("previous", "scene", ChooseScene("snow")),
        ("key", "guidance", SetGuidance(None)),
        ("key", "slower", SetGuidance(5.5)),
        ("key", "faster", SetGuidance(6.5)),
        ("key", "skip", SkipPhase()),
        ("key", "pain", Ask(pain_rating())),
        ("key", "mute", Mute(True)),
        ("key", "7", None),  # nothing is asked
        ("answer", "7", None),
        ("key", "x", None),
        ("resized", "10x10", None),
        ("quit", "", None),
    ],
)
def test_what_an_input_asks_of_the_session(kind: str, detail: str, command: Command | None) -> None:
    assert command_for(kind, detail, make_status(1.0)) == command


def test_pause_and_guidance_go_both_ways() -> None:
    assert command_for("pause", "", make_status(1.0, paused=True)) == Pause(False)
    free = make_status(1.0, guidance_per_min=None)
    assert command_for("key", "guidance", free, last_pace=5.5) == SetGuidance(5.5)
    assert command_for("key", "slower", free) is None


def test_blinded_no_key_tells_whether_a_pace_is_shown() -> None:
    for pace in (None, 6.0):
        status = make_status(1.0, guidance_per_min=pace, course=CourseStatus(veiled=True))
        assert command_for("key", "guidance", status) == SetGuidance(None)
        assert command_for("key", "slower", status) is None
        assert command_for("key", "faster", status) is None


def test_scenes_go_around_and_one_alone_stays() -> None:
    assert other_scene(make_status(1.0, scene="snow"), 1) == ChooseScene("bay")
    assert other_scene(make_status(1.0, scenes=("bay",)), 1) is None
    assert other_scene(make_status(1.0, scenes=()), 1) is None
    assert other_scene(make_status(1.0, scene="gone"), 1) == ChooseScene("bay")
    assert other_scene(make_status(1.0, scene="gone"), -1) == ChooseScene("snow")


def test_pace_stays_within_what_is_safe() -> None:
    assert other_pace(make_status(1.0, guidance_per_min=SLOWEST_PER_MIN), -1) is None
    assert other_pace(make_status(1.0, guidance_per_min=4.2), -1) == SetGuidance(4.0)
    assert other_pace(make_status(1.0, guidance_per_min=9.5), 1) is None


def test_an_answer_goes_to_what_is_asked() -> None:
    asked = make_status(1.0, question=pain_rating())
    assert command_for("answer", "7", asked) == Answer("pain", "7", "gaze")
    assert command_for("key", "10", asked) == Answer("pain", "10", "therapist")
    assert command_for("key", "declined", asked) == Answer("pain", "declined", "therapist")
    assert command_for("key", "yes", asked) is None
    assert command_for("next", "scene", asked) == ChooseScene("forest")


def test_n_is_no_while_yes_or_no_is_asked() -> None:
    asked = make_status(1.0, question=yes_no("more", "Go on?"))
    assert command_for("key", "yes", asked) == Answer("more", "Yes", "therapist")
    assert command_for("next", "scene", asked) == Answer("more", "No", "therapist")
    assert command_for("key", "7", asked) is None
