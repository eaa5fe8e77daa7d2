"""The desk of a blinded session: it shows safety and trust, and nothing that tells the arm."""

from __future__ import annotations

from collections.abc import Sequence

from biofeedback.types import BodyState
from vrapp.app.loop import Desk
from vrapp.session.commands import Command
from vrapp.session.status import SessionStatus
from vrapp.session.veil import veiled_body, veiled_status


def veiled(desk: Desk | None) -> Desk | None:
    """The same desk, shown no more than that."""
    if desk is None:
        return None

    def look(body: BodyState, status: SessionStatus, age_s: float | None) -> Sequence[Command]:
        return desk(veiled_body(body), veiled_status(status), age_s)

    return look
