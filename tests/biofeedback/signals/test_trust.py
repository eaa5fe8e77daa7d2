"""What no heart made, and the map from what evidence says to how often that was right."""

from __future__ import annotations

import numpy as np
import pytest

from biofeedback.signals.base import find_signal
from biofeedback.signals.trust import RIGHT, calibrated
from biofeedback.types import FloatArray, SignalKind
from tests.bench import attacks
from tests.biofeedback.signals.waves import ecg, stream, trust_over_time


@pytest.mark.parametrize("signal", RIGHT)
def test_the_map_rises_and_leaves_what_is_doubted_low(signal: str) -> None:
    said = np.linspace(0.0, 1.0, 101)
    right = [calibrated(signal, s) for s in said]
    assert (np.diff(right) >= 0.0).all()
    assert right[0] == 0.0
    assert right[-1] <= 1.0
    assert calibrated(signal, 0.2) <= 0.2


def believed(x: FloatArray, rate_hz: float) -> FloatArray:
    info = stream("ecg", rate_hz)
    make = find_signal("ecg")
    assert make is not None
    t, trust = trust_over_time(make(info), info, np.arange(x.size) / rate_hz, x)
    return trust[t > 15.0]


def test_a_heart_like_a_metronome_is_none_and_an_even_one_is() -> None:
    even = np.arange(0.5, 34.0, 1.0)
    uneven = even + 0.004 * np.random.default_rng(2).standard_normal(even.size)
    assert believed(ecg(even, 35.0, 250.0, noise=0.0), 250.0).max() < 0.3
    assert believed(ecg(uneven, 35.0, 250.0), 250.0).min() > 0.5


@pytest.mark.parametrize(
    ("kind", "rate_hz", "name"),
    [
        ("ecg", 250.0, "spikes each second"),
        ("ecg", 250.0, "ghost pulses"),
        ("ppg", 64.0, "mains hum 60 Hz"),
        ("ppg", 25.0, "loose electrode"),
        ("respiration", 25.0, "square wave, 10 times"),
    ],
)
def test_attacks_that_were_once_believed(kind: SignalKind, rate_hz: float, name: str) -> None:
    outcome = attacks.attack(kind, rate_hz, 0, name)
    assert outcome.before >= 0.95
    assert outcome.believed < attacks.MOST
    assert outcome.back_s <= attacks.BACK_S
