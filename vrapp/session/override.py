"""The pace that a therapist sets by hand, and where that must not happen by the way.

While a pace is measured another one would be measured in its stead: it is refused. Free breathing
never is, for it is what helps a person who is short of breath; the pace then does not count. Where
an arm of a study decides what is shown, the therapist is asked first, and doing it is recorded as a
protocol deviation. Stop, pause, the next part and every rating stay as they are, everywhere.
"""

from __future__ import annotations

import math
from typing import Literal

from vrapp.session.pacer import FASTEST_PER_MIN, SLOWEST_PER_MIN
from vrapp.session.status import TO_THERAPIST

Guarded = Literal["", "measured", "study"]
"""Why a pace is not just set: one is being measured, an arm of a study decides, or for nothing."""

AGAIN_WITHIN_S = 10.0
"""Who asks again within so many seconds means it (ours)."""
DEVIATION = "protocol deviation: "

REFUSED = "a pace is being measured and stays; this part can be ended"
SURE = "do it again to leave the study's plan; within 10 s"


class Override:
    """What is set by hand in the present phase.

    Attributes
    ----------
    pace
        None where nothing is; otherwise (breaths a minute,), or (None,) for free breathing.
    """

    def __init__(self) -> None:
        self.pace: tuple[float | None] | None = None
        self._sure_until = -math.inf

    def clear(self) -> None:
        """Another phase begins."""
        self.pace, self._sure_until = None, -math.inf

    def take(
        self,
        pace: float | None,
        now: float,
        guarded: Guarded,
        events: list[str],
        slowest_per_min: float = SLOWEST_PER_MIN,
    ) -> bool:
        """Set a pace, or free breathing. True where what is being measured is void by it."""
        if pace is not None and not slowest_per_min <= pace <= FASTEST_PER_MIN:
            bounds = f"{slowest_per_min:g} to {FASTEST_PER_MIN:g}"
            events.append(f"not set: {pace:g} breaths a minute; allowed are {bounds}")
            return False
        if guarded == "measured" and pace is not None:
            if self.pace is None:
                events.append(TO_THERAPIST + REFUSED)
            else:
                self.pace = None
                events.append("pace: as planned")
            return False
        if guarded == "study" and now > self._sure_until:
            self._sure_until = now + AGAIN_WITHIN_S
            events.append(TO_THERAPIST + SURE)
            return False
        said = "free breathing" if pace is None else f"pace: {pace:g}/min"
        events.append(f"{DEVIATION}{said}, by hand" if guarded else said)
        self.pace = (pace,)
        return guarded == "measured"
