"""The thread around source and engine: every tick it reads, steps and publishes.

The frame loop takes `worker.body`: one attribute, rebound to a new frozen object each tick, so no
lock is needed. An error inside the thread ends it and is raised again in whoever calls `check`.
"""

from __future__ import annotations

import math
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from biofeedback.clock import Clock
from biofeedback.engine import Engine
from biofeedback.sources.base import Source
from biofeedback.types import EMPTY_BODY, TICK_S, BodyState, FloatArray, Pull

STOP_S = 1.0
"""Seconds granted to the thread to end."""
SWITCH_S = 0.00005
"""After so long without the interpreter's lock another thread asks the worker for it, and gets it
at its next call (Python's own 5 ms are half a frame at 90 Hz). Whoever waits counts anew when the
lock was let go and taken again, as around numpy's matrix products; so it is short. Two busy threads
lose up to a tenth of their time to the switching.
"""
AGES = 1 << 15
"""Samples whose stamps are kept for the percentiles: about a minute of six streams."""


@dataclass(frozen=True, slots=True)
class Latency:
    """From a sample's stamp to the `BodyState` that knows it, in seconds; NaN before any."""

    p50_s: float
    p99_s: float
    samples: int


class Worker:
    """Steps an engine with what a source has, on the ticks of a clock, in a thread of its own.

    Parameters
    ----------
    source : read by the worker's thread only; closing it stays with its owner.
    engine : stepped by the worker's thread only.
    clock : the real clock (a virtual one would not wait).
    tick_s : seconds between two steps.
    publish : called in the worker's thread with each new body; keep it short.
    """

    def __init__(
        self,
        source: Source,
        engine: Engine,
        clock: Clock,
        tick_s: float = TICK_S,
        publish: Callable[[BodyState], None] | None = None,
    ) -> None:
        self.body: BodyState = EMPTY_BODY
        self.error: BaseException | None = None
        self.ticks = 0
        self.overruns = 0
        """Ticks that were skipped because the one before took too long."""
        self.cpu_s = 0.0
        """CPU time of the worker's thread so far."""
        self._source, self._engine, self._clock = source, engine, clock
        self._tick_s, self._publish = tick_s, publish
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="biofeedback", daemon=True)
        self._heard: deque[tuple[float, FloatArray]] = deque()  # publication, stamps known then
        self._heard_samples = 0
        self._heard_from = -math.inf

    def start(self) -> None:
        """Begin; once only. From now on threads of this process switch within `SWITCH_S`."""
        sys.setswitchinterval(min(SWITCH_S, sys.getswitchinterval()))
        self._thread.start()

    def stop(self) -> None:
        """End within `STOP_S`; safe to call twice, and before `start`.

        Raises
        ------
        TimeoutError
            The thread is still inside the source or the engine.
        """
        self._stopping.set()
        if self._thread.is_alive() and threading.current_thread() is not self._thread:
            self._thread.join(STOP_S)
            if self._thread.is_alive():
                raise TimeoutError(
                    f"the biofeedback worker did not end within {STOP_S} s; its source "
                    f"{type(self._source).__name__} or a signal blocks"
                )

    @property
    def alive(self) -> bool:
        return self._thread.is_alive()

    @property
    def thread(self) -> threading.Thread:
        """For measurements of its time."""
        return self._thread

    def check(self) -> None:
        """Raise the error that ended the thread, if one did."""
        if self.error is not None:
            raise self.error

    def latency(self) -> Latency:
        """Percentiles over the samples of about the last minute."""
        known = tuple(self._heard)  # the thread goes on adding to it
        ages = [at - t for at, t in known if at > self._heard_from]
        of_all = np.concatenate(ages)[-AGES:] if ages else np.empty(0)
        of_all = of_all[np.isfinite(of_all)]
        if not of_all.size:
            return Latency(math.nan, math.nan, 0)
        p50, p99 = np.percentile(of_all, (50.0, 99.0))
        return Latency(float(p50), float(p99), of_all.size)

    def forget_latency(self) -> None:
        """Measure afresh from here (the first seconds of a connection hold old samples)."""
        self._heard_from = self._clock.now()

    # -- the thread -------------------------------------------------------------------------------

    def _run(self) -> None:
        try:
            self._loop()
        except BaseException as error:  # surfaced by check(), in another thread
            self.error = error

    def _loop(self) -> None:
        clock, tick_s = self._clock, self._tick_s
        due = clock.now()
        while not self._stopping.is_set():
            now = clock.now()
            pull = self._source.read(now)
            body = self._engine.step(pull, now, streams=self._source.streams)
            self.body = body
            published = clock.now()
            if self._publish is not None:
                self._publish(body)
            self._note_ages(pull, published)
            self.ticks += 1
            self.cpu_s = time.thread_time()
            due += tick_s
            behind = int((clock.now() - due) / tick_s)
            if behind > 0:
                self.overruns += behind
                due += behind * tick_s
            clock.sleep_until(due)

    def _note_ages(self, pull: Pull, published: float) -> None:
        """Keep the stamps as they are: this runs every tick, percentiles are asked for rarely."""
        heard = self._heard
        for chunk in pull.chunks:
            if chunk.t.size:
                heard.append((published, chunk.t))
                self._heard_samples += chunk.t.size
        while heard and self._heard_samples - heard[0][1].size >= AGES:
            self._heard_samples -= heard.popleft()[1].size
