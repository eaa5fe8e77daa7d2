"""Our XDF files as pyxdf, the field's own reader, reads them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import pyxdf
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from biofeedback.types import Channel
from vrapp.record.chunks import BOUNDARY, NoXdf, mend
from vrapp.record.incoming import description
from vrapp.record.xdf import START, XdfChunks

ECG = description("ECG", "ECG", [Channel("I", "mV", "ECG"), Channel("II", "mV", "ECG")], 250.0, "e")
NOTES = description("notes", "Markers", [Channel("event")], source_id="n", text=True)


class XdfFile:
    """The chunks in a file, ended as a session's is that was cut short."""

    def __init__(self, path: Path) -> None:
        self.path, self._chunks, self._opened = path, XdfChunks(), 0
        path.write_bytes(START)

    def open_stream(self, xml: str) -> int:
        self._opened += 1
        self._add(self._chunks.stream(self._opened, xml))
        return self._opened

    def write_samples(self, *given) -> None:
        self._add(self._chunks.samples(*given))

    def write_texts(self, *given) -> None:
        self._add(self._chunks.texts(*given))

    def write_offset(self, *given) -> None:
        self._add(self._chunks.offset(*given))

    def close(self) -> None:
        mend(self.path)

    def _add(self, piece: bytes) -> None:
        with self.path.open("ab") as file:
            file.write(piece)


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


def test_a_record_cut_short_anywhere_is_mended(tmp_path: Path) -> None:
    whole, path = tmp_path / "whole.xdf", tmp_path / "cut.xdf"
    file = XdfFile(whole)
    ecg, notes = file.open_stream(ECG), file.open_stream(NOTES)
    for k in range(20):
        t = np.array([k, np.nan if k == 3 else k + 0.5])
        file.write_samples(ecg, t, np.array([[2.0 * k, 0.0], [2.0 * k + 1, 0.0]]))
        file.write_texts(notes, [float(k)], [f"note {k}"])
    file.write_offset(ecg, 1.0, 0.25)
    written = whole.read_bytes()
    file.close()
    ended = whole.read_bytes()
    mend(whole)
    assert whole.read_bytes() == ended  # a whole one stays as it is
    began = written.index(b"note 0")
    for at in (*range(began + 6, len(written), 97), *range(len(written), len(ended), 61)):
        path.write_bytes(ended[:at])
        by_name(path)  # readable as it is
        cut = mend(path)
        assert 0 <= cut < 600
        found = by_name(path)
        values = found["ECG"]["time_series"][:, 0].tolist()
        assert values == list(range(len(values)))
        count = int(found["ECG"]["footer"]["info"]["sample_count"][0])
        assert count == len(values) >= 2 * len(found["notes"]["time_series"]) - 2
        assert found["notes"]["footer"]["info"]["first_timestamp"] == ["0.0"]
    assert len(values) == 40
    assert found["ECG"]["footer"]["info"]["last_timestamp"] == ["19.5"]


@pytest.mark.parametrize("tail", [bytes(1), bytes(4096), bytes(1 << 17)])
def test_a_power_cut_that_left_zeros_costs_nothing(tmp_path: Path, tail: bytes) -> None:
    path = tmp_path / "a.xdf"
    file = XdfFile(path)
    ecg = file.open_stream(ECG)
    file.write_samples(ecg, np.arange(50.0), np.zeros((50, 2)))
    path.write_bytes(path.read_bytes() + tail)
    assert len(by_name(path)["ECG"]["time_stamps"]) == 50
    assert mend(path) == len(tail)
    assert by_name(path)["ECG"]["footer"]["info"]["sample_count"] == ["50"]


def test_what_is_no_record_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.xdf"
    path.write_bytes(b"precious")
    with pytest.raises(NoXdf, match="no XDF file"):
        mend(path)
    assert path.read_bytes() == b"precious"


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
    damaged = bytearray(path.read_bytes())
    damaged[500_000:520_000] = bytes(20_000)  # readers go on behind the next boundary: no cut
    path.write_bytes(damaged)
    with pytest.raises(NoXdf, match="left as it is"):
        mend(path)
    assert path.read_bytes() == damaged


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
