"""Heart rate over the last ten seconds."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import numpy as np

from biofeedback.indices.base import History, index
from biofeedback.indices.windows import beat_window, recent_beats, silent_at
from biofeedback.types import Beat, Feature, Index

WINDOW_S = 10.0  # 5–20 beats: about one breath, so that RSA averages out
FEWEST = 3
OUTLIER_SHARE = 0.3  # an interval this far off the median is a missed or extra beat
SHORTEST_S, LONGEST_S = 0.27, 2.2


@index
class HeartRate:
    """Feature `heart_rate` (1/min): 60 over the mean of the usable intervals of `WINDOW_S`.

    Falls back on a device's own rate (`device_heart_rate`) where there are no beats.
    """

    period_s = 0.25

    def __init__(self) -> None:
        self._seen: object = None
        self._said = math.nan, 0.0, ""

    def compute(self, history: History, now: float) -> Iterable[Feature | Index]:
        # Between two beats nothing changes; it is still said, for it is of now.
        beats = recent_beats(history, now, WINDOW_S)
        newest = beats[-1] if beats else None
        present = history.quality.get(newest.source if newest else "ecg", (1.0, ""))
        device = history.features.get("device_heart_rate")
        seen = (beats, silent_at(now, newest), present, device)
        if seen != self._seen:
            self._seen = seen
            self._said = self._look(history, now, beats, present, device)
        value, trust, reason = self._said
        yield Feature("heart_rate", now, value, "1/min", trust, reason)

    @staticmethod
    def _look(
        history: History,
        now: float,
        beats: Sequence[Beat],
        present: tuple[float, str],
        device: Feature | None,
    ) -> tuple[float, float, str]:
        """Value, trust and reason."""
        window = beat_window(history, now, WINDOW_S)
        rr = np.where(np.isfinite(window.nn_s), window.nn_s, window.interval_s)
        rr = rr[(rr >= SHORTEST_S) & (rr <= LONGEST_S)]
        if rr.size:
            rr = rr[np.abs(rr - np.median(rr)) <= OUTLIER_SHARE * np.median(rr)]
        if rr.size >= FEWEST and not window.silent:
            kept = rr.size / max(np.isfinite(window.interval_s).sum(), 1)
            mean = float(np.mean([beat.trust for beat in beats]))
            trust = min(mean * min(kept / 0.7, 1.0), present[0])
            reason = "" if trust >= 0.5 else present[1] or window.reason or "uncertain heartbeats"
            return 60.0 / float(rr.mean()), trust, reason
        if device is not None and math.isfinite(device.value):
            return device.value, device.trust, device.reason
        reason = window.reason if window.silent else "not yet: fewer than three heartbeats"
        return math.nan, 0.0, reason
