"""XDF in: whole files, odd files, broken files."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from biofeedback.sources.base import SourceError
from biofeedback.sources.recording import Recording, open_recording
from tests.biofeedback.sources import xdf_writer as xdf

RATE = 100.0
T = 1000.0 + np.arange(300) / RATE
WAVE = np.sin(2 * np.pi * T)[:, None]


def small_file() -> bytes:
    """ECG, RR and markers over 3 s; the sender's clock is 5 s behind the recorder's."""
    out = xdf.file_header()
    out += xdf.stream_header(1, "Chest", "EKG", RATE, channels=[("I", "mV", "")], source_id="c1")
    out += xdf.stream_header(2, "Strap", "RR", 0.0, channels=[("RR", "ms", "")], source_id="s1")
    out += xdf.stream_header(3, "Notes", "Markers", 0.0, channel_format="string", source_id="n1")
    for number in (1, 2, 3):
        out += xdf.clock_offset(number, 1000.0, 5.0)
    for i in range(0, 300, 100):
        out += xdf.samples(1, T[i : i + 100], WAVE[i : i + 100], every=10)
        out += xdf.boundary()
        out += xdf.clock_offset(1, T[i] + 1.0, 5.0)
    out += xdf.samples(2, np.array([1000.8, 1001.7]), np.array([[800.0], [900.0]]))
    out += xdf.texts(3, [1000.5, 1002.5], ["begin", "Ende é"])
    return out + b"".join(xdf.footer(n, c) for n, c in ((1, 300), (2, 2), (3, 2)))


def opened(tmp_path: Path, content: bytes, name: str = "file.xdf", **options: object) -> Recording:
    path = tmp_path / name
    path.write_bytes(content)
    return open_recording(path, **options)  # type: ignore[arg-type]


def opened_or_refused(tmp_path: Path, content: bytes) -> Recording | None:
    """The recording, or None where it is refused as it should be: with file and reason."""
    path = tmp_path / "file.xdf"
    path.write_bytes(content)
    refusal = ""
    try:
        return open_recording(path)
    except SourceError as error:
        refusal = str(error)
    assert "file.xdf: " in refusal
    return None


def test_streams_stamps_and_markers(tmp_path: Path) -> None:
    recording = opened(tmp_path, small_file())
    assert {s.key: s.kind for s in recording.streams} == {"c1": "ecg", "s1": "rr", "n1": "markers"}
    assert recording.streams[0].channels[0].unit == "mV"
    assert recording.streams[0].declared_type == "EKG"
    assert (recording.start, recording.end) == pytest.approx((1005.0, 1007.99))
    assert recording.first_sample["s1"] == pytest.approx(1005.8)
    pull = recording.read(2000.0)
    chunks = {chunk.stream.key: chunk for chunk in pull.chunks}
    np.testing.assert_allclose(chunks["c1"].t, T + 5.0, atol=1e-6)
    np.testing.assert_allclose(chunks["c1"].x, WAVE, atol=1e-6)
    assert chunks["c1"].x.dtype == np.float64
    assert chunks["s1"].x[:, 0].tolist() == [800.0, 900.0]
    assert [(m.text, round(m.t, 6)) for m in pull.markers] == [
        ("begin", 1005.5),
        ("Ende é", 1007.5),
    ]


def test_read_in_pieces_gives_everything_once(tmp_path: Path) -> None:
    recording = opened(tmp_path, small_file())
    whole = recording.read(np.inf)
    recording.rewind()
    parts = [recording.read(t) for t in np.arange(1004.9, 1008.2, 1 / 32)]
    ecg = [c for pull in parts for c in pull.chunks if c.stream.key == "c1"]
    np.testing.assert_array_equal(np.concatenate([c.t for c in ecg]), whole.chunks[0].t)
    np.testing.assert_array_equal(np.concatenate([c.x for c in ecg]), whole.chunks[0].x)
    assert sum(len(pull.markers) for pull in parts) == 2
    ecg[0].x[:] = 7.0  # what was handed out is a copy
    recording.rewind()
    assert not np.any(recording.read(1005.1).chunks[0].x == 7.0)


def test_one_amplifier_becomes_a_stream_a_kind(tmp_path: Path) -> None:
    channels = [("A1", "mV", "ECG"), ("A2", "", "RESP"), ("n", "", "counter")]
    out = xdf.file_header() + xdf.stream_header(1, "Box", "", RATE, channels=channels)
    out += xdf.samples(1, T, np.tile([1.0, 2.0, 3.0], (300, 1)))
    chunks = {c.stream.kind: c for c in opened(tmp_path, out).read(1e9).chunks}
    assert chunks["ecg"].x[0].tolist() == [1.0]
    assert chunks["respiration"].x[0].tolist() == [2.0]


def test_mapping_names_a_stream(tmp_path: Path) -> None:
    out = xdf.file_header() + xdf.stream_header(1, "Box7", "Analog", RATE)
    out += xdf.samples(1, T, WAVE)
    assert opened(tmp_path, out).streams[0].kind == "other"
    assert opened(tmp_path, out, mapping={"rsp": "Box7"}).streams[0].kind == "respiration"
    with pytest.raises(SourceError, match="did you mean 'Box7'"):
        opened(tmp_path, out, mapping={"ecg": "Box"})
    with pytest.raises(SourceError, match="'emg' is no signal"):
        opened(tmp_path, out, mapping={"emg": "Box7"})


def test_integers_empty_streams_and_shared_source_ids(tmp_path: Path) -> None:
    out = xdf.file_header()
    out += xdf.stream_header(1, "A", "ECG", RATE, channel_format="int16", source_id="same")
    out += xdf.stream_header(2, "B", "PPG", RATE, source_id="same")
    out += xdf.stream_header(3, "C", "Markers", 0.0, channel_format="string")
    out += xdf.samples(1, T, 100 * WAVE, "int16")
    recording = opened(tmp_path, out)
    assert [s.key for s in recording.streams] == ["same", "same/B", "C@lab"]
    (chunk,) = recording.read(1e9).chunks
    np.testing.assert_array_equal(chunk.x, (100 * WAVE).astype(np.int16))


def test_a_gap_is_kept_and_told(tmp_path: Path) -> None:
    out = xdf.file_header() + xdf.stream_header(1, "A", "ECG", RATE, source_id="a")
    out += xdf.samples(1, T, WAVE) + xdf.samples(1, T + 20.0, WAVE)
    pull = opened(tmp_path, out).read(1e9)
    steps = np.diff(pull.chunks[0].t)
    assert steps.max() == pytest.approx(17.01, abs=0.01)
    gaps = [n for n in pull.notices if n.kind == "gap"]
    assert [round(n.t) for n in gaps] == [1020]
    assert "17.0" in gaps[0].detail


def test_stamps_that_step_backwards_are_sorted_and_told(tmp_path: Path) -> None:
    out = xdf.file_header() + xdf.stream_header(1, "A", "RR", 0.0, source_id="a")
    out += xdf.samples(1, np.array([5.0, 3.0, 4.0]), np.array([[5.0], [3.0], [4.0]]))
    pull = opened(tmp_path, out).read(1e9)
    assert pull.chunks[0].t.tolist() == [3.0, 4.0, 5.0]
    assert pull.chunks[0].x[:, 0].tolist() == [3.0, 4.0, 5.0]
    assert [n.kind for n in pull.notices if n.kind == "backwards"] == ["backwards"]


def test_gzipped_and_cut_gzip(tmp_path: Path) -> None:
    packed = gzip.compress(small_file())
    assert len(opened(tmp_path, packed, "file.xdfz").streams) == 3
    recording = opened(tmp_path, packed[:-40], "cut.xdf.gz")
    assert any("cut short" in n.detail for n in recording.notices)


@pytest.mark.parametrize("step", [0, 1, 2])
def test_cut_anywhere_opens_with_what_is_whole_or_says_why(tmp_path: Path, step: int) -> None:
    whole = small_file()
    opened_any = 0
    for length in range(step, len(whole), 3 * 17):
        recording = opened_or_refused(tmp_path, whole[:length])
        if recording is None:
            continue
        opened_any += 1
        pull = recording.read(1e9)
        for chunk in pull.chunks:
            if chunk.stream.key == "c1":
                n = chunk.t.size
                assert n in (100, 200, 300)
                np.testing.assert_allclose(chunk.x, WAVE[:n], atol=1e-6)
                # Stamps are right as soon as the clock offset was read.
                np.testing.assert_allclose(chunk.t, T[:n] + 5.0, atol=1e-3)
    assert opened_any > 20


def test_a_cut_is_told_with_its_place(tmp_path: Path) -> None:
    recording = opened(tmp_path, small_file()[:-3])
    assert any("byte" in n.detail and "cut short" in n.detail for n in recording.notices)


def test_damage_in_the_middle_leaves_the_rest(tmp_path: Path) -> None:
    whole = bytearray(small_file())
    second = whole.index(xdf.BOUNDARY) + len(xdf.BOUNDARY)
    hit = whole.index(b"\x08", second + 60)
    whole[hit : hit + 40] = bytes(range(100, 140))
    recording = opened(tmp_path, bytes(whole))
    ecg = recording.read(1e9).chunks[0]
    assert ecg.t.size == 200
    assert any("left out" in n.detail for n in recording.notices)


@settings(
    max_examples=120,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(hits=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), min_size=1, max_size=12))
def test_any_damage_opens_or_is_an_error_of_ours(
    tmp_path: Path, hits: list[tuple[float, int]]
) -> None:
    whole = bytearray(small_file())
    for where, value in hits:
        whole[4 + int(where * (len(whole) - 5))] = value
    recording = opened_or_refused(tmp_path, bytes(whole))
    for chunk in recording.read(np.inf).chunks if recording else ():
        assert np.all(np.diff(chunk.t) >= 0)
        assert np.isfinite(chunk.t).all()


@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(content=st.binary(max_size=200))
def test_random_bytes_are_no_xdf(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(SourceError, match=r"file\.xdf"):
        opened(tmp_path, content)
    with pytest.raises(SourceError, match=r"file\.xdf"):
        opened(tmp_path, b"XDF:" + content)


def test_no_such_file_a_folder_and_a_foreign_file(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"gone\.xdf: cannot be opened"):
        open_recording(tmp_path / "gone.xdf")
    with pytest.raises(SourceError, match="is a folder"):
        open_recording(tmp_path)
    (tmp_path / "a.docx").write_bytes(b"PK..")
    with pytest.raises(SourceError, match="this kind of file is not known"):
        open_recording(tmp_path / "a.docx")


# Real files


def test_real_recordings_have_their_streams(recordings: Path) -> None:
    expected = {
        "xdf_slow_breathing.xdf": ["ecg", "respiration"],
        "xdf_rest.xdf": ["ecg", "ppg", "respiration"],
        "xdf_event.xdf": ["ecg", "respiration", "eda"],
    }
    for name, kinds in expected.items():
        recording = open_recording(recordings / name)
        assert [s.kind for s in recording.streams] == kinds
        ecg = recording.read(recording.end + 1).chunks[0]
        rate = ecg.stream.rate_hz
        assert np.diff(ecg.t).mean() == pytest.approx(1 / rate, rel=1e-4)
        assert recording.first_sample[ecg.stream.key] == ecg.t[0]


def test_real_samples_are_at_their_times(recordings: Path) -> None:
    """Stamps were jittered in the file; from the first sample they are those of the original."""
    recording = open_recording(recordings / "xdf_slow_breathing.xdf")
    original = np.load(recordings / "multi_physio1.npz")
    ecg = recording.read(np.inf).chunks[0]
    since = ecg.t - recording.first_sample[ecg.stream.key]
    rate = float(original["ecg_fs"])
    np.testing.assert_allclose(since, np.arange(since.size) / rate, atol=1e-3)
    np.testing.assert_allclose(ecg.x[:, 0], original["ecg"][: since.size], rtol=1e-5, atol=1e-5)


def test_real_clock_resets(recordings: Path) -> None:
    recording = open_recording(recordings / "xdf_clock_resets.xdf")
    assert {s.kind for s in recording.streams} == {"eeg", "markers"}
    pull = recording.read(np.inf)
    assert pull.chunks[0].x.shape == (27815, 8)
    assert len(pull.markers) == 175
    assert [m.t for m in pull.markers] == sorted(m.t for m in pull.markers)
    assert {"clock reset", "gap"} <= {n.kind for n in pull.notices}


def test_real_empty_and_minimal(recordings: Path) -> None:
    empty = open_recording(recordings / "xdf_empty_streams.xdf")
    assert len(empty.streams) == 4
    assert [c.x.shape for c in empty.read(np.inf).chunks] == [(10, 1)]
    minimal = open_recording(recordings / "xdf_minimal.xdf")
    pull = minimal.read(np.inf)
    assert pull.chunks[0].x[:, 0].tolist()[:3] == [192.0, 12.0, 13.0]
    assert pull.markers[1].text == "Hello"
