"""A change to a scene that is not ready waits in the dark."""

from __future__ import annotations

import pytest

from tests.vrapp.session.conftest import make_scene
from tests.vrapp.session.test_session import FPS, START, Run
from vrapp.session.comfort import FADE_S
from vrapp.session.commands import ChooseScene, Stop
from vrapp.session.protocol import open_session
from vrapp.session.session import Session


@pytest.fixture
def run() -> Run:
    run = Run()
    scenes = {name: make_scene(name) for name in "ab"}
    run.session = Session(open_session(), scenes, "a", START, unready={"b"})
    run(4)
    return run


def test_it_stays_dark_in_the_old_scene_until_the_new_one_is_ready(run: Run) -> None:
    run(0.5, [ChooseScene("b")])
    assert run.session.awaited == ""  # it is light still: nobody may stop the picture now
    run(FADE_S + 5.0)
    assert run.session.awaited == "b" == run.session.status.scene
    assert {(f.scene.name, f.brightness) for f in run.frames[-4 * FPS :]} == {("a", 0.0)}
    run.session.ready("b")
    assert run.session.awaited == ""
    first = run(1 / FPS)
    assert (first.scene.name, first.brightness) == ("b", 0.0)
    assert "scene: b" in run.events
    assert run(FADE_S + 0.1).brightness == 1.0


def test_a_scene_that_is_ready_in_time_changes_as_if_it_always_had_been(run: Run) -> None:
    always = Run()
    always(4)
    for each in (run, always):
        each(0.5, [ChooseScene("b")])
        each.session.ready("b")
        each(2 * FADE_S)
    shown = [[(f.scene.name, f.brightness, f.time_s) for f in r.frames] for r in (run, always)]
    assert shown[0] == shown[1]


def test_a_scene_that_cannot_be_shown_is_left_out_and_the_old_one_comes_back(run: Run) -> None:
    run(FADE_S + 1.0, [ChooseScene("b")])
    assert run.session.awaited == "b"
    run.session.leave_out("b")
    assert run(FADE_S + 0.1).brightness == 1.0
    assert run.frames[-1].scene.name == "a"
    assert run.session.status.scenes == ("a",)
    assert "scene left out: b" in run.events
    assert run(FADE_S + 1.0, [ChooseScene("b")]).brightness == 1.0  # it can no longer be chosen


def test_another_choice_ends_the_waiting(run: Run) -> None:
    run(FADE_S + 1.0, [ChooseScene("b")])
    assert run(FADE_S + 0.1, [ChooseScene("a")]).brightness == 1.0
    assert run.session.awaited == ""


def test_a_stop_waits_for_no_scene(run: Run) -> None:
    run(FADE_S + 1.0, [ChooseScene("b")])
    run(1 / FPS, [Stop()])
    assert run.session.ended
    assert run.session.awaited == ""
    assert run.frames[-1].scene.name == "a"
