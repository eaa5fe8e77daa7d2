"""kill -9 of program, writer and source at random moments of live sessions: what the record lacks.

    python -m tests.bench.kills --runs 50

A source sends numbered samples over LSL at 250 Hz; a program records, as `vrapp run` does but
without a picture; in each run one of program, writer (the record's process) and source is killed
at a random moment. A killed source is started again. Then the record is read with pyxdf: is each
number there once, how long before the end does it end, does `vrapp close` close the session. Three
of every nine sessions are gone on with then, as `vrapp run --resume` does: is the second record
whole, and does the report show both. Linux only (the writer is found among the program's children).
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
from datetime import datetime
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
    resumed: bool | None  # None: it was not tried


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


def program(folder: Path, identity: str, resumes: Path | None = None) -> None:
    """Record until standard input closes; go on with the session in `resumes`, if any."""
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
    from vrapp.app.resume import rest_of
    from vrapp.app.study import facts
    from vrapp.display.base import Frame
    from vrapp.record.manifest import Manifest
    from vrapp.report.folder import SessionFolder
    from vrapp.session.protocols import load_protocol
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
    protocol, engine = load_protocol("short"), Engine()
    if resumes is not None:
        protocol = rest_of(resumes, load_protocol).protocol
    session = Session(protocol, {"a": make_scene("a")}, "a", start)
    record = Record(folder, session, start)
    feed = LiveFeed(record.of(LslSource([Want(source_id=identity)])), engine, clock, record.heard)
    began = datetime.now().astimezone().isoformat(timespec="seconds")
    options = Options(began=began, resumes=resumes)
    known = facts(options, protocol, (), "numbers", engine.formulas)
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
    if resumes is not None:  # the others are left as a killed program leaves them
        manifest.finish("the end of the run")
        kept.finish("the end of the run")


def run(who: str, chance: random.Random, folder: Path, resume: bool) -> Outcome:
    import pylsl

    identity = f"numbers.{os.getpid()}.{folder.name}"

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
    settle(path)
    numbers, missing, double, last = counted(path)
    closed = closes(folder)
    assert counted(path) == (numbers, missing, double, last)  # closing takes nothing
    resumed = goes_on(folder, identity) if resume else None
    return Outcome(who, numbers, missing, double, at - last, closed, resumed)


def goes_on(folder: Path, identity: str) -> bool:
    """Whether the session goes on in a second folder, whole, and one report shows both."""
    from vrapp.report.joined import whole
    from vrapp.report.kept import read_session
    from vrapp.report.page import write_report

    second = folder.with_name(f"{folder.name} again")
    sender = start("source", identity, 2 * RUN_OF_SOURCE)
    recorder = start("program", second, identity, folder)
    path = second / "session.xdf"
    try:
        until(lambda: path.exists() and b"numbers." in path.read_bytes(), recorder)
        time.sleep(1.0)
        assert recorder.stdin is not None
        recorder.stdin.close()
        recorder.wait(20)
    finally:
        for each in (sender, recorder):
            each.kill()
            each.wait()
    settle(path)
    numbers, missing, double, _ = counted(path)
    both = whole(read_session(second))
    told = write_report(second).read_text(encoding="utf-8")
    return (
        numbers > 0
        and missing == double == 0
        and len(both.manifest["parts"]) == 2
        and both.manifest["phases"][0]["title"] == both.manifest["phases"][1]["title"]
        and "Both parts are shown" in told
        and recorder.returncode == 0
    )


def start(*what: object) -> subprocess.Popen[bytes]:
    words = [sys.executable, "-m", "tests.bench.kills", *map(str, what)]
    return subprocess.Popen(words, stdin=subprocess.PIPE)


def closes(folder: Path) -> bool:
    """Whether `vrapp close` closes it, with everything that a session leaves."""
    from click.testing import CliRunner

    from vrapp.cli.close import close
    from vrapp.record.earlier import read_manifest

    done = CliRunner().invoke(close, [str(folder)])
    left = all((folder / name).exists() for name in ("report.html", "summary.md"))
    return done.exit_code == 0 and left and bool(read_manifest(folder)["complete"])


def settle(path: Path) -> None:
    """Wait for the writer, which outlives the program for a moment."""
    quiet = 0
    while quiet < 5:
        size = path.stat().st_size
        time.sleep(0.05)
        quiet = quiet + 1 if path.stat().st_size == size else 0


def counted(path: Path) -> tuple[int, int, int, float]:
    """Numbers in the record as pyxdf reads it, missing and double ones, the last one's stamp."""
    import pyxdf

    streams, _ = pyxdf.load_xdf(
        str(path), dejitter_timestamps=False, synchronize_clocks=False, verbose=False
    )
    sent = [s for s in streams if s["info"]["name"] == ["numbers"]]
    runs = [np.asarray(s["time_series"]).reshape(-1) for s in sent]
    every = np.concatenate(runs)
    last = max(float(s["time_stamps"][-1]) for s in sent if len(s["time_stamps"]))
    holes = sum(round(r.max() - r.min()) + 1 - len(np.unique(r)) for r in runs if r.size)
    return every.size, holes, every.size - np.unique(every).size, last


def writer_of(recorder: subprocess.Popen[bytes]) -> int:
    listed = Path(f"/proc/{recorder.pid}/task").glob("*/children")
    (pid,) = (int(word) for path in listed for word in path.read_text().split())
    return pid


def until(condition, process: subprocess.Popen[bytes], within_s: float = 120.0) -> None:
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
            resume = k // len(WHO) % 3 == 0
            outcome = run(WHO[k % len(WHO)], random.Random(k), Path(folder) / f"{k}", resume)
            print(k, outcome, flush=True)
            outcomes.append(outcome)
    print(
        "\n| killed | runs | numbers | missing | double | lost, median / worst | closed | resumed |"
    )
    print("|---|---|---|---|---|---|---|---|")
    for who in WHO:
        of = [o for o in outcomes if o.who == who]
        if of:
            sums = [sum(getattr(o, n) for o in of) for n in ("numbers", "missing", "double")]
            lost = [o.lost_s for o in of]
            tried = [o.resumed for o in of if o.resumed is not None]
            print(f"| {who} | {len(of)} | {sums[0]} | {sums[1]} | {sums[2]} "
                  f"| {np.median(lost):.2f} / {max(lost):.2f} s | {sum(o.closed for o in of)} "
                  f"| {sum(tried)} of {len(tried)} |")  # fmt: skip


if __name__ == "__main__":
    if sys.argv[1:2] == ["source"]:
        source(sys.argv[2], int(sys.argv[3]))
    elif sys.argv[1:2] == ["program"]:
        program(Path(sys.argv[2]), sys.argv[3], *map(Path, sys.argv[4:5]))
    else:
        main()
