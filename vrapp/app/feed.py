"""How the frame loop gets its body: live from the worker's thread, or in lockstep."""

from __future__ import annotations

from typing import Protocol

from biofeedback.engine import Engine
from biofeedback.sources.base import Source
from biofeedback.types import EMPTY_BODY, TICK_S, BodyState, Pacer
from biofeedback.worker import Worker


class Feed(Protocol):
    """The latest body for a frame, and the way back to whoever listens to the pacer."""

    def body(self, time: float) -> BodyState:
        """The newest state known at `time`."""
        ...

    def hear(self, pacer: Pacer) -> None: ...

    def close(self) -> None: ...


class LiveFeed:
    """The signal engine runs in its own thread and publishes; reading is one attribute."""

    def __init__(self, worker: Worker, source: Source) -> None:
        self._worker = worker
        self._source = source
        worker.start()

    def body(self, time: float) -> BodyState:
        self._worker.check()
        return self._worker.body

    def hear(self, pacer: Pacer) -> None:
        self._source.hear(pacer)

    def close(self) -> None:
        self._worker.stop()
        self._source.close()


class LockstepFeed:
    """The engine is stepped tick by tick up to the frame's time: as fast as the machine allows.

    Frame after frame the same input gives the same bodies, whatever the speed.
    """

    def __init__(self, source: Source, engine: Engine, start: float) -> None:
        self._source = source
        self._engine = engine
        self._tick = start
        self._body = EMPTY_BODY

    def body(self, time: float) -> BodyState:
        while self._tick + TICK_S <= time:
            self._tick += TICK_S
            self._body = self._engine.step(self._source.read(self._tick), self._tick)
        return self._body

    def hear(self, pacer: Pacer) -> None:
        self._source.hear(pacer)

    def close(self) -> None:
        self._source.close()
