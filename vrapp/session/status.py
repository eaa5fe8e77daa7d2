"""What the session says of itself, for the desk and the record. Holds no body and no pixels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from biofeedback.indices.baseline import Baseline
from biofeedback.training.resonance import Resonance
from biofeedback.training.reward import RewardState
from vrapp.scene.question import Question
from vrapp.session.commands import Answer
from vrapp.session.pacer import SLOWEST_PER_MIN
from vrapp.session.ratings import Adverse, Noted, Rating

TO_THERAPIST = "to the therapist: "
"""How an event begins that the therapist should hear of at once."""


@dataclass(frozen=True, slots=True)
class Part:
    """One phase of the protocol's file on the timeline, all its parts together."""

    title: str
    kind: str
    duration_s: float


@dataclass(frozen=True, slots=True)
class CourseStatus:
    """Where the protocol is and what it has found so far.

    `arm` is its name, or sealed where the session is blinded.
    """

    protocol: str = ""
    timeline: tuple[Part, ...] = ()
    at: int = 0  # place of the present phase on the timeline
    kind: str = "free"  # of the present phase
    in_phase_s: float = 0.0
    waits_for: str = ""  # "answer", "sensors", "therapist", or nothing but its time
    headset_s: float = 0.0  # in the headset since the last break
    arm: str = "live"
    blinded: bool = False
    veiled: bool = False  # blinded, and what is shown now would tell the arm
    pace_per_min: float | None = None  # the person's own, as far as it is known
    slowest_per_min: float = SLOWEST_PER_MIN  # that the person may be led to
    resonance: Resonance | None = None
    reward: RewardState | None = None
    baseline: Baseline = field(default_factory=Baseline)
    notice: str = ""  # what the therapist should ask about
    ratings: tuple[Rating, ...] = ()
    adverse: tuple[Adverse, ...] = ()


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
    muted: bool = False
    notes: tuple[Noted, ...] = ()  # the therapist's and the patient's, oldest first
    course: CourseStatus = CourseStatus()
