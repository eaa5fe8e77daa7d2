"""Small parts of the measurements."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

import numpy as np

from biofeedback.sources.patient import Patient
from biofeedback.types import TICK_S, Pacer, Pull, StreamInfo

MEMORY_EVERY_S = 5.0
"""Between two looks at a long run's memory."""


class Tape:
    """Signals of a simulated patient made beforehand, so that making them is not measured."""

    def __init__(self, seconds: float, seed: int) -> None:
        patient = Patient(seed=seed)
        self.streams: Sequence[StreamInfo] = patient.streams
        self.start, self.end = 0.0, seconds
        # One more than fits: the last step of an analysis lies beyond the end.
        self.pulls = [patient.read(i * TICK_S) for i in range(1, int(seconds / TICK_S) + 2)]
        self._at = 0

    def read(self, until: float) -> Pull:
        self._at += 1
        return self.pulls[self._at - 1]

    def hear(self, pacer: Pacer) -> None:
        """A tape hears nothing."""

    def close(self) -> None:
        self.pulls = []


def timed(call: Callable[[int], object], times: int) -> np.ndarray:
    """Wall seconds of each of `times` calls, (times,)."""
    stamps = np.empty(times + 1)
    stamps[0] = time.perf_counter()
    for i in range(times):
        call(i)
        stamps[i + 1] = time.perf_counter()
    return np.diff(stamps)


def percentile(values: np.ndarray, q: float) -> float:
    return float(np.percentile(values, q)) if values.size else float("nan")
