"""What is hard for R peaks: P waves as steep as a beat, wide and early beats, runs of them."""

from __future__ import annotations

import numpy as np
import pytest

from biofeedback.signals.ecg import Ecg
from biofeedback.signals.qrs_belief import EVIDENCE, measure
from biofeedback.signals.qrs_detector import REFRACTORY_S
from biofeedback.types import Beat, FloatArray, Retraction
from tests.biofeedback.signals.waves import beat_times, ecg, feed, stream

RATE, SECONDS = 250.0, 60.0
Events = list[Beat | Retraction]


def heard(x: FloatArray) -> Events:
    info = stream("ecg", RATE)
    return feed(Ecg(info), info, np.arange(x.size) / RATE, x)  # type: ignore[return-value]


def bumps(at: FloatArray, height: float, width_s: float) -> FloatArray:
    t = np.arange(round(SECONDS * RATE)) / RATE
    x = np.zeros(t.size)
    for centre in at:
        x += height * np.exp(-0.5 * ((t - centre) / width_s) ** 2)
    return x


def wide_beats(at: FloatArray) -> FloatArray:
    """Ventricular beats: 140 ms wide, flat-topped, with a T wave the other way."""
    return bumps(at, 1.3, 0.03) + bumps(at + 0.07, 1.2, 0.03) - bumps(at + 0.3, 0.4, 0.06)


def misses_and_alarms(beats: FloatArray, events: Events, tolerance_s: float) -> tuple[int, int]:
    """Of all that was reported, whatever was taken back later."""
    found = np.array([e.t for e in events if isinstance(e, Beat) and 5.0 < e.t < SECONDS - 1.0])
    beats = beats[(beats > 5.0) & (beats < SECONDS - 1.0)]
    near = np.abs(found[:, None] - beats[None, :]) <= tolerance_s
    return int((~near.any(axis=0)).sum()), int(found.size - near.any(axis=0).sum())


@pytest.mark.parametrize("height", [0.15, 0.3, 0.45])
def test_no_p_wave_is_said_before_its_beat(height: float) -> None:
    beats = beat_times(SECONDS)
    x = ecg(beats, SECONDS, RATE) + bumps(beats - 0.2, height, 0.018)
    assert misses_and_alarms(beats, heard(x), 0.075) == (0, 0)


def test_a_wide_early_beat_is_one_beat_and_its_t_wave_none() -> None:
    beats = beat_times(SECONDS)
    early = beats[5::6] + 0.5  # instead of the beat that follows
    usual = np.setdiff1d(beats, beats[6::6])
    x = ecg(usual, SECONDS, RATE) + wide_beats(early)
    assert misses_and_alarms(np.concatenate((usual, early)), heard(x), 0.15) == (0, 0)


def test_a_run_of_wide_beats_is_found_and_what_follows_it() -> None:
    run = 30.0 + 0.42 * np.arange(12)
    beats = beat_times(SECONDS)
    usual = beats[(beats < 29.6) | (beats > 35.4)]
    x = ecg(usual, SECONDS, RATE) + wide_beats(run)
    misses, alarms = misses_and_alarms(np.concatenate((usual, run)), heard(x), 0.15)
    assert misses <= 1
    assert alarms <= 1


def test_a_doubtful_beat_waits_no_longer_than_what_could_follow() -> None:
    beats = beat_times(SECONDS)
    strength = np.where(np.arange(beats.size) % 7 == 3, 0.45, 1.0)
    t = np.arange(round(SECONDS * RATE)) / RATE
    x = ecg(beats, SECONDS, RATE) * np.interp(t, beats, strength)
    events = heard(x)
    assert misses_and_alarms(beats, events, 0.075) == (0, 0)
    late = [e.reported - e.t for e in events if isinstance(e, Beat) and e.t > 5.0]
    assert max(late) < REFRACTORY_S + 0.15
    assert np.median(late) < 0.125


@pytest.mark.parametrize(
    ("better", "entry"),
    [({"size": 2.0}, "over noise"), ({"noise": 0.1}, "rank"), ({"quiet": 0.01}, "over quiet"),
     ({"shape": 0.99}, "shape"), ({"beats": 1.0}, "on time")],
)  # fmt: skip
def test_each_entry_says_what_it_means(better: dict[str, float], entry: str) -> None:
    usual = {
        "size": 0.6, "level": 1.0, "noise": 0.3, "quiet": 0.1, "rival": 0.3, "mean": 0.5,
        "height": 1.0, "usual_height": 1.0, "shape": 0.85, "beats": 0.6, "since_s": 0.6,
        "last": 1.0,
    }  # fmt: skip
    k = EVIDENCE.index(entry)
    assert measure(**{**usual, **better})[k] > measure(**usual)[k]
    assert np.isfinite(measure(**dict.fromkeys(usual, 0.0))).all()
