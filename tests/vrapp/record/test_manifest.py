"""The manifest: whole at any time, sealed where it must be; what a later session reads of it."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from biofeedback.types import BodyState
from tests.vrapp.session.conftest import make_scene
from vrapp.app.options import Options
from vrapp.app.study import facts, past_of_person, plan_of
from vrapp.history.past import Past
from vrapp.record.earlier import EarlierError, read_manifest, read_yoke
from vrapp.record.manifest import FILE, Manifest, checksum, study_facts
from vrapp.record.whole import write_json, write_whole
from vrapp.session.arms import Study, StudyError, unseal
from vrapp.session.commands import AdverseEvent, EndPhase, Note, Rate, Screened
from vrapp.session.course import Plan
from vrapp.session.protocol import Phase, Protocol, open_session
from vrapp.session.screening import Screening
from vrapp.session.session import Session


def run(folder, study=None, finish=True):
    options = Options(study=study or Study(), began="2026-01-02T03:04:05")
    manifest = Manifest(folder, facts(options, open_session(), (), "nobody", {"hrv": 2}), 50.0)
    protocol = Protocol("p", (Phase("One", 60.0), Phase("Two", 60.0, 6.0)))
    session = Session(protocol, {"a": make_scene("a")}, "a", 50.0)
    scripted = {
        20: [Rate("pain", 4.0)],
        30: [EndPhase()],
        40: [AdverseEvent("nausea", "mild")],
        50: [Note("shoulders lower", 53.5)],
    }
    for k in range(60):
        session.step(50.0 + k / 10, BodyState(), scripted.get(k, ()))
        manifest.see(None, session, None)
    if finish:
        manifest.finish("a signal")
    return read_manifest(folder)


def test_it_tells_what_was_run_and_what_came_of_it(tmp_path):
    told = run(tmp_path)
    assert told["created"] == "2026-01-02T03:04:05"
    assert told["formulas"] == {"hrv": 2, "resonance": 1, "reward": 1}
    assert told["study"]["arm"] == "live"
    assert [(p["title"], p["start_s"], p["end_s"]) for p in told["phases"]] == [
        ("One", 0.0, 3.0), ("Two", 3.0, 5.9),
    ]  # fmt: skip
    assert told["shown"] == [{"name": "a", "start_s": 0.0}]
    assert told["ratings"][0] == {
        "at_s": 2.0, "id": "pain", "value": "4", "by": "therapist", "phase": "One",
    }  # fmt: skip
    assert told["adverse_events"][0]["kind"] == "nausea"
    assert told["notes"] == [{"at_s": 3.5, "text": "shoulders lower", "phase": "Two"}]
    assert told["end"] == {"reason": "a signal", "at_s": 5.9}


def test_the_last_phase_ends_when_the_session_does_not_when_it_has_faded(tmp_path):
    manifest = Manifest(tmp_path, {}, 50.0)
    session = Session(open_session(2.0), {"a": make_scene("a")}, "a", 50.0)
    for k in range(100):
        session.step(50.0 + k / 10, BodyState())
        manifest.see(None, session, None)
        if session.ended:
            break
    manifest.finish()
    told = read_manifest(tmp_path)
    assert told["phases"][-1]["end_s"] == pytest.approx(2.0, abs=0.11)
    assert told["end"]["at_s"] > 3.0
    assert told["end"]["reason"] == "protocol"


def test_a_killed_program_leaves_a_whole_one(tmp_path):
    told = run(tmp_path, finish=False)
    assert not told["complete"]
    assert [phase["title"] for phase in told["phases"]] == ["One", "Two"]
    assert told["adverse_events"]
    assert told["notes"]


def test_of_a_blinded_session_arm_and_seed_are_sealed(tmp_path):
    told = run(tmp_path, Study("yoked", blinded=True, code="P007", seed=11))
    text = (tmp_path / FILE).read_text(encoding="utf-8")
    assert "yoked" not in text.replace('"yoked_to"', "")
    assert told["study"]["arm"] is None
    assert told["study"]["seed"] is None
    assert json.loads(unseal(told["study"]["sealed"])) == {"arm": "yoked", "seed": 11}
    assert study_facts(Study("yoked"))["arm"] == "yoked"


def test_a_checksum_changes_with_any_byte(tmp_path):
    file = tmp_path / "x.toml"
    file.write_text("a = 1\n")
    before = checksum([file])
    file.write_text("a = 2\n")
    assert before != checksum([file])
    assert len(before) == 64


def known(options: Options) -> Plan:
    return plan_of(options, past_of_person(options, print), False)


def test_a_later_session_begins_with_the_pace_and_rest_of_an_earlier_one(tmp_path):
    told = run(tmp_path)
    told["pace_per_min"] = 5.3
    (tmp_path / FILE).write_text(json.dumps(told))
    assert known(Options(previous=tmp_path)).pace_per_min == 5.3
    assert known(Options(previous=tmp_path, pace_per_min=6.1)).pace_per_min == 6.1
    assert known(Options(previous=tmp_path)).slowest_per_min == 4.0
    told["slowest_per_min"] = 6.0
    (tmp_path / FILE).write_text(json.dumps(told))
    assert known(Options(previous=tmp_path)).slowest_per_min == 6.0
    assert known(Options(resumes=tmp_path)).slowest_per_min == 6.0
    told["baseline"]["version"] = 99
    (tmp_path / FILE).write_text(json.dumps(told))
    with pytest.raises(EarlierError, match="baseline version 99"):
        known(Options(previous=tmp_path))


@pytest.mark.parametrize(
    ("text", "said"), [(None, "cannot be read"), ("{", "not whole"), ('{"format": 2}', "newer")]
)
def test_what_cannot_be_read_is_said(tmp_path, text, said):
    if text is not None:
        (tmp_path / FILE).write_text(text)
    with pytest.raises(EarlierError, match=said):
        read_manifest(tmp_path)


def table(folder: Path, rows: int = 60, name: str = "coherence") -> None:
    lines = ["t_s,kind,name,value,unit,trust"]
    for k in range(rows):
        lines.append(f"{k},index,{name},{k / rows:.4f},,0.8")
        lines.append(f"{k},feature,respiration_phase,{0.1 * k:.3f},cycle,0.9")
    (folder / "features.csv").write_text("\n".join(lines))


def test_a_yoke_gives_the_indices_of_another_session(tmp_path):
    table(tmp_path)
    yoke = read_yoke(tmp_path)
    assert yoke(30.5)["coherence"].value == pytest.approx(30.5 / 60, abs=1e-3)
    assert yoke(30.5)["coherence"].trust == pytest.approx(0.8)
    assert yoke(5.0)["breath"].value == pytest.approx(1.0)  # phase 0.5: lungs full
    assert yoke(10.0)["breath"].value == pytest.approx(0.0, abs=1e-6)
    assert yoke(59.0 + 20.0)["coherence"].value == pytest.approx(20 / 60, abs=1e-3)  # looped


@pytest.mark.parametrize(
    ("rows", "name", "said"), [(5, "coherence", "hardly"), (60, "x", "hardly")]
)
def test_a_record_without_coherence_is_no_yoke(tmp_path, rows, name, said):
    table(tmp_path, rows, name)
    with pytest.raises(EarlierError, match=said):
        read_yoke(tmp_path)


def test_the_yoked_arm_needs_a_session(tmp_path):
    with pytest.raises(StudyError, match="--yoke"):
        plan_of(Options(study=Study("yoked")), Past(), False)
    with pytest.raises(EarlierError, match="cannot be read"):
        read_yoke(tmp_path)


class Held:
    """Refuses to replace a file so many times, as Windows does while a scanner reads it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, times: int) -> None:
        self.left, self._replace = times, os.replace
        monkeypatch.setattr(os, "replace", self)

    def __call__(self, *args: object) -> None:
        if self.left:
            self.left -= 1
            raise PermissionError(13, "Access is denied")
        self._replace(*args)


def test_a_file_that_a_scanner_holds_is_replaced_a_moment_later(tmp_path, monkeypatch):
    path = tmp_path / FILE
    path.write_text("{}")
    held = Held(monkeypatch, 3)
    write_json(path, {"a": 1}, pauses_s=(0.0,) * 3)
    assert json.loads(path.read_text()) == {"a": 1}
    held.left = 4
    with pytest.raises(PermissionError):
        write_json(path, {"a": 2}, pauses_s=(0.0,) * 3)
    assert json.loads(path.read_text()) == {"a": 1}
    with pytest.raises(ValueError, match="JSON"):
        write_json(path, {"a": float("nan")})
    assert json.loads(path.read_text()) == {"a": 1}


def test_no_frame_waits_for_the_disk_and_what_it_refused_is_written_with_a_later_one(
    tmp_path, monkeypatch
):
    monkeypatch.setattr("time.sleep", lambda s: pytest.fail("a frame waited"))
    manifest = Manifest(tmp_path, {}, 50.0)
    session = Session(open_session(), {"a": make_scene("a")}, "a", 50.0)
    Held(monkeypatch, 1)
    session.step(50.0, BodyState())
    manifest.see(None, session, None)
    assert manifest.error == "Access is denied"
    assert read_manifest(tmp_path)["phases"] == []
    for k in range(1, 30):
        session.step(50.0 + k / 10, BodyState())
        manifest.see(None, session, None)
    assert manifest.error == ""
    assert [phase["title"] for phase in read_manifest(tmp_path)["phases"]] == ["Free breathing"]


def test_what_was_asked_before_the_headset_is_kept(tmp_path):
    manifest = Manifest(tmp_path, {}, 50.0)
    protocol = Protocol(
        "p", (Phase("Ask", 60.0, kind="screening", go_on="therapist"), Phase("B", 60.0))
    )
    session = Session(protocol, {"a": make_scene("a")}, "a", 50.0)
    for k in range(20):
        said = [Screened(Screening(("migraine", "lungs"), True))] if k == 10 else []
        session.step(50.0 + k / 10, BodyState(), said)
        manifest.see(None, session, None)
    told = read_manifest(tmp_path)["screening"]
    assert told == {"at_s": 1.0, "yes": ["migraine", "lungs"], "consent": True}


def test_a_full_disk_leaves_what_was_there_and_nothing_beside_it(tmp_path, monkeypatch):
    path = tmp_path / "report.html"
    path.write_text("the old one", encoding="utf-8")

    def full(number):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("vrapp.record.whole.os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_whole(path, "a new one")
    assert path.read_text(encoding="utf-8") == "the old one"
    assert list(tmp_path.iterdir()) == [path]
