"""What the session says of itself, for the desk and the record. Holds no body and no pixels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from vrapp.scene.question import Question
from vrapp.session.commands import Answer


@dataclass(frozen=True, slots=True)
class SessionStatus:
    """The session at one moment; a new one every frame."""

    t: float  # LSL seconds
    elapsed_s: float
    phase: str  # title of the present phase
    phase_remaining_s: float  # inf when it lasts until someone ends it
    next_phase: str  # title, empty when this is the last
    paused: bool
    ended: bool
    end_reason: str  # "", "protocol", "therapist", "patient", ...
    scene: str  # name
    scenes: tuple[str, ...]  # names one can choose
    guidance_per_min: float | None  # pace being shown, None when breathing is free
    breath_source: str  # "pacer" or "own"
    engagement: float  # 0..1: how far the body moves the scene (0 = resting look)
    reason: str  # why engagement is low, in plain words; empty when it is not
    shown: Mapping[str, tuple[float, str]] = field(default_factory=dict)  # parameter: value, unit
    question: Question | None = None  # what the patient is asked now
    answers: tuple[Answer, ...] = ()  # so far, oldest first
