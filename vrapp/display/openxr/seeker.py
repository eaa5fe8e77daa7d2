"""Looks for a runtime with a headset, beside the frames: asking may take seconds."""

from __future__ import annotations

from threading import Event, Thread

from vrapp.display.base import DisplayError
from vrapp.display.openxr.runtime import Absent, Runtime

PAUSES_S = (0.25, 0.5)
"""Between tries; the last one again and again."""


class Seeker:
    """Tries until there is one, or until it is told to stop.

    `reason` says why there is none yet; `hopeless` that trying again changes nothing.
    """

    def __init__(self) -> None:
        self.reason = ""
        self.hopeless = False
        self._found: Runtime | None = None
        self._end = Event()
        self._thread = Thread(target=self._seek, name="headset seeker", daemon=True)
        self._thread.start()

    def _seek(self) -> None:
        tries = 0
        while not self._end.is_set():
            try:
                self._found = Runtime()
                return
            except Absent as error:
                self.reason = str(error)
            except DisplayError as error:
                self.reason, self.hopeless = str(error), True
                return
            self._end.wait(PAUSES_S[min(tries, len(PAUSES_S) - 1)])
            tries += 1

    def take(self) -> Runtime | None:
        """The runtime, once it is found; it is then the caller's to close."""
        if self._thread.is_alive():
            return None
        found, self._found = self._found, None
        return found

    def stop(self) -> None:
        """Give up; what was found and not taken is given back."""
        self._end.set()
        self._thread.join(timeout=2.0)
        found = self.take()
        if found is not None:
            found.close()
