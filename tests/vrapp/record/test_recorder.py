"""The record of a session: whole, on one clock, and honest about what it lacks."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from biofeedback.lsl.metadata import describe
from biofeedback.sources.patient import Patient
from biofeedback.sources.recording import open_recording
from biofeedback.types import Channel
from tests.vrapp.record.test_xdf import by_name
from vrapp.record.chunks import mend
from vrapp.record.earlier import read_manifest
from vrapp.record.hold import Held
from vrapp.record.incoming import Recorded, RecordingTap, description
from vrapp.record.recorder import Recorder, RecordError
from vrapp.report.afterwards import close_session


def ended(path: Path) -> dict[str, dict]:
    """The record, when the process that writes has ended its streams: it outlives the program."""
    give_up = time.monotonic() + 20.0
    while True:
        found = by_name(path)
        if all("info" in (stream.get("footer") or ()) for stream in found.values()):
            return found
        assert time.monotonic() < give_up
        time.sleep(0.05)


def test_a_recorded_body_reads_back_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "session.xdf"
    recorder = Recorder(path)
    source = Recorded(Patient(seed=3), recorder)
    pulls = [source.read(n / 32) for n in range(1, 32 * 8)]
    recorder.close()
    recorder.close()
    sent: dict[str, list] = {}
    for pull in pulls:
        for chunk in pull.chunks:
            sent.setdefault(chunk.stream.name, []).append((chunk.t, chunk.x))
    found = by_name(path)
    assert set(found) == set(sent)
    for name, parts in sent.items():
        assert np.array_equal(found[name]["time_stamps"], np.concatenate([t for t, _ in parts]))
        assert np.array_equal(found[name]["time_series"], np.concatenate([x for _, x in parts]))
    again = open_recording(path)  # and our own engine takes it for what it is
    assert {s.kind for s in again.streams} == {s.kind for s in Patient(seed=3).streams}


def test_a_live_session_keeps_raw_stamps_and_offsets(tmp_path: Path) -> None:
    path = tmp_path / "session.xdf"
    recorder = Recorder(path)
    tap = RecordingTap(recorder)
    xml = description("ECG", "ECG", [Channel("I", "mV")], 100.0, "one").replace(
        "</info>", "<uid>first</uid></info>"
    )
    first = describe(xml)
    second = describe(xml.replace("first", "second"))
    shared = np.array([[1.0], [2.0]])
    tap.opened(first)
    tap.offset(first, 10.0, 0.5)
    tap.offset(first, float("nan"), 0.5)
    tap.samples(first, np.array([10.0, 10.01]), shared)
    shared[:] = 0.0  # what is handed over is the recorder's from then on
    tap.closed(first)
    tap.opened(second)  # the device started again: a stream of its own
    tap.samples(second, np.array([20.0]), np.array([[3.0]]))
    recorder.close()
    import pyxdf

    streams, _ = pyxdf.load_xdf(str(path), dejitter_timestamps=False)
    assert [s["time_series"].tolist() for s in streams] == [[[1.0], [2.0]], [[3.0]]]
    assert streams[0]["time_stamps"] == pytest.approx([10.5, 10.51])


def test_a_place_that_cannot_be_written_names_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="give another folder with --out"):
        Recorder(tmp_path / "nowhere" / "session.xdf")


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
def test_a_killed_session_leaves_a_record_that_opens(tmp_path: Path) -> None:
    out = tmp_path / "s"
    program = subprocess.Popen(
        [sys.executable, "-m", "vrapp", "run", "--source", "patient", "--real-time",
         "--display", "headless", "--size", "64x36", "--fps", "10", "--out", str(out)],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    path = out / "session.xdf"
    give_up = time.monotonic() + 40.0
    while not (path.exists() and path.stat().st_size > 60_000):
        assert program.poll() is None, program.communicate()[0]
        assert time.monotonic() < give_up
        time.sleep(0.1)
    size = path.stat().st_size
    with pytest.raises(Held, match="another program writes"):
        mend(path)
    program.send_signal(signal.SIGKILL)
    program.communicate()
    found = ended(path)
    assert path.stat().st_size >= size
    rate = 250.0
    ecg = found["Simulated ECG"]["time_stamps"]
    assert np.diff(ecg) == pytest.approx(1.0 / rate, abs=1e-6)  # no hole
    newest = max(float(s["time_stamps"][-1]) for s in found.values() if len(s["time_stamps"]))
    assert newest - ecg[-1] < 1.0
    assert len(found["vrapp indices"]["time_stamps"]) > 32
    assert found["vrapp events"]["time_series"][0] == ["session started: open"]
    values = np.asarray(found["vrapp parameters"]["time_series"])
    assert np.isfinite(values[:, -1]).all()
    closed_afterwards(out)


def closed_afterwards(out: Path) -> None:
    made = [path.name for path in close_session(out)]
    assert made == ["session.xdf", "summary.md", "session.png", "manifest.json", "report.html"]
    manifest = read_manifest(out)
    assert manifest["complete"]
    assert manifest["closed_afterwards"]
    assert manifest["end"]["reason"] == "being cut short"
    (phase,) = manifest["phases"]
    assert phase["end_s"] == manifest["end"]["at_s"] > 1.0
    summary = (out / "summary.md").read_text(encoding="utf-8")
    assert "Ended by: being cut short" in summary
    assert "session started: open" in summary
    assert "being cut short" in (out / "report.html").read_text(encoding="utf-8")
    written = {path.name: path.read_bytes() for path in out.iterdir()}
    assert [path.name for path in close_session(out)] == ["session.xdf"]  # again: nothing to do
    assert {path.name: path.read_bytes() for path in out.iterdir()} == written
