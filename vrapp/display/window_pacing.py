"""When a window's next frame may begin, and when it will be seen. No window needed."""

from __future__ import annotations

import math
from typing import Protocol

UNSYNCED_PER_S = 60.0
"""The pace where neither vertical sync nor a limit sets one."""

FASTEST_SCREEN_PER_S = 300.0
"""Faster than this, presenting did not wait for a screen."""

TOO_FAST = 0.9
"""Frames this much shorter than the limit allows are too fast; timing jitters less than that."""

PROOF = 8
"""So many of them in a row: more than any driver queues before it begins to block."""


class Clock(Protocol):
    """What a window needs of a clock."""

    def now(self) -> float: ...

    def sleep_until(self, time: float) -> None: ...


class Pacing:
    """Lets vertical sync set the pace where it works, and keeps the pace itself where it does not.

    Asking for vertical sync promises nothing (virtual screens, remote desktops and drivers with
    an override present at once), so it is measured.

    Parameters
    ----------
    clock
        Seconds, and a way to wait.
    fps_limit
        Never more frames a second than this; None: the screen's own rate, or 60 without sync.
    vsync
        Vertical sync was asked for and not refused.
    """

    def __init__(self, clock: Clock, fps_limit: float | None = None, vsync: bool = True) -> None:
        if fps_limit is not None and not (math.isfinite(fps_limit) and fps_limit > 0.0):
            raise ValueError(f"fps_limit is {fps_limit}; allowed is a number above 0, or None")
        self._clock = clock
        self.period_s = 1.0 / (UNSYNCED_PER_S if fps_limit is None else fps_limit)
        shortest = 1.0 / FASTEST_SCREEN_PER_S
        self._shortest_s = shortest if fps_limit is None else TOO_FAST * self.period_s
        self.sleeps = not vsync
        self._fast = 0
        self._usual_s = self.period_s
        self._presented = self._due = self._seen = -math.inf

    def wait(self) -> float:
        """Wait until the next frame may begin; return when it will be seen. Never runs back."""
        if self.sleeps:
            now = self._clock.now()
            # After a long frame the pace starts anew instead of hurrying to catch up.
            self._due = max(self._due + self.period_s, now)
            self._clock.sleep_until(self._due)
        earliest = max(self._clock.now(), self._seen + 1e-4)
        self._seen = max(self._presented + self._usual_s, earliest)
        return self._seen

    def presented(self) -> None:
        """The frame has been handed to the screen."""
        now = self._clock.now()
        interval = now - self._presented
        self._presented = now
        if not math.isfinite(interval):
            return
        self._usual_s += 0.1 * (min(interval, 0.25) - self._usual_s)
        if not self.sleeps:
            self._fast = self._fast + 1 if interval < self._shortest_s else 0
            self.sleeps = self._fast >= PROOF
