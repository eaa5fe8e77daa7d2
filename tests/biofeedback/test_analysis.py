from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import pytest

from biofeedback.analysis import FORMAT_VERSION, analyze, write_json
from biofeedback.engine import Engine
from biofeedback.indices.base import History
from biofeedback.sources.recording import Recording, open_recording
from biofeedback.types import TICK_S, Chunk, Event, Feature, Index, Notice, Pull, Retraction
from tests.biofeedback.bodies import Breather, Loud, Tape, stream


class Doubtful(Loud):
    """Takes the beats at 3 s and 6 s back half a second later."""

    def step(self, chunk: Chunk) -> Sequence[Event]:
        back = [
            Retraction(float(t) - 0.5, float(t), self.info.kind)
            for t in chunk.t
            if float(t) in (3.5, 6.5)
        ]
        return [*super().step(chunk), *back]


class NotYet:
    period_s = 0.5
    formula_version = 3

    def compute(self, history: History, now: float) -> Iterable[Feature | Index]:
        yield Feature("rmssd", now, math.nan if now < 5 else 40.0, "ms", 0.0 if now < 5 else 0.9)
        yield Index("calm", 0.5, 0.8)


def engine(respiration: type = Breather) -> Engine:
    find = {"ecg": Doubtful, "respiration": respiration}.get
    return Engine(traces=False, find=find, indices=[NotYet()])  # type: ignore[arg-type]


def tape(end: float = 10.0, start: float = 0.0) -> Tape:
    return Tape(stream("ecg"), stream("respiration", 32.0), start=start, end=end)


def test_beats_carry_when_they_were_said_and_taken_back() -> None:
    result = analyze(tape(), engine=engine())
    beats = result["beats"]
    assert [b["t"] for b in beats] == [float(i) for i in range(11)]
    assert all(b["t"] <= b["reported"] < b["t"] + TICK_S for b in beats)
    assert [b["t"] for b in beats if "retracted" in b] == [3.0, 6.0]
    assert beats[3]["retracted"] == pytest.approx(3.5, abs=TICK_S)
    assert set(beats[0]) == {"t", "reported", "trust", "source"}


def test_the_phase_is_given_at_every_step_in_cycles() -> None:
    phase = analyze(tape(), engine=engine())["features"]["respiration_phase"]
    assert phase["unit"] == "cycles"
    np.testing.assert_allclose(np.diff(phase["t"]), TICK_S)
    assert len(phase["t"]) == 10 * 32 + 1
    np.testing.assert_allclose(phase["value"], np.array(phase["t"]) / 10 % 1.0, atol=1e-9)
    assert set(phase["trust"]) == {1.0}


def test_features_keep_their_own_cadence_and_not_yet_is_null() -> None:
    result = analyze(tape(), engine=engine())
    rmssd = result["features"]["rmssd"]
    assert len(rmssd["t"]) == pytest.approx(21, abs=1)
    assert rmssd["unit"] == "ms"
    for t, value in zip(rmssd["t"], rmssd["value"], strict=True):
        assert value == (None if t < 5 else 40.0)
    assert result["features"]["heart_rate"] == {
        "unit": "1/min", "t": [], "value": [], "trust": [],
    }  # fmt: skip
    assert set(result["indices"]["calm"]["value"]) == {0.5}
    assert result["formulas"] == {"notyet": 3}


def test_streams_are_accounted_for() -> None:
    recording = tape()
    recording.notices = [Notice("ecg", "gap", 0.01, "made up")]
    ecg, respiration = analyze(recording, engine=engine())["streams"]
    assert ecg["name"] == "ECG"
    assert ecg["kind"] == "ecg"
    assert ecg["type"] == "ECG"
    assert ecg["rate"] == 256.0
    assert ecg["measured_rate"] == pytest.approx(256.0)
    assert ecg["channels"] == ["ecg0"]
    assert ecg["units"] == ["mV"]
    assert ecg["samples"] == 2561
    assert ecg["start"] == pytest.approx(0.0)
    assert ecg["duration"] == pytest.approx(10.0)
    assert ecg["trust"] == 1.0
    assert ecg["notices"] == [{"kind": "gap", "t": 0.01, "detail": "made up"}]
    assert respiration["samples"] == 321
    assert respiration["notices"] == []


def test_times_are_the_files_own() -> None:
    there = analyze(tape(start=1_000_000.0, end=1_000_010.0), engine=engine())
    assert there["beats"][0]["t"] == 1_000_000.0
    assert there["features"]["respiration_phase"]["t"][0] == 1_000_000.0 + TICK_S
    assert there["streams"][0]["start"] == pytest.approx(1_000_000.0)


@pytest.mark.parametrize("cut", [2.5, 3.3, 7.01])
def test_what_was_said_by_then_does_not_depend_on_what_came_later(cut: float) -> None:
    whole = analyze(tape(), engine=engine())
    part = analyze(tape(end=cut), engine=engine())
    tick = math.floor(cut / TICK_S) * TICK_S  # the last step whose samples both have in full
    for result in (whole, part):
        result["beats"] = [b for b in result["beats"] if b["reported"] < tick]
        for b in result["beats"]:
            if b.get("retracted", 0.0) >= tick:
                del b["retracted"]
    assert part["beats"] == whole["beats"]
    assert part["beats"]
    phase, phase_cut = (r["features"]["respiration_phase"] for r in (whole, part))
    n = math.floor(cut / TICK_S)
    assert phase_cut["value"][:n] == phase["value"][:n]


def test_the_same_recording_gives_the_same_result_twice() -> None:
    assert analyze(tape(), engine=engine()) == analyze(tape(), engine=engine())


def test_progress_rises_to_one() -> None:
    shares: list[float] = []
    analyze(tape(end=60.0), shares.append, engine=engine())
    assert shares == sorted(shares)
    assert len(shares) == pytest.approx(7, abs=1)
    assert shares[-1] == 1.0


def test_an_empty_recording_has_empty_results() -> None:
    empty = Tape(start=0.0, end=-1.0)
    result = analyze(empty, engine=engine())
    assert result["beats"] == []
    assert result["streams"] == []
    assert set(result["features"]) >= {"heart_rate", "rmssd", "coherence", "respiration_rate"}
    assert result["format"] == FORMAT_VERSION


def test_the_file_is_standard_json_written_whole(tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    out.write_text("old", encoding="utf-8")
    result = analyze(tape(end=3.0), engine=engine())
    write_json(result, out)

    def forbid(text: str) -> None:
        raise AssertionError(f"{text} is no JSON")

    assert json.loads(out.read_text(encoding="utf-8"), parse_constant=forbid) == result
    assert list(tmp_path.iterdir()) == [out]


def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    out.write_text("old", encoding="utf-8")
    with pytest.raises(TypeError):
        write_json({"what": object()}, out)
    assert out.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [out]
    with pytest.raises(FileNotFoundError):
        write_json({}, tmp_path / "nowhere" / "out.json")


class Part:
    """The first seconds of a recording, as if it ended there."""

    def __init__(self, recording: Recording, seconds: float) -> None:
        self._recording = recording
        self.streams, self.start = recording.streams, recording.start
        self.end = recording.start + seconds
        self.hear, self.close = recording.hear, recording.close

    def read(self, until: float) -> Pull:
        return self._recording.read(min(until, self.end))


def test_a_real_recording_gives_its_beats_and_nothing_from_later(recordings: Path) -> None:
    path = recordings / "xdf_event.xdf"
    whole, part = (analyze(Part(open_recording(path), seconds)) for seconds in (60.0, 40.0))
    recording = open_recording(path)
    key = next(s.key for s in recording.streams if s.kind == "ecg")
    with np.load(recordings / "multi_nk_event.npz") as truth:
        peaks = truth["r_peaks_s"] + recording.first_sample[key]
    beats = np.array([b["t"] for b in whole["beats"] if "retracted" not in b])
    # The first 4 s may pass until the detector knows the heart; the last beat is not yet sure.
    inside = peaks[(peaks > recording.start + 4.0) & (peaks < recording.start + 59.5)]
    found = np.abs(inside[:, None] - beats[None, :]).min(axis=1) < 0.075
    assert found.mean() > 0.97
    true = np.abs(beats[:, None] - peaks[None, :]).min(axis=1) < 0.075
    assert true.mean() > 0.97
    assert all(b["reported"] >= b["t"] for b in whole["beats"])

    tick = recording.start + 40.0 - TICK_S
    for result in (whole, part):
        for b in result["beats"]:
            if b.get("retracted", 0.0) >= tick:
                del b["retracted"]
    for name in ("beats", "breaths"):
        early = [[e for e in r[name] if e["reported"] < tick] for r in (whole, part)]
        assert early[0] == early[1] != []
    for name, feature in part["features"].items():
        n = sum(t <= tick for t in feature["t"])
        assert feature["value"][:n] == whole["features"][name]["value"][:n], name
