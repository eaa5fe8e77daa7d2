"""The assessment on hearts whose answer is known, without sensors and engine between."""

from __future__ import annotations

import math

import numpy as np
import pytest

from biofeedback.training.observation import Observation, Observed
from biofeedback.training.paced import PaceResult, measure
from biofeedback.training.resonance import QUALITY, choose
from biofeedback.types import Beat, BodyState, Breath, Pacer

PACES = (6.5, 6.0, 5.5, 5.0, 4.5)


def answer(pace, resonance, swing=14.0):
    """Complex half-swing of a loop at resonance `resonance`, breaths a minute."""
    return 0.5 * swing / (1.0 + 1j * QUALITY * (pace / resonance - resonance / pace))


def observed(
    pace, resonance=5.5, own=None, seconds=130.0, trust=0.95, beat_trust=0.95, noise=0.3, swing=14.0
):
    """A person who breathes at `own` (None: with the pacer), heart rate 70 +- the loop's answer."""
    rate_hz = (own or pace) / 60.0
    rng = np.random.default_rng(round(10 * pace))
    z = answer(60 * rate_hz, resonance, swing)
    beats, t = [], 0.0
    while t < seconds:
        cycles = rate_hz * (t + 0.43)  # the middle of the interval
        wave = (z * np.exp(2j * np.pi * (cycles - 0.5))).real
        interval = 60.0 / (70.0 + wave + noise * rng.normal())
        t += interval
        beats.append(Beat(t, t, beat_trust, "ecg", interval, interval))
    period = 1.0 / rate_hz
    breaths = [
        Breath(k * period, (k + 0.5) * period, (k + 0.6) * period, trust)
        for k in range(int(seconds / period))
    ]
    grid = np.arange(0.0, seconds, 0.1)
    return Observed(pace, 0.0, seconds, grid, grid * pace / 60.0, breaths, beats)


def assess(**how):
    return choose([measure(observed(pace, **how)) for pace in PACES])


@pytest.mark.parametrize("resonance", [4.7, 5.1, 5.5, 6.0, 6.4])
def test_a_known_resonance_is_found(resonance):
    found = assess(resonance=resonance)
    assert found.pace_per_min == pytest.approx(resonance, abs=0.25)
    assert found.uncertainty_per_min < 0.4
    assert f"{found.pace_per_min:.1f} a minute" in found.words
    assert all(row.counts for row in found.rows)


def test_children_are_assessed_in_their_own_range():
    paces = (9.5, 8.75, 8.0, 7.25, 6.5)
    found = choose([measure(observed(pace, resonance=8.4)) for pace in paces])
    assert found.pace_per_min == pytest.approx(8.4, abs=0.4)


def test_what_is_measured_of_a_pace_is_what_the_heart_did():
    row = measure(observed(6.0, resonance=5.5, noise=0.0))
    true = answer(6.0, 5.5)
    assert row.swing_per_min == pytest.approx(2 * abs(true), rel=0.1)
    assert row.amplitude_per_min == pytest.approx(2 * abs(true), rel=0.15)
    assert row.lead_cycles == pytest.approx(np.angle(true) / (2 * math.pi), abs=0.03)
    assert row.rate_per_min == pytest.approx(6.0, abs=0.05)
    assert row.followed > 0.9
    assert row.locking > 0.95
    assert row.synchrony > 0.95
    assert row.smoothness > 0.9
    assert row.lf_peaks == 1


@pytest.mark.parametrize(
    ("how", "why"),
    [
        ({"own": 13.0}, "followed"),
        ({"own": 7.7}, "followed"),
        ({"trust": 0.2}, "breath was uncertain"),
        ({"beat_trust": 0.2}, "heartbeats were uncertain"),
        ({"seconds": 40.0}, "needs 60"),
        ({"swing": 1.0, "noise": 0.05}, "hardly swings"),
    ],
)
def test_not_determined_rather_than_a_guess(how, why):
    found = assess(**how)
    assert found.pace_per_min is None
    assert found.words.startswith("Not determined")
    assert why in found.words


def test_a_heart_that_answers_to_no_resonance_is_not_determined():
    rows = [measure(observed(pace)) for pace in PACES]
    from dataclasses import replace

    turned = [
        replace(row, lead_cycles=lead, swing_per_min=swing)
        for row, lead, swing in zip(
            rows, (0.3, -0.4, 0.1, 0.5, -0.2), (9, 3, 12, 2, 8), strict=True
        )
    ]
    assert choose(turned).pace_per_min is None


def test_paces_that_were_not_followed_do_not_speak():
    rows = [measure(observed(pace, resonance=5.0)) for pace in PACES]
    lost = measure(observed(6.0, resonance=5.0, own=13.0))
    assert not lost.counts
    found = choose([lost if row.pace_per_min == 6.0 else row for row in rows])
    assert found.pace_per_min == pytest.approx(5.0, abs=0.3)
    assert math.isnan(found.scores[1])
    assert "4 of 5 paces" in found.words


def test_no_pace_at_all_is_not_determined_and_the_result_is_plain_json():
    import json

    for rows in ([], [PaceResult(6.0, 3.0, "3 s at the pace, needs 60")]):
        found = choose(rows)
        assert found.pace_per_min is None
        assert json.loads(json.dumps(found.to_dict(), allow_nan=False))["version"] == 1
    told = assess().to_dict()
    assert json.loads(json.dumps(told, allow_nan=False))["paces"][2]["score"] > 0.8


def test_observation_counts_from_the_settled_pacer_and_keeps_what_the_body_forgets():
    observation = Observation(6.0)
    beats = [Beat(float(t), float(t), 1.0, "ecg", 1.0, 1.0) for t in range(1, 200)]
    for k in range(2000):
        t = 0.1 * (k + 1)
        pace = max(12.0 - 0.15 * t, 6.0)  # at the pace after 40 s
        kept = tuple(b for b in beats if t - 64.0 <= b.t <= t and b.t != 50.0)
        observation.add(BodyState(t=t, beats=kept), Pacer(t, 0.1 * t, pace / 60.0, True))
    seen = observation.seen()
    assert seen.start == pytest.approx(39.7 + 15.0, abs=0.2)
    assert seen.end == pytest.approx(200.0)
    assert [b.t for b in seen.beats] == [float(t) for t in range(1, 200) if t != 50]
    assert seen.pacer_t.size == pytest.approx(2000, rel=0.5)
