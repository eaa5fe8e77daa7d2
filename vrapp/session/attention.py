"""Where a person looks, and what they throw at: what targets are woken by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Look:
    """Where a person's eyes are and where they look: metres, and a unit vector, in one space."""

    origin: tuple[float, float, float]
    direction: tuple[float, float, float]

    def raised(self, by_m: float) -> Look:
        """The same look in a space whose origin lies `by_m` lower."""
        x, y, z = self.origin
        return Look((x, y + by_m, z), self.direction)


@dataclass(frozen=True, slots=True)
class Attention:
    """What a person does with the scene in a frame, in the display's space (origin: the eye at
    rest). `look` is None while they do not attend to it; `throws` are presses of a button while
    nothing is asked, each where it pointed.
    """

    look: Look | None = None
    throws: Sequence[Look] = ()


NOBODY = Attention()
