"""The simulated patient as live LSL streams, in a process of its own.

`simulate` is the loop, against any outlets and clock; `run_simulator` joins it to LSL;
`start_simulator_process` runs that in a child which ends when its standard input closes, so it
never outlives the program that started it, on any system.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import IO, get_args

import biofeedback
from biofeedback.clock import Clock
from biofeedback.sources.base import SourceError
from biofeedback.sources.patient import STREAMS, Patient
from biofeedback.sources.push import LATE_S, Closable, Outlet, close_all, push
from biofeedback.types import TICK_S, Pacer, StreamInfo

ADHERENCE = 0.85
END_WITHIN_S = 1.0


def simulate(
    patient: Patient,
    outlets: Mapping[str, Outlet],
    clock: Clock,
    stop: Callable[[], bool],
    *,
    hear: Callable[[float], Pacer | None] = lambda _: None,
    duration_s: float | None = None,
    say: Callable[[str], None] = lambda _: None,
) -> None:
    """Push the patient's samples as they fall due, 32 times a second, until told to stop.

    Parameters
    ----------
    patient
        Started at the clock's present time.
    outlets
        By `StreamInfo.key`.
    clock
        Of the time base that the patient was started on.
    stop
        Asked once a tick, so it acts within 1/32 s.
    hear
        The newest pacer at a time, or None.
    duration_s
        Seconds after the patient's start at which to end by itself.
    say
        Told when the pacer is heard first and when it falls silent.
    """
    end = None if duration_s is None else patient.start + duration_s
    due = clock.now()
    heard: Pacer | None = None
    while not stop():
        clock.sleep_until(due)
        now = clock.now()
        last = end is not None and now >= end
        pacer = hear(now)
        if (pacer is None) != (heard is None):
            say("the patient hears the pacer" if pacer else "the pacer is silent")
        if pacer is not None and (heard is None or pacer.t > heard.t):
            patient.hear(pacer)
        heard = pacer
        push(patient.read(end if last and end is not None else now), outlets)
        if last:
            return
        due = due + TICK_S if now - due < LATE_S else now + TICK_S


def run_simulator(
    seed: int = 1,
    streams: Sequence[str] = STREAMS,
    clock: Clock | None = None,
    stop: Callable[[], bool] = lambda: False,
    *,
    adherence: float = ADHERENCE,
    artifacts_per_min: float = 0.0,
    dropouts_per_min: float = 0.0,
    duration_s: float | None = None,
    scope: str = "machine",
    instance: str = "",
    pacer: str = "",
    say: Callable[[str], None] = lambda _: None,
) -> None:
    """Be the patient of `seed` on LSL, until `stop()` or `duration_s`.

    Streams announce themselves on this machine only, unless `scope` is ``link`` or ``site``.
    `instance` tells the streams of two patients with the same seed apart; `pacer` is the source
    id of the only pacer to listen to (any, where empty).

    Raises
    ------
    SourceError
        LSL cannot be used as asked.
    ValueError
        An argument out of its range; see `Patient`.
    """
    from biofeedback.lsl.clock import LslClock
    from biofeedback.lsl.config import Scope, configure
    from biofeedback.lsl.outlet import SignalOutlet
    from biofeedback.lsl.pacer import PacerInlet

    if scope not in get_args(Scope):
        raise SourceError(f"scope {scope!r}: must be one of {', '.join(get_args(Scope))}")
    configure(scope)  # type: ignore[arg-type]  # just checked
    clock = clock or LslClock()
    made: list[Closable] = []
    try:
        # Outlets first: readers need a moment to find them, and the patient's time begins after.
        infos = Patient(seed, streams=streams).streams
        outlets = {
            info.key: SignalOutlet(
                replace(info, source_id=source_id(info, instance)), network=scope != "machine"
            )
            for info in infos
        }
        made += outlets.values()
        heard = PacerInlet(pacer)
        made.append(heard)
        patient = Patient(
            seed,
            streams=streams,
            start=clock.now(),
            adherence=adherence,
            artifacts_per_min=artifacts_per_min,
            dropouts_per_min=dropouts_per_min,
        )
        names = ", ".join(str(info.declared_type) for info in infos)
        reach = "on this machine only" if scope == "machine" else f"in the scope {scope}"
        say(f"simulated patient {seed}: {names}, announced {reach}")
        simulate(patient, outlets, clock, stop, hear=heard.latest, duration_s=duration_s, say=say)
    finally:
        close_all(made)


def source_id(stream: StreamInfo, instance: str = "") -> str:
    """What one of the patient's streams is found by on LSL."""
    return f"{stream.source_id}.{instance}" if instance else stream.source_id


class SimulatorProcess:
    """A child process that is the patient. It ends when this object is stopped or this process
    ends, however that happens. `source_ids` are those of its streams.
    """

    def __init__(self, arguments: Sequence[str], source_ids: Sequence[str]) -> None:
        self.source_ids = tuple(source_ids)
        home = str(Path(biofeedback.__file__).resolve().parents[1])
        path = os.environ.get("PYTHONPATH", "")
        self._words: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115  closed in stop()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "biofeedback.sources.simulate", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=self._words,
            env={**os.environ, "PYTHONPATH": f"{home}{os.pathsep}{path}" if path else home},
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),  # Windows only
        )
        self._trouble = ""

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    @property
    def trouble(self) -> str:
        """What it said before it ended by itself; empty while all is well."""
        if self.alive or self._words.closed:
            return self._trouble
        self._words.seek(0)
        words = self._words.read().decode("utf-8", "replace").strip()
        code = self._process.returncode
        self._trouble = words or (f"the simulator ended with exit code {code}" if code else "")
        return self._trouble

    def stop(self, timeout_s: float = END_WITHIN_S) -> None:
        """End it: asked first, then told, then forced. Safe to call twice."""
        if self._process.stdin is not None and not self._process.stdin.closed:
            self._process.stdin.close()
        for harder in (self._process.terminate, self._process.kill):
            try:
                self._process.wait(timeout_s)
                break
            except subprocess.TimeoutExpired:
                harder()
        self._process.wait()
        if not self._words.closed:
            self._trouble = self.trouble
            self._words.close()

    def __enter__(self) -> SimulatorProcess:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()


def start_simulator_process(
    seed: int = 1,
    streams: Sequence[str] = STREAMS,
    *,
    adherence: float = ADHERENCE,
    artifacts_per_min: float = 0.0,
    dropouts_per_min: float = 0.0,
    duration_s: float | None = None,
    scope: str = "machine",
    instance: str = "",
    pacer: str = "",
) -> SimulatorProcess:
    """`run_simulator` in a child process. Returns at once; streams appear within about 2 s.

    Raises
    ------
    ValueError
        An argument out of its range; checked here, before the child is started.
    """
    Patient.check(seed, streams, adherence, artifacts_per_min, dropouts_per_min)
    arguments = [
        f"--seed={seed}",
        f"--streams={','.join(streams)}",
        f"--adherence={adherence!r}",
        f"--artifacts={artifacts_per_min!r}",
        f"--dropouts={dropouts_per_min!r}",
        f"--scope={scope}",
        f"--instance={instance}",
        f"--pacer={pacer}",
    ]
    if duration_s is not None:
        arguments.append(f"--duration={duration_s!r}")
    worn = Patient(seed, streams=streams).streams
    return SimulatorProcess(arguments, [source_id(info, instance) for info in worn])


def _ended(ended: threading.Event) -> None:
    """Set `ended` when standard input closes: the parent stopped us, or is no more."""
    # os.read, not sys.stdin: a thread inside sys.stdin's lock would break the interpreter's exit.
    while os.read(0, 4096):
        pass
    ended.set()


def _child(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="biofeedback.sources.simulate")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--streams", default=",".join(STREAMS))
    parser.add_argument("--adherence", type=float, default=ADHERENCE)
    parser.add_argument("--artifacts", type=float, default=0.0)
    parser.add_argument("--dropouts", type=float, default=0.0)
    parser.add_argument("--duration", type=float)
    parser.add_argument("--scope", default="machine")
    parser.add_argument("--instance", default="")
    parser.add_argument("--pacer", default="")
    said = parser.parse_args(arguments)
    ended = threading.Event()
    # Ctrl-C in a terminal reaches every process there; the parent decides when we end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: ended.set())
    threading.Thread(target=_ended, args=(ended,), name="stdin watch", daemon=True).start()
    try:
        run_simulator(
            said.seed,
            said.streams.split(","),
            stop=ended.is_set,
            adherence=said.adherence,
            artifacts_per_min=said.artifacts,
            dropouts_per_min=said.dropouts,
            duration_s=said.duration,
            scope=said.scope,
            instance=said.instance,
            pacer=said.pacer,
        )
    except (SourceError, ValueError) as error:
        sys.stderr.write(f"{error}\n")  # read by SimulatorProcess.trouble
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(_child())
