"""Calls the therapist when the session has something to ask: at the desk and the terminal."""

from __future__ import annotations

from collections.abc import Callable

from biofeedback.types import BodyState
from vrapp.display.base import Frame
from vrapp.session.session import Session
from vrapp.session.status import TO_THERAPIST


class Call:
    """An observer of the frame loop. `told` are the places where a therapist may look."""

    def __init__(self, *told: Callable[[str], None]) -> None:
        self._told = told

    def see(self, frame: Frame, session: Session, body: BodyState) -> None:
        for event in session.events:
            if event.startswith(TO_THERAPIST):
                for tell in self._told:
                    tell(event.removeprefix(TO_THERAPIST))
