"""The scales a protocol can ask, by name, and what their answers mean for the session."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from vrapp.scene.question import Question, pain_rating

SICKNESS_LIMIT = 15.0
SICKNESS_RISE = 8.0
"""The immersion ends calmly at this sickness, or where it rose by so much within the session
(ours)."""
PAIN_RISE = 2.0
"""Points by which a pain that rose is told to the therapist: people call a change of two out of ten
much (Farrar et al. 2001, Pain 94:149)."""


def sickness(id: str = "sickness") -> Question:  # noqa: A002
    """Fast Motion Sickness scale, 0 to 20 (Keshavarz & Hecht 2011, Hum Factors 53:415).

    In the headset it is answered in steps of two; the therapist can enter any number.
    """
    return Question(
        id,
        "How sick do you feel?",
        tuple(str(n) for n in range(0, 21, 2)),
        ("not at all", "very sick"),
    )


def peg() -> tuple[Question, Question, Question]:
    """PEG: pain, enjoyment of life and general activity in the past week, each 0 to 10
    (Krebs et al. 2009, J Gen Intern Med 24:733). The score is the mean of the three.
    """
    numbers = tuple(str(n) for n in range(11))
    bad, interfered = ("no pain", "as bad as you can imagine"), ("not at all", "completely")
    return (
        Question("peg_pain", "Your pain on average in the past week?", numbers, bad),
        Question(
            "peg_enjoyment",
            "How much has pain interfered with your enjoyment of life in the past week?",
            numbers,
            interfered,
        ),
        Question(
            "peg_activity",
            "How much has pain interfered with your general activity in the past week?",
            numbers,
            interfered,
        ),
    )


SCALES: dict[str, Callable[[], tuple[Question, ...]]] = {
    "pain_before": lambda: (pain_rating("pain_before"),),
    "pain_after": lambda: (pain_rating("pain_after"),),
    "sickness": lambda: (sickness(),),
    "peg": peg,
}
"""What a protocol's `questions` can name."""

RANGES = {"pain": 10.0, "peg": 10.0, "sickness": 20.0}
"""Highest value of each scale, by how its name begins; the lowest is 0."""


def highest(id: str) -> float | None:  # noqa: A002
    """The highest value of the scale of that name; None for a name of no scale."""
    return next((top for name, top in RANGES.items() if id.split("_")[0] == name), None)


def sickness_stops(values: Sequence[float]) -> str:
    """Why the immersion must end, by the sickness so far (oldest first); empty where it may go on.

    The first value is what the person came with.
    """
    if values and values[-1] >= SICKNESS_LIMIT:
        return f"sickness {values[-1]:g} of 20"
    if values and values[-1] - values[0] >= SICKNESS_RISE:
        return f"sickness rose from {values[0]:g} to {values[-1]:g}"
    return ""


def pain_rose(values: Sequence[float]) -> str:
    """What is to be told the therapist of the pain so far (oldest first); empty for nothing."""
    if len(values) > 1 and values[-1] - values[0] >= PAIN_RISE:
        return f"pain rose from {values[0]:g} to {values[-1]:g}: ask how it is"
    return ""
