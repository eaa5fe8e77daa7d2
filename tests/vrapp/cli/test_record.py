"""A session that cannot be recorded does not begin unless told so; one cut short can be closed."""

from __future__ import annotations

import click.testing
import pytest

from biofeedback.indices.baseline import Baseline
from tests.vrapp.cli.test_errors import refused, vrapp
from tests.vrapp.report.kept import keep
from vrapp.app.resume import part_of
from vrapp.cli.close import close
from vrapp.record.earlier import read_manifest
from vrapp.record.manifest import checksum
from vrapp.record.recorder import Recorder
from vrapp.session.protocols import load_protocol

SHORT = (
    "run", "--source", "patient", "--display", "headless", "--size", "64x36", "--fps", "4",
    "--duration", "2",
)  # fmt: skip


@pytest.mark.slow
def test_where_nothing_can_be_written_nothing_begins_unless_told_so(tmp_path):
    taken = tmp_path / "file"
    taken.write_text("here is no folder")
    assert refused(vrapp(*SHORT, "--out", taken / "s"), str(taken), "--out", "--without-record")
    assert refused(vrapp(*SHORT, "--out", taken / "s", "--without-record"), "leave out --out")
    done = vrapp(*SHORT, "--without-record", cwd=tmp_path, env={"HOME": str(tmp_path)})
    assert done.returncode == 0, done.stdout + done.stderr
    assert "nothing of this session is kept" in done.stdout
    assert [path.name for path in tmp_path.iterdir() if "session" in path.name.lower()] == []


def closed(path):
    result = click.testing.CliRunner().invoke(close, [str(path)])
    return result.exit_code, result.output


def test_a_record_of_a_power_cut_is_mended_and_a_running_one_left_alone(tmp_path):
    path = tmp_path / "session.xdf"
    recorder = Recorder(path)
    recorder.wait()
    code, said = closed(path)
    assert code == 1
    assert "another program writes" in said
    recorder.close()
    whole = path.read_bytes()
    path.write_bytes(whole + bytes(7))  # a file system may have grown it and no more
    assert closed(path) == (0, f"{path} is whole; 7 unfinished bytes were cut off\n")
    assert closed(path) == (0, f"{path} is whole\n")
    assert path.read_bytes() == whole


def test_what_is_no_session_is_told(tmp_path):
    (tmp_path / "song.xdf").write_bytes(b"ID3")
    assert "no XDF file" in closed(tmp_path / "song.xdf")[1]


@pytest.mark.slow
def test_a_session_that_was_cut_short_goes_on_and_is_reported_as_one(tmp_path):
    short = load_protocol("short")
    titles = list(dict.fromkeys(part_of(phase) for phase in short.phases))
    phases = [
        {
            "title": title, "kind": "free", "part_of": title, "start_s": 100.0 * n,
            "end_s": 100.0 * (n + 1) if title != titles[-1] else None,
            "pace_start_per_min": None, "pace_end_per_min": None,
        }
        for n, title in enumerate(titles)
    ]  # fmt: skip
    first = keep(
        tmp_path / "first", phases=phases, complete=False, end=None, baseline=Baseline().to_dict(),
        protocol={"name": "short", "title": short.title, "sha256": checksum([short.file])},
        created="2026-11-24T10:30:00+01:00",
    )  # fmt: skip
    go_on = ("run", "--resume", first, *SHORT[1:-2], "--out", tmp_path / "second")
    done = vrapp(*go_on, cwd=tmp_path, env={"HOME": str(tmp_path)})
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"from its part: {titles[-1]}" in done.stdout
    told = read_manifest(tmp_path / "second")
    assert told["continues"] == {"folder": "first", "created": "2026-11-24T10:30:00+01:00"}
    assert {phase["part_of"] for phase in told["phases"]} == {titles[-1]}
    assert told["study"]["code"] == "P012"
    page = (tmp_path / "second" / "report.html").read_text(encoding="utf-8")
    assert "Both parts are shown" in page
