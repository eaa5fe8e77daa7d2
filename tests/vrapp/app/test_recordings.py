"""Real recordings through the whole session: what is shown is what their bodies did."""

from __future__ import annotations

import csv

import numpy as np
import pytest

from biofeedback.sources.recording import open_recording
from vrapp.app.options import Options
from vrapp.app.run import run_session
from vrapp.cli.interrupted import Interrupted
from vrapp.session.protocol import open_session

CASES = [
    # file, its annotations, from and to (s), least correlation of the water with the breath.
    # At six breaths a minute it takes a minute to have seen as many breaths as elsewhere in 25 s.
    ("xdf_slow_breathing", "multi_physio1", 70.0, 130.0, 0.80),
    ("xdf_rest", "multi_nk_rest5", 30.0, 75.0, 0.85),
    ("xdf_event", "multi_nk_event", 30.0, 75.0, 0.70),
]


def series(folder, name, kind):
    with (folder / "features.csv").open(encoding="utf-8", newline="") as file:
        rows = [r for r in csv.DictReader(file) if r["name"] == name and r["kind"] == kind]
    numbers = [[float(r[k]) if r[k] else np.nan for k in ("t_s", "value", "trust")] for r in rows]
    return np.array(numbers).T


def volume_at(known, t):
    """The breath between annotated turning points: 0 at inhale onset, 1 at exhale onset."""
    fullest, emptiest = known["rsp_peaks_s"], known["rsp_troughs_s"]
    turns = np.concatenate([fullest, emptiest])
    level = np.concatenate([np.ones(fullest.size), np.zeros(emptiest.size)])
    order = np.argsort(turns)
    return np.interp(t, turns[order], level[order])


@pytest.mark.slow
@pytest.mark.parametrize(("file", "truth", "begin", "end", "likeness"), CASES)
def test_heart_breath_and_scene_are_those_of_the_recording(
    tmp_path, recordings, file, truth, begin, end, likeness
):
    path = recordings / f"{file}.xdf"
    known = np.load(recordings / f"{truth}.npz")
    options = Options(
        source=str(path), display="headless", size=(48, 27), fps=8.0, folder=tmp_path / "s"
    )
    run_session(options, open_session(end), Interrupted(), lambda text: None)

    recording = open_recording(path)
    # annotations count from each stream's own first sample, the session from the first of all
    lead = {s.kind: recording.first_sample[s.key] - recording.start for s in recording.streams}

    t, rate, trust = series(tmp_path / "s", "heart_rate", "feature")
    use = (t > begin) & (trust > 0.5)
    assert use.mean() > 0.4
    peaks = known["r_peaks_s"] + lead["ecg"]
    beats, now = 60.0 / np.diff(peaks), peaks[1:]
    for at, value in zip(t[use], rate[use], strict=True):
        lately = beats[(now > at - 12.0) & (now <= at)]
        assert lately.min() - 1.0 < value < lately.max() + 1.0
    assert np.median(rate[use]) == pytest.approx(
        np.median(beats[(now > begin) & (now < end)]), rel=0.06
    )

    # no offset is fitted here: a water that lags behind the breath fails
    t, level, _ = series(tmp_path / "s", "swell", "parameter")
    use = (t > begin) & (t < end - 1.0)
    breath = volume_at(known, t[use] - lead["respiration"])
    assert np.corrcoef(level[use], breath)[0, 1] > likeness
    assert np.ptp(level[use]) > 0.15
