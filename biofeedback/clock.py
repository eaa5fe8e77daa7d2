"""The time base. Time is an argument everywhere; only a `Clock` may be asked for it.

The real clock lives in `biofeedback.lsl.clock` (LSL seconds). The virtual one lives here: a
recording or a seeded patient played on it gives the same frames, every time.
"""

from __future__ import annotations

from typing import Protocol


class Clock(Protocol):
    """Seconds on the LSL time base, and a way to wait."""

    def now(self) -> float:
        """Seconds; never runs backwards."""
        ...

    def sleep_until(self, time: float) -> None:
        """Return at `time` or as soon after it as can be."""
        ...


class VirtualClock:
    """A clock that stands still until it is moved; waiting moves it."""

    def __init__(self, start: float = 0.0) -> None:
        self._now = start

    def now(self) -> float:
        return self._now

    def sleep_until(self, time: float) -> None:
        self._now = max(self._now, time)
