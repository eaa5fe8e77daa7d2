"""The first session of a simulated patient, from screening to summary, in virtual time."""

from __future__ import annotations

import json

import pytest

from biofeedback.sources.patient import Patient
from tests.vrapp.session.simulated import EngineBody, obliging, walk
from vrapp.app.options import Options
from vrapp.app.study import facts
from vrapp.record.earlier import read_manifest, read_yoke
from vrapp.record.manifest import Manifest
from vrapp.report.folder import SessionFolder
from vrapp.session.commands import ChangeDuration, Rate
from vrapp.session.course import Plan
from vrapp.session.protocols import load_protocol

SHORTER = {
    "screening": 600.0,
    "baseline": 120.0,
    "break": 180.0,
    "training": 360.0,
    "recovery": 60.0,
}


class Therapist:
    """Shortens what can be, lets the rest go on by its time, and enters one rating by hand."""

    def __init__(self):
        self.done = set()

    def __call__(self, status):
        commands = list(obliging(status))
        kind = status.course.kind
        if kind in SHORTER and kind not in self.done:
            self.done.add(kind)
            commands.append(ChangeDuration(-SHORTER[kind]))
            if kind == "training":
                commands.append(Rate("pain", 3.0))
        return commands


@pytest.mark.slow
def test_a_first_session_runs_from_screening_to_summary(tmp_path):
    folder = tmp_path / "s"
    kept = SessionFolder(folder, "simulated patient", picture_period_s=None)
    protocol = load_protocol("first-session")
    body = EngineBody(Patient(3, streams=("rr", "respiration")))
    known = facts(Options(code := "lsl"), protocol, (), "simulated", body.engine.formulas)
    manifest = Manifest(folder, known, 0.0)
    begun = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert (begun["complete"], begun["end"], code) == (False, None, "lsl")
    rewards = []

    def watch(session, now):
        kept.see(session, now, lambda: None)
        manifest.see(None, session, now)
        if session.status.course.reward is not None:
            rewards.append(session.status.course.reward)

    session = walk(protocol, body, Therapist(), Plan(unattended=True), watch)
    manifest.finish()
    kept.finish()

    assert session.status.end_reason == "protocol"
    told = read_manifest(folder)
    assert told["complete"]
    assert told["end"]["reason"] == "protocol"
    assert list(dict.fromkeys(phase["part_of"] for phase in told["phases"])) == [
        "Screening and consent", "Ratings before", "Sensor check", "Baseline",
        "Finding your pace", "Break", "Training", "Recovery", "Ratings after", "Summary",
    ]  # fmt: skip
    ends = [phase["end_s"] for phase in told["phases"]]
    assert ends == sorted(ends)
    assert [phase["start_s"] for phase in told["phases"]][1:] == ends[:-1]
    said = {(rating["id"], rating["value"]) for rating in told["ratings"]}
    assert {("pain_before", "2"), ("peg_activity", "2"), ("pain", "3"), ("pain_after", "2")} <= said

    true = body.patient.truth.resonance_per_min
    assert told["pace_per_min"] == pytest.approx(true, abs=0.5)
    assert told["resonance"]["pace_per_min"] == told["pace_per_min"]
    assert len(told["resonance"]["paces"]) == 5
    assert "coherence" in told["baseline"]["features"]
    training = next(phase for phase in told["phases"] if phase["kind"] == "training")
    assert training["end_s"] - training["start_s"] == pytest.approx(240.0, abs=1.0)
    assert training["pace_start_per_min"] > 9.0  # from the person's own
    assert training["pace_end_per_min"] == pytest.approx(told["pace_per_min"])
    assert 0.55 <= training["reward"]["success"] <= 0.9
    assert max(reward.value for reward in rewards) > 0.5

    for name in ("summary.md", "session.png", "features.csv", "events.txt", "manifest.json"):
        assert (folder / name).stat().st_size > 0
    yoke = read_yoke(folder)  # another person's yoked session can be made of it
    assert "reward" in yoke(training["start_s"] + 100.0)
    assert not (folder / "manifest.json.part").exists()
