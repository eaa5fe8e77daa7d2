"""What is to be recorded on its way to the disk: whoever has it hands it over and goes on."""

from __future__ import annotations

import os
import queue
import tempfile
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from biofeedback.types import FloatArray
from vrapp.record.chunks import NoXdf, mend
from vrapp.record.keeper import LIMIT, Keeper
from vrapp.record.xdf import START, XdfChunks

FLUSH_S = 0.5
"""What is older than this is on the disk, or on its way there."""
MOST = 100_000
"""Things handed over that may wait to be made into chunks: minutes of a rich session."""
START_S = 15.0
STOP_S = 10.0

FILE = "session.xdf"
"""Of a session, in its folder."""


class RecordError(Exception):
    """Something could not be recorded; the message names the remedy."""


class Recorder:
    """Records one XDF file in the order in which things are handed over, by any thread.

    A thread makes chunks of them and keeps those until the process that writes has them on the
    disk (`Keeper`). Streams get their numbers at once, their headers are written in their turn.
    A killed program or a power cut loses what is younger than about `FLUSH_S`, a killed process
    nothing.

    Raises
    ------
    RecordError
        The file cannot be made.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.error = ""
        """What the record lacks, and why; empty while all of it is there or kept."""
        self.rescued: Path | None = None
        """Where the whole record is, since its own disk did not take the end of it."""
        self.news: queue.SimpleQueue[str] = queue.SimpleQueue()
        """What the desk should know: trouble, its end, little space."""
        try:
            path.open("xb").close()
        except OSError as error:
            raise RecordError(
                f"cannot record to {path} ({error.strerror}); give another folder with --out, "
                "or run --without-record"
            ) from error
        self._keeper = Keeper(path, FLUSH_S, self.news.put)
        self._keeper.put(START)
        self._chunks = XdfChunks()
        self._opened = 0
        self._opening = threading.Lock()
        self._work: queue.SimpleQueue[tuple[bool, Callable[[], bytes]]] = queue.SimpleQueue()
        self._ended = threading.Event()
        self._begun = threading.Event()
        self._thread = threading.Thread(target=self._run, name="recorder", daemon=True)
        self._thread.start()

    @property
    def writer_pid(self) -> int | None:
        """The process that writes, None between two of them."""
        return self._keeper.pid

    @property
    def on_disk(self) -> int:
        """Bytes of the file that are known to be on the disk."""
        return self._keeper.on_disk

    def wait(self) -> None:
        """Wait until the file has begun on the disk.

        Raises
        ------
        RecordError
            It has not; the message names the remedy.
        """
        self._begun.wait(START_S)
        if not self.on_disk:
            why = self._keeper.trouble or "the process that writes does not begin"
            self._ended.set()
            raise RecordError(
                f"cannot record to {self.path} ({why}); free some space, give another folder with "
                "--out, or run --without-record"
            )

    def open_stream(self, xml: str) -> int:
        """Begin a stream by its description, as LSL has it; its number for what follows."""
        with self._opening:  # numbers are given in the order of the headers
            self._opened += 1
            number = self._opened
            self._hand(lambda: self._chunks.stream(number, xml), needed=True)
            return number

    def samples(self, number: int, t: FloatArray, x: npt.NDArray[Any]) -> None:
        """Stamps (n,) and values (n, channel). The arrays are copied."""
        t, x = np.array(t, dtype=np.float64), np.array(x)
        self._hand(lambda: self._chunks.samples(number, t, x))

    def texts(self, number: int, t: Sequence[float], texts: Sequence[str]) -> None:
        """Marker strings with their stamps."""
        t, texts = tuple(t), tuple(texts)
        self._hand(lambda: self._chunks.texts(number, t, texts))

    def offset(self, number: int, measured_at: float, offset_s: float) -> None:
        """A measured clock offset of a stream."""
        self._hand(lambda: self._chunks.offset(number, measured_at, offset_s))

    def close(self) -> None:
        """Write what was handed over, and the footers. Safe to call twice.

        Raises
        ------
        RecordError
            Not everything could be written.
        """
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join(STOP_S)
            if self._thread.is_alive():
                self.error = self.error or "the disk does not answer"
        if self.error and self.rescued is not None:
            raise RecordError(
                f"{self.path} is not whole ({self.error}). Everything that was kept of it is "
                f"in {self.rescued}: when there is space, put that in its place"
            )
        if self.error:
            raise RecordError(
                f"{self.path} is not whole ({self.error}); what it has can be read. "
                "Free some space, or record to another disk"
            )

    def _run(self) -> None:
        try:
            self._keeper.push()
            self._begun.set()
            while not self._ended.wait(FLUSH_S):
                self._drain()
                self._keeper.push()
            self._drain()
            failed = self._keeper.end()
            if failed:
                self.rescued = rescued(self.path, self._keeper.on_disk, self._keeper.rest)
            self.error = self.error or failed
        except Exception as error:
            self._lose(str(error))
            raise
        finally:
            self._begun.set()

    def _hand(self, make: Callable[[], bytes], needed: bool = False) -> None:
        if needed or self._work.qsize() < MOST:
            self._work.put((needed, make))
        else:
            self._lose("the disk does not answer")

    def _drain(self) -> None:
        """Take what has come; headers always, for what follows cannot be read without."""
        for _ in range(self._work.qsize()):
            needed, make = self._work.get_nowait()
            if needed or not self._keeper.full:
                try:
                    self._keeper.put(make())
                except ValueError as error:  # a stream that is not as it was described
                    self._lose(str(error))
            else:
                self._lose(f"{self._keeper.trouble}; more than {LIMIT >> 20} MiB waited")

    def _lose(self, why: str) -> None:
        if not self.error:
            self.error = why
            self.news.put(
                f"PARTLY NOT RECORDED: {why}. The session goes on; what can be is recorded."
            )


def rescued(path: Path, on_disk: int, rest: bytes) -> Path | None:
    """A whole copy of a record on another disk, its own being full; None where there is no room.

    `on_disk` bytes of it are, and `rest` is what should follow. Only its user can read the copy.
    """
    for folder in (tempfile.gettempdir(), str(Path.home())):
        made = None
        try:
            number, name = tempfile.mkstemp(".xdf", f"vrapp-{path.parent.name}-", folder)
            made = Path(name)
            with os.fdopen(number, "wb") as copy, path.open("rb") as first:
                copy.write(first.read(on_disk))
                copy.write(rest)
                copy.flush()
                os.fsync(copy.fileno())
            mend(made)
        except (OSError, NoXdf):
            if made is not None:
                with suppress(OSError):
                    made.unlink()
        else:
            return made
    return None
