"""The patient's noise: filters without a seam, spectra as promised."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.signal import lfilter

from biofeedback.sources.patient.noise import (
    Filtered,
    SlowNoise,
    ou_coefficients,
    resonance_coefficients,
)
from biofeedback.sources.patient.waveforms import Eeg


@pytest.mark.parametrize(
    ("b", "a"),
    [
        (Eeg.PINK_B, Eeg.PINK_A),
        ou_coefficients(250.0, 3.0),
        resonance_coefficients(250.0, 10.0, 0.9),
    ],
)
def test_filter_agrees_with_scipy_across_blocks(b: np.ndarray, a: np.ndarray) -> None:
    noise = Filtered(np.random.default_rng(1), b, a, gain=2.0)
    blocks = np.concatenate([noise.block(n) for n in (62, 63, 63, 62, 1, 62)])
    size, count = Filtered._RUN_IN
    white = np.random.default_rng(1).standard_normal(size * count + blocks.size)
    np.testing.assert_allclose(blocks, 2.0 * lfilter(b, a, white)[size * count :], atol=1e-9)


def test_narrow_bands_and_drifts_have_unit_variance() -> None:
    for coefficients in (ou_coefficients(50.0, 0.5), resonance_coefficients(250.0, 10.0, 2.0)):
        noise = Filtered(np.random.default_rng(2), *coefficients, gain=1.0)
        x = np.concatenate([noise.block(64) for _ in range(3000)])
        assert x.std() == pytest.approx(1.0, abs=0.06)


def test_slow_noise_is_one_over_f() -> None:
    slow = SlowNoise(np.random.default_rng(3), 0.5)
    x = np.array([slow.step() for _ in range(60_000)])
    assert x.std() == pytest.approx(1.0, abs=0.15)
    power = np.mean(np.abs(np.fft.rfft(x.reshape(-1, 2000) * np.hanning(2000))) ** 2, axis=0)
    f = np.fft.rfftfreq(2000, 0.5)
    band = (f > 0.003) & (f < 0.03)
    slope = np.polyfit(np.log(f[band]), np.log(power[band]), 1)[0]
    assert slope == pytest.approx(-1.0, abs=0.25)
