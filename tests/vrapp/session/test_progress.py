"""What a therapist can do about a phase, and what a phase waits for."""

from __future__ import annotations

import pytest

from vrapp.scene.question import pain_rating
from vrapp.session.progress import GOOD_FOR_S, Progress
from vrapp.session.protocol import LONGEST_HEADSET_S, Phase, Protocol


def through(*phases, **how):
    return Progress(Protocol("p", phases), **how)


def part(title, duration_s=60.0, **how):
    return Phase(title, duration_s, group=title[0], **how)


def test_skipping_goes_past_all_parts_and_ending_to_the_next():
    progress = through(part("a1"), part("a2"), part("b"))
    assert progress.next_title == "b"
    progress.end()
    assert progress.phase.title == "a2"
    progress = through(part("a1"), part("a2"), part("b"))
    progress.skip()
    assert progress.phase.title == "b"
    assert progress.next_title == ""


def test_a_phase_is_made_longer_and_shorter_within_its_bounds():
    progress = through(part("a", 600.0, bounds_s=(300.0, 720.0)))
    assert progress.change(60.0) == ""
    assert progress.remaining_s == 660.0
    progress.change(600.0)
    assert progress.remaining_s == 720.0
    assert "5 to 12 min" in progress.change(60.0)
    progress.change(-6000.0)
    assert progress.remaining_s == 300.0
    progress.step(200.0)
    assert progress.remaining_s == 100.0


def test_shortening_to_what_has_passed_ends_the_phase():
    progress = through(part("a", 600.0, bounds_s=(60.0, 720.0)), part("b"))
    progress.step(200.0)
    progress.change(-590.0)
    assert progress.step(0.0)
    assert progress.phase.title == "b"


def test_repeating_begins_the_part_anew():
    progress = through(part("a"), part("b"))
    progress.step(40.0)
    assert progress.repeat() == ""
    assert progress.in_phase_s == 0.0
    assert progress.remaining_s == 60.0


def test_nobody_is_kept_in_the_headset_for_more_than_half_an_hour():
    long = part("a", LONGEST_HEADSET_S - 100.0, bounds_s=(60.0, 4000.0))
    progress = through(long, part("b", 60.0), part("c", 600.0, headset=False), part("d", 1200.0))
    progress.step(100.0)
    progress.worn(100.0)
    assert "without a break" in progress.change(60.0)
    assert "without a break" in progress.repeat()
    assert progress.change(30.0) == ""
    progress.skip()
    progress.skip()
    progress.worn(1.0)
    assert progress.headset_s == 0.0  # the break


def test_sensors_go_on_when_they_were_good_for_a_while_and_wait_for_who_decides():
    progress = through(part("a", go_on="sensors"), part("b"))
    for _ in range(int(GOOD_FOR_S) - 1):
        progress.step(1.0, sensors_good=True)
    assert not progress.step(1.0, sensors_good=False)
    assert progress.waits_for == "sensors"
    progress.step(100.0)
    assert progress.phase.title == "a"
    assert progress.waits_for == "therapist"
    assert progress.remaining_s == float("inf")
    assert progress.step(GOOD_FOR_S, sensors_good=True)
    assert progress.phase.title == "b"


@pytest.mark.parametrize("go_on", ["sensors", "therapist"])
def test_unattended_everything_goes_on_by_its_time(go_on):
    progress = through(part("a", go_on=go_on), part("b"), unattended=True)
    assert progress.remaining_s == 60.0
    assert progress.step(61.0)
    assert progress.phase.title == "b"


def test_the_therapist_alone_ends_what_waits_for_the_therapist():
    progress = through(part("a", go_on="therapist"), part("b"))
    assert not progress.step(1000.0)
    assert progress.waits_for == "therapist"


def test_a_question_waits_for_its_answer_as_long_as_its_time():
    progress = through(part("a", question=pain_rating()), part("b"))
    assert progress.waits_for == "answer"
    assert progress.step(60.0)
