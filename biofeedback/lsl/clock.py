"""The real clock: seconds of `local_clock()`, the time base of every LSL stream here."""

from __future__ import annotations

import time

from biofeedback.lsl.config import library


class LslClock:
    """LSL seconds on this machine; monotonic, the same in every process of the machine."""

    def __init__(self) -> None:
        self._now = library().local_clock

    def now(self) -> float:
        return float(self._now())

    def sleep_until(self, time: float) -> None:
        """Sleep, without spinning, until `time`; returns at once when it has passed.

        The operating system ends a sleep up to about 0.1 ms late (Linux) or 0.5 ms (Windows).
        """
        while (left := time - self.now()) > 0.0:
            _sleep(left)


_sleep = time.sleep
