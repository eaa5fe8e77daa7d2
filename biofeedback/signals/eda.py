"""Skin conductance: tonic level, phasic part and single responses as they occur, 4 to 1000 Hz.

The way through: samples -> cells of 1/8 s (`RegularGrid`) -> `SkinModel` -> trust. A response is
reported about 0.7 s after its onset at the earliest, when its rise has become sure.

Trust is about the sensor: flat, off the skin, out of the range of skin, or jumping. A response's
own trust grows with the evidence for it over what was needed.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterable, Sequence

import numpy as np

from biofeedback.signals.again import SeenBefore
from biofeedback.signals.base import signal
from biofeedback.signals.eda_model import CELL_S, PEAK_AFTER_S, SkinModel
from biofeedback.signals.regular import Cell, RegularGrid
from biofeedback.types import Chunk, Event, Feature, Scr, StreamInfo

LEAST_US, MOST_US = 0.05, 60.0
"""Skin conducts within these (Boucsein et al. 2012, Psychophysiology 49:1017, give 1 to 40 µS as
usual); below lies an electrode that is off."""

FASTEST_SHARE_PER_S = 0.5
FASTEST_US_PER_S = 4.0
"""A level that rises faster than both is movement of the electrode, not sweat ..."""
FALL_SHARE_PER_S = 0.4
FALL_US_PER_S = 2.0
"""... and so is one that falls faster than these: sweat is drawn back over seconds."""

HELD_S = 4.0
STALE_S = (0.6, 2.0)
SETTLE_S = 3.0
"""After a start or a jump the model needs so long before it is believed."""

HUM_US = (0.1, 0.3)
"""Spread within one cell: hum or loose contact."""

_SCALES = {
    "": 1.0, "us": 1.0, "µs": 1.0, "μs": 1.0, "microsiemens": 1.0, "umho": 1.0,
    "ns": 1e-3, "ms": 1e3, "s": 1e6, "siemens": 1e6,
}  # fmt: skip


@signal("eda")
class Eda:
    """Streaming split of the first channel into tonic and phasic conductance, with responses.

    Channel units: µS (also where none is said), nS, mS, S, or kOhm and Ohm of resistance.
    """

    def __init__(self, stream: StreamInfo) -> None:
        unit = stream.channels[0].unit.strip().lower() if stream.channels else ""
        self._resistance = {"kohm": 1e3, "kω": 1e3, "ohm": 1.0, "ω": 1.0}.get(unit, 0.0)
        self._scale = _SCALES.get(unit)
        self._unit = unit
        self._grid = RegularGrid(CELL_S, bridge_s=1.0)
        self._model = SkinModel()
        self._again = SeenBefore()
        self._held: deque[float] = deque(maxlen=round(HELD_S / CELL_S))
        self._cell_t = self._seen = -math.inf
        self._level = math.nan
        self._hum = 0.0
        self._settled_at = math.inf
        self._why_unsettled = "the skin signal has just begun"

    def step(self, chunk: Chunk) -> Sequence[Event]:
        """Take samples; return the responses that became sure."""
        found: list[Event] = []
        self._again.step(chunk.x[:, 0] if chunk.x.shape[1] else np.empty(0))
        for cell in self._grid.step(chunk.t, chunk.x):
            burst = self._take(cell)
            if burst is not None:
                found.append(burst)
        return found

    def quality(self, now: float) -> tuple[float, str]:
        """Trust 0..1 in the electrodes right now, and the reason where it is low."""
        if self._cell_t == -math.inf:
            return 0.0, "no skin signal yet"
        if self._scale is None and not self._resistance:
            return 0.0, f"the skin's unit {self._unit!r} is not one of conductance"
        if self._again.now:
            return 0.0, "the skin's samples repeat themselves: a loop is being played"
        fresh, gone = STALE_S
        tests = [
            (min(max((gone - (now - self._seen)) / (gone - fresh), 0.0), 1.0), "no skin signal")
        ]
        if len(self._held) == self._held.maxlen:
            held = sum(self._held) / len(self._held)
            # slow skin behind a coarse converter repeats values often, but never all of them
            tests.append((min(max((1.0 - held) / 0.02, 0.0), 1.0), "the skin signal is flat"))
        if not LEAST_US <= self._level <= MOST_US:
            tests.append((0.0, "the electrode is off, or its unit is not µS"))
        quiet, loud = HUM_US
        tests.append((min(max((loud - self._hum) / (loud - quiet), 0.0), 1.0), "hum on the skin"))
        if now < self._settled_at:
            tests.append((0.0, self._why_unsettled))
        worst = min(tests)
        trust = math.prod(share for share, _ in tests)
        return trust, worst[1] if trust < 0.9 else ""

    def features(self, now: float) -> Iterable[Feature]:
        """`eda_tonic` and `eda_phasic` (µS)."""
        trust, reason = self.quality(now)
        known = self._cell_t > -math.inf and now >= self._settled_at
        for name, value in (("eda_tonic", self._model.tonic), ("eda_phasic", self._model.phasic)):
            yield Feature(name, now, value if known else math.nan, "uS", trust, reason)

    def _take(self, cell: Cell) -> Scr | None:
        raw = float(cell.mean[0])
        if self._resistance:
            level = 1e6 / (raw * self._resistance) if raw > 0.0 else 0.0
            spread = float(cell.spread[0]) / max(abs(raw), 1e-12) * level
        else:
            level = raw * (self._scale or 1.0)
            spread = float(cell.spread[0]) * (self._scale or 1.0)
        before, since = self._level, cell.t - self._cell_t
        self._cell_t, self._seen, self._level = cell.t, cell.seen, level
        self._held.append(cell.held)
        self._hum += 0.125 * (min(spread, 1e6) - self._hum)
        sane = LEAST_US <= level <= MOST_US
        if cell.fresh or not math.isfinite(before):
            self._begin(cell.t, "the skin signal has just begun")
        elif not sane:
            self._begin(cell.t, "the electrode is off, or its unit is not µS")
        else:
            speed = (level - before) / max(since, CELL_S)
            rising, falling = (
                max(FASTEST_US_PER_S, FASTEST_SHARE_PER_S * before),
                max(FALL_US_PER_S, FALL_SHARE_PER_S * before),
            )
            if not -falling <= speed <= rising:
                self._begin(cell.t, "the electrode moved")
        if not sane:
            return None
        burst = self._model.step(cell.t, level)
        if burst is None or cell.t < self._settled_at:
            return None
        electrode, _ = self.quality(cell.seen)
        # the evidence needed is met at 1; with twice of it hardly any is false
        sure = min(1.0 - 0.35 * math.exp(-(burst.surplus - 1.0)), 0.98)
        return Scr(
            burst.onset, burst.onset + PEAK_AFTER_S, burst.amplitude, cell.seen, electrode * sure
        )

    def _begin(self, t: float, why: str) -> None:
        self._model.reset()
        self._settled_at = t + SETTLE_S
        self._why_unsettled = why
