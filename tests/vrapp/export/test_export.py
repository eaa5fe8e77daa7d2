"""A session in others' formats, read back by others' readers where there are any."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from biofeedback.sources.patient import Patient
from biofeedback.sources.recording import open_recording
from tests.vrapp.report.kept import MANIFEST, keep, rating
from vrapp.cli.export import export
from vrapp.export.bids import write_bids
from vrapp.export.fhir import bundle
from vrapp.export.signals import ExportError, Signal, on_grid, read_signals, seconds
from vrapp.export.tidy import write_csv
from vrapp.record.incoming import Recorded
from vrapp.record.recorder import FILE, Recorder
from vrapp.report.kept import KeptSession, read_session

RATINGS = [
    rating(5, "pain_before", "6"),
    rating(9, "sickness", "0"),
    rating(290, "pain_after", "declined"),
]
SECONDS = 8.0


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> KeptSession:
    """With the record of a simulated patient who began at 100 s on the clock of the streams."""
    folder = keep(tmp_path_factory.mktemp("export") / "s", ratings=RATINGS)
    recorder = Recorder(folder / FILE)
    source = Recorded(Patient(seed=2), recorder)
    for n in range(1, int(32 * SECONDS)):
        source.read(n / 32)
    recorder.close()
    return read_session(folder)


def test_bids_names_are_bids(kept: KeptSession, tmp_path: Path) -> None:
    validator = pytest.importorskip("bids_validator").BIDSValidator()
    write_bids(kept, tmp_path)
    files = [p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*") if p.is_file()]
    assert len(files) > 10
    wrong = [name for name in files if not validator.is_bids(f"/{name}")]
    assert wrong == []


def test_bids_physio_reads_back_as_it_was_recorded(kept: KeptSession, tmp_path: Path) -> None:
    write_bids(kept, tmp_path)
    signals = {s.kind: s for s in read_signals(kept)}
    (path,) = tmp_path.rglob("*_recording-ecg_physio.tsv.gz")
    told = json.loads(path.with_name(path.name.replace(".tsv.gz", ".json")).read_text())
    assert told["Columns"] == ["cardiac"]
    chunk = open_recording(path, mapping={"ecg": "cardiac"}).read(np.inf).chunks[0]
    ecg = signals["ecg"]
    assert told["SamplingFrequency"] == ecg.rate_hz
    assert chunk.t[0] == pytest.approx(ecg.t[0], abs=1e-5)
    assert chunk.x.shape == ecg.x.shape
    assert np.allclose(chunk.x, ecg.x, rtol=1e-7)
    assert np.abs(chunk.t - ecg.t).max() < 0.5 / ecg.rate_hz


def test_bids_events_hold_phases_ratings_and_intervals(kept: KeptSession, tmp_path: Path) -> None:
    write_bids(kept, tmp_path)
    (events,) = tmp_path.rglob("*_events.tsv")
    rows = list(csv.DictReader(events.read_text("utf-8").splitlines(), delimiter="\t"))
    onsets = [float(row["onset"]) for row in rows]
    assert onsets == sorted(onsets)
    kinds = {row["trial_type"] for row in rows}
    assert {"phase", "event", "rr_interval"} <= kinds
    assert ("Training", "180.0") in {(r["value"], r["duration"]) for r in rows}
    (beh,) = tmp_path.rglob("*_beh.tsv")
    answers = list(csv.DictReader(beh.read_text("utf-8").splitlines(), delimiter="\t"))
    assert [a["response"] for a in answers] == ["6", "0", "declined"]


def test_a_second_session_joins_the_dataset(kept: KeptSession, tmp_path: Path) -> None:
    write_bids(kept, tmp_path)
    (tmp_path / "README").write_text("mine")
    told = {**kept.manifest, "created": "2026-12-01T10:00:00"}
    later = KeptSession(kept.folder, told, kept.table, kept.units, kept.events)
    write_bids(later, tmp_path)
    assert (tmp_path / "README").read_text() == "mine"
    assert (tmp_path / "participants.tsv").read_text().split() == ["participant_id", "sub-P012"]
    assert len(list((tmp_path / "sub-P012").iterdir())) == 2


def test_the_same_session_gives_the_same_bytes(kept: KeptSession, tmp_path: Path) -> None:
    one, two = (write_bids(kept, tmp_path / name) for name in "ab")
    assert [p.read_bytes() for p in one] == [p.read_bytes() for p in two]


def test_gaps_are_told_as_not_available() -> None:
    t = np.array([0.0, 0.11, 0.2, 0.5, 0.6])
    x = np.arange(5.0)[:, None]
    start, grid = on_grid(Signal("belt", "respiration", ("b",), ("",), 10.0, 3.0 + t, x))
    assert start == 3.0
    assert np.array_equal(grid[:, 0], [0, 1, 2, np.nan, np.nan, 3, 4], equal_nan=True)


def test_the_fhir_bundle_is_one(kept: KeptSession) -> None:
    module = pytest.importorskip("fhir.resources.R4B.bundle")
    told = bundle(kept)
    module.Bundle.model_validate(told)
    codes = {}
    for entry in told["entry"]:
        resource = entry["resource"]
        if resource["resourceType"] == "Observation":
            (coding,) = resource["code"]["coding"]
            assert coding["system"] == "http://loinc.org"
            codes[coding["code"]] = resource["valueQuantity"]
    assert set(codes) <= {"8867-4", "9279-1", "72514-3", "80404-7"}
    rate = codes["8867-4"]
    assert rate["value"] == 70.0
    assert (rate["system"], rate["code"]) == ("http://unitsofmeasure.org", "/min")
    assert codes["9279-1"]["value"] == 6.0
    assert codes["72514-3"]["value"] == 6.0  # the declined one is not there
    assert "rmssd" not in json.dumps(told).lower()


@pytest.mark.parametrize(
    ("created", "when"),
    [
        ("2026-11-24T10:30:00+01:00", "2026-11-24T10:30:00+01:00"),
        ("2026-11-24T10:30:00", "2026-11-24"),  # no zone is made up
    ],
)
def test_times_in_fhir_say_their_zone_or_are_days(
    kept: KeptSession, created: str, when: str
) -> None:
    told = {**kept.manifest, "created": created}
    found = bundle(KeptSession(kept.folder, told, kept.table, kept.units, kept.events))
    rate = found["entry"][1]["resource"]
    assert rate.get("effectiveDateTime", rate.get("effectivePeriod", {}).get("start")) == when
    pain = [e["resource"] for e in found["entry"] if "note" in e["resource"]]
    if "+" in created:
        assert rate["effectivePeriod"]["end"] == "2026-11-24T10:35:00+01:00"
        assert pain[0]["effectiveDateTime"] == "2026-11-24T10:30:05+01:00"
    else:
        assert pain[0]["effectiveDateTime"] == when


def test_tidy_csv_holds_every_sample(kept: KeptSession, tmp_path: Path) -> None:
    written = write_csv(kept, tmp_path / "out")
    for signal in read_signals(kept):
        path = tmp_path / "out" / f"signal-{signal.name.replace(' ', '')}.csv"
        found = np.loadtxt(path, delimiter=",", skiprows=1, ndmin=2)
        assert np.allclose(found[:, 0], signal.t, atol=1e-6)
        assert np.allclose(found[:, 1:], signal.x, rtol=1e-7, equal_nan=True)
    names = {path.name for path in written}
    assert {"numbers.csv", "phases.csv", "ratings.csv", "events.csv"} <= names
    with pytest.raises(ExportError, match="not empty"):
        write_csv(kept, tmp_path / "out")


def test_the_command_names_what_is_missing(tmp_path: Path) -> None:
    folder = keep(tmp_path / "s", study={**MANIFEST["study"], "code": ""})
    result = CliRunner().invoke(export, [str(folder), "--out", str(tmp_path / "o")])
    assert "name a format" in result.output
    result = CliRunner().invoke(export, [str(folder), "--bids", "--out", str(tmp_path / "o")])
    assert isinstance(result.exception, ExportError)
    assert "session.xdf" in str(result.exception)
    result = CliRunner().invoke(export, [str(folder), "--fhir", "--out", str(tmp_path / "f.json")])
    assert result.exit_code == 0, result.output
    assert json.loads((tmp_path / "f.json").read_text())["resourceType"] == "Bundle"


def test_a_full_disk_is_told_and_not_a_traceback(tmp_path: Path, monkeypatch) -> None:
    folder = keep(tmp_path / "s")

    def full(*args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("vrapp.export.tidy.shutil.copy", full)
    result = CliRunner().invoke(export, [str(folder), "--csv", "--out", str(tmp_path / "c")])
    assert result.exit_code == 1
    assert "No space left on device; free some space" in result.output


def test_intervals_between_beats_are_seconds_whatever_their_unit(
    kept: KeptSession, tmp_path: Path
) -> None:
    write_bids(kept, tmp_path / "b")
    (path,) = (tmp_path / "b").rglob("*_events.tsv")
    with path.open(encoding="utf-8", newline="") as file:
        rows = [r for r in csv.DictReader(file, delimiter="\t") if r["trial_type"] == "rr_interval"]
    assert rows
    for row in rows:
        assert 0.4 < float(row["value"]) < 1.6  # the record has milliseconds
    told = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    assert "seconds" in told["value"]["Description"]
    assert "rr_interval" in told["trial_type"]["Levels"]


@pytest.mark.parametrize(("unit", "x"), [("ms", 800.0), ("s", 0.8), ("", 800.0), ("", 0.8)])
def test_an_interval_without_a_unit_is_read_by_what_a_heart_can_do(unit: str, x: float) -> None:
    signal = Signal("rr", "rr", ("RR",), (unit,), 0.0, np.array([1.0]), np.array([[x]]))
    assert seconds(signal) == pytest.approx([0.8])


def test_notes_and_adverse_events_go_along_and_are_told_apart(
    kept: KeptSession, tmp_path: Path
) -> None:
    notes = [{"at_s": 60.0, "text": "sits, upright", "phase": "Training"}]
    happened = ((60.0, "note: sits, upright"), (70.0, "adverse event: dizzy, mild; none"))
    told = KeptSession(
        kept.folder, {**kept.manifest, "notes": notes}, kept.table, kept.units, happened
    )
    write_csv(told, tmp_path / "c")
    with (tmp_path / "c" / "notes.csv").open(encoding="utf-8", newline="") as file:
        assert list(csv.reader(file)) == [
            ["t_s", "note", "phase"], ["60.0", "sits, upright", "Training"],
        ]  # fmt: skip
    listed = (tmp_path / "c" / "README.txt").read_text(encoding="utf-8")
    for path in (tmp_path / "c").glob("*.csv"):
        assert path.name in listed or path.name.startswith("signal-")
    write_bids(told, tmp_path / "b")
    (path,) = (tmp_path / "b").rglob("*_events.tsv")
    rows = path.read_text(encoding="utf-8").splitlines()
    assert "60.0\t0.0\tnote\tsits, upright" in rows
    assert "70.0\t0.0\tadverse_event\tdizzy, mild; none" in rows
