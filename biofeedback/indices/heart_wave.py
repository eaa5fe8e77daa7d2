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
LOOK_S = 0.5  # without a new beat the window is looked at anew: it ages, and a heart falls silent
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
        self._seen: object = None
        self._until = -math.inf
        self._wave, self._target, self._trust, self._reason = math.nan, 0.5, 0.0, ""

    def compute(self, history: History, now: float) -> Iterable[Feature | Index]:
        # Between two beats nothing changes but the way to the target.
        newest = history.beats[-1] if history.beats else None
        trust, _ = (0.0, "") if newest is None else history.quality.get(newest.source, (1.0, ""))
        seen = (newest, len(history.beats), round(trust, 1))
        if seen != self._seen or not now < self._until:
            self._look(history, now)
            self._seen, self._until = seen, now + LOOK_S
        known = math.isfinite(self._wave)
        self._move(self._target, FOLLOW_S if known else REST_S, now)
        yield Feature("heart_rate_wave", now, self._wave, "1/min", self._trust, self._reason)
        yield Index("heart_wave", self._level, self._trust, self._reason)

    def _look(self, history: History, now: float) -> None:
        window = beat_window(history, now, MEAN_S)
        nn = window.nn_s[np.isfinite(window.nn_s)]
        if nn.size < FEWEST or window.silent:
            self._wave, self._target, self._trust = math.nan, 0.5, 0.0
            self._reason = window.reason or "not yet: a few heartbeats first"
            return
        rate = 60.0 / nn
        spread = max(float(rate.std()), LEAST_SPREAD)
        self._wave = float(rate[-1]) - float(rate.mean())
        self._target = 1.0 / (1.0 + math.exp(-self._wave / spread))
        self._trust, self._reason = window.trust, window.reason

    def _move(self, target: float, time_s: float, now: float) -> None:
        elapsed = now - self._at
        self._at = now
        if 0.0 <= elapsed < 60.0:
            self._level += (target - self._level) * -math.expm1(-elapsed / time_s)
        else:
            self._level = 0.5
