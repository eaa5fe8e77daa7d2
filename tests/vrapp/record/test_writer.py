"""The record outlives whatever dies: each numbered sample is in it once; a full disk is told."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from biofeedback.types import Channel
from tests.vrapp.record.test_recorder import ended
from tests.vrapp.record.test_xdf import by_name
from vrapp.record import keeper, link, recorder
from vrapp.record.incoming import description
from vrapp.record.recorder import Recorder, RecordError, rescued

posix = pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL and resource limits")
NUMBERS = description("numbers", "Test", [Channel("n")], 100.0, "numbers")
NOTES = description("notes", "Markers", [Channel("note")], source_id="notes", text=True)


class Numbered:
    """A recorder that is given 0, 1, 2, ... on a stream, and each tenth in words on another."""

    def __init__(self, path: Path) -> None:
        self.recorder, self.given = Recorder(path), 0
        self.stream = self.recorder.open_stream(NUMBERS)
        self.notes = self.recorder.open_stream(NOTES)

    def give(self, count: int) -> None:
        n = np.arange(self.given, self.given + count, dtype=np.float64)
        self.recorder.samples(self.stream, n, n[:, None])
        self.recorder.texts(self.notes, n[::10].tolist(), [f"{k:.0f}" for k in n[::10]])
        self.given += count

    def said(self) -> list[str]:
        news = self.recorder.news
        return [news.get() for _ in range(news.qsize())]


def numbers(path: Path) -> list[float]:
    return np.asarray(by_name(path)["numbers"]["time_series"]).reshape(-1).tolist()


def until(condition, within_s: float = 15.0) -> None:
    give_up = time.monotonic() + within_s
    while not condition():
        assert time.monotonic() < give_up
        time.sleep(0.005)


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recorder, "FLUSH_S", 0.02)


def full_at(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    """From now on no process that writes can make a file larger than this."""
    limit = f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({size}, {size})); "
    monkeypatch.setattr(link, "CODE", limit + link.CODE)


@posix
@pytest.mark.parametrize("seed", range(2))
def test_a_killed_writer_costs_no_sample_and_doubles_none(
    tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = (
        "import vrapp.record.writer as w; w.AT_ONCE = 50; "  # it counts long behind what it writes
    )
    monkeypatch.setattr(link, "CODE", few + link.CODE)
    path, chance = tmp_path / "session.xdf", random.Random(seed)
    numbered, killed = Numbered(path), set()
    for _ in range(8):
        for _ in range(chance.randrange(1, 12)):
            numbered.give(chance.choice((1, 10, 500)))
            time.sleep(chance.random() * 0.01)
        until(lambda: numbered.recorder.writer_pid not in {None, *killed})
        pid = numbered.recorder.writer_pid
        os.kill(pid, signal.SIGKILL)
        killed.add(pid)
    numbered.give(10)
    numbered.recorder.close()
    assert len(killed) == 8
    assert numbers(path) == list(range(numbered.given))
    found = by_name(path)
    notes = [int(row[0]) for row in found["notes"]["time_series"]]
    assert notes == sorted(set(notes))
    assert found["numbers"]["footer"]["info"]["sample_count"] == [str(numbered.given)]
    assert "begun again; nothing is lost" in numbered.said()[0]


@posix
def test_a_writer_that_does_not_answer_is_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(link, "STALL_S", 0.3)
    path = tmp_path / "session.xdf"
    numbered = Numbered(path)
    numbered.recorder.wait()
    monkeypatch.setattr(keeper, "LONGEST_PAUSE", 2)
    os.kill(numbered.recorder.writer_pid, signal.SIGSTOP)
    for _ in range(20):
        numbered.give(10_000)  # more than a pipe holds
    until(lambda: path.stat().st_size > 200_000 * 16)
    numbered.recorder.close()
    assert numbers(path) == list(range(200_000))
    said = numbered.said()
    assert "NOT RECORDED YET: the disk does not answer" in said[0]
    assert "goes on" in said[-1]


@posix
def test_what_a_full_disk_does_not_take_is_written_when_there_is_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "session.xdf"
    with monkeypatch.context() as full:
        full_at(full, 20_000)
        numbered = Numbered(path)
        numbered.give(200)
        until(lambda: numbered.recorder.on_disk > 3000)
        for _ in range(19):
            numbered.give(200)
        until(lambda: numbered.recorder._keeper.trouble)
    assert path.stat().st_size <= 20_000
    kept = numbers(path)  # readable as it is
    assert kept == list(range(len(kept)))
    assert len(kept) >= 200
    until(lambda: not numbered.recorder._keeper.trouble)
    numbered.give(10)
    numbered.recorder.close()
    assert numbers(path) == list(range(4010))
    said = numbered.said()
    assert "NOT RECORDED YET: File too large" in said[0]
    assert "free some space" in said[0]
    assert "goes on" in said[1]


@posix
def test_a_disk_that_stays_full_is_told_at_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "session.xdf"
    full_at(monkeypatch, 20_000)
    monkeypatch.setattr(keeper, "LIMIT", 50_000)
    monkeypatch.setattr(recorder, "LIMIT", 50_000)
    numbered = Numbered(path)
    numbered.give(200)
    until(lambda: numbered.recorder.on_disk > 3000)
    for _ in range(40):
        numbered.give(200)
        time.sleep(0.03)
    assert numbered.recorder._keeper._bytes < 60_000  # bounded
    with pytest.raises(RecordError, match=r"is not whole .File too large"):
        numbered.recorder.close()
    kept = numbers(path)
    assert kept == list(range(len(kept)))
    assert len(kept) >= 200
    assert any("PARTLY NOT RECORDED: File too large" in said for said in numbered.said())


@posix
def test_what_waits_for_a_disk_that_hangs_is_bounded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "session.xdf"
    monkeypatch.setattr(recorder, "MOST", 50)
    numbered = Numbered(path)
    numbered.recorder.wait()
    pid = numbered.recorder.writer_pid
    os.kill(pid, signal.SIGSTOP)
    numbered.give(1)
    time.sleep(0.2)
    for _ in range(200):
        numbered.give(1)
    assert numbered.recorder._work.qsize() == 50
    (said,) = numbered.said()
    assert "PARTLY NOT RECORDED: the disk does not answer" in said
    os.kill(pid, signal.SIGCONT)
    until(lambda: not numbered.recorder._work.qsize())
    numbered.give(3)  # and it goes on
    with pytest.raises(RecordError, match="is not whole"):
        numbered.recorder.close()
    assert numbers(path)[-3:] == [201, 202, 203]


@posix
def test_a_record_that_cannot_begin_does_not_begin_silently(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    full_at(monkeypatch, 10)
    with pytest.raises(RecordError, match=r"File too large.*--without-record"):
        Recorder(tmp_path / "session.xdf").wait()


def test_a_program_that_cannot_be_started_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(link, "CODE", "sys.exit(3)")
    with pytest.raises(RecordError, match="the process that writes it ended"):
        Recorder(tmp_path / "session.xdf").wait()


def test_little_space_is_told_once_and_at_each_half(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    free, said = [600e6], []
    usage = type("Usage", (), {"free": property(lambda self: free[0])})
    monkeypatch.setattr("vrapp.record.keeper.shutil.disk_usage", lambda path: usage())
    monkeypatch.setattr(keeper, "LOOK_EVERY", 1)
    (tmp_path / "x").touch()
    kept = keeper.Keeper(tmp_path / "x", 0.5, said.append)
    for free[0] in (600e6, 480e6, 470e6, 300e6, 240e6, 60e6, 59e6):
        kept.push()
    assert len(said) == 3
    assert "480 MB are free" in said[0]
    assert "enough for 80 min" in said[0]  # at the usual rate
    kept._on_disk += 1_000_000  # 2 MB/s
    free[0] = 30e6
    kept.push()
    assert "enough for 0 min" in said[3]


PROGRAM = """
import sys, time
from pathlib import Path
from tests.vrapp.record.test_writer import Numbered
numbered = Numbered(Path(sys.argv[1]))
numbered.recorder.wait()
while True:
    time.sleep(0.01)
    numbered.give(1)
    print(numbered.given - 1, flush=True)
"""


@posix
@pytest.mark.parametrize("seed", range(3))
def test_a_killed_program_loses_less_than_a_second(tmp_path: Path, seed: int) -> None:
    path = tmp_path / "session.xdf"
    program = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(path)], stdout=subprocess.PIPE, text=True
    )
    wanted = random.Random(seed).randrange(60, 200)
    last = -1
    for line in program.stdout:
        last = int(line)
        if last >= wanted:
            break
    program.kill()
    rest, _ = program.communicate()
    last = int(rest.split()[-1]) if rest.split() else last
    found = np.asarray(ended(path)["numbers"]["time_series"]).reshape(-1)
    assert found.tolist() == list(range(len(found)))
    assert last - found[-1] < 100  # one every 10 ms, at most


@posix
def test_ctrl_c_is_not_for_the_writer(tmp_path: Path) -> None:
    path = tmp_path / "session.xdf"
    numbered = Numbered(path)
    numbered.recorder.wait()
    pid = numbered.recorder.writer_pid
    assert os.getpgid(pid) != os.getpgid(0)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        os.kill(pid, number)
    numbered.give(100)
    numbered.recorder.close()
    assert numbered.said() == []
    assert numbers(path) == list(range(100))


def test_the_writer_knows_no_more_than_it_needs(tmp_path: Path) -> None:
    program = (
        f"import sys; sys.path.insert(0, {str(Path(keeper.__file__).parents[2])!r});"
        "import vrapp.record.writer; print(sorted(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-E", "-S", "-c", program], capture_output=True, text=True, check=True
    )
    loaded = eval(done.stdout)
    assert not {"numpy", "pylsl", "subprocess", "asyncio", "vrapp.record.xdf"} & set(loaded)


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "session.xdf").write_bytes(b"precious")
    with pytest.raises(RecordError, match="File exists"):
        Recorder(tmp_path / "session.xdf")
    assert (tmp_path / "session.xdf").read_bytes() == b"precious"


@posix
def test_what_a_disk_that_stays_full_did_not_take_is_whole_on_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    monkeypatch.setattr("vrapp.record.recorder.tempfile.gettempdir", lambda: str(other))
    full_at(monkeypatch, 20_000)
    kept = Numbered(tmp_path / "session.xdf")
    for _ in range(30):
        kept.give(50)
        time.sleep(0.01)
    with pytest.raises(RecordError, match=r"kept of it is in .*put that in its place"):
        kept.recorder.close()
    (copy,) = other.iterdir()
    assert copy == kept.recorder.rescued
    assert copy.stat().st_mode & 0o077 == 0
    assert numbers(copy) == list(range(1500))
    assert "info" in by_name(copy)["numbers"]["footer"]
    assert numbers(tmp_path / "session.xdf") == list(range(len(numbers(tmp_path / "session.xdf"))))


def test_where_no_disk_has_room_nothing_half_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "s" / "session.xdf"
    path.parent.mkdir()
    path.write_bytes(b"XDF:")
    places = [tmp_path / "a", tmp_path / "b"]
    for place in places:
        place.mkdir()
    monkeypatch.setattr("vrapp.record.recorder.tempfile.gettempdir", lambda: str(places[0]))
    monkeypatch.setattr("vrapp.record.recorder.Path.home", lambda: places[1])

    def full(file: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("vrapp.record.recorder.os.fsync", full)
    assert rescued(path, 4, b"") is None
    assert [list(place.iterdir()) for place in places] == [[], []]
