"""Choosing by holding the gaze: plain steps of time, no accident, no hurry."""

from __future__ import annotations

from collections.abc import Sequence

from vrapp.prompt.cards import Target

HOLD_S = 1.5
"""Seconds a look is held to choose; head dwell of 1-2 s suits people who are new to it."""

DRAIN_S = 0.6
"""Seconds in which a full measure runs out again: a twitch away costs little, leaving costs all."""

KEEP = 1.25
"""A target that is looked at keeps the look within so many times its reach (hysteresis)."""


class Dwell:
    """Which of some targets is looked at, and for how much of the time it takes.

    Parameters
    ----------
    hold_s
        Seconds to choose, above 0.

    Attributes
    ----------
    target
        What is looked at or still draining; None when nothing is.
    progress
        0..1; at 1 it is chosen.
    """

    def __init__(self, hold_s: float = HOLD_S) -> None:
        if not hold_s > 0.0:
            raise ValueError(f"hold_s is {hold_s}; allowed is a number of seconds above 0")
        self.hold_s = hold_s
        self.target: Target | None = None
        self.progress = 0.0
        self._spent: Target | None = None  # chosen already: it must be left first

    def step(
        self,
        dt: float,
        at: tuple[float, float] | None,
        targets: Sequence[Target],
        counts: bool,
        pressed: bool = False,
    ) -> Target | None:
        """Move on by `dt` seconds; return the target that is chosen now, if one is.

        `at` is where the gaze meets the card, degrees from its middle (None: beside or behind
        it); `counts` whether looking counts (the card was seen long enough, the person attends);
        `pressed` a button that confirms what is looked at.
        """
        if at is None and self.target is None:
            self._spent = None
            return None  # nothing is looked at, and nothing drains
        found = self._found(at, targets) if counts else None
        if found is not self._spent:
            self._spent = None
        if found is None or found is not self.target or found is self._spent:
            # what has grown elsewhere runs out first: nothing on the card vanishes at once
            self.progress = max(self.progress - dt / DRAIN_S, 0.0)
            if self.progress <= 0.0:
                self.target = found
        else:
            self.progress = min(self.progress + dt / self.hold_s, 1.0)
        held = found is self.target and self.progress >= 1.0 - 1e-9
        if found is None or found is self._spent or not (held or pressed):
            return None
        self._spent = found
        return found

    def clear(self) -> None:
        self.target, self.progress, self._spent = None, 0.0, None

    def _found(self, at: tuple[float, float] | None, targets: Sequence[Target]) -> Target | None:
        if at is None:
            return None
        held = self.target
        if held is not None and held in targets and _within(at, held, KEEP):
            return held
        return next((t for t in targets if _within(at, t, 1.0)), None)


def _within(at: tuple[float, float], target: Target, scale: float) -> bool:
    reach_x, reach_y = target.reach
    return (
        abs(at[0] - target.x) <= scale * reach_x / 2
        and abs(at[1] - target.y) <= scale * reach_y / 2
    )
