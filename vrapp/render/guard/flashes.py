"""Counts flashes in the cells of a grid, as the picture goes on.

A general flash is a pair of opposing changes of relative luminance by 10 % of the maximum or more,
where the darker is below 0.80; no more than three may fall within any second (WCAG 2.2, 2.3.1,
"general flash and red flash thresholds"). Small areas are given no exemption here.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Levels = npt.NDArray[np.uint8]
Seen = npt.NDArray[np.bool_]
Cells = npt.NDArray[np.intp]

WINDOW_S = 1.0
CHANGE = 23
"""A change of luminance that counts, of 255: 9 %, a little below the rule's 10 %."""
DARKER_BELOW = 204 + CHANGE - 1
"""Of 255: 0.80, and as much above it as a counted change lies below a real one."""
CHANGES_AT_MOST = 3
"""Changes (a flash and a half) in a second from which on the picture is damped. What is known of a
picture is two frames old: two more changes may have been shown by then, being damped is one, and
having recovered a moment before is one as well. Seven are fewer than the eight of a fourth
flash."""


class FlashCounter:
    """Opposing changes in each of `cells` cells.

    The work of a quiet frame is a dozen operations on bytes.
    """

    def __init__(self, cells: int) -> None:
        self._level, self._high, self._low, self._gap, self._need = np.zeros((5, cells), np.uint8)
        self._last = np.zeros(cells, np.int8)  # 1 after a rise, -1 after a fall, 0 before any
        self._unseen, self._beyond = np.ones((2, cells), bool)
        self._times = np.full(
            (CHANGES_AT_MOST, cells), -np.inf
        )  # of the last changes, newest first
        self._busy_until = -np.inf  # no cell has as many changes in a second after this

    def step(self, t: float, level: Levels, seen: Seen, slack: Levels) -> None:
        """Take the grid of the picture shown at `t` seconds, later than the one before.

        `level` (cells,) is relative luminance, 255 = full white. A cell that is not `seen` keeps
        what it had: what the head turned away from has not changed. `slack` (cells,) is how much
        more than usual a change must be to count (an edge that slides as the head sways).
        """
        now, gap, beyond = self._level, self._gap, self._beyond
        np.copyto(now, level, where=seen)
        np.logical_and(self._unseen, seen, out=beyond)
        if beyond.any():
            self._high[beyond] = self._low[beyond] = level[beyond]
            self._unseen &= ~beyond
        np.maximum(self._high, now, out=self._high)
        np.minimum(self._low, now, out=self._low)
        np.subtract(self._high, now, out=gap)
        need = self._need
        np.minimum(slack, 255 - CHANGE, out=need)
        need += CHANGE
        np.greater_equal(gap, need, out=beyond)
        if beyond.any():
            self._fall(t, np.flatnonzero(beyond))
        np.subtract(now, self._low, out=gap)
        np.greater_equal(gap, need, out=beyond)
        if beyond.any():
            self._rise(t, np.flatnonzero(beyond))

    def _fall(self, t: float, cells: Cells) -> None:
        """`cells` lie a change below their highest."""
        opposing = self._last[cells] >= 0
        going_on = cells[~opposing]
        self._high[going_on] = self._level[going_on]
        cells = cells[opposing]
        cells = cells[self._level[cells] < DARKER_BELOW]
        self._count(t, cells, -1)

    def _rise(self, t: float, cells: Cells) -> None:
        """`cells` lie a change above their lowest."""
        counts = (self._last[cells] <= 0) & (self._low[cells] < DARKER_BELOW)
        going_on = cells[~counts]
        self._low[going_on] = self._level[going_on]
        cells = cells[counts]
        self._count(t, cells, 1)

    def _count(self, t: float, cells: Cells, way: int) -> None:
        self._high[cells] = self._low[cells] = self._level[cells]
        self._last[cells] = way
        self._times[1:, cells] = self._times[:-1, cells]
        self._times[0, cells] = t
        if cells.size:
            oldest = float(self._times[-1, cells].max())
            self._busy_until = max(self._busy_until, oldest + WINDOW_S)

    def too_many(self, t: float) -> bool:
        """Whether a cell had `CHANGES_AT_MOST` changes in the second before `t`."""
        return t < self._busy_until
