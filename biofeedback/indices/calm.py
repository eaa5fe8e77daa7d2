"""Calm: the body has settled below where it began. A plain, documented combination, no diagnosis.

Heart rate against the person's own first two minutes, and skin arousal where there is a sensor:
0.5 is "as at the beginning", higher is calmer. It says nothing of pain or of the autonomic nervous
system's "balance"; neither can be read from these signals (Moens 2023).
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from biofeedback.indices.base import History, index
from biofeedback.indices.baseline import Baseline, BaselineBuilder
from biofeedback.types import Feature, Index

REST_VALUES = 120  # one a second: two minutes, the short form of a baseline
LEAST_VALUES = 30  # before, half a minute must do for a first guess
SETTLING_TRUST = 0.6  # of what is measured against less than the full baseline
FOLLOW_S = 10.0  # calm is a slow quantity


@index
class Calm:
    """Index `calm` 0..1: falling heart rate and falling arousal raise it; 0.5 is the beginning."""

    period_s = 1.0

    def __init__(self) -> None:
        self._builder = BaselineBuilder()
        self._own = Baseline()
        self._level = 0.5
        self._at = -math.inf

    def compute(self, history: History, now: float) -> Iterable[Feature | Index]:
        rate = history.features.get("heart_rate")
        if rate is None or not math.isfinite(rate.value) or now - rate.t > 3.0:
            reason = rate.reason if rate is not None and rate.reason else "needs a heart rate"
            yield self._rest(now, reason)
            return
        baseline, trust = self._against(rate, history.baseline)
        if baseline is None:
            have = self._builder.count("heart_rate")
            yield self._rest(now, f"not yet: resting values {have} of {LEAST_VALUES}")
            return
        score = -0.5 * baseline.deviation("heart_rate", rate.value)
        trust = min(trust, rate.trust)
        arousal = history.features.get("arousal")
        if arousal is not None and math.isfinite(arousal.value) and arousal.trust > 0.0:
            score += 1.0 - 2.0 * arousal.value  # 0.5 = the person's usual
            trust = min(trust, arousal.trust)
        self._move(1.0 / (1.0 + math.exp(-min(max(score, -6.0), 6.0))), now)
        yield Index("calm", self._level, trust, rate.reason if trust < 0.5 else "")

    @property
    def learnt(self) -> Baseline:
        """The first minutes of this session, as far as they are known."""
        return self._own

    def _against(self, rate: Feature, known: Baseline) -> tuple[Baseline | None, float]:
        """The baseline to compare with, and how far it is to be believed.

        This session's first minutes are learnt beside a known rest, for the next session.
        """
        mine = self._learn(rate)
        return (known, 1.0) if "heart_rate" in known.features else mine

    def _learn(self, rate: Feature) -> tuple[Baseline | None, float]:
        if self._builder.count("heart_rate") < REST_VALUES:
            self._builder.add((rate,))
            if self._builder.count("heart_rate") < LEAST_VALUES:
                return None, 0.0
            self._own = self._builder.build()
        full = self._builder.count("heart_rate") >= REST_VALUES
        return self._own, 1.0 if full else SETTLING_TRUST

    def _rest(self, now: float, reason: str) -> Index:
        self._move(0.5, now)
        return Index("calm", self._level, 0.0, reason)

    def _move(self, target: float, now: float) -> None:
        elapsed = now - self._at
        self._at = now
        if 0.0 <= elapsed < 60.0:
            self._level += (target - self._level) * -math.expm1(-elapsed / FOLLOW_S)
        else:
            self._level = 0.5
