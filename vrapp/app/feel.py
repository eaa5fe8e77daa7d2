"""The pacer in the hands: a gentle swell while it is time to inhale."""

from __future__ import annotations

import math

from biofeedback.types import BodyState, Pacer
from vrapp.display.base import Frame, HasHands
from vrapp.session.session import Session

STRONGEST = 0.4
"""Of what a controller can do: to be felt with resting hands, not to be startled by (ours)."""
PERIOD_S = 0.1
"""A swell lasts a little longer, so that one goes over into the next."""


class Swell:
    """An observer of the frame loop: what is felt follows the pacer, at most ten times a second.

    Nothing is felt while nobody is guided, in a pause and in the dark.
    """

    def __init__(self, display: HasHands) -> None:
        self._display = display
        self._due = -math.inf

    def see(self, frame: Frame, session: Session, body: BodyState) -> None:
        """Feel this frame's moment of the breath."""
        strength = swell(session.pacer)
        if strength > 0.0 and frame.time >= self._due:
            self._due = frame.time + PERIOD_S
            self._display.feel(strength)


def swell(pacer: Pacer) -> float:
    """Strength 0..`STRONGEST`: how fast the pacer's breath rises now, soft at both ends."""
    if not pacer.guided:
        return 0.0
    rise = math.sin(2.0 * math.pi * (pacer.phase % 1.0))
    return STRONGEST * min(max(pacer.presence, 0.0), 1.0) * max(rise, 0.0)
