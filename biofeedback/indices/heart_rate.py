"""Heart rate over the last ten seconds."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np

from biofeedback.indices.base import History, index
from biofeedback.indices.windows import beat_window
from biofeedback.types import Feature, Index

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

    def compute(self, history: History, now: float) -> Iterable[Feature | Index]:
        window = beat_window(history, now, WINDOW_S)
        rr = np.where(np.isfinite(window.nn_s), window.nn_s, window.interval_s)
        rr = rr[(rr >= SHORTEST_S) & (rr <= LONGEST_S)]
        if rr.size:
            rr = rr[np.abs(rr - np.median(rr)) <= OUTLIER_SHARE * np.median(rr)]
        device = history.features.get("device_heart_rate")
        if rr.size >= FEWEST and not window.silent:
            kept = rr.size / max(np.isfinite(window.interval_s).sum(), 1)
            mean = self._beat_trust(history, now)
            present, why = history.quality.get(window.source or "ecg", (1.0, ""))
            trust = min(mean * min(kept / 0.7, 1.0), present)
            reason = "" if trust >= 0.5 else why or window.reason or "uncertain heartbeats"
            yield Feature("heart_rate", now, 60.0 / float(rr.mean()), "1/min", trust, reason)
        elif device is not None and math.isfinite(device.value):
            yield Feature("heart_rate", now, device.value, "1/min", device.trust, device.reason)
        else:
            reason = window.reason if window.silent else "not yet: fewer than three heartbeats"
            yield Feature("heart_rate", now, math.nan, "1/min", 0.0, reason)

    @staticmethod
    def _beat_trust(history: History, now: float) -> float:
        trusts = [b.trust for b in history.beats if now - WINDOW_S <= b.t <= now]
        return float(np.mean(trusts)) if trusts else 0.0
