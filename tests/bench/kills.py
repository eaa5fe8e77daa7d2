"""kill -9 of program, writer and source at random moments of live sessions: what the record lacks.

    python -m tests.bench.kills --runs 50

A source sends numbered samples over LSL at 250 Hz; a program records, as `vrapp run` does but
without a picture; in each run one of program, writer (the record's process) and source is killed
at a random moment. A killed source is started again. Then the record is read with pyxdf: is each
number there once, how long before the end does it end, does `vrapp close` close the session.
Linux only (the writer is found among the program's children).
"""

from __future__ import annotations

import argparse
import logging
import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

RATE_HZ = 250.0
WHO = ("program", "writer", "source")
RUN_OF_SOURCE = 1_000_000
"""What numbers of a source that was started again begin at."""


@dataclass(frozen=True)
class Outcome:
    who: str
    numbers: int
    missing: int  # holes in the numbers, of any source's run
    double: int
    lost_s: float  # from the record's last sample to the kill (program) or the end
    closed: bool


def source(identity: str, first: int) -> None:
    """Send numbers until killed or standard input closes."""
    import pylsl

    from biofeedback.lsl.config import configure

    configure("machine")
    info = pylsl.StreamInfo("numbers", "Test", 1, RATE_HZ, "double64", identity)
    outlet = pylsl.StreamOutlet(info, chunk_size=1)
    start = due = pylsl.local_clock()
    sent = 0
    while True:
        time.sleep(max(due - pylsl.local_clock(), 0.0))
        due += 1 / 50
        while start + sent / RATE_HZ <= pylsl.local_clock():
            outlet.push_sample([float(first + sent)], start + sent / RATE_HZ)
            sent += 1


def program(folder: Path, identity: str) -> None:
    """Record until standard input closes."""
    import threading

    from biofeedback.engine import Engine
    from biofeedback.lsl.clock import LslClock
    from biofeedback.lsl.config import configure
    from biofeedback.lsl.source import LslSource
    from biofeedback.lsl.wants import Want
    from tests.vrapp.session.conftest import make_scene
    from vrapp.app.feed import LiveFeed
    from vrapp.app.options import Options
    from vrapp.app.record import Record
    from vrapp.app.study import facts
    from vrapp.display.base import Frame
    from vrapp.record.manifest import Manifest
    from vrapp.report.folder import SessionFolder
    from vrapp.session.protocol import open_session
    from vrapp.session.session import Session

    ended = threading.Event()

    def wait() -> None:
        while os.read(0, 64):
            pass
        ended.set()

    threading.Thread(target=wait, daemon=True).start()
    configure("machine")
    clock = LslClock()
    kept = SessionFolder(folder, "numbers", None)
    start = clock.now()
    protocol, engine = open_session(), Engine()
    session = Session(protocol, {"a": make_scene("a")}, "a", start)
    record = Record(folder, session, start)
    feed = LiveFeed(record.of(LslSource([Want(source_id=identity)])), engine, clock, record.heard)
    known = facts(Options(), protocol, (), "numbers", engine.formulas)
    manifest = Manifest(folder, known, start)
    see = record.observer(kept.note, lambda: 1.0)
    number = 0
    while not ended.wait(0.05):
        number += 1
        body = feed.body(now := clock.now())
        session.step(now, body)
        see(Frame(number, now, 0.05, ()), session, body)
        manifest.see(None, session, body)
        kept.see(session, body, lambda: np.zeros((1, 1, 3), np.uint8))
    feed.close()
    record.close()


def run(who: str, chance: random.Random, folder: Path) -> Outcome:
    import pylsl

    from vrapp.report.afterwards import close_session

    identity = f"numbers.{os.getpid()}.{folder.name}"

    def start(*what: object) -> subprocess.Popen[bytes]:
        words = [sys.executable, "-m", "tests.bench.kills", *map(str, what)]
        return subprocess.Popen(words, stdin=subprocess.PIPE)

    path = folder / "session.xdf"
    sender, recorder = start("source", identity, 0), start("program", folder, identity)
    try:
        until(lambda: path.exists() and b"numbers." in path.read_bytes(), recorder)
        time.sleep(chance.uniform(0.5, 3.0))
        victim = {"program": recorder.pid, "source": sender.pid, "writer": writer_of(recorder)}[who]
        os.kill(victim, signal.SIGKILL)
        at = pylsl.local_clock()
        if who == "source":
            sender.wait()
            sender = start("source", identity, RUN_OF_SOURCE)
            seen = path.stat().st_size
            until(lambda: path.read_bytes().count(b"numbers.") > 1, recorder)
            assert path.stat().st_size > seen
        if who != "program":
            time.sleep(chance.uniform(1.0, 2.0))
            assert recorder.stdin is not None
            at = pylsl.local_clock()
            recorder.stdin.close()
        recorder.wait(20)
    finally:
        for each in (sender, recorder):
            each.kill()
            each.wait()
    return judged(who, folder, at, close_session)


def judged(who: str, folder: Path, at: float, close_session) -> Outcome:
    import pyxdf

    path, quiet = folder / "session.xdf", 0
    while quiet < 5:  # the writer outlives the program for a moment
        size = path.stat().st_size
        time.sleep(0.05)
        quiet = quiet + 1 if path.stat().st_size == size else 0
    streams, _ = pyxdf.load_xdf(
        str(path), dejitter_timestamps=False, synchronize_clocks=False, verbose=False
    )
    sent = [s for s in streams if s["info"]["name"] == ["numbers"]]
    runs = [np.asarray(s["time_series"]).reshape(-1) for s in sent]
    every = np.concatenate(runs)
    last = max(float(s["time_stamps"][-1]) for s in sent if len(s["time_stamps"]))
    holes = sum(round(r.max() - r.min()) + 1 - len(np.unique(r)) for r in runs if r.size)
    list(close_session(folder))
    closed = (folder / "report.html").exists() and (folder / "summary.md").exists()
    return Outcome(who, every.size, holes, every.size - np.unique(every).size, at - last, closed)


def writer_of(recorder: subprocess.Popen[bytes]) -> int:
    listed = Path(f"/proc/{recorder.pid}/task").glob("*/children")
    (pid,) = (int(word) for path in listed for word in path.read_text().split())
    return pid


def until(condition, process: subprocess.Popen[bytes], within_s: float = 40.0) -> None:
    give_up = time.monotonic() + within_s
    while not condition():
        assert process.poll() is None, "the program ended by itself"
        assert time.monotonic() < give_up, "nothing came"
        time.sleep(0.05)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=50)
    parser.add_argument("--first", type=int, default=0, help="Number of the first run, its seed.")
    chosen = parser.parse_args()
    logging.disable(logging.WARNING)
    outcomes = []
    with TemporaryDirectory() as folder:
        for k in range(chosen.first, chosen.first + chosen.runs):
            outcome = run(WHO[k % len(WHO)], random.Random(k), Path(folder) / f"{k}")
            print(k, outcome, flush=True)
            outcomes.append(outcome)
    print("\n| killed | runs | numbers | missing | double | lost, worst | closed |")
    print("|---|---|---|---|---|---|---|")
    for who in WHO:
        of = [o for o in outcomes if o.who == who]
        if of:
            sums = [sum(getattr(o, n) for o in of) for n in ("numbers", "missing", "double")]
            worst, closed = max(o.lost_s for o in of), sum(o.closed for o in of)
            print(f"| {who} | {len(of)} | {sums[0]} | {sums[1]} | {sums[2]} | {worst:.2f} s "
                  f"| {closed} |")  # fmt: skip


if __name__ == "__main__":
    if sys.argv[1:2] == ["source"]:
        source(sys.argv[2], int(sys.argv[3]))
    elif sys.argv[1:2] == ["program"]:
        program(Path(sys.argv[2]), sys.argv[3])
    else:
        main()
