"""The program's end of the pipe to the process that writes the record."""

from __future__ import annotations

import struct
import subprocess
import sys
from pathlib import Path
from threading import Timer
from typing import IO

import vrapp
from vrapp.record.writer import APPEND, END, FAILED, FRAME, ON_DISK

STALL_S = 10.0
"""Without an answer for so long the process is taken for hung, and ended."""
CODE = "import sys; from vrapp.record.writer import main; sys.exit(main())"


class LinkError(Exception):
    """The process did not do what it was told. `reason` is its own word for it; empty: it died."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason or "the process that writes it ended")
        self.reason = reason


class Link:
    """A process that writes one file; it outlives this program long enough to end the file.

    It starts without site-packages, in a group of its own: Ctrl-C in the terminal is not for it.

    Raises
    ------
    LinkError
        It cannot be started.
    """

    def __init__(self, path: Path, keep: int) -> None:
        home = str(Path(vrapp.__file__).resolve().parents[1])
        # in a virtual environment on Windows sys.executable only begins the real one
        python = getattr(sys, "_base_executable", "") or sys.executable
        code = f"import sys; sys.path.insert(0, {home!r}); {CODE}"
        try:
            self._process = subprocess.Popen(
                [python, "-E", "-S", "-c", code, str(path), str(keep)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                bufsize=0,
                start_new_session=True,
                creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)
                | getattr(subprocess, "CREATE_NO_WINDOW", 0),  # Windows only
            )
        except OSError as error:
            raise LinkError(error.strerror or str(error)) from error
        self._stalled = ""

    @property
    def pid(self) -> int:
        return self._process.pid

    def append(self, data: bytes) -> int:
        """Have whole chunks written; bytes of the file that are on the disk.

        Raises
        ------
        LinkError
            They are not, as far as is known.
        """
        return self._ask(APPEND, data)

    def end(self) -> None:
        """Have the streams ended, and the process with them; `LinkError` as above."""
        self._ask(END, b"")
        self.kill()

    def kill(self) -> None:
        """Be rid of the process; when this returns it writes no more."""
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        self._process.kill()
        self._process.wait()

    def _ask(self, tag: bytes, data: bytes) -> int:
        given, said = self._process.stdin, self._process.stdout
        assert given is not None  # both are pipes
        assert said is not None
        watch = Timer(STALL_S, self._hung)
        watch.daemon = True
        watch.start()
        try:
            rest = memoryview(FRAME.pack(tag, len(data)) + data)
            while rest:
                rest = rest[given.write(rest) or 0 :]
            answered, size = FRAME.unpack(_exactly(said, FRAME.size))
            content = _exactly(said, size)
        except (OSError, EOFError):
            answered, content = FAILED, _last_word(said)
        finally:
            watch.cancel()
        if answered != ON_DISK:
            raise LinkError(content.decode("utf-8", "replace") or self._stalled)
        (on_disk,) = struct.unpack("<Q", content)
        return int(on_disk)

    def _hung(self) -> None:
        self._stalled = "the disk does not answer"
        self._process.kill()  # which ends a wait on either pipe


def _exactly(pipe: IO[bytes], size: int) -> bytes:
    got = b""
    while len(got) < size:
        more = pipe.read(size - len(got))
        if not more:
            raise EOFError
        got += more
    return got


def _last_word(said: IO[bytes]) -> bytes:
    """What a process that takes no more had to say before it ended."""
    try:
        tag, size = FRAME.unpack(_exactly(said, FRAME.size))
        return _exactly(said, size) if tag == FAILED else b""
    except (OSError, EOFError):
        return b""
