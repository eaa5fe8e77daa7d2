"""A person's resting baseline: the robust distribution of each feature while nothing is asked.

Built from a resting window (5 min, spontaneous breathing; the short form is 2 min), kept as plain
numbers, and usable in later sessions. Percentiles rather than mean and SD: physiological features
are skewed and a cough must not move the picture.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from biofeedback.types import Feature

VERSION = 1
STEPS = (1.0, 5.0, 10.0, 25.0, 50.0, 75.0, 90.0, 95.0, 99.0)  # kept percentiles
FEWEST = 20  # values of a feature; fewer describe nobody
LEAST_TRUST = 0.5
MAD_TO_SD = 1.4826  # of a normal distribution (Rousseeuw & Croux 1993, JASA 88:1273)
MOST_VALUES = 20_000  # a feature; 10 min at 32/s


class BaselineError(ValueError):
    """A stored baseline cannot be used; the message says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Distribution:
    """One feature at rest: `steps` are its percentiles at `STEPS`, ascending."""

    unit: str
    count: int
    median: float
    mad: float  # median absolute deviation
    steps: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Baseline:
    """Distributions by feature name; frozen, so that it can be shared between threads."""

    features: Mapping[str, Distribution] = field(default_factory=dict)

    def percentile(self, name: str, value: float) -> float:
        """Where `value` lies at rest, 0..1; NaN when the feature or the value is unknown.

        Linear between the kept percentiles, and on in the same slope to at most 0 or 1.
        """
        known = self.features.get(name)
        if known is None or not math.isfinite(value):
            return math.nan
        levels = np.array(STEPS) / 100.0
        steps = np.array(known.steps)
        if value < steps[0]:
            return max(float(levels[0]) * (1.0 - float(steps[0] - value) / _scale(known)), 0.0)
        if value > steps[-1]:
            beyond = 1.0 - float(value - steps[-1]) / _scale(known)
            return min(1.0 - float(1.0 - levels[-1]) * beyond, 1.0)
        # Equal steps (a feature that hardly moves): the middle of those that equal the value.
        left = float(np.interp(value, steps, levels))
        right = 1.0 - float(np.interp(-value, -steps[::-1], 1.0 - levels[::-1]))
        return 0.5 * (left + right)

    def deviation(self, name: str, value: float) -> float:
        """`value` in robust standard deviations above the resting median; NaN when unknown."""
        known = self.features.get(name)
        if known is None or not math.isfinite(value):
            return math.nan
        return (value - known.median) / _scale(known)

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON types; `from_dict` takes it back."""
        return {
            "version": VERSION,
            "percentiles": list(STEPS),
            "features": {
                name: {
                    "unit": d.unit,
                    "count": d.count,
                    "median": d.median,
                    "mad": d.mad,
                    "steps": list(d.steps),
                }
                for name, d in self.features.items()
            },
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Baseline:
        """Read what `to_dict` wrote.

        Raises
        ------
        BaselineError
            When version, percentiles or a number are not what they must be.
        """
        if data.get("version") != VERSION or list(data.get("percentiles", ())) != list(STEPS):
            raise BaselineError(
                f"baseline version {data.get('version')!r} with percentiles "
                f"{data.get('percentiles')!r}; this program reads version {VERSION} with "
                f"{list(STEPS)}: record a new baseline"
            )
        features = {}
        for name, d in dict(data.get("features", {})).items():
            try:
                numbers = [float(d["median"]), float(d["mad"]), *map(float, d["steps"])]
                unit, count = str(d["unit"]), int(d["count"])
            except (KeyError, TypeError, ValueError) as error:
                raise BaselineError(f"baseline feature {name!r} is incomplete: {error}") from error
            steps = numbers[2:]
            if not all(map(math.isfinite, numbers)) or len(steps) != len(STEPS):
                raise BaselineError(f"baseline feature {name!r} has missing or infinite numbers")
            if numbers[1] < 0 or sorted(steps) != steps:
                raise BaselineError(f"baseline feature {name!r}: percentiles must ascend, mad >= 0")
            features[name] = Distribution(unit, count, numbers[0], numbers[1], tuple(steps))
        return cls(features)


def _scale(d: Distribution) -> float:
    """Robust standard deviation, never so small that noise looks like a change."""
    quartile = (d.steps[5] - d.steps[3]) / 1.349  # interquartile range of a normal distribution
    return max(MAD_TO_SD * d.mad, quartile, 0.01 * abs(d.median), 1e-9)


class BaselineBuilder:
    """Collects trusted feature values of a resting window."""

    def __init__(self) -> None:
        self._values: dict[str, list[float]] = {}
        self._units: dict[str, str] = {}
        self._last_t: dict[str, float] = {}

    def add(self, features: Iterable[Feature]) -> None:
        """Take features as they are published; untrusted, unknown and repeated ones are left."""
        for f in features:
            values = self._values.setdefault(f.name, [])
            if (
                f.trust >= LEAST_TRUST
                and math.isfinite(f.value)
                and f.t > self._last_t.get(f.name, -math.inf)
                and len(values) < MOST_VALUES
            ):
                values.append(f.value)
                self._units[f.name] = f.unit
                self._last_t[f.name] = f.t

    def count(self, name: str) -> int:
        """How many values of a feature were taken."""
        return len(self._values.get(name, ()))

    def build(self) -> Baseline:
        """Distributions of the features with at least `FEWEST` values."""
        features = {}
        for name, values in self._values.items():
            if len(values) < FEWEST:
                continue
            x = np.array(values)
            median = float(np.median(x))
            features[name] = Distribution(
                unit=self._units[name],
                count=x.size,
                median=median,
                mad=float(np.median(np.abs(x - median))),
                steps=tuple(np.percentile(x, STEPS).tolist()),
            )
        return Baseline(features)
