"""Keeps what is recorded until it is known to be on the disk."""

from __future__ import annotations

import shutil
from collections import deque
from collections.abc import Callable
from pathlib import Path

from vrapp.record.link import Link, LinkError

LIMIT = 64 << 20
"""Bytes that are kept of what the disk does not take; ten minutes of a rich session."""
BATCH = 1 << 20
"""Bytes that are written at once."""
QUICK_DEATHS = 3
"""So many in a row are told as what they are: nothing reaches the disk."""
LONGEST_PAUSE = 20
"""Rounds between two trials, at most."""
LOW_BYTES = 500_000_000
"""Less free space than this is told, and again at each half of it."""
USUAL_BYTES_PER_S = 100_000.0
"""Six streams, indices and parameters at 90 frames a second; until the session's own is known."""
LOOK_EVERY = 20
"""Rounds between two looks at the free space."""

Tell = Callable[[str], None]


class Keeper:
    """Pieces of a file in their order, and a process that writes them, begun again when it dies.

    Whole pieces are written. What is not acknowledged when the process dies is cut off from the
    file by the next one and written again: nothing is lost, nothing is there twice.

    Parameters
    ----------
    path
        The file; it exists and is empty.
    round_s
        Seconds from one `push` to the next.
    tell
        Told of trouble and its end, in words for the desk. Called in the thread that pushes.
    """

    def __init__(self, path: Path, round_s: float, tell: Tell) -> None:
        self.path = path
        self.trouble = ""
        """Why nothing reaches the disk at present; empty while all is well."""
        self._round_s, self._tell = round_s, tell
        self._waiting: deque[bytes] = deque()
        self._bytes = 0  # of what waits
        self._on_disk = 0
        self._link: Link | None = None
        self._deaths = self._pause = 0
        self._rounds = self._seen = 0
        self._low = LOW_BYTES

    @property
    def pid(self) -> int | None:
        """Of the process that writes."""
        link = self._link
        return None if link is None else link.pid

    @property
    def on_disk(self) -> int:
        """Bytes of the file that are known to be on the disk."""
        return self._on_disk

    @property
    def full(self) -> bool:
        """No more than this is kept."""
        return self._bytes >= LIMIT

    def put(self, piece: bytes) -> None:
        """Keep whole chunks."""
        self._waiting.append(piece)
        self._bytes += len(piece)

    @property
    def rest(self) -> bytes:
        """What is not known to be on the disk."""
        return b"".join(self._waiting)

    def push(self) -> None:
        """Get what waits to the disk, or know why not; a round."""
        if self._rounds % LOOK_EVERY == 0:
            self._look()
        self._rounds += 1
        if self._pause:
            self._pause -= 1
            return
        while self._waiting and not self._pause:
            self._try()

    def end(self) -> str:
        """Write what waits and end the file; why that failed, or nothing."""
        for _ in range(QUICK_DEATHS):
            self._pause = 0
            self.push()
            if not self._waiting:
                try:
                    self._link = self._link or Link(self.path, self._on_disk)
                    self._link.end()
                except LinkError as error:
                    self._died(error)
                    continue
                self._link = None
                return ""
        return self.trouble or "the process that writes it ended again and again"

    def _try(self) -> None:
        batch, size = [], 0
        for piece in self._waiting:
            batch.append(piece)
            size += len(piece)
            if size >= BATCH:
                break
        try:
            self._link = self._link or Link(self.path, self._on_disk)
            self._on_disk = self._link.append(b"".join(batch))
        except LinkError as error:
            self._died(error)
            return
        for _ in batch:
            self._waiting.popleft()
        self._bytes -= size
        self._deaths = 0
        if self.trouble and not self._waiting:
            self.trouble = ""
            self._tell("The record goes on; what was kept in memory is on the disk.")

    def _died(self, error: LinkError) -> None:
        self._deaths += 1
        if error.reason or self._deaths >= QUICK_DEATHS:
            self._pause = min(1 << min(self._deaths, 6), LONGEST_PAUSE)
            if not self.trouble:
                self._tell(
                    f"NOT RECORDED YET: {error}. What comes is kept in memory for some minutes and "
                    f"tried again; free some space at {self.path.parent}"
                )
            self.trouble = str(error)
        elif self._deaths == 1:
            self._tell(
                "The process that writes the record ended and is begun again; nothing is lost."
            )
        if self._link is not None:
            self._link.kill()
            self._link = None

    def _look(self) -> None:
        """Tell when the disk is getting full."""
        written, self._seen = self._on_disk - self._seen, self._on_disk
        rate = written / (LOOK_EVERY * self._round_s) or USUAL_BYTES_PER_S
        try:
            free = shutil.disk_usage(self.path.parent).free
        except OSError:
            return
        if free >= self._low:
            return
        while free < self._low:
            self._low //= 2
        self._tell(
            f"LITTLE SPACE: {free / 1e6:.0f} MB are free at {self.path.parent}, enough for "
            f"{free / rate / 60.0:.0f} min of record at the present rate; free some space"
        )
