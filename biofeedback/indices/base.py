"""The contract of an index: what the signals mean, computed from the body's recent history.

    @index
    class Coherence:
        period_s = 1.0
        def compute(self, history, now):
            yield Feature("coherence", ...)
            yield Index("coherence", ...)

One idea a file; every module of this package is found by itself (`make_indices`).
"""

from __future__ import annotations

import importlib
import pkgutil
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

import numpy as np
import numpy.typing as npt

from biofeedback.indices.baseline import Baseline
from biofeedback.types import (
    Beat,
    Breath,
    Feature,
    FloatArray,
    Index,
    Respiration,
    Scr,
    SignalKind,
)

HISTORY_S = 330.0
"""Seconds of events that are kept: the longest window (5 min) and a little more."""


class BeatColumns:
    """Beats as arrays (n,), from old to new; see `Beat` for what they hold."""

    def __init__(self, beats: deque[Beat]) -> None:
        self.t: FloatArray = np.array([b.t for b in beats])
        self.nn_s: FloatArray = np.array([b.nn_s for b in beats])
        self.interval_s: FloatArray = np.array([b.interval_s for b in beats])
        self.trust: FloatArray = np.array([b.trust for b in beats])
        self.marked: npt.NDArray[np.bool_] = np.array([b.artifact != "" for b in beats], bool)
        self.beats = beats
        self._ends = (len(beats), beats[0], beats[-1]) if beats else (0, None, None)

    def are(self, beats: deque[Beat]) -> bool:
        """Whether these are `beats`, to which none came and of which none went."""
        n, first, last = self._ends
        if beats is not self.beats or len(beats) != n:
            return False
        return n == 0 or (beats[0] is first and beats[-1] is last)


@dataclass(slots=True)
class History:
    """Recent events of the whole body, newest last, at most `HISTORY_S` long.

    `beats` come from the one best source (ECG before PPG before RR before HR), already cleaned of
    retractions; `quality` is the current trust of each kind of signal with its reason;
    `features` the latest values that signals and earlier indices have given; `baseline` the
    person's rest as an earlier session knew it (empty: none).
    """

    beats: deque[Beat] = field(default_factory=deque)
    breaths: deque[Breath] = field(default_factory=deque)
    scrs: deque[Scr] = field(default_factory=deque)
    respiration: Respiration = field(default_factory=Respiration)
    quality: dict[SignalKind, tuple[float, str]] = field(default_factory=dict)
    features: dict[str, Feature] = field(default_factory=dict)
    baseline: Baseline = field(default_factory=Baseline)
    _columns: BeatColumns | None = None

    @property
    def columns(self) -> BeatColumns:
        """`beats` as arrays, made anew when a beat came or went: many indices ask."""
        if self._columns is None or not self._columns.are(self.beats):
            self._columns = BeatColumns(self.beats)
        return self._columns


class Indicator(Protocol):
    """Computes features and indices from the history, every `period_s` seconds."""

    period_s: float

    def compute(self, history: History, now: float) -> Iterable[Feature | Index]:
        """Values valid at `now`; a NaN value with trust 0 and a reason while it is 'not yet'."""
        ...


_registry: list[type[Indicator]] = []
T = TypeVar("T", bound=type)


def index(cls: T) -> T:
    """Class decorator: this class is one of the body's indices."""
    if cls not in _registry:
        _registry.append(cls)
    return cls


def make_indices() -> list[Indicator]:
    """A fresh instance of every index in this package, in a fixed order."""
    import biofeedback.indices as package

    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"{package.__name__}.{module.name}")
    return [cls() for cls in sorted(_registry, key=lambda cls: cls.__module__ + cls.__qualname__)]
