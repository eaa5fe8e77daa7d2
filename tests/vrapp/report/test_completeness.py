"""How whole a session is, against what is known to be missing from it."""

from __future__ import annotations

import json
import re

import pytest

from biofeedback.engine import Engine
from biofeedback.sources.patient import Patient
from biofeedback.sources.patient.artifacts import Artifact
from tests.vrapp.report.test_page import words
from tests.vrapp.session.conftest import make_scene
from vrapp.app.feed import LockstepFeed
from vrapp.app.options import Options
from vrapp.app.record import Record
from vrapp.app.study import facts
from vrapp.record.manifest import FILE, Manifest
from vrapp.report.completeness import arrived, numbers, sensors
from vrapp.report.folder import SessionFolder
from vrapp.report.kept import KeptSession, read_session
from vrapp.report.page import render
from vrapp.session.protocol import open_session
from vrapp.session.session import Session

LENGTH_S, START = 150.0, 1000.0
GAP = Artifact("dropout", 40.0, 20.0)
LOOSE = Artifact("flat", 85.0, 30.0, "ecg")
SETTLING_S = 25.0
"""Before the first beats are believed, and again after the gap and the loose electrode."""


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> KeptSession:
    """Two and a half minutes: 20 s in which nothing came, and 30 s of an electrode that was off."""
    folder = tmp_path_factory.mktemp("session") / "s"
    session_folder = SessionFolder(folder, "simulated", None)
    patient = Patient(3, streams=("ecg", "respiration"), start=START, artifacts=[GAP, LOOSE])
    protocol = open_session(LENGTH_S)
    session = Session(protocol, {"a": make_scene("a")}, "a", START)
    record, engine = Record(folder, session, START), Engine(traces=False)
    feed = LockstepFeed(record.of(patient), engine, START, record.heard)
    known = facts(Options(), protocol, (), "simulated", engine.formulas)
    manifest = Manifest(folder, known, START)
    for k in range(round(LENGTH_S * 4)):
        now = START + k / 4
        body = feed.body(now)
        session.step(now, body)
        session_folder.see(session, body, lambda: None)
        manifest.see(None, session, body)
    feed.close()
    record.close()
    manifest.finish("the end")
    session_folder.finish()
    return read_session(folder)


def test_what_did_not_come_is_counted_as_missing(kept):
    told = {sensor.name: sensor for sensor in sensors(kept, arrived(kept))}
    assert set(told) == {"Simulated ECG", "Simulated RESP"}
    for sensor in told.values():
        assert sensor.share == pytest.approx(1 - GAP.duration / LENGTH_S, abs=0.005)
        assert sensor.longest_gap_s == pytest.approx(GAP.duration, abs=0.1)


def test_a_loose_electrode_is_disturbed_and_a_gap_is_not(kept):
    found = {number.title: number for number in numbers(kept, arrived(kept))}
    heart, breath = found["Heart rate"], found["Breathing rate"]
    came_s = LENGTH_S - GAP.duration
    off = int(heart.disturbed.rstrip("%")) / 100 * came_s
    assert LOOSE.duration - 5.0 <= off <= LOOSE.duration + SETTLING_S
    assert int(breath.disturbed.rstrip("%")) / 100 * came_s <= 2 * SETTLING_S
    known_s = LENGTH_S - GAP.duration - LOOSE.duration
    assert known_s - SETTLING_S <= heart.trusted * LENGTH_S <= known_s + 10.0
    assert breath.trusted > heart.trusted


def test_the_report_shows_it(kept):
    said = words(render(kept))
    assert re.search(r"Simulated ECG 8[67]\.\d % 20\.0 s", said)


def test_rows_that_are_missing_do_not_raise_the_share(kept, tmp_path):
    """A sensor that was put on half way through is no whole session of trusted numbers."""
    folder = tmp_path / "s"
    folder.mkdir()
    for name in ("features.csv", FILE, "events.txt"):
        text = (kept.folder / name).read_text(encoding="utf-8")
        if name == "features.csv":
            head, *rows = text.splitlines()
            rows = [
                r for r in rows if "heart_rate," not in r or float(r.split(",")[0]) >= LENGTH_S / 2
            ]
            text = "\n".join([head, *rows])
        (folder / name).write_text(text, encoding="utf-8")
    half = read_session(folder)
    heart = next(n for n in numbers(half, ()) if n.title == "Heart rate")
    assert heart.trusted <= 0.5
    assert heart.disturbed == "—"  # no record, so nothing is known of what came
    told = json.loads((folder / FILE).read_text(encoding="utf-8"))
    assert told["end"]["at_s"] == pytest.approx(LENGTH_S, abs=1.0)
