"""What it costs on this machine: the worker beside six live streams, and the frame loop.

Each part answers with plain rows (what, value, unit); printing is the command line's. Clocks are
read here because a cost is what is asked for; nothing measured here finds its way into a session.
"""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from multiprocessing.synchronize import Event as StopEvent
from typing import TYPE_CHECKING

import numpy as np

from biofeedback.analysis import analyze
from biofeedback.clock import VirtualClock
from biofeedback.engine import Engine
from biofeedback.lsl.clock import LslClock
from biofeedback.lsl.config import configure
from biofeedback.lsl.outlet import SignalOutlet
from biofeedback.lsl.source import LslSource
from biofeedback.lsl.wants import Want
from biofeedback.sources.base import SourceError
from biofeedback.sources.patient import Patient
from biofeedback.types import TICK_S, BodyState, Pacer, Pull, StreamInfo
from biofeedback.worker import Worker

if TYPE_CHECKING:
    from vrapp.display.base import Frame
    from vrapp.session.session import Session

Row = tuple[str, float, str]

PUSH_S = 0.001
"""The simulated sensors send this often, so that a sample leaves within 1 ms of its stamp."""
FIND_S = 20.0
"""Seconds until all streams must have been found."""
SETTLE_S = 4.0
"""Seconds of live streams that are not measured: connecting hands out what was held back."""
ENGINE_S = 30.0
"""Seconds of signals for the engine alone, at most."""


def bench_worker(seconds: float = 20.0, seed: int = 1) -> list[Row]:
    """LSL sample → `BodyState`, with six streams from another process; and the engine alone.

    Parameters
    ----------
    seconds
        How long to measure the live streams.
    seed
        Of the simulated patient.

    Raises
    ------
    SourceError
        LSL cannot be loaded, or the streams were not found on this machine.
    """
    return [*_live(seconds, seed), *_alone(min(seconds, ENGINE_S), seed)]


def bench_frames(
    scene: str = "bay", size: tuple[int, int] = (512, 512), seconds: float = 10.0
) -> list[Row]:
    """The frame loop in stereo, headless, as fast as it goes, moved by a simulated patient.

    Parameters
    ----------
    scene
        Name or path of the scene.
    size
        Pixels of one eye's picture.
    seconds
        How long to measure.

    Raises
    ------
    SceneError, DisplayError
        The scene is not sound; there is no OpenGL.
    """
    from vrapp.app.loop import run_frames
    from vrapp.display.headless import HeadlessDisplay
    from vrapp.render.renderer import Renderer
    from vrapp.scene.library import load_scene
    from vrapp.session.protocol import open_session
    from vrapp.session.session import Session

    spec = load_scene(scene)
    bodies = _bodies(10.0, seed=1)
    wall: list[float] = []
    cpu: list[float] = []
    clock = VirtualClock()
    with (
        HeadlessDisplay(size, 90.0, clock, stereo=True) as display,
        Renderer(display.context) as renderer,
    ):
        info = display.context.info
        end = time.perf_counter() + seconds

        def note(frame: Frame, session: Session, body: BodyState) -> None:
            wall.append(time.perf_counter())
            cpu.append(time.thread_time())
            if wall[-1] >= end and len(wall) > 3:
                display.close()

        session = Session(open_session(), {spec.name: spec}, spec.name, clock.now())
        run_frames(display, renderer, session, _Canned(bodies), None, [note])
    session = Session(open_session(), {spec.name: spec}, spec.name, 0.0)
    steps = _timed(lambda i: session.step(i / 90.0, bodies[i % len(bodies)]), 900)
    # The first frame builds the scene.
    frame_ms, main_ms = np.diff(wall)[1:] * 1e3, np.diff(cpu)[1:] * 1e3
    return [
        (f"frames, {size[0]}×{size[1]} an eye on {info['GL_RENDERER']}", float(len(wall)), ""),
        ("frame, wall p50", _percentile(frame_ms, 50), "ms"),
        ("frame, wall p99", _percentile(frame_ms, 99), "ms"),
        ("frame, CPU of the main thread p50", _percentile(main_ms, 50), "ms"),
        ("frame, CPU of the main thread p99", _percentile(main_ms, 99), "ms"),
        ("of which session step p50", _percentile(steps * 1e3, 50), "ms"),
        ("of which session step p99", _percentile(steps * 1e3, 99), "ms"),
    ]


# -- the worker ------------------------------------------------------------------------------------


def _live(seconds: float, seed: int) -> list[Row]:
    configure("machine")
    tag = f"vrapp-bench-{os.getpid()}"
    kinds = [stream.kind for stream in Patient(seed=seed).streams]
    context = multiprocessing.get_context("spawn")
    stop = context.Event()
    sensors = context.Process(target=_sensors, args=(seed, tag, stop), name="sensors", daemon=True)
    sensors.start()
    clock = LslClock()
    source = LslSource([Want(source_id=f"{tag}-{kind}") for kind in kinds])
    worker = Worker(source, Engine(), clock)
    try:
        worker.start()
        _wait_for_streams(worker, clock, len(kinds))
        clock.sleep_until(clock.now() + SETTLE_S)
        worker.forget_latency()
        ticks, overruns, cpu = worker.ticks, worker.overruns, worker.cpu_s
        process_cpu, began = time.process_time(), clock.now()
        clock.sleep_until(began + seconds)
        measured = clock.now() - began
        ticks, overruns, cpu = worker.ticks - ticks, worker.overruns - overruns, worker.cpu_s - cpu
        process_cpu = time.process_time() - process_cpu
        latency = worker.latency()
        worker.check()
    finally:
        worker.stop()
        source.close()
        stop.set()
        sensors.join(5.0)
        if sensors.is_alive():
            sensors.terminate()
    return [
        ("sample stamped → body published, p50", latency.p50_s * 1e3, "ms"),
        ("sample stamped → body published, p99", latency.p99_s * 1e3, "ms"),
        ("aim for p99: one tick and 5 ms", (TICK_S + 0.005) * 1e3, "ms"),
        ("samples measured", float(latency.samples), ""),
        ("ticks", float(ticks), ""),
        ("ticks skipped", float(overruns), ""),
        ("worker, CPU per second of input", cpu / measured * 1e3, "ms"),
        ("worker, share of one core", cpu / measured * 100.0, "%"),
        ("whole process, threads of LSL included", process_cpu / measured * 100.0, "%"),
    ]


def _wait_for_streams(worker: Worker, clock: LslClock, count: int) -> None:
    give_up = clock.now() + FIND_S
    while sum(health.samples > 0 for health in worker.body.streams) < count:
        worker.check()
        if clock.now() > give_up:
            found = ", ".join(h.stream.name for h in worker.body.streams) or "none"
            raise SourceError(
                f"of {count} simulated streams only these arrived within {FIND_S:.0f} s: {found}; "
                "run vrapp doctor to see what keeps LSL from working on this machine"
            )
        clock.sleep_until(clock.now() + 0.1)


def _sensors(seed: int, tag: str, stop: StopEvent) -> None:
    """Child process: the six streams of a simulated patient, until told to stop or orphaned."""
    configure("machine")
    clock = LslClock()
    due = clock.now()
    patient = Patient(seed=seed, start=due)
    outlets = {
        stream.key: SignalOutlet(replace(stream, source_id=f"{tag}-{stream.kind}"))
        for stream in patient.streams
    }
    parent = multiprocessing.parent_process()
    while not stop.is_set() and (parent is None or parent.is_alive()):
        due += PUSH_S
        clock.sleep_until(due)
        for chunk in patient.read(due).chunks:
            outlets[chunk.stream.key].push(chunk.t, chunk.x)
    for outlet in outlets.values():
        outlet.close()


def _alone(seconds: float, seed: int) -> list[Row]:
    """The engine without LSL, thread and waiting."""
    tape = _Tape(seconds, seed)
    engine = Engine()
    began = time.thread_time()
    ticks = _timed(lambda i: engine.step(tape.pulls[i], (i + 1) * TICK_S), len(tape.pulls))
    cpu = (time.thread_time() - began) / len(tape.pulls)
    began = time.thread_time()
    analyze(tape)
    analysis = (time.thread_time() - began) / seconds
    return [
        ("engine alone, CPU a tick", cpu * 1e3, "ms"),
        ("engine alone, share of one core", cpu / TICK_S * 100.0, "%"),
        ("engine alone, tick p99 (wall)", _percentile(ticks * 1e3, 99), "ms"),
        ("an hour of six streams analysed, CPU", analysis * 3600.0, "s"),
    ]


# -- small parts -----------------------------------------------------------------------------------


class _Tape:
    """Signals of a simulated patient made beforehand, so that making them is not measured."""

    def __init__(self, seconds: float, seed: int) -> None:
        patient = Patient(seed=seed)
        self.streams: Sequence[StreamInfo] = patient.streams
        self.start, self.end = 0.0, seconds
        # One more than fits: the last step of an analysis lies beyond the end.
        self.pulls = [patient.read(i * TICK_S) for i in range(1, int(seconds / TICK_S) + 2)]
        self._at = 0

    def read(self, until: float) -> Pull:
        self._at += 1
        return self.pulls[self._at - 1]

    def hear(self, pacer: Pacer) -> None:
        """A tape hears nothing."""

    def close(self) -> None:
        self.pulls = []


class _Canned:
    """A feed of ready-made bodies, so that the engine is not measured."""

    def __init__(self, bodies: Sequence[BodyState]) -> None:
        self._bodies = bodies

    def body(self, time: float) -> BodyState:
        return self._bodies[int(time / TICK_S) % len(self._bodies)]

    def hear(self, pacer: Pacer) -> None:
        """Ready-made bodies hear nothing."""

    def close(self) -> None:
        self._bodies = ()


def _bodies(seconds: float, seed: int) -> list[BodyState]:
    engine = Engine(traces=False)
    pulls = _Tape(seconds, seed).pulls
    return [engine.step(pull, (i + 1) * TICK_S) for i, pull in enumerate(pulls)]


def _timed(call: Callable[[int], object], times: int) -> np.ndarray:
    """Wall seconds of each of `times` calls, (times,)."""
    stamps = np.empty(times + 1)
    stamps[0] = time.perf_counter()
    for i in range(times):
        call(i)
        stamps[i + 1] = time.perf_counter()
    return np.diff(stamps)


def _percentile(values: np.ndarray, q: float) -> float:
    return float(np.percentile(values, q)) if values.size else float("nan")
