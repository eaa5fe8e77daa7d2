"""The beat-to-beat heart-rate wave: what teaches, because it shows within two seconds.

Coherence lags by half its window; the wave itself moves with each beat (clinical practice of
heart rate biofeedback, Lehrer & Gevirtz 2014, Front Psychol 5:756).
"""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np

from biofeedback.indices.base import History, index
from biofeedback.indices.windows import beat_window
from biofeedback.types import Feature, Index

MEAN_S = 30.0  # three slow breaths: the wave is seen against this
FEWEST = 4
FOLLOW_S = 0.4  # time constant: a step is 90 % there in 1 s, well within two
LEAST_SPREAD = 1.5  # 1/min: less is drawn small, not blown up to full height
REST_S = 1.0  # time constant of the way back to the middle when beats fail


@index
class HeartWave:
    """Feature `heart_rate_wave` (1/min): rate of the last beat less the mean of the last 30 s.

    Index `heart_wave` 0..1, 0.5 = the mean, ±2 of the person's own standard deviations reach
    about 0.12 and 0.88; smoothed so that it moves without steps.
    """

    period_s = 1 / 16

    def __init__(self) -> None:
        self._level = 0.5
        self._at = -math.inf

    def compute(self, history: History, now: float) -> Iterable[Feature | Index]:
        window = beat_window(history, now, MEAN_S)
        usable = np.flatnonzero(np.isfinite(window.nn_s))
        if usable.size < FEWEST or window.silent:
            self._move(0.5, REST_S, now)
            reason = window.reason or "not yet: a few heartbeats first"
            yield Feature("heart_rate_wave", now, math.nan, "1/min", 0.0, reason)
            yield Index("heart_wave", self._level, 0.0, reason)
            return
        rate = 60.0 / window.nn_s[usable]
        mean = float(rate.mean())
        spread = max(float(rate.std()), LEAST_SPREAD)
        wave = float(rate[-1]) - mean
        self._move(1.0 / (1.0 + math.exp(-wave / spread)), FOLLOW_S, now)
        yield Feature("heart_rate_wave", now, wave, "1/min", window.trust, window.reason)
        yield Index("heart_wave", self._level, window.trust, window.reason)

    def _move(self, target: float, time_s: float, now: float) -> None:
        elapsed = now - self._at
        self._at = now
        if 0.0 <= elapsed < 60.0:
            self._level += (target - self._level) * -math.expm1(-elapsed / time_s)
        else:
            self._level = 0.5
