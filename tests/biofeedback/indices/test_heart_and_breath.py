"""RSA and synchrony of hearts that follow a breath by a known law."""

from __future__ import annotations

import math
from collections import deque

import numpy as np
import pytest

from biofeedback.indices.base import History
from biofeedback.indices.rsa import Rsa
from biofeedback.indices.synchrony import Synchrony
from biofeedback.types import Breath, Respiration
from tests.biofeedback.indices.hearts import features, history, indices, rhythm


def body(
    swing_s: float, lag: float = 0.0, period_s: float = 10.0, heart_hz: float | None = None
) -> History:
    """Breath of `period_s`, half inhaled; heart period ±`swing_s`, shortest at its exhale onset,
    or `lag` breaths later.
    """
    hz = 1.0 / period_s if heart_hz is None else heart_hz
    times = rhythm(150.0, lambda t: 0.8 + swing_s * math.cos(2 * math.pi * (hz * t - lag)))
    h = history(times)
    h.breaths = deque(
        Breath(t, t + period_s / 2, t + period_s / 2 + 0.3, 0.9)
        for t in np.arange(0.0, 150.0, period_s)
    )
    h.respiration = Respiration(150.0, 0.0, 1.0 / period_s, 1.0, 0.9, "")
    return h


@pytest.mark.parametrize("swing_s", [0.02, 0.05, 0.1])
def test_rsa_is_the_swing_of_the_heart_period(swing_s: float) -> None:
    rsa = features(Rsa(), body(swing_s), 145.0)["rsa"]
    # From peak to valley twice the amplitude; beats sample the wave, so a little is cut off.
    assert rsa.value == pytest.approx(2e3 * swing_s, rel=0.08)
    assert rsa.unit == "ms"
    assert rsa.trust > 0.5


def test_a_heart_against_the_breath_has_little_rsa() -> None:
    """Slowest in the middle of the inhalation: Grossman counts what is left as 0 or little."""
    with_it = features(Rsa(), body(0.05, lag=-0.25), 145.0)["rsa"].value
    against = features(Rsa(), body(0.05, lag=0.25), 145.0)["rsa"].value
    assert against < 0.6 * with_it


@pytest.mark.parametrize("lag", [-0.2, 0.0, 0.2])
def test_synchrony_finds_the_lead_whatever_it_is(lag: float) -> None:
    found = features(Synchrony(), body(0.05, lag), 145.0)
    assert found["heart_breath_synchrony"].value > 0.9
    assert found["heart_breath_lead"].value == pytest.approx(
        -lag, abs=0.06
    )  # half a heart period is 0.04


def test_synchrony_of_another_rhythm_is_chance() -> None:
    other = indices(Synchrony(), body(0.05, heart_hz=0.137), 145.0)["synchrony"]
    locked = indices(Synchrony(), body(0.05), 145.0)["synchrony"]
    assert other.value < 0.35 < 0.8 < locked.value


def test_a_metronome_earns_no_synchrony() -> None:
    assert indices(Synchrony(), body(0.001), 145.0)["synchrony"].value < 0.1


@pytest.mark.parametrize("indicator", [Rsa(), Synchrony()])
def test_not_yet_says_what_is_missing(indicator: Rsa | Synchrony) -> None:
    h = body(0.05)
    h.breaths = deque(list(h.breaths)[:2])
    for feature in features(indicator, h, 18.0).values():
        assert math.isnan(feature.value)
        assert feature.trust == 0.0
        assert feature.reason.startswith("not yet: ")
        assert "breaths" in feature.reason


@pytest.mark.parametrize("indicator", [Rsa(), Synchrony()])
def test_without_a_breath_there_is_nothing_to_say(indicator: Rsa | Synchrony) -> None:
    h = body(0.05)
    h.respiration = Respiration()
    assert list(indicator.compute(h, 145.0)) == []


@pytest.mark.parametrize("indicator", [Rsa(), Synchrony()])
def test_uncertain_breaths_lower_the_trust(indicator: Rsa | Synchrony) -> None:
    h = body(0.05)
    h.breaths = deque(Breath(b.inhale, b.exhale, b.reported, 0.2) for b in h.breaths)
    for feature in features(indicator, h, 145.0).values():
        assert feature.trust <= 0.2
        assert feature.reason == "uncertain breaths"
