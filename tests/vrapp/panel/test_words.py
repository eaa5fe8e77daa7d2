"""Formats, trust and the sentence under the numbers: what the desk says."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from biofeedback.types import EMPTY_BODY, Feature, Notice
from vrapp.panel import formats
from vrapp.panel.sections import Concern, _in_use_first, _technics, concern
from vrapp.panel.texts import ENGLISH
from vrapp.panel.trust import OPACITY, Level, level, read, word
from vrapp.scene.question import pain_rating
from vrapp.session.course import NOT_SHOWN
from vrapp.session.status import CourseStatus
from vrapp.session.veil import veiled_body

from .bodies import make_body, make_status, make_stream


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.0, "0:00"), (-3.0, "0:00"), (0.2, "0:01"), (59.5, "1:00"), (252.0, "4:12"),
     (3600.0, "1:00:00"), (math.inf, ""), (math.nan, "")],
)  # fmt: skip
def test_clock(seconds: float, text: str) -> None:
    assert formats.clock(seconds) == text


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [(66.4, 0, "66"), (6.04, 1, "6.0"), (-0.01, 1, "0.0"), (math.nan, 0, "–"), (-math.inf, 1, "–")],
)
def test_number(value: float, digits: int, text: str) -> None:
    assert formats.number(value, digits) == text


@settings(derandomize=True, deadline=None, max_examples=60)
@given(st.floats())
def test_any_float_has_a_text(value: float) -> None:
    assert formats.number(value)
    assert formats.ago(value, ENGLISH)
    formats.clock(value)
    assert level(value) in Level


def test_rate_is_the_measured_one_and_irregular_streams_have_none() -> None:
    slow = replace(make_stream("ecg", "strap", 250.0), rate_hz=187.2)
    assert formats.rate(slow, ENGLISH) == "187 Hz"
    assert formats.rate(make_stream("rr", "strap", 0.0), ENGLISH) == ENGLISH.irregular
    assert formats.rate(replace(slow, rate_hz=math.nan), ENGLISH) == "0 Hz"


def test_titles_and_notices() -> None:
    assert formats.title("bay_at_dusk") == "Bay at dusk"
    assert formats.title("") == ""
    streams = (make_stream("respiration", "belt", 25.0),)
    known = formats.notice(Notice("respiration:belt", "lost", 92.0), streams, 100.0, ENGLISH)
    assert known == "Breath lost, 8 s ago"
    gone = formats.notice(Notice("x:strap", "silent", 99.9), streams, 100.0, ENGLISH)
    assert gone == "x:strap fell silent, now"


def test_trust_has_three_steps_told_apart_without_colour() -> None:
    assert [level(v) for v in (0.0, 0.39, 0.4, 0.79, 0.8, 1.0)] == [0, 0, 1, 1, 2, 2]
    assert level(math.nan) is Level.LOW
    assert len({word(step, ENGLISH) for step in Level}) == 3
    assert OPACITY[Level.LOW] < OPACITY[Level.MEDIUM] < OPACITY[Level.HIGH] == 1.0


def test_a_value_of_low_trust_is_not_shown_and_says_why() -> None:
    body = make_body(100.0, trust=0.2, reason="movement in the ECG")
    reading = read(body, "heart_rate", 100.0, ENGLISH)
    assert math.isnan(reading.value)
    assert reading.level is Level.LOW
    assert reading.reason == "movement in the ECG"


def test_a_good_value_is_shown_without_a_reason() -> None:
    reading = read(make_body(100.0), "rmssd", 100.1, ENGLISH)
    assert (reading.value, reading.level, reading.reason) == (42.0, Level.HIGH, "")


def test_what_is_veiled_keeps_its_trust_and_shows_no_number() -> None:
    body = veiled_body(make_body(10.0, trust=0.9))
    seen = read(body, "coherence", 10.0, ENGLISH)
    assert math.isnan(seen.value)
    assert (seen.level, seen.reason) == (Level.HIGH, "")
    doubted = read(veiled_body(make_body(10.0, trust=0.5)), "coherence", 10.0, ENGLISH)
    assert (doubted.level, doubted.reason) == (Level.MEDIUM, "")
    noisy = read(
        veiled_body(make_body(10.0, trust=0.5, reason="noise")), "coherence", 10.0, ENGLISH
    )
    assert noisy.reason == "noise"


def test_not_yet_is_low_even_when_it_claims_trust() -> None:
    body = make_body(100.0)
    odd = Feature("rmssd", 100.0, math.nan, "ms", 1.0, "needs 30 s of beats")
    reading = read(replace(body, features={"rmssd": odd}), "rmssd", 100.0, ENGLISH)
    assert (reading.level, reading.reason) == (Level.LOW, "needs 30 s of beats")


def test_an_old_body_is_believed_less_and_less() -> None:
    body = make_body(100.0)
    levels = [read(body, "heart_rate", 100.0 + age, ENGLISH).level for age in (0.4, 1.0, 1.9, 9.0)]
    assert levels == [Level.HIGH, Level.MEDIUM, Level.LOW, Level.LOW]
    assert read(body, "heart_rate", 101.9, ENGLISH).reason == ENGLISH.stale
    assert math.isnan(read(body, "heart_rate", 109.0, ENGLISH).value)


def test_the_sentence_names_what_the_scene_follows_when_all_is_well() -> None:
    body = make_body(100.0)
    assert concern(body, make_status(100.0), 100.0, ENGLISH) == Concern(
        Level.HIGH, ENGLISH.follows_pacer
    )
    own = make_status(100.0, breath_source="own")
    assert concern(body, own, 100.0, ENGLISH) == Concern(Level.HIGH, ENGLISH.follows_own)
    paused = make_status(100.0, paused=True)
    assert concern(body, paused, 100.0, ENGLISH) == Concern(Level.HIGH, ENGLISH.resting)


def test_the_sentence_names_the_trouble_once() -> None:
    assert concern(EMPTY_BODY, make_status(5.0), 5.0, ENGLISH) == Concern(
        Level.LOW, ENGLISH.no_streams
    )
    body = make_body(100.0, trust=0.1, reason="the belt is loose")
    worst, sentence, waiting = concern(body, make_status(100.0), 100.0, ENGLISH)
    assert worst is Level.LOW
    assert not waiting
    assert sentence == "Heart: the belt is loose"
    sentence = concern(body, make_status(100.0, reason="the belt is loose"), 100.0, ENGLISH)[1]
    assert sentence == "The belt is loose"


def test_a_window_that_is_filling_is_no_trouble() -> None:
    reason = "not yet: needs 64 s of heartbeats, has 5"
    body = make_body(100.0, trust=0.0, reason=reason)
    named = make_status(100.0, reason=f"coherence: {reason}")
    assert concern(body, named, 100.0, ENGLISH).waiting
    loose = make_status(100.0, reason="breath: the belt is loose")
    _, sentence, waiting = concern(body, loose, 100.0, ENGLISH)
    assert not waiting
    assert sentence.startswith("Breath: the belt is loose")
    assert read(body, "heart_rate", 100.0, ENGLISH).waiting


@pytest.mark.parametrize(
    "reason",
    ["learning the heartbeat", "the belt signal has just begun", "no full breath yet",
     "waiting for the first breath", "no signal from the sensors yet"],
)  # fmt: skip
def test_a_signal_that_has_just_come_is_no_trouble(reason: str) -> None:
    body = make_body(100.0, trust=0.0, reason=reason)
    assert read(body, "heart_rate", 100.0, ENGLISH).waiting
    assert concern(body, make_status(100.0, reason=f"calm: {reason}"), 100.0, ENGLISH).waiting


def test_a_part_without_feedback_is_no_trouble() -> None:
    resting = make_status(100.0, reason=f"breath: {NOT_SHOWN}", engagement=0.0)
    assert concern(make_body(100.0), resting, 100.0, ENGLISH) == Concern(
        Level.HIGH, ENGLISH.resting
    )


def test_what_the_patient_is_asked_comes_before_what_is_still_to_come() -> None:
    asked = make_status(100.0, question=pain_rating())
    waits = make_body(100.0, trust=0.0, reason="not yet: needs 64 s of heartbeats, has 5")
    loose = make_body(100.0, trust=0.0, reason="the belt is loose")
    assert concern(waits, asked, 100.0, ENGLISH)[1].startswith("The patient is asked")
    assert concern(loose, asked, 100.0, ENGLISH)[1] == "Heart: the belt is loose"


def test_before_the_session_proper_sensors_may_still_be_missing() -> None:
    screening = make_status(1.0, course=CourseStatus(kind="screening"))
    assert concern(EMPTY_BODY, screening, 1.0, ENGLISH).waiting
    assert not concern(EMPTY_BODY, make_status(1.0), 1.0, ENGLISH).waiting


def test_what_lives_is_listed_before_what_fell_silent_or_is_gone() -> None:
    streams = [
        make_stream("ecg", "dead", 250.0, "lost"),
        make_stream("eda", "quiet", 4.0, "silent"),
        make_stream("respiration", "belt", 25.0),
    ]
    assert [s.state for s in sorted(streams, key=_in_use_first)] == ["live", "silent", "lost"]


def test_guard_and_latency_in_as_many_words_as_there_is_room_for() -> None:
    assert _technics(0.052, 1.0, ENGLISH) == ("sensor to picture 52 ms", "52 ms", "")
    assert _technics(None, 1.0, ENGLISH) == ("", "")
    dimmed = _technics(0.052, 0.6, ENGLISH)
    assert dimmed[0].startswith("light at 60 %")
    assert dimmed[-2:] == ("light at 60 %", "")
    assert all("60 %" in text for text in dimmed[:-1])
