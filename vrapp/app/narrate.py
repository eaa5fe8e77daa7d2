"""Tells the terminal how far a session is: whoever started it there may have no desk to look at."""

from __future__ import annotations

import math
from collections.abc import Callable

from biofeedback.types import BodyState
from vrapp.display.base import Frame
from vrapp.session.session import Session

EVERY_S = 60.0
"""Seconds of the session between two lines within a long part."""

LOOK_S = 0.2
"""Seconds between two looks: a frame has better things to do."""


class Narrator:
    """An observer of the frame loop; one line for each part that begins, and for each minute of it.

    It reads only what a blinded therapist may know: titles and times.
    """

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._phase = ""
        self._due_s = 0.0
        self._look_at = -math.inf

    def see(self, frame: Frame, session: Session, body: BodyState) -> None:
        if frame.time < self._look_at:
            return
        self._look_at = frame.time + LOOK_S
        status = session.status
        now_s, left_s = status.elapsed_s, status.phase_remaining_s
        if status.ended or (status.phase == self._phase and now_s < self._due_s):
            return
        line = f"{clock(now_s):>6}  {status.phase}"
        if math.isfinite(left_s):
            line += f", {clock(left_s)} to go"
        if status.paused:
            line += " (paused)"
        self._say(line)
        self._phase, self._due_s = status.phase, now_s + EVERY_S


def clock(seconds: float) -> str:
    """Minutes and seconds, as a watch shows them."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02d}"
