"""What may be shown of a blinded session: safety and trust, and nothing that tells the arm."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from biofeedback.types import BodyState
from vrapp.app.loop import Desk
from vrapp.session.commands import Command
from vrapp.session.status import SessionStatus

SAFE = frozenset(
    {"heart_rate", "device_heart_rate", "pulse_rate", "respiration_rate", "respiration_phase"}
)
"""Features that a person's safety is watched by."""


def veiled_body(body: BodyState) -> BodyState:
    """The body without what could be compared with the picture; trusts and reasons stay."""
    features = {
        name: feature if name in SAFE else replace(feature, value=math.nan)
        for name, feature in body.features.items()
    }
    indices = {name: replace(index, value=math.nan) for name, index in body.indices.items()}
    return replace(body, features=MappingProxyType(features), indices=MappingProxyType(indices))


def veiled_status(status: SessionStatus) -> SessionStatus:
    """The session without what is shown and how far a body moves it."""
    course = replace(status.course, reward=None)
    shown: Mapping[str, tuple[float, str]] = MappingProxyType({})
    return replace(status, shown=shown, engagement=1.0, reason="", course=course)


def veiled(desk: Desk | None) -> Desk | None:
    """The same desk, shown no more than that."""
    if desk is None:
        return None

    def look(body: BodyState, status: SessionStatus, age_s: float | None) -> Sequence[Command]:
        return desk(veiled_body(body), veiled_status(status), age_s)

    return look
