"""Our XDF files as pyxdf, the field's own reader, reads them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import pyxdf
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from biofeedback.types import Channel
from vrapp.record.incoming import description
from vrapp.record.xdf import BOUNDARY, XdfFile

ECG = description("ECG", "ECG", [Channel("I", "mV", "ECG"), Channel("II", "mV", "ECG")], 250.0, "e")
NOTES = description("notes", "Markers", [Channel("event")], source_id="n", text=True)


def by_name(path: Path) -> dict[str, dict]:
    streams, _ = pyxdf.load_xdf(str(path), dejitter_timestamps=False)
    return {stream["info"]["name"][0]: stream for stream in streams}


def test_a_reader_gets_back_what_was_written(tmp_path: Path) -> None:
    path = tmp_path / "a.xdf"
    file = XdfFile(path)
    ecg, notes = file.open_stream(ECG), file.open_stream(NOTES)
    t = 1000.0 + np.arange(1000) / 250.0
    x = np.stack([np.sin(t), np.cos(t)], axis=1)
    for part in np.array_split(np.arange(1000), 7):
        file.write_samples(ecg, t[part], x[part])
    file.write_offset(ecg, 1000.0, 0.25)
    file.write_offset(ecg, 1005.0, 0.25)
    file.write_texts(notes, [1001.5, 1002.0], ["Grüße", ""])
    file.close()
    file.close()
    found = by_name(path)
    assert np.array_equal(found["ECG"]["time_series"], x)
    assert found["ECG"]["time_stamps"] == pytest.approx(t + 0.25)
    assert found["ECG"]["info"]["desc"][0]["channels"][0]["channel"][1]["label"] == ["II"]
    footer = found["ECG"]["footer"]["info"]
    assert footer["sample_count"] == ["1000"]
    assert float(footer["measured_srate"][0]) == pytest.approx(250.0)
    assert found["notes"]["time_series"] == [["Grüße"], [""]]


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "a.xdf").write_bytes(b"precious")
    with pytest.raises(FileExistsError):
        XdfFile(tmp_path / "a.xdf")


def test_boundaries_come_once_in_a_while(tmp_path: Path) -> None:
    path = tmp_path / "a.xdf"
    file = XdfFile(path)
    number = file.open_stream(ECG)
    for second in range(200):
        t = second + np.arange(500) / 500.0
        file.write_samples(number, t, np.zeros((500, 2)))
    file.close()
    assert path.read_bytes().count(BOUNDARY) == path.stat().st_size // (1 << 20)
    assert len(by_name(path)["ECG"]["time_stamps"]) == 100_000


def test_an_odd_stamp_costs_no_sample(tmp_path: Path) -> None:
    path = tmp_path / "a.xdf"
    file = XdfFile(path)
    number = file.open_stream(ECG)
    t = np.array([1.0, np.nan, 1.008])
    file.write_samples(number, t, np.arange(6.0).reshape(3, 2))
    file.close()
    assert np.array_equal(by_name(path)["ECG"]["time_series"], np.arange(6.0).reshape(3, 2))


def test_a_sample_of_another_width_is_refused(tmp_path: Path) -> None:
    file = XdfFile(tmp_path / "a.xdf")
    number = file.open_stream(ECG)
    with pytest.raises(ValueError, match="shape"):
        file.write_samples(number, np.zeros(2), np.zeros((2, 3)))
    file.close()


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.sampled_from(["int16", "int32", "int64", "float32", "double64"]),
    st.lists(st.integers(0, 40), min_size=1, max_size=6),
    st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=300),
)
def test_every_format_and_text_comes_back(
    tmp_path: Path, kind: str, sizes: list[int], text: str
) -> None:
    path = tmp_path / "any.xdf"
    path.unlink(missing_ok=True)
    file = XdfFile(path)
    number = file.open_stream(ECG.replace("double64", kind))
    notes = file.open_stream(NOTES)
    total = sum(sizes)
    t, x = np.arange(total) + 1.0, np.arange(2 * total).reshape(total, 2) % 100
    at = 0
    for size in sizes:
        file.write_samples(number, t[at : at + size], x[at : at + size])
        at += size
    file.write_texts(notes, [1.0], [text])
    file.close()
    found = by_name(path)
    assert np.array_equal(np.reshape(found["ECG"]["time_series"], (-1, 2)), x)
    assert found["notes"]["time_series"] == [[text]]
