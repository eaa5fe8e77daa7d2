"""`vrapp history` as a person types it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.vrapp.history.people import files_of, session
from vrapp.cli.history import history
from vrapp.history import vault
from vrapp.history.errors import WrongSecretError


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Nothing of the user's own is looked at."""
    monkeypatch.setenv("VRAPP_DATABASE", str(tmp_path / "history.db"))
    monkeypatch.setenv("VRAPP_PASSPHRASE", "four calm words here")
    monkeypatch.delenv("VRAPP_KEY_FILE", raising=False)
    monkeypatch.setattr("vrapp.report.place.sessions_folder", lambda: tmp_path / "sessions")
    monkeypatch.setattr(vault.lock, "__defaults__", (*vault.lock.__defaults__[:-1], 4))  # type: ignore[index]
    return tmp_path


def typed(*words: object) -> Result:
    return CliRunner().invoke(history, [str(word) for word in words])


def returned(*words: object) -> object:
    """What the command gives its caller: the exit code."""
    words_ = [str(word) for word in words]
    return CliRunner().invoke(history, words_, standalone_mode=False).return_value


def test_a_person_from_the_first_session_to_the_last_trace(home: Path) -> None:
    folders = [session(home / "sessions" / str(day), day=day) for day in (3, 4)]
    result = typed("add", *folders)
    assert result.exit_code == 0, result.output
    assert "P012: 2026-11-04T10:30:00+01:00 added; 2 sessions" in result.output
    assert "P012" in typed("list").output
    shown = typed("show", "P012").output
    assert "6 → declined" in shown
    assert "nausea, mild: nothing done" in shown

    result = typed("lock", folders[0])
    assert result.output.startswith("3 files locked"), result.output
    asked = typed("delete", "P012")
    assert "in the database: 2 sessions, 4 ratings, 2 adverse events" in asked.output
    assert "locked)" in asked.output
    assert "add --yes" in asked.output
    assert all(folder.is_dir() for folder in folders)
    assert typed("export", "P012", "--out", home / "out").exit_code == 0
    assert (home / "out" / "person.json").is_file()
    assert typed("unlock", folders[0]).exit_code == 0

    assert "Deleted." in typed("delete", "P012", "--yes").output
    assert not any(folder.exists() for folder in folders)
    assert typed("show", "P012").exit_code == 1
    trail = typed("audit").output
    for action in ("added", "listed", "opened", "locked", "exported", "unlocked", "deleted"):
        assert action in trail
    assert "P012" not in trail
    last = typed("audit", "--verify").output.split()[-1]
    assert typed("audit", "--expect", last).exit_code == 0
    assert typed("audit", "--expect", "0" * 64).exit_code == 1


def test_the_page_names_commands_that_there_are() -> None:
    page = (Path(__file__).parents[3] / "docs" / "history.md").read_text("utf-8")
    shown = re.findall(r"^vrapp history (\w+)", page, re.MULTILINE)
    assert set(shown) == set(history.commands)


def test_one_bad_folder_does_not_stop_the_others(home: Path) -> None:
    good, bad = session(home / "good"), session(home / "newer", day=9, format=7)
    assert returned("add", bad, good) == 2
    assert "P012" in typed("list").output


def test_a_wrong_passphrase_is_one_message_and_nothing_changes(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = session(home / "s")
    typed("lock", folder)
    before = files_of(folder)
    monkeypatch.setenv("VRAPP_PASSPHRASE", "not it")
    result = typed("unlock", folder)
    assert isinstance(result.exception, WrongSecretError)
    assert files_of(folder) == before
    monkeypatch.delenv("VRAPP_PASSPHRASE")
    assert "set VRAPP_KEY_FILE or VRAPP_PASSPHRASE" in typed("unlock", folder).output


def test_a_key_file_does_for_folder_and_database(home: Path) -> None:
    pytest.importorskip("sqlcipher3")
    folder, file = session(home / "s"), home / "key"
    assert typed("key", file).exit_code == 0
    with_key = ("--key-file", file)
    assert "is encrypted now" in typed(*with_key, "encrypt").output  # a new one
    assert typed(*with_key, "add", folder).exit_code == 0
    assert isinstance(typed("list").exception, WrongSecretError)
    assert typed(*with_key, "lock", folder).exit_code == 0
    assert returned(*with_key, "add", folder) == 2  # it is locked
    assert "is plain now" in typed(*with_key, "decrypt").output
    assert "P012" in typed("list").output
    assert "none changed or missing" in typed("audit", "--verify").output
