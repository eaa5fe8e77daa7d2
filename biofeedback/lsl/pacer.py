"""Hearing the pacer that a session publishes; for the simulated patient's own process."""

from __future__ import annotations

from biofeedback.lsl.outlet import PACER_CHANNELS, PACER_TYPE
from biofeedback.lsl.source import LslSource
from biofeedback.lsl.wants import Want
from biofeedback.types import Pacer

STALE_S = 2.0
"""A pacer not heard for so long asks nothing any more."""


class PacerInlet:
    """Follows any pacer that comes, goes and comes back. `latest` never waits.

    Parameters
    ----------
    source_id
        One certain pacer; by default any.
    """

    def __init__(self, source_id: str = "") -> None:
        predicate = f"type='{PACER_TYPE}' and channel_count='{len(PACER_CHANNELS)}'"
        self._source = LslSource([Want(source_id=source_id, predicate=predicate)])
        self._latest: Pacer | None = None

    def latest(self, now: float) -> Pacer | None:
        """The newest pacer heard by `now` (LSL seconds), None when there is none or it is stale."""
        for chunk in self._source.read(now).chunks:
            if self._latest is None or chunk.t[-1] >= self._latest.t:
                phase, rate_hz, guided, presence = chunk.x[-1].tolist()
                t = float(chunk.t[-1])
                self._latest = Pacer(t, phase, rate_hz, guided > 0.5, presence)
        if self._latest is None or now - self._latest.t > STALE_S:
            return None
        return self._latest

    def close(self) -> None:
        self._source.close()
