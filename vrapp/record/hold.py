"""A file that one program writes is not mended by another meanwhile."""

from __future__ import annotations

import errno
import sys
from pathlib import Path
from typing import IO

_BEYOND = 1 << 40
"""Windows locks bytes against reading too: one that no record has."""
_TAKEN = (errno.EACCES, errno.EAGAIN, errno.EDEADLK)


class Held(OSError):
    """Another program holds the file."""


def hold(file: IO[bytes]) -> None:
    """Hold an open file until it is closed, or this program ends, however that happens.

    Where the file system knows no locks, nothing is held.

    Raises
    ------
    Held
        Another program does.
    """
    try:
        if sys.platform == "win32":
            import msvcrt

            at = file.tell()
            file.seek(_BEYOND)
            try:
                msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
            finally:
                file.seek(at)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in _TAKEN:
            raise Held(f"another program writes {file.name}") from error


def is_held(path: Path) -> bool:
    """Whether another program writes the file now; False where there is none."""
    try:
        with path.open("rb") as file:
            hold(file)
    except OSError as error:
        return isinstance(error, Held)
    return False
