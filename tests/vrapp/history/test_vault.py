"""A session's folder locked and unlocked, and everything that can stop it half way."""

from __future__ import annotations

import errno
import os
import shutil
from collections import namedtuple
from pathlib import Path
from typing import Any, BinaryIO

import pytest

from tests.vrapp.history.people import CHEAP, OTHER, SECRET, files_of, rights_stop, session
from vrapp.history import vault
from vrapp.history.crypt import decrypt, encrypt
from vrapp.history.errors import HistoryError, WrongSecretError
from vrapp.history.vault import is_locked, lock, session_of, unlock


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = session(tmp_path / "s")
    (made / "pictures").mkdir()
    (made / "pictures" / "0001.png").write_bytes(b"\x89PNG" + bytes(5000))
    (made / "manifest.json.part").write_text("left of a crash")
    return made


def test_locked_and_unlocked_it_is_the_same(folder: Path) -> None:
    before = files_of(folder)
    assert not is_locked(folder)
    made = lock(folder, SECRET, "ab12", cost=CHEAP)
    during = files_of(folder)
    assert len(made) == len(before)
    assert set(during) == {f"{name}.enc" for name in before} | {"locked.json"}
    # long enough not to come about by chance in what is enciphered
    told = (b"\x89PNG" + bytes(8), b"left of a crash", b'"code": "P012"')
    assert any(words in content for content in before.values() for words in told)
    assert not any(words in content for content in during.values() for words in told)
    assert is_locked(folder)
    assert session_of(folder) == "ab12"
    unlock(folder, SECRET)
    assert files_of(folder) == before
    assert not is_locked(folder)


def test_a_wrong_passphrase_changes_nothing(folder: Path) -> None:
    lock(folder, SECRET, cost=CHEAP)
    before = files_of(folder)
    with pytest.raises(WrongSecretError, match="nothing was changed: try again"):
        unlock(folder, OTHER)
    assert files_of(folder) == before


def test_one_damaged_file_leaves_all_locked(folder: Path) -> None:
    lock(folder, SECRET, cost=CHEAP)
    last = max(folder.rglob("*.enc"))
    content = bytearray(last.read_bytes())
    content[-1] ^= 1
    last.write_bytes(bytes(content))
    before = files_of(folder)
    with pytest.raises(HistoryError, match="damaged or was changed"):
        unlock(folder, SECRET)
    assert files_of(folder) == before


def full_after(bytes_: int, real: Any) -> Any:
    """The write that fails once the disk has taken so many bytes."""
    left = bytes_

    class Full:
        def __init__(self, file: BinaryIO) -> None:
            self._file = file

        def write(self, piece: bytes) -> int:
            nonlocal left
            left -= len(piece)
            if left < 0:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return self._file.write(piece)

        def writelines(self, pieces: Any) -> None:
            for piece in pieces:
                self.write(piece)

    def limited(read: BinaryIO, write: BinaryIO, *rest: Any) -> None:
        real(read, write if not hasattr(write, "fileno") else Full(write), *rest)

    return limited


@pytest.mark.parametrize("room", [0, 100, 6000, 60000])
def test_a_full_disk_changes_nothing(
    folder: Path, room: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = files_of(folder)
    with monkeypatch.context() as patch:
        patch.setattr(vault, "encrypt", full_after(room, encrypt))
        with pytest.raises(HistoryError, match=r"disk is full.*No file was lost"):
            lock(folder, SECRET, cost=CHEAP)
    assert files_of(folder) == before
    lock(folder, SECRET, cost=CHEAP)
    locked = files_of(folder)
    monkeypatch.setattr(vault, "decrypt", full_after(room, decrypt))
    with pytest.raises(HistoryError, match="disk is full"):
        unlock(folder, SECRET)
    assert files_of(folder) == locked


def test_no_room_is_seen_before_it_begins(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = files_of(folder)
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage(9, 9, 10))
    with pytest.raises(HistoryError, match="disk is full"):
        lock(folder, SECRET, cost=CHEAP)
    assert files_of(folder) == before


class Killed(BaseException):
    """The power went: nothing tidies up."""


@pytest.mark.parametrize("way", ["lock", "unlock"])
@pytest.mark.parametrize("after", range(6))
def test_killed_while_removing_it_can_be_done_again(
    folder: Path, after: int, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = files_of(folder)
    if way == "unlock":
        lock(folder, SECRET, cost=CHEAP)
    real, left = Path.unlink, after

    def unlink(self: Path, missing_ok: bool = False) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise Killed
        real(self, missing_ok)

    def go() -> None:
        if way == "lock":
            lock(folder, SECRET, cost=CHEAP)
        else:
            unlock(folder, SECRET)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", unlink)
        try:
            go()
            done = True
        except Killed:
            done = False
    if not done:
        if way == "lock" and after:
            with pytest.raises(WrongSecretError):
                lock(folder, OTHER, cost=CHEAP)
        go()
    if way == "lock":
        assert not [name for name in files_of(folder) if name in before]
        unlock(folder, SECRET)
    assert files_of(folder) == before


def test_a_file_that_came_meanwhile_is_not_replaced(folder: Path) -> None:
    lock(folder, SECRET, cost=CHEAP)
    (folder / "events.txt").write_text("another")
    before = files_of(folder)
    with pytest.raises(HistoryError, match="differs from the locked one"):
        unlock(folder, SECRET)
    assert files_of(folder) == before


def test_an_unfinished_session_is_locked_only_when_asked(tmp_path: Path) -> None:
    folder = session(tmp_path / "s", complete=False, end=None)
    with pytest.raises(HistoryError, match="is not finished"):
        lock(folder, SECRET, cost=CHEAP)
    lock(folder, SECRET, unfinished=True, cost=CHEAP)
    with pytest.raises(HistoryError, match="locked already"):
        lock(folder, SECRET, cost=CHEAP)


def test_what_is_not_locked_cannot_be_unlocked(tmp_path: Path) -> None:
    with pytest.raises(HistoryError, match=r"nothing in .* is locked"):
        unlock(session(tmp_path / "s"), SECRET)
    with pytest.raises(HistoryError, match="is no folder"):
        unlock(tmp_path / "none", SECRET)


def test_a_read_only_folder_is_told(folder: Path, tmp_path: Path) -> None:
    if not rights_stop(tmp_path):
        pytest.skip("rights do not stop this user")
    before = files_of(folder)
    folder.chmod(0o500)
    try:
        with pytest.raises(HistoryError, match="Permission denied"):
            lock(folder, SECRET, cost=CHEAP)
    finally:
        folder.chmod(0o700)
    assert files_of(folder) == before
