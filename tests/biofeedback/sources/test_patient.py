"""The simulated patient: physiology that holds, truth that is true, and nothing left to chance."""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from biofeedback.sources.patient import STREAMS, Artifact, Patient
from biofeedback.types import FloatArray, Pacer


def guided(per_min: float, until: float, presence: float = 1.0, start: float = 0.0) -> list[Pacer]:
    hz = per_min / 60.0
    times = np.arange(0.0, until, 0.25)
    return [Pacer(start + t, hz * t, hz, guided=True, presence=presence) for t in times.tolist()]


def run(patient: Patient, pacers: Sequence[Pacer], until: float) -> dict[str, tuple]:
    for pacer in pacers:
        patient.hear(pacer)
    pull = patient.read(until)
    return {chunk.stream.kind: (chunk.t, chunk.x) for chunk in pull.chunks}


def swing_per_breath(patient: Patient, since: float) -> float:
    """Mean peak-to-trough heart rate (1/min) over the breaths after `since`."""
    r = patient.truth.r_peaks
    rate, t = 60.0 / np.diff(r), r[1:]
    onsets = patient.truth.inhales
    onsets = onsets[onsets > since]
    return float(np.mean([np.ptp(rate[(t >= a) & (t < b)]) for a, b in pairwise(onsets)]))


@cache
def resting(seed: int, seconds: float = 300.0) -> Patient:
    patient = Patient(seed, streams=["rr"])
    patient.read(seconds)
    return patient


def test_streams_say_what_they_are() -> None:
    patient = Patient(1)
    rates = {stream.kind: stream.rate_hz for stream in patient.streams}
    assert rates == {"ecg": 250, "ppg": 125, "rr": 0, "respiration": 50, "eda": 32, "eeg": 250}
    units = {stream.kind: stream.channels[0].unit for stream in patient.streams}
    assert units["rr"] == "ms"
    assert units["ecg"] == "mV"
    assert units["eda"] == "uS"
    assert len({stream.key for stream in patient.streams}) == 6


def test_samples_come_at_their_rates_from_the_start() -> None:
    patient = Patient(1, start=1000.5)
    chunks = {c.stream.kind: c for c in patient.read(1010.5).chunks}
    for kind, chunk in chunks.items():
        rate = chunk.stream.rate_hz
        if rate:
            assert chunk.t.size == 10 * rate, kind
            np.testing.assert_allclose(chunk.t, 1000.5 + np.arange(chunk.t.size) / rate, atol=1e-9)
        assert np.isfinite(chunk.x).all()
    assert patient.read(1010.5).chunks == ()


def test_start_moves_the_stamps_and_nothing_else() -> None:
    here = run(Patient(4), guided(6, 20), 20)
    there = run(Patient(4, start=512.0), guided(6, 20, start=512.0), 532.0)
    for kind in STREAMS:
        np.testing.assert_array_equal(here[kind][1], there[kind][1])
        np.testing.assert_allclose(here[kind][0] + 512.0, there[kind][0], atol=1e-9)


@settings(max_examples=12, deadline=None, derandomize=True)
@given(
    cuts=st.lists(st.floats(0.0, 8.0), max_size=30),
    seed=st.integers(0, 2**32),
    spacing=st.floats(0.1, 1.0),
)
def test_chunking_changes_nothing(cuts: list[float], seed: int, spacing: float) -> None:
    pacers = [Pacer(t, 0.1 * t, 0.1, True, 0.8) for t in np.arange(0, 8, spacing).tolist()]
    whole = run(Patient(seed, artifacts_per_min=10.0), pacers, 8.0)

    patient = Patient(seed, artifacts_per_min=10.0)
    parts: dict[str, list[tuple[FloatArray, FloatArray]]] = {}
    events = sorted([(c, None) for c in cuts] + [(p.t, p) for p in pacers], key=lambda e: e[0])
    for until, pacer in [*events, (8.0, None)]:
        if pacer is not None:
            patient.hear(pacer)
            continue
        for chunk in patient.read(until).chunks:
            assert chunk.t[-1] < until
            parts.setdefault(chunk.stream.kind, []).append((chunk.t, chunk.x))
    assert parts.keys() == whole.keys()
    for kind, (t, x) in whole.items():
        np.testing.assert_array_equal(np.concatenate([p[0] for p in parts[kind]]), t)
        np.testing.assert_array_equal(np.concatenate([p[1] for p in parts[kind]]), x)


def test_seeds_differ_and_a_stream_left_out_changes_no_other() -> None:
    whole = run(Patient(7), [], 10.0)
    alone = run(Patient(7, streams=["eda", "ecg"]), [], 10.0)
    other = run(Patient(8), [], 10.0)
    np.testing.assert_array_equal(whole["ecg"][1], alone["ecg"][1])
    np.testing.assert_array_equal(whole["eda"][1], alone["eda"][1])
    assert not np.array_equal(whole["ecg"][1], other["ecg"][1])


def test_r_peak_truth_is_the_maximum_of_the_ecg() -> None:
    patient = Patient(11, streams=["ecg"])
    t, x = run(patient, [], 120.0)["ecg"]
    r = patient.truth.r_peaks
    r = r[(r > 1.0) & (r < 119.0)]
    errors = []
    for peak in r:
        near = np.flatnonzero(np.abs(t - peak) < 0.1)
        i = near[np.argmax(x[near, 0])]
        a, b, c = x[i - 1 : i + 2, 0]
        errors.append(t[i] + 0.5 * (a - c) / (a - 2 * b + c) / 250.0 - peak)
    assert len(errors) > 100
    assert np.abs(np.median(errors)) < 0.0005
    assert np.max(np.abs(errors)) < 0.004
    # Nothing else in the signal comes near an R peak.
    far = np.all(np.abs(t[:, None] - r[None, :]) > 0.04, axis=1) & (t > 1.5) & (t < 118.5)
    assert x[far].max() < 0.75 * np.median([x[np.argmin(np.abs(t - p)), 0] for p in r])


def test_rr_stream_tells_the_intervals_of_the_true_beats() -> None:
    patient = Patient(11, streams=["rr"])
    t, x = run(patient, [], 60.0)["rr"]
    r = patient.truth.r_peaks
    r = r[r < 60.0]
    np.testing.assert_allclose(t, r[1:])
    np.testing.assert_allclose(x[:, 0], 1e3 * np.diff(r), atol=0.5 / 1.024 + 1e-6)


@pytest.mark.parametrize("seed", range(6))
def test_a_resting_body_is_in_the_published_ranges(seed: int) -> None:
    truth = resting(seed).truth
    interval = np.diff(truth.r_peaks)
    assert 50 < 60 / interval.mean() < 95
    assert 0.012 < interval.std() < 0.08  # SDNN
    breaths = np.diff(truth.inhales)
    assert 11.5 < 60 / breaths.mean() < 17.0
    assert 0.05 < breaths.std() / breaths.mean() < 0.25
    onset = truth.inhales[:-1]
    inhale = truth.exhales[np.searchsorted(truth.exhales, onset)] - onset
    assert 0.33 < (inhale / breaths).mean() < 0.47  # inhaling is the shorter half
    assert 4.5 <= truth.resonance_per_min <= 6.5


def test_heart_rate_rises_with_inhalation() -> None:
    """At rest the heart is fastest around the end of inhalation and slowest late in exhalation."""
    vectors = []
    for seed in range(6):
        truth = resting(seed).truth
        r = truth.r_peaks
        rate, middle = 60 / np.diff(r), 0.5 * (r[1:] + r[:-1])
        rate = rate - rate.mean()
        onset = truth.inhales
        i = np.searchsorted(onset, middle) - 1
        inside = (i >= 0) & (i < onset.size - 1)
        i, middle, rate = i[inside], middle[inside], rate[inside]
        phase = (middle - onset[i]) / (onset[i + 1] - onset[i])
        vectors.append(np.mean(rate * np.exp(2j * np.pi * phase)))
        assert abs(vectors[-1]) > 0.3, "no respiratory sinus arrhythmia"
    peak = np.angle(np.mean(vectors)) / (2 * np.pi) % 1.0
    assert 0.3 < peak < 0.65


@pytest.mark.parametrize("seed", range(3))
def test_heart_rate_swings_most_at_the_persons_own_resonance(seed: int) -> None:
    swings = {}
    for off in (-1.5, 0.0, 1.5):
        patient = Patient(seed, streams=["rr"], adherence=1.0)
        pace = patient.truth.resonance_per_min + off
        run(patient, guided(pace, 240.0), 240.0)
        onsets = patient.truth.inhales
        assert 60 / np.diff(onsets[onsets > 60]).mean() == pytest.approx(pace, abs=0.1)
        swings[off] = swing_per_breath(patient, since=60.0)
        assert swings[off] == pytest.approx(patient.truth.heart_rate_swing_bpm(pace), rel=0.3)
    assert swings[0.0] > 1.1 * swings[-1.5]
    assert swings[0.0] > 1.1 * swings[1.5]


def test_predicted_swing_is_largest_at_the_resonance() -> None:
    for seed in range(20):
        truth = Patient(seed, streams=["rr"]).truth
        at = {r: truth.heart_rate_swing_bpm(truth.resonance_per_min + r) for r in (-0.2, 0, 0.2)}
        assert max(at, key=at.__getitem__) == 0


def test_breath_follows_the_pacer_after_a_few_breaths_with_a_human_delay() -> None:
    patient = Patient(2, streams=["rr"], adherence=1.0)
    run(patient, guided(6, 180.0), 180.0)
    early = patient.truth.inhales[patient.truth.inhales < 20]
    assert np.diff(early)[0] < 7.0, "entrained at once"
    late = patient.truth.inhales[patient.truth.inhales > 60]
    delay = (late + 5.0) % 10.0 - 5.0
    assert 0.1 < delay.mean() < 1.5
    assert 0.05 < delay.std() < 1.0


def test_adherence_is_the_share_of_time_that_follows() -> None:
    shares = {}
    for adherence in (0.0, 0.6, 1.0):
        patient = Patient(3, streams=["rr"], adherence=adherence)
        run(patient, guided(5.5, 600.0), 600.0)
        slow = np.diff(patient.truth.inhales) > 8.0
        shares[adherence] = np.sum(np.diff(patient.truth.inhales)[slow]) / 600.0
    assert shares[0.0] < 0.05
    assert 0.3 < shares[0.6] < 0.85
    assert shares[1.0] > 0.9


def test_a_silent_pacer_is_forgotten() -> None:
    patient = Patient(3, streams=["rr"], adherence=1.0)
    run(patient, guided(6, 100.0), 160.0)
    last = np.diff(patient.truth.inhales[patient.truth.inhales > 115])
    assert last.mean() < 6.0


def test_arousal_falls_in_a_calm_scene_and_takes_heart_and_skin_with_it() -> None:
    calm, plain = Patient(5, streams=["rr"]), Patient(5, streams=["rr"])
    pacers = [Pacer(t, presence=1.0) for t in np.arange(0.0, 600.0, 1.0).tolist()]
    run(calm, pacers, 60.0)
    soon = calm.truth.arousal
    run(calm, [], 600.0)
    plain.read(600.0)
    person = calm.truth.person
    assert 60.0 <= person.arousal_fall_s <= 120.0
    assert calm.truth.arousal < soon < person.arousal
    assert calm.truth.arousal < 0.45 * plain.truth.arousal

    def last(times: FloatArray) -> FloatArray:
        return times[times > 300.0]

    assert np.diff(last(calm.truth.r_peaks)).mean() > np.diff(last(plain.truth.r_peaks)).mean()
    assert last(calm.truth.scr_onsets).size < 0.6 * last(plain.truth.scr_onsets).size
    assert np.diff(last(calm.truth.inhales)).mean() > np.diff(last(plain.truth.inhales)).mean()


def test_alpha_grows_as_arousal_falls() -> None:
    def alpha(presence: float) -> float:
        patient = Patient(6, streams=["eeg"])
        pacers = [Pacer(t, presence=presence) for t in np.arange(0.0, 400.0, 1.0).tolist()]
        t, x = run(patient, pacers, 400.0)["eeg"]
        x = x[t >= 272.0, 0]
        power = np.abs(np.fft.rfft(x.reshape(-1, 1000) * np.hanning(1000), axis=1)) ** 2
        hz = np.fft.rfftfreq(1000, 1 / 250)
        power = power.mean(axis=0)
        band = power[(hz >= 8) & (hz <= 12)].sum()
        # 1/f: each octave below loses power.
        assert power[(hz > 1) & (hz < 3)].mean() > 4 * power[(hz > 15) & (hz < 40)].mean()
        return float(band)

    assert alpha(1.0) > 1.5 * alpha(0.0)


def test_scr_truth_shows_in_the_skin() -> None:
    patient = Patient(9, streams=["eda"])
    t, x = run(patient, [], 300.0)["eda"]
    onsets, size = patient.truth.scr_onsets, patient.truth.scr_amplitudes_us
    gap = np.diff(onsets)
    alone = (gap[:-1] > 6.0) & (gap[1:] > 2.0)
    assert alone.sum() > 5
    for onset, amplitude in zip(onsets[1:-1][alone], size[1:-1][alone], strict=True):
        level, peak = np.interp([onset, onset + 1.2], t, x[:, 0])
        assert amplitude >= 0.05
        assert peak - level == pytest.approx(amplitude, abs=0.2 * amplitude + 0.05)


def test_pulse_follows_the_beat_after_the_transit_time() -> None:
    patient = Patient(10, streams=["ppg"])
    t, x = run(patient, [], 60.0)["ppg"]
    delays = []
    for r, following in zip(patient.truth.r_peaks[2:-4], patient.truth.r_peaks[3:-3], strict=True):
        beat = (t >= r + 0.1) & (t < following + 0.1)
        delays.append(t[beat][np.argmax(x[beat, 0])] - r)
    assert 0.25 < np.mean(delays) < 0.45
    assert np.std(delays) < 0.02


@pytest.mark.parametrize(
    ("kind", "holds"),
    [
        ("flat", lambda x, clean: np.ptp(x) == 0.0),
        ("saturate", lambda x, clean: np.all(x == 5.0)),
        ("nan", lambda x, clean: np.isnan(x).all()),
        ("spikes", lambda x, clean: np.max(np.abs(x - clean)) > 1.5),
        ("motion", lambda x, clean: np.std(x - clean) > 0.3),
        ("muscle", lambda x, clean: 0.2 < np.std(x - clean) < 0.4),
    ],
)
def test_artifacts_on_demand(kind: str, holds: object) -> None:
    artifact = Artifact(kind, 5.0, 4.0, "ecg")  # type: ignore[arg-type]
    t, clean = run(Patient(12, streams=["ecg", "ppg"]), [], 15.0)["ecg"]
    disturbed = run(Patient(12, streams=["ecg", "ppg"], artifacts=[artifact]), [], 15.0)
    within = (t >= 5.0) & (t < 9.0)
    x = disturbed["ecg"][1]
    assert callable(holds)
    assert holds(x[within], clean[within])
    np.testing.assert_array_equal(x[~within], clean[~within])
    untouched = run(Patient(12, streams=["ppg"]), [], 15.0)["ppg"][1]
    np.testing.assert_array_equal(disturbed["ppg"][1], untouched)


def test_dropout_leaves_a_gap_in_every_stream_and_can_come_during_the_run() -> None:
    patient = Patient(12)
    patient.read(3.0)
    patient.disturb(Artifact("dropout", 5.0, 2.0))
    for chunk in patient.read(12.0).chunks:
        assert not np.any((chunk.t >= 5.0) & (chunk.t < 7.0)), chunk.stream.kind
        assert np.any(chunk.t < 5.0)
        assert np.any(chunk.t >= 7.0)
    assert [a.kind for a in patient.truth.artifacts] == ["dropout"]


def test_a_slipping_strap_loses_and_invents_beats() -> None:
    slipping = [Artifact("motion", 10.0, 80.0, "rr")]
    patient = Patient(13, streams=["rr"], artifacts=slipping)
    x = run(patient, [], 100.0)["rr"][1][:, 0]
    usual = np.median(x)
    assert np.sum(x > 1.6 * usual) >= 3
    assert np.sum(x < 0.75 * usual) >= 3
    # Its intervals still add up: nothing is lost but the beats.
    assert x.sum() / 1e3 == pytest.approx(
        np.ptp(patient.truth.r_peaks[patient.truth.r_peaks < 100]), abs=2
    )


def test_random_artifacts_are_seeded_and_told() -> None:
    one, two = (Patient(14, streams=["ecg", "rr"], artifacts_per_min=6.0) for _ in range(2))
    one.read(120.0)
    two.read(120.0)
    assert len(one.truth.artifacts) > 10
    assert one.truth.artifacts == two.truth.artifacts
    assert {a.kind for a in one.truth.artifacts} == {"motion", "muscle"}


def test_random_dropouts_are_of_their_own_rate() -> None:
    patient = Patient(14, streams=["ppg"], dropouts_per_min=6.0)
    (chunk,) = patient.read(120.0).chunks
    drops = [a for a in patient.truth.artifacts if a.stop < 120.0]
    assert len(drops) > 5
    assert {a.kind for a in drops} == {"dropout"}
    gaps = np.diff(chunk.t)
    assert np.sum(gaps > 0.9) == len(drops)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"streams": ["ecg", "emg"]}, "emg"),
        ({"streams": []}, "choose one"),
        ({"adherence": 1.5}, "adherence 1.5"),
        ({"start": float("nan")}, "start"),
        ({"artifacts_per_min": -1.0}, "0 to 60"),
        ({"artifacts_per_min": {"emg": 1.0}}, "emg"),
        ({"dropouts_per_min": float("nan")}, "dropouts_per_min"),
        ({"seed": -1}, "seed -1"),
    ],
)
def test_wrong_arguments_are_named(arguments: dict[str, object], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Patient(**{"seed": 1, **arguments})  # type: ignore[arg-type]


def test_wrong_artifacts_are_named() -> None:
    with pytest.raises(ValueError, match="wobble"):
        Artifact("wobble", 0.0, 1.0)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="duration"):
        Artifact("flat", 0.0, 0.0)
    with pytest.raises(ValueError, match="must be one of"):
        Artifact("flat", 0.0, 1.0, "emg")


def test_closed_gives_nothing_and_twice_is_fine() -> None:
    patient = Patient(1)
    patient.close()
    patient.close()
    assert patient.read(5.0).chunks == ()


def test_hundred_times_real_time_for_all_streams() -> None:
    patient = Patient(15)
    patient.read(1.0)
    started = time.process_time()
    patient.read(61.0)
    assert time.process_time() - started < 0.6
