from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from biofeedback.signals.beats import BeatHygiene
from biofeedback.types import Beat, Retraction
from tests.biofeedback.signals.waves import beat_times


def clean(times, hygiene: BeatHygiene | None = None) -> list[Beat]:
    hygiene = hygiene or BeatHygiene()
    beats = [Beat(float(t), float(t) + 0.1, 0.9, "ecg") for t in times]
    return [b for b in hygiene.step(beats) if isinstance(b, Beat)]


def test_a_clean_rhythm_passes_unmarked() -> None:
    times = beat_times(300.0)
    beats = clean(times)
    assert math.isnan(beats[0].interval_s)
    assert [b.nn_s for b in beats[1:]] == pytest.approx(np.diff(times).tolist())
    assert sum(bool(b.artifact) for b in beats) <= 1


def test_deep_slow_breathing_is_no_artifact() -> None:
    beats = clean(beat_times(300.0, rsa=0.15))
    assert np.mean([bool(b.artifact) for b in beats]) < 0.02


def test_an_ectopic_beat_is_withheld_and_its_pause_shared() -> None:
    times = beat_times(120.0)
    times[60] -= 0.3
    beats = clean(times)
    assert beats[60].artifact == beats[61].artifact == "ectopic"
    assert math.isnan(beats[60].nn_s)
    assert beats[61].nn_s == pytest.approx((times[61] - times[59]) / 2)
    assert not beats[62].artifact


def test_a_missed_beat_gives_half_its_interval() -> None:
    times = np.delete(beat_times(120.0), 60)
    beats = clean(times)
    assert beats[60].artifact == "missed"
    assert beats[60].nn_s == pytest.approx((times[60] - times[59]) / 2)
    assert beats[60].interval_s == pytest.approx(times[60] - times[59])


def test_a_ghost_beat_is_bridged() -> None:
    true = beat_times(120.0)
    times = np.insert(true, 60, true[59] + 0.35)
    beats = clean(times)
    assert math.isnan(beats[60].nn_s)
    assert beats[61].artifact == "extra"
    assert beats[61].nn_s == pytest.approx(true[60] - true[59])


def test_a_new_rate_is_accepted_after_a_few_beats() -> None:
    slow = beat_times(60.0, rate=55.0)
    fast = slow[-1] + np.cumsum(np.full(60, 0.6))
    beats = clean(np.concatenate((slow, fast)))
    assert [b.nn_s for b in beats[-40:]] == pytest.approx([0.6] * 40)


def test_a_gap_bounds_no_interval() -> None:
    times = beat_times(60.0)
    beats = clean(np.concatenate((times[:20], times[20:] + 30.0)))
    assert math.isnan(beats[20].interval_s)
    assert math.isnan(beats[20].nn_s)
    assert beats[21].nn_s == pytest.approx(times[21] - times[20])


def test_a_retracted_beat_leaves_no_trace_in_what_follows() -> None:
    times = beat_times(60.0)
    hygiene = BeatHygiene()
    clean(times[:30], hygiene)
    ghost = float(times[29] + 0.3)
    clean([ghost], hygiene)
    (taken_back,) = hygiene.step([Retraction(ghost, ghost + 0.3, "ecg")])
    assert isinstance(taken_back, Retraction)
    (after,) = clean([times[30]], hygiene)
    assert after.nn_s == pytest.approx(times[30] - times[29])
    assert not after.artifact


def test_a_measured_interval_is_kept_and_an_implausible_one_marked() -> None:
    hygiene = BeatHygiene()
    beats = [Beat(0.9 * k, 0.9 * k, 0.9, "rr", interval_s=0.9 + 0.01 * (k % 2)) for k in range(30)]
    beats[20] = Beat(18.0, 18.0, 0.0, "rr", artifact="implausible")
    done = [b for b in hygiene.step(beats) if isinstance(b, Beat)]
    assert done[10].nn_s == 0.9
    assert done[20].artifact == "implausible"
    assert math.isnan(done[20].nn_s)
    assert done[25].nn_s == pytest.approx(0.91)


def test_sources_do_not_mix() -> None:
    hygiene = BeatHygiene()
    ecg = clean(beat_times(60.0), hygiene)
    pulse = [Beat(b.t + 0.25, b.t + 0.5, 0.9, "ppg") for b in ecg]
    done = [b for b in hygiene.step(pulse) if isinstance(b, Beat)]
    assert [b.nn_s for b in done[1:]] == pytest.approx([b.nn_s for b in ecg[1:]])


def test_the_share_of_artifacts_is_known() -> None:
    hygiene = BeatHygiene()
    assert hygiene.artifact_share("ecg") == 0.0
    clean(beat_times(60.0), hygiene)
    assert hygiene.artifact_share("ecg") < 0.05
    rng = np.random.default_rng(0)
    clean(60.0 + np.cumsum(rng.uniform(0.25, 1.9, 40)), hygiene)
    assert hygiene.artifact_share("ecg") > 0.3


@settings(max_examples=80, deadline=None, derandomize=True)
@given(st.lists(st.tuples(
    st.one_of(st.floats(), st.floats(0.0, 100.0)), st.booleans(), st.sampled_from(["ecg", "ppg"]),
), max_size=60))  # fmt: skip
def test_any_order_of_any_events_is_survived(events) -> None:
    hygiene = BeatHygiene()
    mixed = [Retraction(t, t, k) if taken else Beat(t, t, 0.5, k) for t, taken, k in events]
    done = hygiene.step(mixed)
    assert [type(e) for e in done] == [type(e) for e in mixed]
    for event in done:
        if isinstance(event, Beat):
            assert math.isnan(event.nn_s) or event.nn_s > 0.0


def test_slow_breathing_swings_the_heart_and_is_no_artifact() -> None:
    """Intervals as they are at six breaths a minute: the heart rate goes from 50 to 98 and back."""
    breath = [0.64, 0.62, 0.61, 0.64, 0.78, 1.12, 1.03, 0.93, 0.87, 0.79, 0.72, 0.67]
    t = np.cumsum(breath * 8)
    hygiene = BeatHygiene()
    done = hygiene.step([Beat(float(at), float(at), 0.9, "ecg") for at in t])
    later = [beat for beat in done[2 * len(breath) :] if isinstance(beat, Beat)]
    assert np.mean([bool(beat.artifact) for beat in later]) < 0.13  # at most one a breath
    used = np.array([beat.nn_s for beat in later])
    assert np.nanmax(used) > 1.0
    assert np.nanmin(used) < 0.63
    assert np.isfinite(used).mean() > 0.85


def test_a_missed_beat_within_slow_breathing_is_still_found() -> None:
    breath = [0.64, 0.62, 0.61, 0.64, 0.78, 0.95, 1.0, 0.93, 0.87, 0.79, 0.72, 0.67]
    t = np.cumsum(breath * 8)
    hole = 5 * len(breath) + 1
    t = np.delete(t, hole)
    done = BeatHygiene().step([Beat(float(at), float(at), 0.9, "ecg") for at in t])
    assert [beat.artifact for beat in done[hole : hole + 1] if isinstance(beat, Beat)] == ["missed"]
