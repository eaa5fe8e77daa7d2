"""The end of a session: one part that fails takes no other with it, and is not hidden."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from biofeedback.types import BodyState
from tests.vrapp.session.conftest import make_scene
from vrapp.app.leave import Leaving
from vrapp.app.options import Options
from vrapp.app.study import facts
from vrapp.history.audit import By
from vrapp.history.database import Database
from vrapp.history.keep import people
from vrapp.record.earlier import read_manifest
from vrapp.record.manifest import FILE, Manifest
from vrapp.report.folder import FolderError, SessionFolder
from vrapp.session.arms import Study
from vrapp.session.protocol import open_session
from vrapp.session.session import Session

BY = By("test", "2026-01-02T03:04:05+00:00")


class Ended:
    def __init__(self, folder: Path, database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("VRAPP_DATABASE", str(database))
        self.said: list[str] = []
        self.folder = SessionFolder(folder, "nobody", None)
        options = Options(study=Study(code="P012"), began=BY.at)
        self.manifest = Manifest(folder, facts(options, open_session(), (), "nobody", {}), 0.0)
        session = Session(open_session(), {"a": make_scene("a")}, "a", 0.0)
        for k in range(20):
            session.step(k / 10, BodyState(t=k / 10))
            self.folder.see(session, BodyState(t=k / 10), lambda: np.zeros((1, 1, 3), np.uint8))
            self.manifest.see(None, session, None)
        feed = SimpleNamespace(close=lambda: None)
        self.leave = Leaving(feed, self.folder, None, self.manifest, True, self.said.append)


@pytest.fixture
def ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ended:
    return Ended(tmp_path / "s", tmp_path / "history.db", monkeypatch)


def kept(tmp_path: Path) -> list[str]:
    return [person.code for person in people(Database(str(tmp_path / "history.db")), BY)]


def fails(error: Exception):
    def fail(*args, **named):
        raise error

    return fail


def test_everything_is_written_once(ended, tmp_path):
    assert ended.leave("a signal")
    assert not ended.leave("again")
    assert (tmp_path / "s" / "report.html").exists()
    assert read_manifest(tmp_path / "s")["end"]["reason"] == "a signal"
    assert kept(tmp_path) == ["P012"]


@pytest.mark.parametrize("error", [ZeroDivisionError("a bug"), KeyError("x"), RuntimeError("svg")])
def test_a_report_that_fails_by_a_bug_loses_nothing_and_is_not_hidden(
    ended, tmp_path, monkeypatch, error
):
    monkeypatch.setattr("vrapp.report.page.render", fails(error))
    with pytest.raises(type(error)):
        ended.leave("the end")
    assert any("vrapp report" in line for line in ended.said)
    assert read_manifest(tmp_path / "s")["end"]["reason"] == "the end"
    assert (tmp_path / "s" / "summary.md").exists()
    assert kept(tmp_path) == ["P012"]


def test_a_report_that_finds_no_room_is_said_and_ends_nothing(ended, tmp_path, monkeypatch):
    monkeypatch.setattr("vrapp.report.page.render", fails(OSError(28, "No space left on device")))
    assert ended.leave("the end")
    assert any("No space left" in line and "vrapp report" in line for line in ended.said)
    assert kept(tmp_path) == ["P012"]


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), ValueError("a bug")])
def test_a_plot_that_fails_takes_neither_report_nor_history_with_it(
    ended, tmp_path, monkeypatch, error
):
    monkeypatch.setattr("vrapp.report.plot.plot_session", fails(error))
    with pytest.raises(FolderError if isinstance(error, OSError) else ValueError):
        ended.leave("the end")
    assert (tmp_path / "s" / "report.html").exists()
    assert kept(tmp_path) == ["P012"]


def test_a_manifest_that_cannot_be_closed_is_told_and_the_rest_is_kept(
    ended, tmp_path, monkeypatch
):
    monkeypatch.setattr("vrapp.record.manifest.write_json", fails(OSError(28, "No space left")))
    with pytest.raises(FolderError, match="not up to date"):
        ended.leave("the end")
    assert json.loads((tmp_path / "s" / FILE).read_text(encoding="utf-8"))["end"] is None
    assert (tmp_path / "s" / "report.html").exists()


def test_of_several_failures_every_one_is_told(ended, tmp_path, monkeypatch):
    full = OSError(28, "No space left on device")
    monkeypatch.setattr("vrapp.record.manifest.write_json", fails(full))
    monkeypatch.setattr("vrapp.report.plot.plot_session", fails(full))
    with pytest.raises(FolderError, match="not up to date"):
        ended.leave("the end")
    assert any("session.png (No space" in line for line in ended.said)
