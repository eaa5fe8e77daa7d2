"""The worker beside six live streams, and the engine alone."""

from __future__ import annotations

import gc
import multiprocessing
import os
import time
from dataclasses import replace
from multiprocessing.synchronize import Event as StopEvent

from biofeedback.analysis import analyze
from biofeedback.engine import Engine
from biofeedback.lsl.clock import LslClock
from biofeedback.lsl.config import configure
from biofeedback.lsl.outlet import SignalOutlet
from biofeedback.lsl.source import LslSource
from biofeedback.lsl.wants import Want
from biofeedback.sources.base import SourceError
from biofeedback.sources.patient import Patient
from biofeedback.types import TICK_S
from biofeedback.worker import Worker
from vrapp.bench import Row
from vrapp.bench.lock import Busy, LockWatch
from vrapp.bench.parts import Tape, percentile, timed

PUSH_S = 0.001
"""The simulated sensors send this often, so that a sample leaves within 1 ms of its stamp."""
FIND_S = 20.0
"""Seconds until all streams must have been found."""
SETTLE_S = 4.0
"""Seconds of live streams that are not measured: connecting hands out what was held back."""
LOCK_ALONE_S = 10.0
"""Seconds, at most, of the interpreter's lock without the worker."""
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
        gc.collect()
        gc.freeze()  # as a session does before its first frame
        with LockWatch(worker.thread) as beside:
            clock.sleep_until(clock.now() + seconds)
        worker.check()
        worker.stop()
        with LockWatch() as alone:
            clock.sleep_until(clock.now() + min(seconds, LOCK_ALONE_S))
        busy = Busy(cpu / ticks, TICK_S)
        busy.start()
        with LockWatch(busy) as plain:
            clock.sleep_until(clock.now() + seconds)
        busy.stop()
    finally:
        gc.unfreeze()
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
        *beside.rows("interpreter's lock with the worker"),
        *alone.rows("interpreter's lock without it"),
        *plain.rows("interpreter's lock with plain Python as busy"),
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
    tape = Tape(seconds, seed)
    engine = Engine()
    began = time.thread_time()
    ticks = timed(lambda i: engine.step(tape.pulls[i], (i + 1) * TICK_S), len(tape.pulls))
    cpu = (time.thread_time() - began) / len(tape.pulls)
    began = time.thread_time()
    analyze(tape)
    analysis = (time.thread_time() - began) / seconds
    return [
        ("engine alone, CPU a tick", cpu * 1e3, "ms"),
        ("engine alone, share of one core", cpu / TICK_S * 100.0, "%"),
        ("engine alone, tick p99 (wall)", percentile(ticks * 1e3, 99), "ms"),
        ("an hour of six streams analysed, CPU", analysis * 3600.0, "s"),
    ]
