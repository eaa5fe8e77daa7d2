"""How the frame loop gets its body: live from the worker's thread, or in lockstep."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Sequence
from typing import Protocol

from biofeedback.clock import Clock
from biofeedback.engine import Engine
from biofeedback.sources.base import Source
from biofeedback.types import EMPTY_BODY, TICK_S, BodyState, Pacer, Pull, StreamInfo
from biofeedback.worker import Worker

KEEP_EVERY_S = 0.25
KEEP_S = 600.0
"""How long frames may stand still before the oldest of what happened meanwhile is given up."""


class Feed(Protocol):
    """The latest body for a frame, and the way back to whoever listens to the pacer."""

    def body(self, time: float) -> BodyState:
        """The newest state known at `time`."""
        ...

    def kept(self, until: float) -> Sequence[BodyState]:
        """What is of a time up to `until` and was not given yet, one each `KEEP_EVERY_S`.

        The record is made of these where frames had to wait: a body's time does not.
        """
        ...

    def hear(self, pacer: Pacer) -> None: ...

    def close(self) -> None: ...


class _Relay:
    """A source whose `hear` may be called from another thread than `read`.

    What was heard last is handed on by the reading thread, so the source itself is of one thread.
    """

    def __init__(self, source: Source) -> None:
        self._source = source
        self._heard: Pacer | None = None

    @property
    def streams(self) -> Sequence[StreamInfo]:
        return self._source.streams

    def read(self, until: float) -> Pull:
        heard, self._heard = self._heard, None
        if heard is not None:
            self._source.hear(heard)
        return self._source.read(until)

    def hear(self, pacer: Pacer) -> None:
        self._heard = pacer

    def close(self) -> None:
        self._source.close()


class LiveFeed:
    """The signal engine runs in its own thread and publishes; reading is one attribute.

    `heard` is called in that thread with every state, whatever the frames do: for a record.
    """

    def __init__(
        self,
        source: Source,
        engine: Engine,
        clock: Clock,
        heard: Callable[[BodyState], None] = lambda body: None,
    ) -> None:
        self._heard = heard
        self._source = _Relay(source)
        self._worker = Worker(self._source, engine, clock, publish=self._keep)
        self._kept: deque[BodyState] = deque(maxlen=round(KEEP_S / KEEP_EVERY_S))
        self._keep_from = -math.inf
        self._closed = False
        self._worker.start()

    def body(self, time: float) -> BodyState:
        self._worker.check()
        return self._worker.body

    def _keep(self, body: BodyState) -> None:
        self._heard(body)
        if body.t >= self._keep_from:
            self._keep_from = body.t + KEEP_EVERY_S - TICK_S / 2
            self._kept.append(body)

    def kept(self, until: float) -> Sequence[BodyState]:
        kept, given = self._kept, []
        while kept and kept[0].t <= until:  # the worker only appends
            given.append(kept.popleft())
        return given

    def hear(self, pacer: Pacer) -> None:
        self._source.hear(pacer)

    def close(self) -> None:
        if not self._closed:
            self._closed = True
            try:
                self._worker.stop()
            finally:  # a worker that does not stop keeps no device open
                self._source.close()


class LockstepFeed:
    """The engine is stepped tick by tick up to the frame's time: as fast as the machine allows.

    Frame after frame the same input gives the same bodies, whatever the speed.
    """

    def __init__(
        self,
        source: Source,
        engine: Engine,
        start: float,
        heard: Callable[[BodyState], None] = lambda body: None,
    ) -> None:
        self._heard = heard
        self._source = source
        self._engine = engine
        self._tick = start
        self._body = EMPTY_BODY

    def body(self, time: float) -> BodyState:
        while self._tick + TICK_S <= time:
            self._tick += TICK_S
            self._body = self._engine.step(self._source.read(self._tick), self._tick)
            self._heard(self._body)
        return self._body

    def kept(self, until: float) -> Sequence[BodyState]:
        """Nothing: here the body waits for the frames."""
        return ()

    def hear(self, pacer: Pacer) -> None:
        self._source.hear(pacer)

    def close(self) -> None:
        self._source.close()
