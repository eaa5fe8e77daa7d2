"""`vrapp scenes listen`: words and exit codes."""

from __future__ import annotations

import wave
from pathlib import Path

import pytest
from click.testing import CliRunner

from vrapp.cli import vrapp


def test_writes_a_wav_of_as_many_seconds(tmp_path: Path) -> None:
    file = tmp_path / "bay.wav"
    words = ["scenes", "listen", "bay", "--out", str(file), "--seconds", "1.5"]
    words += ["--set", "coherence=0..1", "--set", "swell=0.3", "--turn", "0..90", "--pacer-tone"]
    done = CliRunner().invoke(vrapp, words)
    assert done.exit_code == 0, done.output
    with wave.open(str(file)) as out:
        assert out.getnframes() == 72_000


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--set", "coherence"], "is not NAME=VALUE"),
        (["--set", "coherence=0..much"], "is not NAME=VALUE"),
        (["--set", "coherence=nan"], "is not NAME=VALUE"),
        (["--turn", "left"], "no number of degrees"),
        (["--breaths", "30"], "4<=x<=15"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, words: list[str], said: str) -> None:
    out = ["--out", str(tmp_path / "x.wav"), "--seconds", "1"]
    done = CliRunner().invoke(vrapp, ["scenes", "listen", "bay", *out, *words])
    assert done.exit_code == 2
    assert said in done.output


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    file = tmp_path / "nowhere" / "x.wav"
    words = ["scenes", "listen", "bay", "--out", str(file), "--seconds", "0.5"]
    done = CliRunner().invoke(vrapp, words)
    assert done.exit_code != 0
    assert "give another --out" in done.output
