"""CSV in: what is recognised, what is refused, and where the message points."""

from __future__ import annotations

import gzip
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from biofeedback.sources.base import SourceError
from biofeedback.sources.recording import Recording, open_recording


def opened(
    tmp_path: Path, text: str | bytes, name: str = "file.csv", **options: object
) -> Recording:
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return open_recording(path, **options)  # type: ignore[arg-type]


def table(header: str, rows: int = 50, rate: float = 100.0) -> str:
    width = header.count(",")
    lines = [
        f"{i / rate:.3f}" + "".join(f",{i + 0.5 * c}" for c in range(width)) for i in range(rows)
    ]
    return "\n".join([header, *lines]) + "\n"


def test_a_stream_a_recognised_column(tmp_path: Path) -> None:
    recording = opened(tmp_path, table("time,ecg [mV],Resp (a.u.),EDA_uS,temperature"))
    kinds = {s.kind: s for s in recording.streams}
    assert list(kinds) == ["ecg", "respiration", "eda"]
    assert [s.channels[0].unit for s in recording.streams] == ["mV", "a.u.", "uS"]
    assert all(s.rate_hz == 100.0 for s in recording.streams)
    assert (recording.start, recording.end) == (0.0, 0.49)
    chunks = recording.read(1.0).chunks
    np.testing.assert_allclose(chunks[0].t, np.arange(50) / 100)
    np.testing.assert_allclose(chunks[1].x[:, 0], np.arange(50) + 0.5)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_delimiters_and_decimal_commas(tmp_path: Path, delimiter: str) -> None:
    rows = [["time", "ecg"], ["0.0", "1.5"], ["0.5", "-2.5e-3"], ["1.0", "3"]]
    text = "\r\n".join(delimiter.join(row) for row in rows)
    if delimiter == ";":
        text = text.replace(".", ",")
    (chunk,) = opened(tmp_path, text).read(9.0).chunks
    assert chunk.t.tolist() == [0.0, 0.5, 1.0]
    assert chunk.x[:, 0].tolist() == [1.5, -2.5e-3, 3.0]


def test_unix_times_stay(tmp_path: Path) -> None:
    text = "timestamps,ecg\n1606398309.68,1\n1606398309.69,2\n1606398309.70,3\n"
    recording = opened(tmp_path, text)
    assert recording.start == 1606398309.68
    assert recording.streams[0].rate_hz == 100.0


def test_time_in_other_units(tmp_path: Path) -> None:
    recording = opened(tmp_path, "Time [ms],ecg\n0,1\n4,2\n8,3\n12,4\n")
    assert recording.end == pytest.approx(0.012)
    assert recording.streams[0].rate_hz == 250.0
    assert opened(tmp_path, "time_us,ecg\n0,1\n4000,2\n8000,3\n").end == pytest.approx(0.008)
    with pytest.raises(SourceError, match=r"time \[ms\]"):
        opened(tmp_path, "time,ecg\n1606398309680,1\n1606398309690,2\n")


def test_rate_stands_in_for_a_time_column(tmp_path: Path) -> None:
    (chunk,) = opened(tmp_path, "ecg\n1\n2\n3\n", rate_hz=4.0).read(9.0).chunks
    assert chunk.t.tolist() == [0.0, 0.25, 0.5]
    with pytest.raises(SourceError, match="--rate"):
        opened(tmp_path, "ecg\n1\n2\n3\n")
    with pytest.raises(SourceError, match="above 0"):
        opened(tmp_path, "ecg\n1\n2\n3\n", rate_hz=-1.0)


def test_missing_cells_are_nan(tmp_path: Path) -> None:
    recording = opened(tmp_path, "time,ecg,ppg\n0,1,\n1,NaN,2\n2,n/a,3\n3,4,-\n")
    ecg, ppg = (c.x[:, 0] for c in recording.read(9.0).chunks)
    np.testing.assert_array_equal(ecg, [1, np.nan, np.nan, 4])
    np.testing.assert_array_equal(ppg, [np.nan, 2, 3, np.nan])


def test_irregular_columns_have_samples_only_where_filled(tmp_path: Path) -> None:
    text = "time,ecg,rr_ms,marker\n0,1,,\n0.8,2,800,go\n1.0,3,,\n1.7,4,900,stop\n"
    recording = opened(tmp_path, text)
    pull = recording.read(9.0)
    rr = next(c for c in pull.chunks if c.stream.kind == "rr")
    assert (rr.t.tolist(), rr.x[:, 0].tolist()) == ([0.8, 1.7], [800.0, 900.0])
    assert rr.stream.rate_hz == 0.0
    assert rr.stream.channels[0].unit == "ms"
    assert [(m.t, m.text) for m in pull.markers] == [(0.8, "go"), (1.7, "stop")]


def test_intervals_alone_make_their_own_times(tmp_path: Path) -> None:
    (chunk,) = opened(tmp_path, "RR\n800\n900\n4294967295\n850\n").read(1e9).chunks
    np.testing.assert_allclose(chunk.t, [0.8, 1.7, 2.55, 3.4])
    assert chunk.x[2, 0] == 4294967295.0  # the glitch is kept, it only moves no clock


def test_mapping_wins(tmp_path: Path) -> None:
    text = table("time,ch1,ecg,ch3")
    recording = opened(tmp_path, text, mapping={"ecg": "ch1", "rsp": "ch3"})
    assert [(s.kind, s.name) for s in recording.streams] == [("ecg", "ch1"), ("respiration", "ch3")]
    with pytest.raises(SourceError, match="did you mean 'ch1'"):
        opened(tmp_path, text, mapping={"ecg": "ch_1"})
    with pytest.raises(SourceError, match="'emg' is no signal"):
        opened(tmp_path, text, mapping={"emg": "ch1"})


def test_electrodes_form_one_stream(tmp_path: Path) -> None:
    recording = opened(tmp_path, table("time,TP9,AF7,other,TP10"))
    (stream,) = recording.streams
    assert stream.kind == "eeg"
    assert [c.label for c in stream.channels] == ["TP9", "AF7", "TP10"]
    (chunk,) = recording.read(9.0).chunks
    np.testing.assert_allclose(chunk.x[4], [4.0, 4.5, 5.5])


def test_comments_bom_blank_lines_and_quotes(tmp_path: Path) -> None:
    text = '\ufeff# device 7\n\n"time","ecg, raw [mV]"\n0,1\n\n1,"2"\n'
    (chunk,) = opened(tmp_path, text).read(9.0).chunks
    assert chunk.x[:, 0].tolist() == [1.0, 2.0]
    assert chunk.stream.channels[0].unit == "mV"


def test_times_out_of_order_are_sorted_and_told(tmp_path: Path) -> None:
    pull = opened(tmp_path, "time,ecg\n0,0\n2,2\n1,1\n3,3\n").read(9.0)
    assert pull.chunks[0].x[:, 0].tolist() == [0, 1, 2, 3]
    assert [n.kind for n in pull.notices] == ["backwards"]


def test_gzipped(tmp_path: Path) -> None:
    packed = gzip.compress(table("time,ecg", rows=5000).encode())
    assert opened(tmp_path, packed, "file.csv.gz").end == pytest.approx(49.99)
    with pytest.raises(SourceError, match="cut short"):
        opened(tmp_path, packed[:-20], "cut.csv.gz")
    with pytest.raises(SourceError, match="damaged"):
        opened(tmp_path, b"time,ecg\n1,2\n", "not.csv.gz")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("time,ecg\n0,1\n1\n2,3\n", r"line 3: has 1 cells where the header has 2"),
        ("time,ecg\n0,1\n1,2,3\n", r"line 3: has 3 cells"),
        ("# a\n\ntime,ecg\n0,1\n\n1,oops\n", r"line 6, column 'ecg': 'oops' is not a number"),
        ("0,1\n1,2\n", r"line 1: numbers where the header row"),
        ("time,foo,bar\n0,1,2\n", r"no column is recognised among time, foo, bar"),
        ("time,ecg\n", r"no rows"),
        ("time,ecg\n,1\n1,2\n", r"1 of 2 rows have no time \(first: row 1"),
        ("time [h],ecg\n0,1\n", r"time in 'h'"),
        ("", r"the file is empty"),
        ("\n\n# only comments\n", r"holds no table"),
        (b"time,ecg\n0,\xff\xfe\n", r"not UTF-8"),
    ],
)
def test_messages_name_file_place_and_remedy(
    tmp_path: Path, text: str | bytes, message: str
) -> None:
    with pytest.raises(SourceError, match=message) as caught:
        opened(tmp_path, text)
    assert "file.csv" in str(caught.value)
    assert "\n" not in str(caught.value)


@settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    content=st.one_of(
        st.binary(max_size=300),
        st.text(max_size=200),
        st.text('time,ecg;\t\n\r"0129.-eE#[]', max_size=120),
    )
)
def test_anything_opens_or_is_an_error_of_ours(tmp_path: Path, content: str | bytes) -> None:
    raw = content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass")
    for text in (raw, b"time,ecg\n" + raw):
        (tmp_path / "file.csv").write_bytes(text)
        refusal = ""
        try:
            recording = open_recording(tmp_path / "file.csv")
        except SourceError as error:
            refusal = str(error)
        if refusal:
            assert "file.csv" in refusal
            continue
        for chunk in recording.read(np.inf).chunks:
            assert np.isfinite(chunk.t).all()
            assert np.all(np.diff(chunk.t) >= 0)


def test_reading_an_hour_needs_no_more_memory(tmp_path: Path) -> None:
    rate, seconds = 50, 3600
    t = np.arange(rate * seconds) / rate
    path = tmp_path / "hour.csv"
    with path.open("w") as file:
        file.write("time,ecg,resp\n")
        file.writelines(f"{stamp:.3f},{stamp % 1:.3f},1\n" for stamp in t.tolist())
    recording = open_recording(path)
    tracemalloc.start()
    samples = 0
    for k in range(1, seconds + 2):
        samples += sum(chunk.t.size for chunk in recording.read(float(k)).chunks)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert samples == 2 * t.size
    assert peak < 200_000


def test_real_muse_file(recordings: Path) -> None:
    recording = open_recording(recordings / "eeg_muse_biopsykit.csv")
    (stream,) = recording.streams
    assert stream.kind == "eeg"
    assert stream.rate_hz == 256.0
    (chunk,) = recording.read(np.inf).chunks
    assert chunk.x.shape == (28932, 4)
    assert chunk.x[0].tolist() == [-34.668, -31.738, -34.668, -23.438]
    assert chunk.t[0] == 1606398309.680
