"""What a session remembers of itself while it runs, for the page at its end."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from biofeedback.types import BodyState
from vrapp.session.pacer import volume
from vrapp.session.status import SessionStatus

FloatArray = npt.NDArray[np.float64]

MOST = 4096
"""Moments that a series keeps: a plot is not as wide, and 17 minutes are kept as they come."""


class Series:
    """Moments of three numbers, evenly thinned where there are more than `MOST`.

    What it needs is taken at once: however long a session is, its memory does not grow. Full, it
    gives up every second moment, and takes every second, fourth, ... one from then on.
    """

    def __init__(self) -> None:
        self._rows = np.full((MOST, 3), math.nan)
        self._count = 0
        self._every, self._passed = 1, 0

    def add(self, t: float, value: float, trust: float) -> None:
        """Take one more moment."""
        self._passed += 1
        if self._passed < self._every:
            return
        if self._count == MOST:
            self._count //= 2
            self._rows[: self._count] = self._rows[1::2]  # the newest stays
            self._every *= 2
            return  # this one is half the way to the next that is taken
        self._passed = 0
        self._rows[self._count] = t, value, trust
        self._count += 1

    @property
    def rows(self) -> FloatArray:
        """(n, 3), oldest first."""
        return self._rows[: self._count]


class Story:
    """Series of (time, value, trust) since the session began, and the phases it went through.

    Series: every feature by its name, and `heart_rate_now` (one value a beat, from the interval
    before it, 1/min), `breath` (the person's own, 0..1) and `pacer` (0..1, only while guiding).
    """

    heart = "beat to beat"
    """What `heart_rate_now` is, for the plot."""

    def __init__(self) -> None:
        self.phases: list[tuple[float, str]] = []
        self.duration_s = 0.0
        self.units: dict[str, str] = {}
        self._newest_beat = -math.inf
        self._series: dict[str, Series] = {}

    def add(self, body: BodyState, status: SessionStatus, pacer_phase: float) -> None:
        """Remember the present moment."""
        t = self.duration_s = status.elapsed_s
        if not self.phases or self.phases[-1][1] != status.phase:
            self.phases.append((t, status.phase))
        for feature in body.features.values():
            self.units[feature.name] = feature.unit
            self._add(feature.name, t, feature.value, feature.trust)
        start = status.t - status.elapsed_s
        for beat in body.beats:
            if beat.t > self._newest_beat:
                self._newest_beat = beat.t
                rate = 60.0 / beat.interval_s if beat.interval_s > 0 else math.nan
                self._add("heart_rate_now", beat.t - start, rate, beat.trust)
        breath = body.respiration
        if math.isfinite(breath.t) and not breath.source:  # a guess from the heart is not drawn
            trust = breath.trust * body.freshness_at(status.t)
            self._add("breath", t, volume(breath.phase_at(status.t)), trust)
        paced = status.guidance_per_min is not None
        self._add("pacer", t, volume(pacer_phase) if paced else math.nan, 1.0)

    def series(self, name: str) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Times (n,) in seconds, values (n,) with NaN where unknown, trusts (n,)."""
        rows = self._series[name].rows if name in self._series else np.empty((0, 3))
        return rows[:, 0], rows[:, 1], rows[:, 2]

    def typical(self, name: str, trusted: float = 0.5) -> tuple[float, float]:
        """Median of the trusted values, and the share of the session in which they were trusted."""
        _, y, trust = self.series(name)
        good = np.isfinite(y) & (trust >= trusted)
        return (float(np.median(y[good])) if good.any() else math.nan), (
            float(good.mean()) if good.size else 0.0
        )

    def _add(self, name: str, t: float, value: float, trust: float) -> None:
        if name not in self._series:
            self._series[name] = Series()
        self._series[name].add(t, value, trust)
