"""Is this a breathing belt at work? Evidence from the belt alone, before any phase is believed.

Each test answers 1 (nothing wrong) to 0 (not a breathing signal) and says why in plain words. They
are about the *signal*; how well the phase can be told from a good one is the trust's own matter.
"""

from __future__ import annotations

import math
from collections import deque

from biofeedback.signals.regular import Cell

SLOWEST_PER_MIN = 2.5
FASTEST_PER_MIN = 42.0
"""Outside of these no resting adult or child of school age breathes."""
FLAT_WINDOW_S = 3.0
STALE_S = (0.6, 2.0)
"""No new sample for so long: trust starts to fall, and is gone."""
HUM_RATIO = (0.3, 0.6)
"""Spread within one 1/16 s cell over the usual breath: hum is tolerated up to the first."""
NOISE_RATIO = (0.09, 0.16)
"""White noise per cell over the usual breath. Pure noise reaches 0.18: its own range is the
'usual breath' then (the range of 128 normal values is about 5.4 sigma)."""
OVERDUE_HALVES = (2.5, 5.0)
"""A turning point so late, in usual half breaths: breath held, or belt slack."""


STILL_WINDOW_S = 4.0
STILL_BLOCK_S = 0.5
STILL_RATIO = (0.08, 0.04)
"""Movement within the window over the usual breath: no pause of a working belt is so still."""
JUMP_CELLS, JUMP_RATIO = 4, (0.5, 0.65)
"""Largest change within so many cells (1/8 s) over all movement of the window: breaths reach 0.5
(99 % of windows 0.4); contact that comes and goes, pulses and squares do it all at once."""


def ramp(value: float, good: float, bad: float) -> float:
    """1 at `good`, 0 at `bad`, straight in between and clipped; either may be the larger."""
    return min(max((bad - value) / (bad - good), 0.0), 1.0)


class BeltQuality:
    """Running evidence on the raw belt, fed cell by cell."""

    def __init__(self, width_s: float) -> None:
        self._held: deque[float] = deque(maxlen=round(FLAT_WINDOW_S / width_s))
        self._block: list[float] = []
        self._block_cells = max(1, round(STILL_BLOCK_S / width_s))
        self._means: deque[float] = deque(maxlen=round(STILL_WINDOW_S / STILL_BLOCK_S))
        self._before: list[float] = []  # the last cells of the block before
        self._jumps: deque[tuple[float, float, float]] = deque(maxlen=self._means.maxlen)
        self._hum = 0.0
        self._rate = width_s / 1.0  # 1-s memory
        self.now: tuple[float, str] = (0.0, "no respiration yet")
        self.clean = 0.0  # the same without asking whether the person breathes
        self.calm = 1.0  # of that, what speaks against jumps and haste

    def restart(self) -> None:
        """After a gap the old evidence says nothing."""
        self._held.clear()
        self._block.clear()
        self._means.clear()
        self._before.clear()
        self._jumps.clear()
        self._hum = 0.0

    def step(
        self, cell: Cell, usual: float, noise: float, per_min: float, overdue: float
    ) -> tuple[float, str]:
        """Judge the belt at this cell.

        `usual` is the usual breath and `noise` the noise per cell (belt units), `per_min` the
        rate of the recent breaths (0 = not known), `overdue` the time since the last turning
        point in usual half breaths.
        """
        self._held.append(cell.held)
        self._hum += self._rate * (float(cell.spread[0]) - self._hum)
        held = sum(self._held) / (self._held.maxlen or 1)
        self._block.append(float(cell.mean[0]))
        if len(self._block) == self._block_cells:  # means over half a second: hum is no movement
            self._means.append(sum(self._block) / self._block_cells)
            x = self._before + self._block
            jump = max((abs(b - a) for a, b in zip(x, x[JUMP_CELLS:], strict=False)), default=0.0)
            self._jumps.append((jump, min(self._block), max(self._block)))
            self._before = self._block[-JUMP_CELLS:]
            self._block.clear()
        full = len(self._means) == self._means.maxlen
        moved = max(self._means) - min(self._means) if full else usual
        usual = max(usual, 1e-300)
        jump = low = high = 0.0
        if self._jumps:
            jump = max(jump for jump, _, _ in self._jumps)
            low, high = min(low for _, low, _ in self._jumps), max(h for _, _, h in self._jumps)
        tests = [
            (ramp(moved / usual, *STILL_RATIO), "no breathing movement: breath held or belt slack"),
            (ramp(held, 0.75, 0.97), "the belt's signal is flat"),
            (ramp(self._hum / usual, *HUM_RATIO), "mains hum or noise hides the breath"),
            (ramp(noise / usual, *NOISE_RATIO), "noise hides the breath"),
            (ramp(jump / max(high - low, usual), *JUMP_RATIO), "the belt jumps: check its fit"),
        ]
        if per_min > 0.0:
            fast = ramp(per_min, FASTEST_PER_MIN, FASTEST_PER_MIN + 6.0)
            tests.append((fast, "faster than anyone breathes at rest"))
        self.clean = math.prod(share for share, _ in tests)
        self.calm = math.prod(share for share, _ in tests[4:])
        still = ramp(overdue, *OVERDUE_HALVES)
        tests.append((still, "no breathing movement: breath held or belt slack"))
        worst = min(tests)
        total = self.clean * still
        self.now = (total, worst[1] if total < 0.9 else "")
        return self.now
