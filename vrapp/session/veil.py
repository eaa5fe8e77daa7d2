"""What may be shown of a blinded session: safety and trust, and nothing that tells the arm.

In every arm the same: screening, ratings, baseline, assessment, the heart and breathing rates, each
trust and its reason, the parts and their times. Where feedback is given (`CourseStatus.veiled`) the
pace that is shown, whose breath it is, the scene's parameters, the reward and how far a body moves
the scene are not told.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from biofeedback.types import BodyState
from vrapp.session.arms import SEALED
from vrapp.session.status import SessionStatus

SAFE = frozenset(
    {"heart_rate", "device_heart_rate", "pulse_rate", "respiration_rate", "respiration_phase"}
)
"""Features that a person's safety is watched by."""

VEILED = "veiled"
"""Reason of a number that is believed and not told."""


def veiled_body(body: BodyState) -> BodyState:
    """The body without what could be compared with the picture; trusts and reasons stay.

    What has no reason to be doubted gets that it is veiled.
    """
    features = {
        name: feature
        if name in SAFE
        else replace(feature, value=math.nan, reason=feature.reason or VEILED)
        for name, feature in body.features.items()
    }
    indices = {name: replace(index, value=math.nan) for name, index in body.indices.items()}
    return replace(body, features=MappingProxyType(features), indices=MappingProxyType(indices))


def veiled_status(status: SessionStatus) -> SessionStatus:
    """The session without what is shown and how far a body moves it."""
    pace = None if status.course.veiled else status.guidance_per_min
    shown: Mapping[str, tuple[float, str]] = MappingProxyType({})
    return replace(
        status,
        guidance_per_min=pace,
        breath_source="own" if pace is None else "pacer",
        shown=shown,
        engagement=1.0,
        reason="",
        course=replace(status.course, reward=None, arm=SEALED.rstrip(":")),
    )
