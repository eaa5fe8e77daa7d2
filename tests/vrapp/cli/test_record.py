"""A session that cannot be recorded does not begin unless told so; one cut short can be closed."""

from __future__ import annotations

import pytest

from tests.vrapp.cli.test_errors import refused, vrapp

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
