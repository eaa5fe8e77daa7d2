"""A session's folder, locked and unlocked: each of its files becomes one that ends in `.enc`.

Whatever stops it, each file is there whole, locked or not: new files are written beside, brought to
the disk and read back before the first old one goes, and doing it again finishes what was begun.
"""

from __future__ import annotations

import errno
import filecmp
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from vrapp.history.crypt import COST, HEADER, SALT, TAG, decrypt, encrypt, opens
from vrapp.history.errors import HistoryError
from vrapp.history.secret import Secret
from vrapp.record.earlier import read_manifest
from vrapp.record.manifest import FILE as MANIFEST

ENC, NOTE = ".enc", "locked.json"
PART = ".vrapp-part"
"""Of a file that is being written; a leftover is worth nothing."""
FORMAT = 1


def is_locked(folder: Path) -> bool:
    return (folder / NOTE).is_file() or (folder / (MANIFEST + ENC)).is_file()


def session_of(folder: Path) -> str:
    """The session that a locked folder says it holds; empty where it does not say."""
    try:
        told = json.loads((folder / NOTE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return ""
    return str(told.get("session", "")) if isinstance(told, dict) else ""


def lock(
    folder: Path, secret: Secret, session: str = "", unfinished: bool = False, cost: int = COST
) -> list[Path]:
    """Lock every file of a session's folder; the locked files, in the order of their names.

    Raises
    ------
    HistoryError
        It is no session's folder, the session is not finished (`unfinished` lets it), another
        secret locked a part of it, the disk is full, it may not be written. Nothing is lost: the
        files are as they were.
    EarlierError
        Its manifest cannot be read.
    """
    files = [path for path in _files(folder) if path.suffix != ENC and path.name != NOTE]
    locked = sorted(folder.rglob(f"*{ENC}"))
    _all_open(locked, secret, folder)
    if not files and locked:
        raise HistoryError(f"{folder} is locked already")
    if not locked and not read_manifest(folder).get("complete") and not unfinished:
        raise HistoryError(
            f"the session in {folder} is not finished; where no program records it any more, "
            "add --unfinished"
        )
    salt = os.urandom(SALT)

    def write(path: Path, plain: BinaryIO, out: BinaryIO) -> None:
        encrypt(plain, out, secret, salt, cost)

    def check(path: Path, beside: Path, goal: Path) -> None:
        _same(path, beside, secret)

    with _told(folder, sum(path.stat().st_size + HEADER.size + TAG for path in files)):
        made = _written(files, lambda path: path.with_name(path.name + ENC), write, check)
        note: dict[str, Any] = {"format": FORMAT, "locked_by": "vrapp history lock"}
        beside = folder / (NOTE + PART)
        beside.write_text(json.dumps({**note, "session": session}, indent=1) + "\n", "utf-8")
        beside.replace(folder / NOTE)
        for path in (*files, *folder.rglob(f"*{PART}")):
            path.unlink()
    return list(made.values())


def unlock(folder: Path, secret: Secret) -> list[Path]:
    """Unlock every locked file of a folder; the files, in the order of their names.

    Raises
    ------
    WrongSecretError
        Another secret locked it; nothing was changed.
    HistoryError
        Nothing in it is locked, a file is damaged, one is there locked and in another state, the
        disk is full, it may not be written. The locked files are as they were.
    """
    locked = [path for path in _files(folder) if path.suffix == ENC]
    if not locked:
        raise HistoryError(f"nothing in {folder} is locked")
    _all_open(locked, secret, folder)

    def write(path: Path, file: BinaryIO, out: BinaryIO) -> None:
        decrypt(file, out, secret, str(path))

    def check(path: Path, beside: Path, goal: Path) -> None:
        if goal.exists() and not filecmp.cmp(goal, beside, shallow=False):
            raise HistoryError(
                f"{goal} is there already and differs from the locked one; move it elsewhere"
            )

    with _told(folder, sum(path.stat().st_size for path in locked)):
        made = _written(locked, lambda path: path.with_suffix(""), write, check)
        (folder / NOTE).unlink(missing_ok=True)
        for path in (*folder.rglob(f"*{PART}"), *locked):
            path.unlink()
    return list(made.values())


def _written(
    files: list[Path],
    target: Callable[[Path], Path],
    write: Callable[[Path, BinaryIO, BinaryIO], None],
    check: Callable[[Path, Path, Path], None],
) -> dict[Path, Path]:
    """Write each file's other form beside it; when one fails, those made here go again.

    `check` is given the file, its other form, and where that is to go; it raises to stop.
    """
    made: dict[Path, Path] = {}
    new: list[Path] = []
    try:
        for path in files:
            made[path] = goal = target(path)
            beside = goal.with_name(goal.name + PART)
            new.append(beside)
            with path.open("rb") as plain, beside.open("wb") as out:
                write(path, plain, out)
                out.flush()
                os.fsync(out.fileno())
            shutil.copystat(path, beside)
            check(path, beside, goal)
            if not goal.exists():
                new.append(goal)
            beside.replace(goal)
        for parent in {goal.parent for goal in made.values()}:
            _sync(parent)
    except BaseException:
        for path in new:
            path.unlink(missing_ok=True)
        raise
    return made


def _same(path: Path, locked: Path, secret: Secret) -> None:
    """Read back what was locked and compare it with its file.

    Raises
    ------
    HistoryError
        It differs.
    """
    with locked.open("rb") as file, path.open("rb") as plain:
        compared = _Compared(plain)
        decrypt(file, compared, secret, str(locked))  # type: ignore[arg-type]
        if not compared.same or plain.read(1):
            raise HistoryError(
                f"{path} changed while it was locked; nothing was removed: try again"
            )


class _Compared:
    """Takes bytes and tells whether a file has the same."""

    def __init__(self, plain: BinaryIO) -> None:
        self._plain, self.same = plain, True

    def write(self, piece: bytes) -> int:
        self.same = self.same and self._plain.read(len(piece)) == piece
        return len(piece)


def _all_open(locked: list[Path], secret: Secret, folder: Path) -> None:
    with _told(folder):
        for path in locked:
            with path.open("rb") as file:
                opens(file, secret, str(path))


def _files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise HistoryError(f"{folder} is no folder; name a session's folder")
    found = sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    return [path for path in found if path.suffix != PART]


@contextmanager
def _told(folder: Path, needed: int = 0) -> Iterator[None]:
    """The operating system's errors in words; beforehand, whether there is room for `needed`."""
    try:
        free = shutil.disk_usage(folder).free
        if needed > free:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        yield
    except OSError as error:
        if error.errno == errno.ENOSPC:
            why = f"the disk is full: {needed / 1e6:.1f} MB are needed for a while; make room"
        else:
            where = f" ({error.filename})" if error.filename else ""
            why = f"{error.strerror or error}{where}; mend that, then do it again"
        raise HistoryError(f"{folder}: {why}. No file was lost") from error


def _sync(folder: Path) -> None:
    """The folder's own entries to the disk, where the system has that."""
    if hasattr(os, "O_DIRECTORY"):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
