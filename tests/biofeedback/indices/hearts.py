"""Histories of beats with known rhythm, for tests of indices."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from biofeedback.indices.base import History, Indicator
from biofeedback.signals.beats import BeatHygiene
from biofeedback.types import Beat, Feature, FloatArray, Index


def rhythm(seconds: float, interval: Callable[[float], float], start: float = 0.0) -> FloatArray:
    """Beat times whose interval at time t (since the start) is `interval(t)`."""
    times = [start]
    while times[-1] < start + seconds:
        times.append(times[-1] + interval(times[-1] - start))
    return np.array(times)


def history(times: FloatArray, trust: float = 0.95) -> History:
    """What the engine would hold after these ECG beats passed the hygiene."""
    beats = [Beat(float(t), float(t) + 0.12, trust, "ecg") for t in times]
    clean = [b for b in BeatHygiene().step(beats) if isinstance(b, Beat)]
    return History(beats=deque(clean), quality={"ecg": (trust, "")})


def until(h: History, now: float) -> History:
    """The part of `h` that was known at `now`."""
    return replace(h, beats=deque(b for b in h.beats if b.reported <= now))


def features(indicator: Indicator, h: History, now: float) -> dict[str, Feature]:
    return {f.name: f for f in indicator.compute(h, now) if isinstance(f, Feature)}


def indices(indicator: Indicator, h: History, now: float) -> dict[str, Index]:
    return {i.name: i for i in indicator.compute(h, now) if isinstance(i, Index)}
