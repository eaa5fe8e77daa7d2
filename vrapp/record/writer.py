"""The process that writes the record: appends what it is given, down to the disk, and says so.

Started by `link.Link`. It is given messages on standard input, a tag and a length (`<cI`) before
each, and answers each on standard output, likewise framed. It keeps no time, knows no signals and
imports the standard library only. When its input ends, by a word or because the program is no more,
it ends every stream, so that the file is whole.
"""

from __future__ import annotations

import math
import os
import signal
import struct
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from vrapp.record.chunks import MAGIC, Ledger, NoXdf
from vrapp.record.hold import hold

FRAME = struct.Struct("<cI")
APPEND, END = b"A", b"E"
"""Append these whole chunks; or: there is no more, end the streams."""
ON_DISK, FAILED = b"D", b"F"
"""Answers: so many bytes of the file are on the disk (`<Q`); or why not, after which it ends."""
AT_ONCE = 8 << 20
"""Bytes counted for the footers at each message; an earlier process may have written many."""


class Writer:
    """A file that grows by whole chunks.

    Parameters
    ----------
    path
        It exists.
    keep
        Bytes of it to keep; whatever follows is cut off.

    Raises
    ------
    OSError
        It cannot be opened, has fewer bytes, or another program holds it.
    """

    def __init__(self, path: Path, keep: int) -> None:
        self._file = path.open("r+b", buffering=0)
        hold(self._file)
        self._ledger, self._read = Ledger(), path.open("rb")
        self._read.seek(len(MAGIC))
        found = os.fstat(self._file.fileno()).st_size
        if found < keep:
            raise OSError(f"{path} has {found} bytes only of the {keep} that were written")
        self._file.truncate(keep)
        self._size = keep
        self._file.seek(keep)

    def append(self, data: bytes) -> int:
        """Add whole chunks and wait until they are on the disk; the size of the file.

        Raises `OSError` after having cut off again what was only partly written.
        """
        try:
            rest = memoryview(data)
            while rest:
                rest = rest[self._file.write(rest) :]
            os.fsync(self._file.fileno())
        except OSError:
            self._file.truncate(self._size)
            raise
        self._size += len(data)
        self._count(AT_ONCE)
        return self._size

    def end(self) -> int:
        """Add the footers."""
        self._count(math.inf)
        return self.append(self._ledger.footers()) if self._size else 0

    def _count(self, most: float) -> None:
        """Read on in what is written. A file damaged meanwhile is written on all the same."""
        with suppress(NoXdf):
            self._ledger.read(self._read, most)


def serve(
    path: Path, keep: int, read: Callable[[int], bytes], answer: Callable[[bytes], object]
) -> int:
    """Do what the messages say until there are none; the exit status.

    `read` gives exactly so many bytes, or fewer when there are no more; `answer` sends.
    """

    def say(tag: bytes, content: bytes) -> None:
        with suppress(OSError):  # the program is no more: nobody to tell, the file is what counts
            answer(FRAME.pack(tag, len(content)) + content)

    try:
        writer = Writer(path, keep)
        while True:
            head = read(FRAME.size)
            tag, size = FRAME.unpack(head) if len(head) == FRAME.size else (END, 0)
            data = read(size)
            if tag == END or len(data) < size:  # a message cut short may be half a chunk
                say(ON_DISK, struct.pack("<Q", writer.end()))
                return 0
            say(ON_DISK, struct.pack("<Q", writer.append(data)))
    except Exception as error:  # of whatever kind: it is told to the program, which begins another
        told = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        say(FAILED, told.encode())
        return 1


def main() -> int:
    """`PATH KEEP`, as `Link` gives them."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK"):  # the program decides when it ends
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    given = open(0, "rb", closefd=False)  # noqa: SIM115  standard input, whatever it is
    return serve(Path(sys.argv[1]), int(sys.argv[2]), given.read, lambda data: os.write(1, data))
