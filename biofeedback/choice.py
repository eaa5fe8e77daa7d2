"""Which of several sources to believe: by trust, with a preference, and without fluttering."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Generic, TypeVar

HOLD_S = 2.0
"""Another source must have been better for so long, unless the present one is dead."""
STAY = 0.2
"""Advantage in trust of the source in use."""
DEAD = 0.1
"""A source trusted less is left at once."""

K = TypeVar("K", bound=Hashable)


class Chooser(Generic[K]):
    """Keeps its choice until another has been clearly better for a while."""

    def __init__(self) -> None:
        self.chosen: K | None = None
        self._wanted: K | None = None
        self._since = 0.0

    def choose(self, trusts: Mapping[K, tuple[float, float]], now: float) -> K | None:
        """The source to use at `now`; None only while there is none.

        `trusts` gives trust 0..1 and a preference in units of trust, by source. Of equals the
        first wins.
        """
        if not trusts:
            self.chosen = None
            return None
        present = self.chosen
        if present is None or present not in trusts or len(trusts) == 1:
            self.chosen = self._wanted = max(trusts, key=lambda key: sum(trusts[key]))
            return self.chosen
        best = max(trusts, key=lambda key: sum(trusts[key]) + (STAY if key == present else 0.0))
        if best != self._wanted:
            self._wanted, self._since = best, now
        dead = trusts[present][0] < DEAD and trusts[best][0] >= DEAD + STAY
        if best != present and (dead or now - self._since >= HOLD_S):
            self.chosen = best
        return self.chosen
