"""A whole session on the virtual clock: the same input, the same frames and the same table."""

from __future__ import annotations

import hashlib

import pytest

from vrapp.app.options import Options
from vrapp.app.run import run_session
from vrapp.cli.interrupted import Interrupted
from vrapp.display.base import DisplayError
from vrapp.session.protocol import open_session
from vrapp.session.protocols import load_protocol


def run(folder, source="patient:3", seconds=12.0, **options):
    said = []
    chosen = Options(
        source=source,
        display="headless",
        size=(160, 90),
        fps=8.0,
        folder=folder,
        picture_period_s=3.0,
        **options,
    )
    session = run_session(chosen, open_session(seconds, 6.0), Interrupted(), said.append)
    return session, said


def digest(folder):
    """Of the record, the feature table and every picture's pixels."""
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.iterdir())
        if path.suffix in {".csv", ".txt", ".xdf"} or path.name.startswith("00m")
    }


@pytest.mark.slow
def test_same_seed_same_frames_and_same_table_twice(tmp_path):
    run(tmp_path / "one")
    run(tmp_path / "two")
    one, two = digest(tmp_path / "one"), digest(tmp_path / "two")
    assert one == two
    assert len([name for name in one if name.endswith(".png")]) >= 4
    run(tmp_path / "three", source="patient:4", seconds=6.0)
    assert digest(tmp_path / "three")["features.csv"] != one["features.csv"]


@pytest.mark.slow
def test_session_is_told_in_plain_words_and_ends_by_itself(tmp_path):
    session, said = run(tmp_path / "s", seconds=4.0)
    assert session.ended
    assert "A bay at dusk" in said[0]
    assert "simulated patient, seed 3" in said[0]
    assert any("summary.md" in line for line in said)


def test_nobody_real_goes_past_a_screening_without_a_desk(tmp_path):
    options = Options(source="lsl", display="headless", size=(64, 36), folder=tmp_path / "s")
    with pytest.raises(DisplayError, match="asks the therapist at the desk"):
        run_session(options, load_protocol("first-session"), Interrupted(), print)
