"""A question that the patient sees in the scene and answers by looking, a press, or aloud."""

from __future__ import annotations

from dataclasses import dataclass

DECLINED = "declined"
"""The answer of a person who would rather not say. Always allowed, never asked about."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked and what can be answered.

    `id` names it in the record (letters, digits, `_`); `choices` are shown as they are, from left
    to right; `ends` are written below the first and the last of them; `decline` is the way out.
    """

    id: str
    text: str
    choices: tuple[str, ...]
    ends: tuple[str, str] = ("", "")
    decline: str = "Rather not say"

    def __post_init__(self) -> None:
        if not self.id.isidentifier():
            raise ValueError(f"question id {self.id!r}; allowed are letters, digits and _")
        if not 2 <= len(self.choices) <= 11 or len(set(self.choices)) < len(self.choices):
            raise ValueError(f"question {self.id!r} has choices {self.choices}; 2 to 11 different")

    def choice_by_key(self, key: str) -> str | None:
        """The choice that a key at the desk means: `0`..`10`, `yes`, `no`, or `declined`."""
        if key == DECLINED:
            return DECLINED
        if len(self.choices) == 2:
            return dict(zip(("yes", "no"), self.choices, strict=True)).get(key)
        return key if key in self.choices else None


def yes_no(id: str, text: str) -> Question:  # noqa: A002
    return Question(id, text, ("Yes", "No"))


def pain_rating(id: str = "pain") -> Question:  # noqa: A002
    """The numeric rating scale of pain, 0 to 10, in its usual words (Dworkin et al. 2005, IMMPACT:
    0 "no pain", 10 "pain as bad as you can imagine").
    """
    return Question(
        id,
        "How strong is your pain right now?",
        tuple(str(n) for n in range(11)),
        ("no pain", "as bad as you can imagine"),
    )
