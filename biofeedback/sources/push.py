"""From a source to outlets: what the simulator and the replay share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

import numpy as np
import numpy.typing as npt

from biofeedback.types import FloatArray, Pull

LATE_S = 1.0
"""A loop this late (the machine slept) goes on from now, without making up for every tick."""


class Outlet(Protocol):
    """Where the samples of one stream go; `biofeedback.lsl.outlet.SignalOutlet` is one."""

    def push(self, t: FloatArray, x: npt.ArrayLike) -> None:
        """Send samples: stamps (n,) seconds, values (n, channel)."""
        ...

    def push_text(self, t: float, text: str) -> None:
        """Send one marker string."""
        ...


class Closable(Protocol):
    """Something to let go of at the end."""

    def close(self) -> None: ...


def push(
    pull: Pull,
    outlets: Mapping[str, Outlet],
    stamp: Callable[[FloatArray], FloatArray] | None = None,
) -> None:
    """Send everything in `pull` to the outlet of its stream (by key), stamps through `stamp`."""
    for chunk in pull.chunks:
        outlets[chunk.stream.key].push(chunk.t if stamp is None else stamp(chunk.t), chunk.x)
    for marker in pull.markers:
        t = marker.t if stamp is None else float(stamp(_one(marker.t))[0])
        outlets[marker.stream.key].push_text(t, marker.text)


def close_all(things: Iterable[Closable]) -> None:
    """Close all at once: each may wait for its last samples to leave."""
    things = list(things)
    if things:
        with ThreadPoolExecutor(len(things)) as pool:
            for closing in [pool.submit(thing.close) for thing in things]:
                closing.result()


def _one(value: float) -> FloatArray:
    return np.array([value])
