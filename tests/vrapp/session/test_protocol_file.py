"""Protocols as data: what is shipped is good; what is wrong is said with file, key and remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from vrapp.scene.errors import SceneError
from vrapp.session.pacer import FASTEST_PER_MIN, SLOWEST_PER_MIN
from vrapp.session.protocol import (
    LONGEST_HEADSET_S,
    headset_stretches_s,
    scaled,
    without_questions,
)
from vrapp.session.protocol_file import parse_protocol
from vrapp.session.protocols import list_protocols, load_protocol

SHIPPED = (
    "demo", "distraction", "first-session", "mindfulness", "practice", "resonance-check", "short",
)  # fmt: skip
GOOD = """
format = 1
title = "Test"
[[phases]]
kind = "sensors"
title = "Look"
minutes = 1
[[phases]]
kind = "training"
title = "Train"
minutes = 10
bounds_min = [5, 15]
pacer = "lead"
pace_per_min = 6.0
feedback = "reward"
sickness_every_min = 5
lines = [{ at_s = 0, text = "Begin." }, { at_s = 60, text = "Go on.", bell = true }]
[[phases]]
kind = "rating"
title = "Ask"
questions = ["pain_after", "peg"]
"""


def parse(text):
    return parse_protocol(text, Path("mine.toml"))


def test_a_whole_protocol_is_read():
    protocol = parse(GOOD)
    look, train, *asked = protocol.phases
    assert (protocol.name, protocol.title) == ("mine", "Test")
    assert (look.go_on, look.feedback, look.pacing) == ("sensors", "off", "none")
    assert (train.duration_s, train.bounds_s) == (600.0, (300.0, 900.0))
    assert (train.pacing, train.guidance_per_min, train.feedback) == ("lead", 6.0, "reward")
    assert [(line.at_s, line.bell) for line in train.said] == [(0.0, False), (60.0, True)]
    assert [phase.question.id for phase in asked] == [
        "pain_after", "peg_pain", "peg_enjoyment", "peg_activity",
    ]  # fmt: skip
    assert {phase.group for phase in asked} == {"3. Ask"}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("format = 1", "format = 2", "format"),
        ('kind = "training"', 'kind = "trainig"', "did you mean 'training'"),
        ('pacer = "lead"', 'pacer = "leed"', "did you mean 'lead'"),
        ('feedback = "reward"', 'feedback = "rewards"', "did you mean 'reward'"),
        ("sickness_every_min", "sickness_evry_min", "did you mean 'sickness_every_min'"),
        ("pace_per_min = 6.0", "pace_per_min = 3.5", "from 4 to 15"),
        ("pace_per_min = 6.0", "", "phases[1].pace_per_min"),
        ("minutes = 10", "minutes = 20", "bounds_min allows 5 to 15"),
        ("minutes = 10", "", "phases[1].minutes"),
        ("at_s = 60", "at_s = 0", "must come after"),
        ('"Go on."', '"' + "x" * 81 + '"', "one line"),
        ('"pain_after"', '"pain_afta"', "did you mean 'pain_after'"),
        ('questions = ["pain_after", "peg"]', "questions = []", "1 to 20 texts"),
        ("[[phases]]", "[[fases]]", "phases"),
        ("[5, 15]", "[5, 30]\nheadset = true", ""),
    ],
)
def test_what_is_wrong_is_said_with_its_place(old, new, said):
    text = GOOD.replace(old, new)
    if not said:
        parse(text)
        return
    with pytest.raises(SceneError) as error:
        parse(text)
    assert said in str(error.value)
    assert "mine.toml" in str(error.value)


def test_more_than_half_an_hour_in_the_headset_is_refused():
    long = GOOD.replace("minutes = 10\nbounds_min = [5, 15]", "minutes = 26\nbounds_min = [5, 28]")
    with pytest.raises(SceneError, match="31 min"):
        parse(long)
    rest = '[[phases]]\nkind = "break"\ntitle = "Off"\nminutes = 5\n[[phases]]\nkind = "rating"'
    parse(long.replace('[[phases]]\nkind = "rating"', rest))


@pytest.mark.parametrize("name", SHIPPED)
def test_what_is_shipped_is_good(name):
    protocol = load_protocol(name)
    assert protocol.title
    assert protocol.description
    assert max(headset_stretches_s(protocol.phases)) <= LONGEST_HEADSET_S
    for phase in protocol.phases:
        assert phase.guidance_per_min is None or (
            SLOWEST_PER_MIN <= phase.guidance_per_min <= FASTEST_PER_MIN
        )


def test_all_that_is_shipped_is_known():
    assert tuple(list_protocols()) == SHIPPED
    with pytest.raises(SceneError, match="did you mean 'practice'"):
        load_protocol("practise")


def test_the_first_session_has_the_shape_of_the_clinic():
    phases = load_protocol("first-session").phases
    kinds = list(dict.fromkeys(phase.kind for phase in phases))
    assert kinds == [
        "screening", "rating", "sensors", "baseline", "assessment", "rest", "break", "training",
        "recovery", "summary",
    ]  # fmt: skip
    assert [p.guidance_per_min for p in phases if p.kind == "assessment"] == [6.5, 6, 5.5, 5, 4.5]
    children = load_protocol("first-session", children=True).phases
    assert [p.guidance_per_min for p in children if p.kind == "assessment"][::4] == [9.5, 6.5]


def test_mindfulness_and_distraction_set_no_task():
    for name in ("mindfulness", "distraction"):
        phases = load_protocol(name).phases
        assert all(p.pacing == "none" and p.feedback != "reward" for p in phases)
    bells = [line for p in load_protocol("mindfulness").phases for line in p.said if line.bell]
    assert len(bells) >= 3


def test_scaled_keeps_the_proportions():
    protocol = load_protocol("mindfulness")
    short = scaled(protocol, protocol.duration_s / 10)
    assert short.duration_s == pytest.approx(protocol.duration_s / 10)
    led = next(n for n, phase in enumerate(protocol.phases) if phase.lines)
    last = protocol.phases[led].lines[-1].at_s
    assert short.phases[led].lines[-1].at_s == pytest.approx(last / 10)


def test_a_scale_is_left_out_where_it_was_asked_this_week():
    first = load_protocol("first-session")
    asked = {question.id for question in without_questions(first, "peg").questions}
    assert asked == {"pain_before", "pain_after", "sickness"}
    assert len(without_questions(first, "peg").phases) == len(first.phases) - 3
