"""The thread that writes: whoever has something to record hands it over and goes on."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from biofeedback.types import FloatArray
from vrapp.record.xdf import XdfFile

FLUSH_S = 0.5
"""A killed program loses what is younger than this."""
ROUNDS_TO_DISK = 2
"""A power cut loses what is younger than so many of them."""
STOP_S = 5.0

FILE = "session.xdf"
"""Of a session, in its folder."""


class RecordError(Exception):
    """Something could not be recorded; the message names the remedy."""


class Recorder:
    """Writes one XDF file in a thread of its own, in the order in which things are handed over.

    Any thread may hand over. Streams get their numbers at once, their headers are written in
    their turn. An error ends the writing, keeps the file as far as it is, and is told by `error`.

    Raises
    ------
    RecordError
        The file cannot be made.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.error = ""
        """Why nothing is written any more; empty while all is well."""
        try:
            self._file = XdfFile(path)
        except OSError as error:
            raise RecordError(
                f"cannot record to {path} ({error.strerror}); give another folder with --out"
            ) from error
        self._opened = 0
        self._opening = threading.Lock()
        self._work: queue.SimpleQueue[Callable[[], object]] = queue.SimpleQueue()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="recorder", daemon=True)
        self._thread.start()

    def open_stream(self, xml: str) -> int:
        """Begin a stream by its description, as LSL has it; its number for what follows."""
        with self._opening:  # numbers are given in the order of the headers
            self._opened += 1
            self._work.put(lambda: self._file.open_stream(xml))
            return self._opened

    def samples(self, number: int, t: FloatArray, x: npt.NDArray[Any]) -> None:
        """Stamps (n,) and values (n, channel). The arrays are copied."""
        t, x = np.array(t, dtype=np.float64), np.array(x)
        self._work.put(lambda: self._file.write_samples(number, t, x))

    def texts(self, number: int, t: Sequence[float], texts: Sequence[str]) -> None:
        """Marker strings with their stamps."""
        t, texts = tuple(t), tuple(texts)
        self._work.put(lambda: self._file.write_texts(number, t, texts))

    def offset(self, number: int, measured_at: float, offset_s: float) -> None:
        """A measured clock offset of a stream."""
        self._work.put(lambda: self._file.write_offset(number, measured_at, offset_s))

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
        if self.error:
            raise RecordError(
                f"{self.path} is not whole ({self.error}); what it has can be read. "
                "Free some space, or record to another disk"
            )

    def _run(self) -> None:
        try:
            self._write()
        except (OSError, ValueError) as error:
            self.error = getattr(error, "strerror", None) or str(error)
        finally:
            try:
                self._file.close()
            except OSError as error:
                self.error = self.error or error.strerror or str(error)

    def _write(self) -> None:
        """Twice a second what has come; every other time down to the disk."""
        rounds = 0
        while not self._ended.wait(FLUSH_S):
            self._drain()
            rounds += 1
            self._file.flush(to_disk=rounds % ROUNDS_TO_DISK == 0)
        self._drain()

    def _drain(self) -> None:
        for _ in range(self._work.qsize()):
            self._work.get_nowait()()
