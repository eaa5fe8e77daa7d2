"""The two filters of time stamps, as pure functions of simulated senders."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from biofeedback.lsl.timing import ClockCorrection, Dejitter

fast = settings(deadline=None, derandomize=True, max_examples=40)


def true_stamps(rate_hz: float, seconds: float, ppm: float = 50.0) -> np.ndarray:
    return 100.0 + np.arange(int(rate_hz * seconds)) / (rate_hz * (1 + ppm * 1e-6))


def packets(n: int, size: int) -> np.ndarray:
    """Index of the packet of each sample."""
    return np.arange(n) // size


# -- jitter


@pytest.mark.parametrize(
    ("rate_hz", "shape", "early_ms", "late_ms"),
    [
        # jitter of 5 ms on each stamp; 10 ms shared by packets of 8 samples. RMS afterwards,
        # in 2-10 s and from 60 s on.
        (250.0, "white", 0.4, 0.15),
        (32.0, "white", 1.2, 0.6),
        (250.0, "packets", 2.0, 0.6),
    ],
)
def test_rms_jitter_falls(rate_hz: float, shape: str, early_ms: float, late_ms: float) -> None:
    rng = np.random.default_rng(7)
    true = true_stamps(rate_hz, 100.0)
    if shape == "white":
        noise = rng.normal(0.0, 0.005, true.size)
    else:
        which = packets(true.size, 8)
        noise = rng.exponential(0.010, which[-1] + 1)[which]
    out = Dejitter(rate_hz).apply(true + noise)
    error_ms = (out - true) * 1e3
    second = int(rate_hz)
    assert (noise * 1e3).std() > 4.5
    assert error_ms[2 * second : 10 * second].std() < early_ms
    assert error_ms[60 * second :].std() < late_ms


def test_whole_packets_with_one_stamp_are_spread() -> None:
    """As naive Bluetooth bridges do: 73 samples at 130 Hz, all stamped at their arrival."""
    rng = np.random.default_rng(1)
    true = true_stamps(130.0, 100.0)
    which = packets(true.size, 73)
    arrival = np.append(true[72::73], true[-1])[which] + rng.exponential(0.02, which[-1] + 1)[which]
    error = Dejitter(130.0).apply(arrival) - true
    assert (arrival - true).std() > 0.15
    assert error[60 * 130 :].std() < 0.012


def test_a_gap_shows_at_once() -> None:
    rng = np.random.default_rng(2)
    true = true_stamps(250.0, 40.0)
    keep = np.ones(true.size, bool)
    keep[5000:5100] = False  # 0.4 s lost
    raw = (true + rng.normal(0, 0.002, true.size))[keep]
    error = Dejitter(250.0).apply(raw) - true[keep]
    assert np.abs(error[5000:5050]).max() < 0.008
    assert np.abs(error[5250:]).max() < 0.002


@pytest.mark.parametrize("actual_hz", [200.0, 125.0, 500.0])
def test_a_wrong_nominal_rate_is_learned(actual_hz: float) -> None:
    true = true_stamps(actual_hz, 100.0)
    dejitter = Dejitter(250.0)
    error = dejitter.apply(true) - true
    assert 1 / dejitter.period_s == pytest.approx(actual_hz, rel=2e-3)
    assert np.abs(error[-1000:]).max() < 0.02


def test_a_step_back_of_the_sender_is_not_hidden() -> None:
    true = true_stamps(100.0, 20.0)
    out = Dejitter(100.0).apply(np.concatenate([true[:1000], true[1000:] - 500.0]))
    assert out[1000] == pytest.approx(true[1000] - 500.0)
    assert np.all(np.diff(out[:1000]) > 0)
    assert np.all(np.diff(out[1000:]) > 0)


@fast
@given(
    st.lists(st.floats(-0.02, 0.02), min_size=2, max_size=300),
    st.integers(0, 300),
    st.sampled_from([1.0, 10.0, 130.0, 250.0, 1000.0]),
)
def test_ascending_and_blind_to_chunks(noise: list[float], cut: int, rate_hz: float) -> None:
    raw = np.arange(len(noise)) / rate_hz + np.array(noise)
    whole = Dejitter(rate_hz).apply(raw)
    parts = Dejitter(rate_hz)
    again = np.concatenate([parts.apply(raw[:cut]), parts.apply(raw[cut:])])
    assert np.array_equal(whole, again)
    steps = np.diff(whole)
    limit = -max(2.5 / rate_hz, 0.02)  # smaller steps back are jitter and straightened out
    assert np.all(steps[np.diff(raw) >= limit] > 0)


@fast
@given(st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=100))
def test_any_stamps_stay_finite(raw: list[float]) -> None:
    assert np.isfinite(Dejitter(250.0).apply(np.array(raw))).all()


@pytest.mark.parametrize("rate_hz", [0.0, -1.0, float("nan"), float("inf")])
def test_dejitter_needs_a_rate(rate_hz: float) -> None:
    with pytest.raises(ValueError, match="rate_hz"):
        Dejitter(rate_hz)


# -- clock offset


def corrected(offsets: list[float], per_offset: int = 500, rate_hz: float = 250.0) -> np.ndarray:
    """Stamps of a regular sender while measurements of its clock come in."""
    correction = ClockCorrection(offsets[0])
    t = np.arange(len(offsets) * per_offset) / rate_hz
    out = []
    for i, offset in enumerate(offsets):
        if i:
            correction.measure(offset)
        out.append(correction.apply(t[i * per_offset : (i + 1) * per_offset]))
    return np.concatenate(out)


@fast
@given(st.lists(st.floats(-0.02, 0.02), min_size=1, max_size=20))
def test_noisy_offsets_never_turn_time_back_or_make_it_jump(noise: list[float]) -> None:
    steps = np.diff(corrected([12.0 + value for value in noise], per_offset=50))
    assert np.all(np.abs(steps - 1 / 250) <= 1e-3 / 250 + 1e-9)


def test_drift_is_followed() -> None:
    drift = 50e-6  # seconds a second
    offsets = [5.0 + drift * 2.0 * k for k in range(60)]  # a measurement every 2 s
    out = corrected(offsets)
    t = np.arange(out.size) / 250.0
    assert np.abs(out - (t + 5.0 + drift * t)).max() < 0.0006


def test_one_bad_measurement_moves_nothing() -> None:
    good = corrected([1.0] * 8)
    assert np.array_equal(corrected([1.0, 1.0, 1.0, 31.0, 1.0, 1.0, 1.0, 1.0]), good)


def test_a_set_clock_steps_once_two_measurements_agree() -> None:
    correction = ClockCorrection(0.0)
    assert [correction.measure(value) for value in (0.0, 60.0, 60.001, 60.0)] == [
        False, False, True, False,
    ]  # fmt: skip
    assert correction.apply(np.array([1.0]))[0] == pytest.approx(61.0, abs=0.01)


def test_not_finite_measurements_are_ignored() -> None:
    correction = ClockCorrection(2.0)
    assert not correction.measure(float("nan"))
    assert not correction.measure(float("inf"))
    assert correction.apply(np.array([1.0, 2.0])).tolist() == [3.0, 4.0]


@fast
@given(st.lists(st.floats(-0.04, 0.04), min_size=2, max_size=8), st.integers(1, 40))
def test_offset_is_blind_to_chunks(offsets: list[float], cut: int) -> None:
    whole, parts = ClockCorrection(offsets[0]), ClockCorrection(offsets[0])
    t = np.arange(40) / 10.0
    for shift, offset in enumerate(offsets):
        whole.measure(offset)
        parts.measure(offset)
        now = t + shift * 4.0
        again = np.concatenate([parts.apply(now[:cut]), parts.apply(now[cut:])])
        assert np.allclose(whole.apply(now), again, atol=1e-12)
