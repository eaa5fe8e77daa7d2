"""What the record costs: its process's start, and its share of a core with six streams.

    python -m tests.bench.recorder --seconds 20

The six streams of the simulated patient, indices 32 times a second, and parameters and pacer
at 90 frames a second, at real pace. CPU times are from /proc: Linux only.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from biofeedback.engine import Engine
from biofeedback.sources.patient import Patient
from biofeedback.types import EMPTY_BODY, TICK_S
from tests.vrapp.session.conftest import make_scene
from vrapp.app.publish import FEATURES, INDICES
from vrapp.record.incoming import Recorded
from vrapp.record.made import Made
from vrapp.record.recorder import Recorder
from vrapp.session.protocol import open_session
from vrapp.session.session import Session

FRAMES_PER_S = 90
STARTS = 15
_TICKS = os.sysconf("SC_CLK_TCK")


def cpu_s(where: str) -> float:
    """User and system seconds of a process or thread."""
    fields = Path(f"/proc/{where}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def started(folder: Path) -> tuple[float, float, float]:
    """Seconds until a recorder could be used, until the file had begun on the disk, of CPU."""
    begin = time.perf_counter()
    recorder = Recorder(folder)
    made = time.perf_counter() - begin
    recorder.wait()
    begun = time.perf_counter() - begin
    spent = cpu_s(str(recorder.writer_pid))
    recorder.close()
    return made, begun, spent


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=20.0)
    seconds = parser.parse_args().seconds
    with TemporaryDirectory() as folder:
        starts = [started(Path(folder) / f"{k}.xdf") for k in range(STARTS)]
        made, begun, spent = (statistics.median(column) for column in zip(*starts, strict=True))
        print(f"start: {1e3 * made:.1f} ms for the caller, {1e3 * begun:.0f} ms to the disk, "
              f"{1e3 * spent:.0f} ms of CPU (medians of {STARTS})")  # fmt: skip
        recorder = Recorder(Path(folder) / "six.xdf")
        recorder.wait()
        session = Session(open_session(), {"a": make_scene("a")}, "a", 0.0)
        made_of = Made(recorder, FEATURES, INDICES, {"a": "", "b": "", "c": ""}, 0.0)
        source, engine = Recorded(Patient(seed=1), recorder), Engine()
        thread = f"self/task/{recorder._thread.native_id}"
        writer = str(recorder.writer_pid)
        before = cpu_s(writer), cpu_s(thread)
        begin, tick, frames, body = time.perf_counter(), 0.0, 0, EMPTY_BODY
        while (now := time.perf_counter() - begin) < seconds:
            while tick + TICK_S <= now:
                tick += TICK_S
                body = engine.step(source.read(tick), tick)
                made_of.heard(body)
            session.step(now, body)
            made_of.see(session, 1.0)
            frames += 1
            time.sleep(max(begin + frames / FRAMES_PER_S - time.perf_counter(), 0.0))
        shares = [(cpu_s(p) - b) / seconds for p, b in zip((writer, thread), before, strict=True)]
        rate = recorder.on_disk / seconds / 1e3
        print(f"six streams, {frames / seconds:.0f} frames/s, {rate:.0f} kB/s; share of a core: "
              f"the process {shares[0]:.2%}, the program's thread {shares[1]:.2%}")  # fmt: skip
        recorder.close()


if __name__ == "__main__":
    main()
