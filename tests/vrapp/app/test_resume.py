"""A session that a crash has cut short goes on, with what is left of its protocol."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from biofeedback.indices.baseline import Baseline
from tests.vrapp.report.kept import MANIFEST, keep
from vrapp.app.options import Options
from vrapp.app.resume import part_of, rest_of
from vrapp.app.study import facts, past_of_person, plan_of
from vrapp.cli import vrapp
from vrapp.cli.study import what_is_left
from vrapp.cli.words import out
from vrapp.record.earlier import EarlierError, read_manifest
from vrapp.record.manifest import checksum, study_facts
from vrapp.record.recorder import Recorder
from vrapp.session.arms import Study
from vrapp.session.protocols import load_protocol

FIRST = load_protocol("first-session")
DONE = (
    "Screening and consent", "Ratings before", "Ratings before", "Sensor check", "Baseline",
)  # fmt: skip


def cut(folder: Path, *done: str, **changes: Any) -> Path:
    """A first session that was cut short within the last of the parts that it went through."""
    assert FIRST.file is not None
    phases = [
        {
            "title": title, "kind": "free", "part_of": title, "start_s": 10.0 * n,
            "end_s": 10.0 * (n + 1) if n + 1 < len(done) else None,
            "pace_start_per_min": None, "pace_end_per_min": None,
        }
        for n, title in enumerate(done)
    ]  # fmt: skip
    protocol = {"name": FIRST.name, "title": FIRST.title, "sha256": checksum([FIRST.file])}
    told = {"phases": phases, "protocol": protocol, "complete": False, "end": None}
    return keep(folder, **(told | changes))


def parts(protocol) -> list[str]:
    return list(dict.fromkeys(part_of(phase) for phase in protocol.phases))


def test_it_goes_on_with_the_part_that_was_cut(tmp_path):
    folder = cut(tmp_path / "s", *DONE, language="de", pace_per_min=5.5)
    said: list[str] = []
    rest = rest_of(folder, load_protocol, said.append)
    assert rest.part == "Baseline"
    assert parts(rest.protocol) == parts(FIRST)[3:]
    assert (rest.study.code, rest.language, rest.scene) == ("P012", "de", "bay")
    # it was closed first, and its report is there
    assert read_manifest(folder)["closed_afterwards"]
    assert (folder / "report.html").exists()
    assert any("Closing" in line for line in said)
    # once more: closed already
    assert rest_of(folder, load_protocol).protocol == rest.protocol


def test_within_an_assessment_the_whole_assessment_is_done_again(tmp_path):
    folder = cut(tmp_path / "s", *DONE, "Finding your pace", "Finding your pace")
    rest = rest_of(folder, load_protocol)
    assert rest.part == "Finding your pace"
    paces = [p.guidance_per_min for p in rest.protocol.phases if p.guidance_per_min]
    assert paces[:5] == [6.5, 6.0, 5.5, 5.0, 4.5]


def test_the_new_session_knows_what_the_old_one_found_and_names_it(tmp_path):
    folder = cut(tmp_path / "s", *DONE, pace_per_min=5.5, baseline=Baseline().to_dict())
    options = Options(previous=folder, resumes=folder)
    assert plan_of(options, past_of_person(options, print), False).pace_per_min == 5.5
    told = facts(options, FIRST, (), "nobody", {})
    assert told["continues"] == {"folder": "s", "created": MANIFEST["created"]}
    assert facts(Options(), FIRST, (), "nobody", {})["continues"] is None


def test_a_blinded_arm_goes_on_and_stays_sealed(tmp_path):
    study = Study("pacing", blinded=True, code="P007", seed=11)
    rest = rest_of(cut(tmp_path / "s", *DONE, study=study_facts(study)), load_protocol)
    assert rest.study == study
    assert "pacing" not in str(rest.study.told)


@pytest.mark.parametrize("reason", ["protocol", "therapist", "patient (gaze)", "sickness rule"])
def test_an_end_that_somebody_meant_is_one(tmp_path, reason):
    folder = cut(tmp_path / "s", *DONE, end={"reason": reason, "at_s": 50.0}, complete=True)
    with pytest.raises(EarlierError, match=r"came to its end .* --previous"):
        rest_of(folder, load_protocol)


def test_an_end_that_nobody_meant_is_none(tmp_path):
    end = {"reason": "a signal (Ctrl-C or SIGTERM)", "at_s": 50.0}
    assert rest_of(cut(tmp_path / "s", *DONE, end=end), load_protocol).part == "Baseline"


def test_a_running_session_is_left_alone(tmp_path):
    folder = cut(tmp_path / "s", *DONE)
    recorder = Recorder(folder / "session.xdf")
    recorder.wait()
    with pytest.raises(EarlierError, match="still running"):
        rest_of(folder, load_protocol)
    assert read_manifest(folder)["end"] is None
    recorder.close()


def test_another_protocol_is_refused(tmp_path):
    folder = cut(tmp_path / "s", *DONE)
    with pytest.raises(EarlierError, match="--protocol"):
        rest_of(folder, lambda name: load_protocol("short"))
    told = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    told["protocol"]["sha256"] = None  # an open session
    (folder / "manifest.json").write_text(json.dumps(told), encoding="utf-8")
    with pytest.raises(EarlierError, match="followed no protocol"):
        rest_of(folder, load_protocol)
    lacks = cut(tmp_path / "t", "Something else")
    with pytest.raises(EarlierError, match="Something else"):
        rest_of(lacks, load_protocol)


def test_how_long_the_headset_was_on_is_told(tmp_path):
    phases = [
        {"title": "a", "part_of": "Baseline", "kind": "baseline", "start_s": 0.0, "end_s": 300.0},
        {"title": "b", "part_of": "Break", "kind": "break", "start_s": 300.0, "end_s": 420.0},
        {"title": "c", "part_of": "Training", "kind": "training", "start_s": 420.0, "end_s": None},
    ]
    folder = cut(tmp_path / "s", "Baseline", phases=phases)  # its table goes on to 299.75 s
    assert rest_of(folder, load_protocol).worn_s == 0.0
    phases[2]["end_s"] = 1020.0
    end = {"reason": "an error", "at_s": 1020.0}
    folder = cut(tmp_path / "t", "Baseline", phases=phases, end=end)
    rest = rest_of(folder, load_protocol)
    assert (rest.worn_s, rest.part) == (600.0, "Training")
    said = what_is_left_said(folder)
    assert "in the headset for 10 min" in said
    assert "from its part: Training" in said


def what_is_left_said(folder: Path) -> str:
    chosen = {"code": "", "arm": None, "randomise": None, "blinded": False, "previous": None}
    with out.capture() as captured:
        what_is_left(folder, {**chosen, "pace": None, "protocol": None, "children": False}, False)
    return captured.get()


def test_what_the_session_itself_answers_is_not_given_again(tmp_path):
    folder = cut(tmp_path / "s", *DONE)
    words = ["run", "--resume", str(folder), "--display", "headless", "--source", "patient"]
    for more in (["--code", "P1"], ["--arm", "live"], ["--duration", "5"], ["--pace", "6"]):
        result = CliRunner().invoke(vrapp, [*words, *more])
        assert result.exit_code == 2
        assert "leave out" in result.output
