"""BIDS physio in, as the specification has it."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import numpy as np
import pytest

from biofeedback.sources.base import SourceError
from biofeedback.sources.recording import Recording, open_recording

META = {
    "SamplingFrequency": 50.0,
    "StartTime": -2.5,
    "Columns": ["cardiac", "respiratory", "trigger"],
    "cardiac": {"Units": "mV"},
}
NAME = "sub-01_task-rest_physio"


def dataset(folder: Path, meta: object = META, rows: str | None = None) -> Path:
    if rows is None:
        trigger = [0, 0, 1, 1, 0, 0, 2, 0]
        rows = "".join(f"{i}\t{10 * i}\t{trigger[i % 8]}\n" for i in range(100))
    path = folder / f"{NAME}.tsv.gz"
    path.write_bytes(gzip.compress(rows.encode()))
    if meta is not None:
        (folder / f"{NAME}.json").write_text(json.dumps(meta), encoding="utf-8")
    return path


def kinds(recording: Recording) -> list[tuple[str, str]]:
    return [(stream.name, stream.kind) for stream in recording.streams]


def test_columns_rate_and_start_time(tmp_path: Path) -> None:
    recording = open_recording(dataset(tmp_path))
    assert kinds(recording) == [
        ("cardiac", "ppg"), ("respiratory", "respiration"), ("trigger", "markers"),
    ]  # fmt: skip
    assert recording.streams[0].channels[0].unit == "mV"
    assert recording.streams[0].rate_hz == 50.0
    assert (recording.start, recording.end) == pytest.approx((-2.5, -2.5 + 99 / 50))
    pull = recording.read(9.0)
    np.testing.assert_allclose(pull.chunks[0].t, -2.5 + np.arange(100) / 50)
    np.testing.assert_allclose(pull.chunks[1].x[:, 0], 10 * np.arange(100))
    assert [m.text for m in pull.markers[:3]] == ["1", "2", "1"]
    assert pull.markers[0].t == pytest.approx(-2.5 + 2 / 50)


def test_cardiac_may_be_an_ecg(tmp_path: Path) -> None:
    recording = open_recording(dataset(tmp_path), mapping={"ecg": "cardiac"})
    assert kinds(recording)[0] == ("cardiac", "ecg")


def test_missing_values(tmp_path: Path) -> None:
    recording = open_recording(dataset(tmp_path, rows="1\tn/a\t0\n2\t3\t0\n"))
    np.testing.assert_array_equal(recording.read(9.0).chunks[1].x[:, 0], [np.nan, 3.0])


def test_json_further_up(tmp_path: Path) -> None:
    folder = tmp_path / "sub-01" / "func"
    folder.mkdir(parents=True)
    (tmp_path / "task-rest_physio.json").write_text(json.dumps(META), encoding="utf-8")
    (tmp_path / "task-other_physio.json").write_text("{}", encoding="utf-8")
    assert len(open_recording(dataset(folder, meta=None)).streams) == 3


@pytest.mark.parametrize(
    ("meta", "message"),
    [
        (None, "no JSON explains it; put sub-01_task-rest_physio.json"),
        ([1], "must hold one JSON object"),
        ({**META, "SamplingFrequency": "fast"}, "SamplingFrequency is 'fast'"),
        ({**META, "SamplingFrequency": 0}, "must be above 0 Hz"),
        ({**META, "Columns": []}, "must list the column names"),
        ({**META, "Columns": ["a", "b", "c"]}, "no column is recognised among a, b, c"),
        ({**META, "Columns": ["cardiac"]}, "line 1: has 3 cells where the header has 1 columns"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, meta: object, message: str) -> None:
    with pytest.raises(SourceError, match=message) as caught:
        open_recording(dataset(tmp_path, meta))
    assert NAME in str(caught.value)


def test_json_that_is_none_and_rows_that_are_none(tmp_path: Path) -> None:
    path = dataset(tmp_path)
    path.with_name(f"{NAME}.json").write_text("{", encoding="utf-8")
    with pytest.raises(SourceError, match="no readable JSON"):
        open_recording(path)
    with pytest.raises(SourceError, match="no rows"):
        open_recording(dataset(tmp_path, rows=""))
