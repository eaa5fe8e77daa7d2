"""The breath: belt, thoracic impedance, or airflow integrated to volume; 10 to 500 Hz.

By convention the signal *rises* while the person inhales, as belts and impedance do; offset and
scale do not matter. (A belt cannot tell by itself that it was plugged in upside down: pauses lie
at the end of expiration in most people, but plateaus at the end of inspiration in others.)

The way through: samples -> cells of 1/16 s (`RegularGrid`) -> turning points (`OnsetDetector`)
-> phase by analogy (`PhaseByAnalogy`) -> trust. Delay: onsets of exhalation are sure about 0.3 s
after they happen, onsets of inhalation 0.6 s; the phase itself is an estimate for the present.

Who holds the breath after inhaling falls late. There a breath is said as soon as the phase has it
past its top and no sample was higher for a while; should the inhalation go on after all, the
breath is said again, with the same `inhale`. The phase does not listen to such early words.

The trust is a logistic model of four things known live: how often the phase lately proved right
within ±30°, how much the remembered analogues disagree now (where much proved right), how sure the
prior is, and how overdue the next turning point is. It was fitted on eight annotated recordings of
seven people, each with a prior that had not seen them, and eight simulated breathers, and is
multiplied by the evidence that this is a working belt at all (`BeltQuality`).
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterable, Sequence
from statistics import fmean, median

import numpy as np

from biofeedback.signals.again import SeenBefore
from biofeedback.signals.base import signal
from biofeedback.signals.regular import Cell, RegularGrid
from biofeedback.signals.respiration_onsets import OnsetDetector, Turn
from biofeedback.signals.respiration_phase import PhaseByAnalogy
from biofeedback.signals.respiration_quality import STALE_S, BeltQuality, ramp
from biofeedback.signals.trust import calibrated
from biofeedback.types import Breath, Chunk, Event, Feature, Respiration, StreamInfo

CELL_S = 1 / 32
TRUST_MODEL = (1.87, 0.77, -0.62, -0.49, -0.91)
"""Log odds: constant, per log odds of the hit rate, the same times disagreement in 30°, per doubt
of the prior, per half breath overdue."""
DOUBT_FLOOR = 0.02
"""Doubt of the prior is the log of how far its word is from unit length, from this on."""
LEAP_FACTOR = 30.0
LEAP_FORGIVEN_S = 30.0
"""A level so many usual breaths away is a fault of the sensor; after so long it is a new sensor."""
SETTLED_S = 1.0
"""So long the level must be sane again before breathing is read after a fault."""
RELEARN_S, PROBATION_S = 4.0, 4.0
"""Jumps or haste for so long: what was learned meanwhile is of no breath, all is learned
anew, and nothing is believed for the second time, in which an attack that goes on shows again."""
OUTGROWN = 2.0
"""... where the usual breath has grown so much meanwhile; a smaller one hinders no real breath."""
CLEAN = 0.3
"""Share of the belt's evidence above which the usual breath is learned."""
SHALLOWEST = 0.1
"""Share of the usual breath below which a movement is no breath (a heartbeat during a hold)."""
PAST_TOP = 0.52
"""Cycles since the onset of inhalation at which the top is held to be past, early ..."""
HIGHEST_FOR_S = 0.45
"""... where nothing was higher for so long ..."""
EARLY_RISE = 0.5
"""... after a rise by this share of the usual breath, ..."""
EARLY_TRUST = 0.5
"""... if the phase is trusted so far."""
SAME_ONSET_S = 0.3
"""An onset that proves to be off by more than that is said again."""
ACQUIRED = (0.0, 0.3, 0.8, 1.0)
"""Trust allowed after so many turning points since a start, gap or fault."""


@signal("respiration")
class RespirationBelt:
    """Streaming breath phase, rate, depth and onsets from a belt-like signal (first channel)."""

    def __init__(self, stream: StreamInfo) -> None:
        self.stream = stream
        self._grid = RegularGrid(CELL_S, bridge_s=1.5)
        self._detector = OnsetDetector(CELL_S)
        self._phase = PhaseByAnalogy(CELL_S)
        self._quality = BeltQuality(CELL_S)
        self._again = SeenBefore()
        self._cycles: deque[float] = deque(maxlen=6)  # seconds, inhale to inhale and peak to peak
        self._rises: deque[float] = deque(maxlen=15)
        self._cell_t = -math.inf
        self._seen = -math.inf
        self._raw = 0.0
        self._per_min = 0.0  # of the last breaths; 0 = not known
        self._leapt_since: float | None = None
        self._sane_since: float | None = None
        self._calm_t = math.inf  # last cell without jumps and haste, and the usual breath then
        self._calm_usual = 0.0
        self._probation_t = -math.inf
        self._early: Breath | None = None  # said before its exhalation was sure

    def step(self, chunk: Chunk) -> Sequence[Event]:
        """Take samples; return the breaths whose exhalation onset became sure."""
        events: list[Event] = []
        self._again.step(chunk.x[:, 0] if chunk.x.shape[1] else np.empty(0))
        for cell in self._grid.step(chunk.t, chunk.x):
            self._take(cell, events)
        return events

    def respiration(self, now: float) -> Respiration:
        """The breath as an oscillator at `now` (seconds); carried at most 0.5 s past the data."""
        trust, reason = self._phase_trust(now)
        if not self._detector.turns:
            return Respiration(now, self._phase.phase, 0.0, 1.0, 0.0, reason)
        ahead = min(max(now - self._cell_t, 0.0), 0.5)
        phase = self._phase.phase + ahead * self._phase.rate_hz
        return Respiration(now, phase, self._phase.rate_hz, self._depth(), trust, reason)

    def quality(self, now: float) -> tuple[float, str]:
        """Trust in the belt as a sensor, 0..1, and the reason where it is low."""
        return self._current(now)

    def features(self, now: float) -> Iterable[Feature]:
        """`respiration_phase` (cycle, 0..1), `respiration_rate` (1/min), `respiration_depth`."""
        breath = self.respiration(now)
        known = bool(self._detector.turns)
        phase = breath.phase % 1.0 if known else math.nan
        yield Feature("respiration_phase", now, phase, "cycle", breath.trust, breath.reason)
        yield self._rate(now)
        trust, reason = self._current(now)
        depth = self._depth() if self._rises else math.nan
        yield Feature(
            "respiration_depth", now, depth, "1", trust if self._rises else 0.0,
            reason if self._rises else "no breath yet",
        )  # fmt: skip

    # -- one cell of the grid ------------------------------------------------------------------

    def _take(self, cell: Cell, events: list[Event]) -> None:
        if cell.fresh:
            self._restart()
        raw = float(cell.mean[0])
        detector = self._detector
        # A clean belt is read at once; a noisy one as the mean of two cells, half a cell later.
        share = 0.0
        if not cell.fresh and detector.usual > 0.0:
            share = 0.5 * ramp(detector.noise / detector.usual, 0.04, 0.015)
        x = raw + share * (self._raw - raw)
        self._raw = raw
        self._cell_t, self._seen = cell.t - share * CELL_S, cell.seen
        t = self._cell_t
        if self._leaps(t, x):
            return
        clean = self._quality.clean >= CLEAN
        if self._quality.calm >= CLEAN or self._calm_t == math.inf:
            self._calm_t, self._calm_usual = t, detector.usual
        elif t - self._calm_t > RELEARN_S and detector.usual > OUTGROWN * self._calm_usual:
            self._restart()
            detector.reset()
            self._rises.clear()
            self._calm_t, self._calm_usual, self._probation_t = t, 0.0, t + PROBATION_S
        turn = detector.step(t, x, clean)
        self._phase.step(t, detector, turn, clean)
        if turn is not None:
            self._turned(turn, cell, events)
        else:
            self._anticipate(cell, events)
        overdue = self._phase.elapsed if detector.turns else 0.0
        self._quality.step(cell, detector.usual, detector.noise, self._per_min, overdue)

    def _leaps(self, t: float, x: float) -> bool:
        """Whether the level is absurdly far away; then nothing is learned from it."""
        detector = self._detector
        usual = detector.usual if len(self._rises) >= 2 else 0.0
        near = detector.turns[-1].level if detector.turns else None
        far = bool(usual and near is not None and abs(x - near) > LEAP_FACTOR * usual)
        if not far and self._leapt_since is None:
            return False
        if self._leapt_since is None:
            self._leapt_since = t
        if far:
            self._sane_since = None
        elif self._sane_since is None:
            self._sane_since = t
        if self._sane_since is not None and t - self._sane_since >= SETTLED_S:
            self._restart()
            return False
        if t - self._leapt_since >= LEAP_FORGIVEN_S:
            self._restart()
            detector.reset()
            self._rises.clear()
            return False
        return True

    def _restart(self) -> None:
        self._detector.reset(usual=False)
        self._phase.restart()
        self._quality.restart()
        self._cycles.clear()
        self._per_min = 0.0
        self._leapt_since = self._sane_since = None
        self._early = None

    def _turned(self, turn: Turn, cell: Cell, events: list[Event]) -> None:
        turns = self._detector.turns
        if len(turns) >= 3:
            self._cycles.append(turn.t - turns[-3].t)
            self._per_min = 60.0 / max(median(self._cycles), 0.1)
        if not turn.peak or len(turns) < 2:
            return
        trough = turns[-2]
        usual = median(self._rises) if self._rises else turn.swing
        depth = turn.swing / usual if usual > 0.0 else 1.0
        self._rises.append(turn.swing)
        if depth < SHALLOWEST:
            return
        early, self._early = self._early, None
        if early is not None and abs(turn.t - early.exhale) <= SAME_ONSET_S:
            return
        events.append(self._breath(trough, turn.t, depth, cell))

    def _anticipate(self, cell: Cell, events: list[Event]) -> None:
        """Say a breath before it falls, once."""
        detector, phase = self._detector, self._phase
        if self._early is not None or not detector.turns or detector.turns[-1].peak:
            return
        if phase.since_turn < PAST_TOP or len(detector.turns) < 3:
            return
        trough = detector.turns[-1]
        level, samples_ago = detector.extreme(True)
        rise = level - trough.level
        if (
            samples_ago * CELL_S >= HIGHEST_FOR_S
            and rise > max(EARLY_RISE * detector.usual, detector.floor)
            and self._quality.now[0] * self._right()[0] >= EARLY_TRUST
        ):
            at, level = detector.likely_peak()
            usual = median(self._rises) if self._rises else rise
            self._early = self._breath(trough, at, (level - trough.level) / usual, cell)
            events.append(self._early)

    def _breath(self, trough: Turn, exhale: float, depth: float, cell: Cell) -> Breath:
        trust = self._quality.now[0] * ramp(depth, 0.5, 0.1) * ramp(exhale - trough.t, 0.5, 0.2)
        return Breath(trough.t, exhale, cell.seen, trust, depth)

    # -- what is believed ----------------------------------------------------------------------

    def _current(self, now: float) -> tuple[float, str]:
        if self._leapt_since is not None:
            return 0.0, "the belt's level leapt far away"
        if self._again.now:
            return 0.0, "the belt's samples repeat themselves: a loop is being played"
        if self._cell_t < self._probation_t:
            return 0.0, "finding the breath again"
        trust, reason = self._quality.now
        fresh = ramp(now - self._seen, *STALE_S)
        if fresh < 0.9:
            return trust * fresh, "no samples from the belt" if math.isfinite(
                self._seen
            ) else reason
        return trust, reason

    def _phase_trust(self, now: float) -> tuple[float, str]:
        gate, reason = self._current(now)
        turns = len(self._detector.turns)
        if turns == 0:
            return 0.0, reason or "waiting for the first breath"
        right, hit, overdue = self._right()
        acquired = ACQUIRED[min(turns, len(ACQUIRED) - 1)]
        if not reason and right * acquired < 0.5:
            if acquired < 0.5:
                reason = "finding the breath again"
            elif overdue > 0.5:
                reason = "the next breath is late"
            elif hit < 0.6:
                reason = "breathing is irregular"
            else:
                reason = "this moment of the breath is ambiguous"
        return gate * right * acquired, reason

    def _right(self) -> tuple[float, float, float]:
        """Probability that the phase is right; the hit rate and the delay behind it."""
        p = self._phase
        hit = min(max(p.hit_rate, 0.03), 0.97)
        constant, per_hit, per_spread, per_doubt, per_overdue = TRUST_MODEL
        disagreement = min(p.spread / (1 / 12), 3.0)
        overdue = min(max(p.elapsed - 1.2, 0.0), 2.0)
        doubt = math.log((1.0 + DOUBT_FLOOR - p.sure) / DOUBT_FLOOR)
        odds = math.log(hit / (1 - hit)) * (per_hit + per_spread * disagreement)
        odds += constant + per_doubt * doubt + per_overdue * overdue
        return 1.0 / (1.0 + math.exp(-odds)), hit, overdue

    def _depth(self) -> float:
        usual = median(self._rises) if self._rises else 0.0
        return self._rises[-1] / usual if usual > 0.0 else 1.0

    def _rate(self, now: float) -> Feature:
        cycles = self._cycles
        if len(cycles) < 2 or not min(cycles) > 0.0:
            return Feature("respiration_rate", now, math.nan, "1/min", 0.0, "no full breath yet")
        rates = [60.0 / c for c in cycles]
        value = 60.0 * len(cycles) / sum(cycles)
        mean = fmean(rates)
        # Inhale-to-inhale and peak-to-peak cycles overlap by half: n of them tell like n / 2.
        variance = sum((r - mean) ** 2 for r in rates) / max(len(rates) - 1, 1)
        error = math.sqrt(variance / (len(rates) / 2)) + 0.1
        gate, reason = self._current(now)
        trust = gate * calibrated("respiration_rate", math.erf(1.0 / (error * math.sqrt(2.0))))
        if not reason and trust < 0.5:
            reason = "breathing is irregular"
        return Feature("respiration_rate", now, value, "1/min", trust, reason)
