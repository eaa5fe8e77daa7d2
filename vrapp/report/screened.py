"""What was asked before the headset went on, as the report tells it."""

from __future__ import annotations

from dataclasses import dataclass

from vrapp.report.findings import Manifest
from vrapp.session.screening import CONDITIONS, Screening, reminders
from vrapp.words.catalogue import Words


@dataclass(frozen=True, slots=True)
class Screened:
    """The therapist's record, in words."""

    consent: str
    yes: str
    mind: str
    no: str
    decision: str
    entered: str


def told(manifest: Manifest, words: Words) -> Screened | None:
    """None where nothing was answered."""
    kept = manifest.get("screening")
    if not kept:
        return None
    screening = Screening(tuple(kept["yes"]), bool(kept["consent"]))
    answers = [(name in screening.yes, words(text)) for name, text in CONDITIONS.items()]
    return Screened(
        words("given") if screening.consent else words("not given"),
        "; ".join(text for yes, text in answers if yes) or words("nothing"),
        "; ".join(words(text) for text in reminders(screening.yes)),
        "; ".join(text for yes, text in answers if not yes) or words("nothing"),
        words(
            "There was no session in the headset."
            if screening.blocked
            else "The therapist decided to go on."
            if screening.yes
            else "Nothing spoke against it."
        ),
        _entered(manifest, words),
    )


def why_not(manifest: Manifest, words: Words) -> str:
    """Why nothing was answered."""
    asked = any(phase.get("kind") == "screening" for phase in manifest.get("phases", ()))
    return words(
        "The screening was not answered: nobody was at the desk."
        if asked
        else "This protocol asks nothing before the headset."
    )


def _entered(manifest: Manifest, words: Words) -> str:
    """When the questions were answered, and under whose account at the machine."""
    minutes, seconds = divmod(round(float(manifest["screening"]["at_s"])), 60)
    name = manifest.get("operator") or words("unknown")
    return words(
        "at {when}, account {name} of this machine", when=f"{minutes}:{seconds:02d}", name=name
    )
