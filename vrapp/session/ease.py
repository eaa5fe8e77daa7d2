"""The scene at rest for a while, because the person has said that it hurts more.

It is no pause: the protocol's time goes on, nobody has to resume it, and nothing looks switched
off. What a body has moved eases to its resting look, the pacer leads nobody, targets wait, and what
is rewarded is frozen.
"""

from __future__ import annotations

from vrapp.scene.question import Question, pain_rating
from vrapp.session.asking import Asking
from vrapp.session.protocol import ANSWER_WITHIN_S

LEAST_S = 30.0
"""After the person has answered (or was asked for long enough) it lasts so much longer (ours)."""

LINE = "You were heard. There is nothing to do now."
"""What they read meanwhile."""


class Ease:
    """Begun by the person, with the question how strong it is; over some time after its answer."""

    def __init__(self) -> None:
        self._left_s = 0.0
        self._asked: Question | None = None
        self._asked_until = 0.0

    @property
    def active(self) -> bool:
        return self._left_s > 0.0

    def begin(self, now: float, asking: Asking, events: list[str]) -> None:
        """Ask for the pain before anything else, unless that is being asked."""
        self._left_s = LEAST_S
        if asking.question is None or asking.question.id.split("_")[0] != "pain":
            self._asked, self._asked_until = pain_rating(), now + ANSWER_WITHIN_S
            asking.ask_first(self._asked, events)

    def step(self, now: float, dt: float, asking: Asking, events: list[str]) -> None:
        """Move on to `now`; a question that nobody answers is taken back."""
        if self._asked is not None and now >= self._asked_until:
            asking.withdraw(self._asked, events)
        if asking.question != self._asked:
            self._asked = None
        if self._asked is None:
            self._left_s = max(self._left_s - dt, 0.0)
