"""What a therapist or patient can ask of a session. Frozen; the session takes them in order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from vrapp.scene.question import Question
from vrapp.session.screening import Screening


@dataclass(frozen=True, slots=True)
class Stop:
    """End the immersion calmly. Always honoured, from anyone, at once."""

    by: str = "therapist"


@dataclass(frozen=True, slots=True)
class HurtsMore:
    """The patient says that it hurts more: they are asked, left in peace, and somebody is told."""

    by: str = "patient"


@dataclass(frozen=True, slots=True)
class Pause:
    """Ease to the resting look (True) or go on (False). Head tracking stays live.

    What a headset taken off has paused, putting it on again resumes; what a person has paused,
    only a person does.
    """

    paused: bool
    by: Literal["person", "headset"] = "person"


@dataclass(frozen=True, slots=True)
class Mute:
    """Let the sound fade away (True) or come back (False)."""

    muted: bool


@dataclass(frozen=True, slots=True)
class Recentre:
    """Fade to dark, let where the person looks become ahead, and fade back."""


@dataclass(frozen=True, slots=True)
class ChooseScene:
    """Fade to another scene, by name."""

    name: str


@dataclass(frozen=True, slots=True)
class SetGuidance:
    """Guided breathing at a pace (breaths a minute), or free breathing (None)."""

    breaths_per_min: float | None


@dataclass(frozen=True, slots=True)
class SkipPhase:
    """Go to the next phase of the protocol now, past all parts of this one."""


@dataclass(frozen=True, slots=True)
class EndPhase:
    """End this part now and go on with the next, as if its time were over."""


@dataclass(frozen=True, slots=True)
class RepeatPhase:
    """Begin this part anew."""


@dataclass(frozen=True, slots=True)
class ChangeDuration:
    """Make this part longer (a minute: 60) or shorter (-60), within its bounds."""

    by_s: float


@dataclass(frozen=True, slots=True)
class Ask:
    """Ask the patient something, in the scene."""

    question: Question


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer to the question with this `id`: one of its choices, or `declined`.

    `by` tells how it came: by the patient's gaze, or entered by the therapist.
    """

    id: str
    choice: str
    by: str = "therapist"


@dataclass(frozen=True, slots=True)
class Rate:
    """A rating that was said aloud: `id` names the scale (`pain...`, `sickness`, `peg_...`)."""

    id: str
    value: float
    by: str = "therapist"


@dataclass(frozen=True, slots=True)
class AdverseEvent:
    """Something untoward happened to the person, and what was done about it."""

    kind: str
    severity: Literal["mild", "moderate", "severe"]
    action: str = ""


@dataclass(frozen=True, slots=True)
class Screened:
    """The therapist has asked everything that is asked before the headset goes on."""

    screening: Screening


@dataclass(frozen=True, slots=True)
class Note:
    """Something the therapist wants to be remembered, with its time.

    `t` (LSL seconds) is when they began to write it down; None: it is of the moment it is taken.
    """

    text: str
    t: float | None = None


Command = (
    Stop | HurtsMore | Pause | Mute | Recentre | ChooseScene | SetGuidance | SkipPhase | EndPhase
    | RepeatPhase | ChangeDuration | Ask | Answer | Rate | AdverseEvent | Screened | Note
)  # fmt: skip
