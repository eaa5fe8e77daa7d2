"""The first session of a person, whole: through the frame loop and everything that is built around
it, as a therapist and a patient would go through it, in virtual time.

What is not real: the body (the simulated patient, its belt and RR intervals), the headset (a small
headless picture, drawn by the real renderer from a real scene) and the waiting (the therapist ends
the long parts early). Everything else is what a person gets: `run_with` itself.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import pyxdf

from biofeedback.clock import VirtualClock
from biofeedback.sources.patient import Patient
from biofeedback.types import Pacer, Pull
from tests.vrapp.app.whole import Going, Room
from vrapp.app.body import Body
from vrapp.app.options import Options
from vrapp.app.run import run_with
from vrapp.display.base import DisplayError
from vrapp.session.arms import Study
from vrapp.session.commands import (
    AdverseEvent,
    ChangeDuration,
    Command,
    EndPhase,
    Note,
    Rate,
    Screened,
)
from vrapp.session.protocols import load_protocol
from vrapp.session.ratings import HURTS_MORE
from vrapp.session.screening import Screening
from vrapp.session.status import SessionStatus

ANSWERS = {"pain_before": "3", "pain": "5", "pain_after": "2", "sickness": "2", "peg": "4"}
SHORTER_S = {"baseline": -180.0, "training": -420.0}
ENDS_S = {"assessment": 80.0, "rest": 4.0, "break": 20.0, "training": 140.0, "recovery": 15.0,
          "summary": 5.0}  # fmt: skip
"""When the therapist ends a part early. The first pace is led to from afar and gets longer; the
last is one more than is needed, and is ended at once."""
FIRST_S, LAST_S = 112.0, 3.0


class Counted:
    """The patient, and how many samples of each stream were given."""

    def __init__(self, patient: Patient) -> None:
        self.patient, self.given = patient, Counter[str]()
        self.streams = patient.streams

    def read(self, until: float) -> Pull:
        pull = self.patient.read(until)
        for chunk in pull.chunks:
            self.given[chunk.stream.key] += chunk.t.size
        return pull

    def hear(self, pacer: Pacer) -> None:
        self.patient.hear(pacer)

    def close(self) -> None:
        self.patient.close()


class Therapist:
    """What is done at the desk, by what is seen there."""

    def __init__(self) -> None:
        self.room: Room
        self._done: set[str] = set()
        self._paces: set[str] = set()

    def __call__(self, status: SessionStatus) -> Sequence[Command]:
        course, commands = status.course, list[Command]()
        kind, now_s = course.kind, course.in_phase_s
        if kind == "screening" and now_s > 2.0:
            commands.append(Screened(Screening(("migraine",), consent=True)))
        if kind in SHORTER_S and self._once(f"shorter {kind}"):
            commands.append(ChangeDuration(SHORTER_S[kind]))
        ends_s = ENDS_S.get(kind, 1e9)
        if kind == "assessment":
            self._paces.add(status.phase)
            ends_s = {1: FIRST_S, 5: LAST_S}.get(len(self._paces), ends_s)
        if kind == "break" and self._once("off"):
            self.room.seat.wears(False)
        if now_s > ends_s:
            commands.append(EndPhase())
            if kind == "break" and self._once("on"):
                self.room.seat.wears(True)
        if kind == "training" and now_s > 20.0 and self._once("training"):
            commands += [Note("breathes with ease"), AdverseEvent("Headache", "mild", "Paused")]
            self.room.seat.hurts_at = status.elapsed_s + 40.0
        asked = "" if status.question is None else status.question.id
        if asked == "sickness" and "training" in self._done and self._once("aloud"):
            commands.append(Rate("sickness", 3.0))  # between two steps of the question
        return commands

    def _once(self, what: str) -> bool:
        new = what not in self._done
        self._done.add(what)
        return new


def events_of(folder: Path) -> list[str]:
    lines = (folder / "events.txt").read_text(encoding="utf-8").splitlines()
    return [line.split(" s  ", 1)[1] for line in lines]


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory):
    tmp_path = tmp_path_factory.mktemp("whole")
    folder = tmp_path / "s"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VRAPP_DATABASE", str(tmp_path / "history.db"))
        source = Counted(Patient(3, streams=("rr", "respiration")))
        body = Body(source, "simulated patient, seed 3", VirtualClock(0.0), live=False)
        options = Options(
            source="patient:3",
            scene="lantern",
            display="headless",
            folder=folder,
            picture_period_s=200.0,
            study=Study(code="P001"),
            began="2026-01-01T10:00:00",
        )
        therapist = Therapist()
        room = therapist.room = Room(therapist, ANSWERS)
        try:
            session = run_with(
                body, options, load_protocol("first-session"), Going(), room.say,
                watching=room.watching, opened=room.open,
            )  # fmt: skip
        except DisplayError as error:
            pytest.skip(str(error))
    return folder, room, session, source


def test_it_comes_to_its_end_through_every_part(ran):
    folder, _, session, _ = ran
    assert session.status.end_reason == "protocol"
    told = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert told["complete"]
    assert list(dict.fromkeys(phase["part_of"] for phase in told["phases"])) == [
        "Screening and consent", "Ratings before", "Sensor check", "Baseline",
        "Finding your pace", "Break", "Training", "Recovery", "Ratings after", "Summary",
    ]  # fmt: skip
    starts = [phase["start_s"] for phase in told["phases"]]
    ends = [phase["end_s"] for phase in told["phases"]]
    assert starts[0] < 0.5
    assert starts[1:] == ends[:-1]
    lasted = {phase["title"]: phase["end_s"] - phase["start_s"] for phase in told["phases"]}
    assert lasted["Baseline"] == pytest.approx(120.0, abs=0.5)
    assert lasted["Training"] == pytest.approx(140.0, abs=1.0)
    assert 10.0 <= lasted["Sensor check"] <= 60.5


def test_ratings_are_those_that_were_looked_at_and_said(ran):
    folder, _, session, _ = ran
    rated = [(r.id, r.value, r.by) for r in session.status.course.ratings]
    assert rated == [
        ("pain_before", "3", "gaze"), ("sickness", "2", "gaze"),
        ("peg_pain", "4", "gaze"), ("peg_enjoyment", "4", "gaze"), ("peg_activity", "4", "gaze"),
        ("pain", "5", "gaze"), ("pain_after", "2", "gaze"), ("sickness", "3", "therapist"),
    ]  # fmt: skip
    told = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert [(r["id"], r["value"], r["by"]) for r in told["ratings"]] == rated


def test_the_pace_is_found_and_training_leads_to_it(ran):
    folder, _, session, source = ran
    true = source.patient.truth.resonance_per_min
    course = session.status.course
    assert course.pace_per_min == pytest.approx(true, abs=0.5)
    told = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert told["pace_per_min"] == told["resonance"]["pace_per_min"] == course.pace_per_min
    *counted, ended = told["resonance"]["paces"]
    assert [row["reason"] for row in counted] == [""] * 4
    assert ended["reason"]  # the last pace was ended at once, and does not count
    training = next(phase for phase in told["phases"] if phase["kind"] == "training")
    start, end = training["pace_start_per_min"], training["pace_end_per_min"]
    # gently, and not while it hurts: most of the way in the minute and a half that are left
    assert course.pace_per_min <= end < start
    assert end - course.pace_per_min < 0.5 * (start - course.pace_per_min)
    assert 0.0 <= training["reward"]["success"] <= 1.0


def test_it_hurts_more_is_heard_by_the_therapist_and_recorded(ran):
    folder, room, _, _ = ran
    assert room.told[:2] == [HURTS_MORE, "pain rose from 3 to 5: ask how it is"]
    assert HURTS_MORE in room.said
    happened = events_of(folder)
    at = happened.index("hurts more: patient (gaze)")
    assert "asked: pain" in happened[at : at + 3]
    assert "answered: pain=5 by gaze" in happened[at:]
    notices = {status.course.notice for _, status in room.shown}
    assert notices == {"", HURTS_MORE, "pain rose from 3 to 5: ask how it is"}


def test_the_folder_has_what_a_therapist_files(ran):
    folder, room, _, _ = ran
    happened = events_of(folder)
    for event in (
        "screening: migraine; consent given; the therapist decided to go on",
        "note: breathes with ease",
        "adverse event: Headache, mild; Paused",
        "rated: sickness=3 by therapist",
        "protocol finished",
        "closed (protocol)",
    ):
        assert event in happened
    assert not any(event.startswith(("not answered", "paused")) for event in happened)
    page = (folder / "report.html").read_text(encoding="utf-8")
    for text in ("P001", "First session", "Headache", "breathes with ease", "Resonance"):
        assert text in page
    for name in ("summary.md", "session.png", "features.csv", "contact-sheet.png"):
        assert (folder / name).stat().st_size > 0
    assert any("into the history" in line for line in room.said)


def test_the_record_has_every_sample_and_event(ran):
    folder, _, session, source = ran
    streams, _ = pyxdf.load_xdf(folder / "session.xdf", synchronize_clocks=False)
    named = {stream["info"]["name"][0]: stream for stream in streams}
    kinds = {stream["info"]["source_id"][0]: stream for stream in streams}
    for info in source.streams:
        stream = kinds.get(info.source_id) or named[info.name]
        assert len(stream["time_stamps"]) == source.given[info.key]
        assert np.all(np.diff(stream["time_stamps"]) >= 0.0)
    marked = [row[0] for row in named["vrapp events"]["time_series"]]
    beside = ("closed", "Scene", HURTS_MORE)
    assert marked == [e for e in events_of(folder) if not e.startswith(beside)]
    t = named["vrapp frames"]["time_stamps"]
    assert t[-1] - t[0] == pytest.approx(session.status.elapsed_s, abs=1.0)
    assert np.diff(t).max() < 0.55
