"""From what a person did (a key, a button, a gaze) to what the session is asked. Pure."""

from __future__ import annotations

from vrapp.scene.question import pain_rating
from vrapp.session.commands import (
    Answer,
    Ask,
    ChooseScene,
    Command,
    HurtsMore,
    Mute,
    Pause,
    Recentre,
    SetGuidance,
    SkipPhase,
    Stop,
)
from vrapp.session.status import SessionStatus

DEFAULT_PACE_PER_MIN = 6.0
SLOWEST_PER_MIN = 4.0
"""Never paced below 4 breaths a minute (comfort and safety of slow breathing)."""

FASTEST_PER_MIN = 9.5
"""Upper end of the resonance range of children (Lehrer & Gevirtz); no fast breathing beyond."""

PACE_STEP_PER_MIN = 0.5


def other_scene(status: SessionStatus, step: int) -> ChooseScene | None:
    """The scene `step` places on, around the end; None where there is no other."""
    if len(status.scenes) < 2:
        return None
    at = status.scenes.index(status.scene) if status.scene in status.scenes else -max(step, 0)
    return ChooseScene(status.scenes[(at + step) % len(status.scenes)])


def other_pace(status: SessionStatus, steps: int) -> SetGuidance | None:
    """The pace `steps` half breaths a minute faster (or slower); None where it cannot be, or where
    it would tell a blinded therapist whether there is one.
    """
    if status.guidance_per_min is None or status.course.veiled:
        return None
    pace = status.guidance_per_min + steps * PACE_STEP_PER_MIN
    pace = min(max(pace, SLOWEST_PER_MIN), FASTEST_PER_MIN)
    return None if pace == status.guidance_per_min else SetGuidance(pace)


def toggled_guidance(status: SessionStatus, last_pace: float = DEFAULT_PACE_PER_MIN) -> SetGuidance:
    """Free breathing when guided; guided at `last_pace` when free. Blinded it is free breathing,
    whatever is shown: the key must not tell, and this is what helps who is short of breath.
    """
    if status.course.veiled:
        return SetGuidance(None)
    return SetGuidance(last_pace if status.guidance_per_min is None else None)


def answered(status: SessionStatus, key: str) -> Answer | None:
    """What the therapist enters for the patient with a key; None where it answers nothing."""
    choice = None if status.question is None else status.question.choice_by_key(key)
    if status.question is None or choice is None:
        return None
    return Answer(status.question.id, choice, "therapist")


def command_for(
    kind: str, detail: str, status: SessionStatus, last_pace: float = DEFAULT_PACE_PER_MIN
) -> Command | None:
    """The command meant by an input event of a display (`kind`, `detail`), if it means one."""
    match kind, detail:
        case "stop", by:
            return Stop(by or "patient")
        case "hurts", by:
            return HurtsMore(by or "patient")
        case "pause", _:
            return Pause(not status.paused)
        case "worn", worn:
            return Pause(worn != "yes", by="headset")
        case "key", "mute":
            return Mute(not status.muted)
        case "recentre", _:
            return Recentre()
        case "answer", choice if status.question is not None:
            return Answer(status.question.id, choice, "gaze")
        case "key", "pain":
            return Ask(pain_rating())
        case "next", "scene" if (no := answered(status, "no")) is not None:
            return no  # N is both: while yes or no is asked, it is the answer
        case "next", _:
            return other_scene(status, +1)
        case "previous", _:
            return other_scene(status, -1)
        case "key", "guidance":
            return toggled_guidance(status, last_pace)
        case "key", "slower":
            return other_pace(status, -1)
        case "key", "faster":
            return other_pace(status, +1)
        case "key", "skip":
            return SkipPhase()
        case "key", key:
            return answered(status, key)
        case _:
            return None
