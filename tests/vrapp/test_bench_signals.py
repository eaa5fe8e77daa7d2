"""The accuracy bench on simulated recordings whose truth is known."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from tests.bench.breath import simulate
from tests.biofeedback.signals.waves import beat_times, ecg, ppg
from vrapp.bench.markdown import BEGIN, END, PageError, write_pages
from vrapp.bench.scoring import breath_phase, calibration, f1, matched, off_deg, outside
from vrapp.bench.signals import RecordingsError, Table, bench_signals
from vrapp.cli import vrapp

SECONDS = 60.0


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("recordings")
    beats = beat_times(SECONDS)
    np.savez(
        path / "heart.npz",
        ecg=ecg(beats, SECONDS, 250.0), ecg_fs=250.0, r_peaks_s=beats,
        ppg=ppg(beats + 0.25, SECONDS, 100.0), ppg_fs=100.0, ppg_peaks_s=beats + 0.25,
    )  # fmt: skip
    breather = simulate("breather", 1, duration_s=SECONDS)
    np.savez(
        path / "breath.npz",
        rsp=breather.x, rsp_fs=breather.rate_hz, rsp_peaks_s=breather.peaks_s,
        rsp_troughs_s=breather.troughs_s,
    )  # fmt: skip
    return path


def number(table: Table, column: str, row: int = 0) -> float:
    return float(table.rows[row][table.columns.index(column)].split()[0].rstrip("°"))


def test_every_annotated_signal_gets_its_tables(folder: Path) -> None:
    tables = bench_signals([folder])
    assert [t.signal for t in tables] == ["ecg"] * 2 + ["ppg"] * 2 + ["respiration"] * 2
    assert all(len(row) == len(t.columns) for t in tables for row in t.rows)
    heart, pulse, breath = tables[::2]
    assert number(heart, "beats") == pytest.approx(60, abs=6)
    assert number(heart, "F1 ±75 ms") == 100.0
    assert 50.0 < number(heart, "latency p50") < 250.0
    assert number(pulse, "F1 ±75 ms") > 95.0
    assert number(breath, "within ±30°") > 70.0
    assert number(breath, "wrong way") < 20.0


def test_wrong_annotations_show(folder: Path, tmp_path: Path) -> None:
    with np.load(folder / "heart.npz") as data:
        beats = data["r_peaks_s"]
        np.savez(tmp_path / "late.npz", ecg=data["ecg"], ecg_fs=250.0, r_peaks_s=beats + 0.1)
    (heart, _) = bench_signals([tmp_path / "late.npz"])
    assert number(heart, "F1 ±150 ms") > 98.0
    assert number(heart, "F1 ±75 ms") < 5.0


def test_excluded_spans_are_not_scored(folder: Path, tmp_path: Path) -> None:
    with np.load(folder / "heart.npz") as data:
        x = data["ecg"].copy()
        x[5000:10_000] = 0.0
        spans = np.array([[19.0, 44.0]])
        for name, exclude in (("all", np.empty((0, 2))), ("less", spans)):
            np.savez(
                tmp_path / f"{name}.npz", ecg=x, ecg_fs=250.0, r_peaks_s=data["r_peaks_s"],
                exclude_s=exclude,
            )  # fmt: skip
    heart = bench_signals([tmp_path])[0]
    assert number(heart, "F1 ±150 ms", 0) < 90.0 < number(heart, "F1 ±150 ms", 1)


@pytest.mark.parametrize("what", ["empty", "missing", "plain"])
def test_nothing_annotated_is_told(tmp_path: Path, what: str) -> None:
    if what == "plain":
        np.savez(tmp_path / "plain.npz", ecg=np.zeros(100), ecg_fs=100.0)
    with pytest.raises(RecordingsError, match=r"r_peaks_s|no such"):
        bench_signals([tmp_path / "nowhere" if what == "missing" else tmp_path])


def test_tables_go_between_the_marks_and_nowhere_else(tmp_path: Path) -> None:
    page = tmp_path / "ecg.md"
    page.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n", encoding="utf-8")
    write_pages([Table("ecg", "title", ["a", "b"], [["1", r"\2"]])], tmp_path)
    text = page.read_text(encoding="utf-8")
    assert text.startswith(f"before\n{BEGIN}\n**title**\n\n| a | b |\n| --- | ---: |\n| 1 | \\2 |")
    assert text.endswith(f"{END}\nafter\n")
    assert "old" not in text
    with pytest.raises(PageError, match="no such page"):
        write_pages([Table("ppg", "", [], [])], tmp_path)
    page.write_text("no marks", encoding="utf-8")
    with pytest.raises(PageError, match="once"):
        write_pages([Table("ecg", "", ["a"], [])], tmp_path)


def test_the_command_prints_and_refuses(folder: Path) -> None:
    done = CliRunner().invoke(vrapp, ["bench", "signals", str(folder / "heart.npz")])
    assert done.exit_code == 0, done.output
    assert "R peaks" in done.output
    for wrong in (["signals"], ["worker", str(folder)], ["signals", str(folder / "none")]):
        assert CliRunner().invoke(vrapp, ["bench", *wrong]).exit_code != 0


def test_one_annotation_is_matched_once() -> None:
    reference = np.array([1.0, 2.0])
    assert matched(reference, np.array([0.95, 1.02, 2.3]), 0.15).tolist() == [-1, 0, -1]
    assert matched(np.empty(0), np.array([1.0]), 0.15).tolist() == [-1]
    assert f1(1, 1, 2) == pytest.approx(40.0)
    assert np.isnan(f1(0, 0, 0))


def test_phase_runs_from_onset_to_onset() -> None:
    t = np.array([0.5, 1.0, 2.0, 3.5, 5.0, 9.0])
    phase = breath_phase(t, np.array([1.0, 5.0]), np.array([2.0, 7.0]))
    assert np.allclose(phase[1:5] - phase[1], [0.0, 0.5, 0.75, 1.0])
    assert np.isnan(phase[[0, 5]]).all()
    assert off_deg(np.array([0.95, 0.5]), np.array([0.05, 3.5])) == pytest.approx([36.0, 0.0])


def test_calibration_counts_by_tenths() -> None:
    trust = np.array([0.05, 0.95, 0.95, 1.0])
    rows = calibration(trust, np.array([False, True, False, True]))
    assert [(low, n) for low, _, _, n in rows] == [(0.0, 1), (0.9, 3)]
    assert rows[1][2] == pytest.approx(2 / 3)


def test_spans_and_learning_are_left_out() -> None:
    keep = outside(np.array([1.0, 6.0, 8.0]), np.array([[7.0, 9.0]]), 5.0)
    assert keep.tolist() == [False, True, False]
