"""The patient's RR stream: one interval a beat, as a chest strap reports them."""

from __future__ import annotations

import math

import numpy as np

from biofeedback.sources.patient.artifacts import RAIL, Disturber
from biofeedback.sources.patient.body import Body
from biofeedback.sources.patient.waveforms import recent
from biofeedback.types import Channel, FloatArray

CHANNEL = Channel("RR", "ms", "RR")
RESOLUTION_S = 1.0 / 1024.0  # of the Bluetooth Heart Rate Service (0x2A37)
MISSED, INVENTED = 0.25, 0.25  # share of beats lost and doubled while the strap slips


class Intervals:
    """RR intervals in milliseconds, stamped with the R peak that ends each.

    While the strap slips (`motion`, `muscle`, `spikes`) beats go missing, so that the next
    interval is the sum of two, or are invented between two others.
    """

    def __init__(self, body: Body, rng: np.random.Generator, disturber: Disturber) -> None:
        self._body, self._rng, self._disturber = body, rng, disturber
        self._last: float | None = None
        self._ghost = math.inf  # when a beat that never was will be reported

    def between(self, since: float, until: float) -> tuple[FloatArray, FloatArray]:
        """Times (n,) s and intervals (n,) ms of the beats within [since, until)."""
        _, r_peaks = recent(self._body.heart.r_peaks, since, until)
        artifacts = self._disturber.active(since, until)
        reported: list[tuple[float, float]] = []
        for r in [*r_peaks.tolist(), until]:
            if self._ghost < r:
                self._report(self._ghost, set(), reported)
                self._ghost = math.inf
            if r == until:
                break
            self._ghost = math.inf  # the true beat came first
            here: set[str] = {a.kind for a in artifacts if a.start <= r < a.stop}
            chance, where = self._rng.random(2).tolist()
            slips = bool(here & {"motion", "muscle", "spikes"})
            if "dropout" in here:
                self._last = None  # the strap starts afresh when it is heard again
                continue
            if slips and chance > 1.0 - INVENTED and self._last is not None:
                self._ghost = r + (0.3 + 0.4 * where) * (r - self._last)
            if not (slips and chance < MISSED):
                self._report(r, here, reported)
        return np.array([t for t, _ in reported]), np.array([x for _, x in reported])

    def _report(self, beat: float, here: set[str], reported: list[tuple[float, float]]) -> None:
        if self._last is not None:
            interval = round((beat - self._last) / RESOLUTION_S) * RESOLUTION_S * 1e3
            reported.append((beat, self._as_sent(interval, here)))
        self._last = beat

    @staticmethod
    def _as_sent(interval: float, here: set[str]) -> float:
        if "nan" in here:
            return float("nan")
        if "saturate" in here:
            return RAIL["rr"]
        return 0.0 if "flat" in here else interval
