from __future__ import annotations

import csv
import math

import numpy as np
import pytest
from PIL import Image

from biofeedback.types import Beat, BodyState, Feature, Index, Respiration
from tests.vrapp.session.conftest import make_scene
from vrapp.report.folder import FolderError, SessionFolder
from vrapp.report.pictures import PictureWriter, contact_sheet
from vrapp.report.place import new_session_folder
from vrapp.session.protocol import scaled
from vrapp.session.protocols import load_protocol
from vrapp.session.session import Session


def body_at(t: float, trust: float = 0.9) -> BodyState:
    return BodyState(
        t=t,
        features={
            "heart_rate": Feature("heart_rate", t, 61.234567, "1/min", trust),
            "coherence": Feature("coherence", t, math.nan, "1", 0.0, "not yet"),
        },
        indices={"coherence": Index("coherence", math.nan, 0.0)},
        respiration=Respiration(t, t / 10, 0.1, 1.0, trust, ""),
        beats=(Beat(t - 0.3, t, 0.9, "ecg", 0.98, 0.98),),
    )


def run(folder: SessionFolder, seconds: float) -> Session:
    session = Session(scaled(load_protocol("demo"), 10.0), {"a": make_scene("a")}, "a", 100.0)
    for n in range(int(seconds * 20)):
        body = body_at(100.0 + n / 20)
        session.step(100.0 + n / 20, body)
        folder.see(session, body, lambda: np.full((36, 64, 3), 90, np.uint8))
    return session


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_folder_holds_pictures_plot_summary_and_table(tmp_path):
    folder = SessionFolder(tmp_path / "s", "test body", picture_period_s=4.0)
    run(folder, 12.0)
    made = folder.finish()
    assert [p.name for p in made] == ["summary.md", "session.png", "contact-sheet.png"]
    pictures = sorted(p.name for p in (tmp_path / "s").glob("00m*.png"))
    assert pictures[0] == "00m02s-breathe-with-the-scene.png"
    assert len(pictures) == 3
    with Image.open(tmp_path / "s" / "session.png") as plot:
        assert plot.width > 1000
    text = (tmp_path / "s" / "summary.md").read_text(encoding="utf-8")
    assert "| Heart rate | 61 beats a minute | 100% of the time |" in text
    assert "not enough trusted signal" in text
    assert "phase: Rest" in text
    assert "Ended by: running to its end" in text
    events = (tmp_path / "s" / "events.txt").read_text(encoding="utf-8")
    assert "phase: Breathe with the scene" in events


def test_table_is_tidy_and_on_disk_while_the_session_runs(tmp_path):
    folder = SessionFolder(tmp_path / "s", "test body", picture_period_s=None)
    run(folder, 3.0)
    table = rows(tmp_path / "s" / "features.csv")  # before finish(): a killed program kept it
    heart = [r for r in table if r["name"] == "heart_rate"]
    assert len(heart) == 12
    assert heart[0]["value"] == "61.2346"
    assert heart[0]["unit"] == "1/min"
    coherence = [r for r in table if r["name"] == "coherence" and r["kind"] == "feature"]
    assert coherence[0]["value"] == ""
    swell = [r for r in table if r["kind"] == "parameter" and r["name"] == "swell"]
    assert float(swell[-1]["t_s"]) == pytest.approx(2.75, abs=0.06)
    folder.finish()


def test_a_frame_that_had_to_wait_leaves_no_hole(tmp_path):
    folder = SessionFolder(tmp_path / "s", "test body", picture_period_s=None)
    session = run(folder, 3.0)
    missed = [body_at(103.0 + n / 4) for n in range(16)]
    session.step(107.0, missed[-1])
    folder.observer(lambda: np.empty(0), lambda until: missed)(None, session, missed[-1])
    folder.finish()
    heart = [
        float(r["t_s"]) for r in rows(tmp_path / "s" / "features.csv") if r["name"] == "heart_rate"
    ]
    assert heart == pytest.approx(np.arange(0.0, 7.1, 0.25))


def test_nothing_is_overwritten(tmp_path):
    (tmp_path / "old.txt").write_text("precious", encoding="utf-8")
    with pytest.raises(FolderError, match="not empty; give another folder"):
        SessionFolder(tmp_path, "test body")


def test_a_folder_that_cannot_be_made_says_so(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(FolderError, match="give another folder with --out"):
        SessionFolder(tmp_path / "file" / "s", "test body")


def test_a_disk_that_is_full_for_a_while_ends_no_session_and_is_told(tmp_path, monkeypatch):
    folder = SessionFolder(tmp_path / "s", "test body", picture_period_s=None)

    def full(*args):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr(folder._table, "add", full)
        disk.setattr(folder, "_events_file", type("Full", (), {"write": full, "flush": full})())
        run(folder, 6.0)
    folder.note("there is space again")
    with pytest.raises(FolderError, match=r"events.txt \(No space left.*features.csv \(No space"):
        folder.finish("a signal")
    text = (tmp_path / "s" / "summary.md").read_text(encoding="utf-8")
    assert "session started" in text  # what the disk did not take was kept for the summary
    assert "there is space again" in (tmp_path / "s" / "events.txt").read_text(encoding="utf-8")


def test_one_failed_part_takes_no_other_with_it(tmp_path, monkeypatch):
    folder = SessionFolder(tmp_path / "s", "test body", picture_period_s=4.0)
    run(folder, 6.0)

    def full(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("vrapp.report.folder.contact_sheet", full)
    with pytest.raises(FolderError, match=r"contact-sheet.png \(No space left"):
        folder.finish("a signal")
    assert (tmp_path / "s" / "session.png").exists()
    text = (tmp_path / "s" / "summary.md").read_text(encoding="utf-8")
    assert "Ended by: a signal" in text


def test_a_picture_that_cannot_be_written_is_not_hidden(tmp_path):
    writer = PictureWriter()
    writer.save(tmp_path / "nowhere" / "a.png", np.zeros((4, 4, 3), np.uint8))
    with pytest.raises(OSError, match="nowhere"):
        writer.close()


def test_contact_sheet_lays_out_rows(tmp_path):
    paths = []
    for i in range(4):
        paths.append(tmp_path / f"{i}.png")
        Image.new("RGB", (320, 180), (i * 60, 0, 0)).save(paths[-1])
    contact_sheet(paths, tmp_path / "sheet.png", columns=2, width=160)
    with Image.open(tmp_path / "sheet.png") as sheet:
        assert sheet.width == 12 + 2 * (160 + 12)
        assert sheet.getpixel((12 + 172 + 80, 12 + 45))[0] == pytest.approx(60, abs=3)
    with pytest.raises(ValueError, match="at least one"):
        contact_sheet([], tmp_path / "none.png")


def test_new_folder_never_meets_an_old_one(tmp_path):
    from datetime import datetime

    when = datetime(2026, 5, 4, 3, 2, 1)
    first = new_session_folder("demo", when, tmp_path)
    assert first.name == "2026-05-04 03.02.01 demo"
    first.mkdir()
    assert new_session_folder("demo", when, tmp_path).name == "2026-05-04 03.02.01 demo 2"
