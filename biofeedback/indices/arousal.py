"""Arousal of the skin: how often it answers and how high it lies, against the person's own start.

0.5 is "as at the beginning", 1 much more, 0 much less. It is a matter of the sweat glands alone and
measures neither pain nor stress as such (Boucsein et al. 2012, Psychophysiology 49:1017).
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from biofeedback.indices.base import History, index
from biofeedback.indices.baseline import BaselineBuilder
from biofeedback.types import Feature, Index

WINDOW_S = 60.0
"""Responses are counted over the last minute (resting adults: 1 to 3 a minute, Boucsein 2012)."""

LEAST_VALUES, REST_VALUES = 30, 120  # one a second: the first guess, and the short baseline
SETTLING_TRUST = 0.6
RATE_STEP_PER_MIN, LEVEL_STEP = 3.0, 0.15
"""What counts as one step of change: three responses a minute, 15 % of the level (ours)."""


@index
class Arousal:
    """Features `scr_rate` (1/min) and `arousal`, index `arousal` 0..1.

    Always against this session's own start: the level depends on where and how the electrodes sit,
    so that another session's says nothing.
    """

    period_s = 1.0

    def __init__(self) -> None:
        self._builder = BaselineBuilder()
        self._first = math.inf

    def compute(self, history: History, now: float) -> Iterable[Feature | Index]:
        tonic = history.features.get("eda_tonic")
        if tonic is None:
            return  # nobody wears such a sensor: nothing to say
        trust, reason = history.quality.get("eda", (0.0, "no skin signal"))
        if not math.isfinite(tonic.value) or trust <= 0.0:
            yield from self._unknown(now, reason or tonic.reason)
            return
        self._first = min(self._first, now)
        span = min(now - self._first, WINDOW_S)
        if span < 20.0:
            yield from self._unknown(now, f"not yet: needs 20 s of skin signal, has {span:.0f}")
            return
        count = sum(scr.trust for scr in history.scrs if scr.onset >= now - span)
        rate = Feature("scr_rate", now, 60.0 * count / span, "1/min", trust, reason)
        yield rate
        if self._builder.count("scr_rate") < REST_VALUES:
            self._builder.add((rate, Feature("eda_tonic", now, tonic.value, "uS", trust, reason)))
            if self._builder.count("scr_rate") >= LEAST_VALUES:
                self._rest = self._builder.build()
        have = self._builder.count("scr_rate")
        if have < LEAST_VALUES:
            yield from self._unknown(now, f"not yet: resting values {have} of {LEAST_VALUES}", rate)
            return
        rest_rate = self._rest.features["scr_rate"].median
        rest_level = max(self._rest.features["eda_tonic"].median, 0.05)
        steps = (rate.value - rest_rate) / RATE_STEP_PER_MIN
        steps += math.log(max(tonic.value, 0.05) / rest_level) / LEVEL_STEP
        value = 1.0 / (1.0 + math.exp(-min(max(steps, -6.0), 6.0)))
        trust *= 1.0 if have >= REST_VALUES else SETTLING_TRUST
        yield Feature("arousal", now, value, "1", trust, reason)
        yield Index("arousal", value, trust, reason)

    def _unknown(
        self, now: float, reason: str, rate: Feature | None = None
    ) -> Iterable[Feature | Index]:
        if rate is None:
            yield Feature("scr_rate", now, math.nan, "1/min", 0.0, reason)
        yield Feature("arousal", now, math.nan, "1", 0.0, reason)
        yield Index("arousal", 0.5, 0.0, reason)
