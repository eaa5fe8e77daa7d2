"""When each index speaks."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from biofeedback.indices.base import History, Indicator
from biofeedback.indices.baseline import Baseline
from biofeedback.types import Feature, Index, SignalKind

DROP = 0.15
"""A fall of a signal's trust by so much makes every index speak at once."""


class Schedule:
    """Runs each index at its period, all of them at once where trust falls."""

    def __init__(self, indices: Sequence[Indicator]) -> None:
        self._indices = indices
        self._due = [-math.inf] * len(indices)
        self._next = -math.inf
        self._trusts: dict[SignalKind, float] = {}

    @property
    def due(self) -> float:
        """When the next index speaks if no signal is heard of before."""
        return self._next

    @property
    def formulas(self) -> dict[str, int]:
        return {type(i).__name__.lower(): getattr(i, "formula_version", 1) for i in self._indices}

    @property
    def learnt(self) -> Iterator[Baseline]:
        """What each index that measures against a rest has learnt of it."""
        for indicator in self._indices:
            known = getattr(indicator, "learnt", None)
            if isinstance(known, Baseline):
                yield known

    def run(
        self, history: History, indices: dict[str, Index], now: float, *, at_once: bool
    ) -> bool:
        """Compute what is due at `now`; features go to the history, indices to `indices`.

        Returns whether anything was computed.
        """
        at_once = self._fell(history) or at_once
        ran = False
        for i, indicator in enumerate(self._indices):
            if not at_once and now < self._due[i] - 1e-9:
                continue
            if self._due[i] == -math.inf:
                # Spread the first periods, so that heavy indices do not share a tick for ever.
                self._due[i] = now + indicator.period_s * (i + 1) / len(self._indices)
            elif now >= self._due[i] - 1e-9:
                self._due[i] = max(self._due[i] + indicator.period_s, now)
            ran = True
            for value in indicator.compute(history, now):
                if isinstance(value, Feature):
                    history.features[value.name] = value
                else:
                    indices[value.name] = value
        self._next = min(self._due, default=math.inf) - 1e-9
        return ran

    def _fell(self, history: History) -> bool:
        """Whether a signal lost much of its trust since the indices last heard of it."""
        fell = False
        for kind, (trust, _) in history.quality.items():
            known = self._trusts.get(kind, 0.0)
            less = trust < known - DROP
            fell = fell or less
            if less or trust > known:
                self._trusts[kind] = trust
        return fell
