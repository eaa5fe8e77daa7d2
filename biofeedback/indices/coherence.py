"""Coherence of the heart rhythm, version 1: how much of it is one slow wave.

The last 64 s of NN intervals as a tachogram at 4 Hz, linear detrend, Hann taper, zero-padded to
bins of at most 0.004 Hz; the peak in 0.04–0.26 Hz; power within ±0.015 Hz of it over the total in
0.03–0.40 Hz. Window and bands follow published descriptions of the HeartMath measure (McCraty &
Childre 2010; Shaffer & Meehan 2020); no equivalence to that vendor's unpublished score is claimed.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np

from biofeedback.indices.base import History, index
from biofeedback.indices.windows import (
    band_power,
    beat_window,
    coverage_trust,
    detrended,
    power_spectrum,
    tachogram,
)
from biofeedback.types import Feature, FloatArray, Index

COHERENCE_VERSION = 1
WINDOW_S = 64.0
RATE_HZ = 4.0
BIN_HZ = 0.004
PEAK_HZ = (0.04, 0.26)
AROUND_HZ = 0.015
TOTAL_HZ = (0.03, 0.40)
# A wave smaller than the error of beat times is no achievement: no reward up to 2 ms RMS (interval
# error at 128 Hz), full reward from 6 ms. A metronome has none.
FLOOR_MS, CLEAR_MS = 2.0, 6.0
NO_VARIABILITY_MS = 0.5
LAST_BEATS = 12
"""A heart that fell in with a metronome leaves a step in the window, and a step looks like a wave
until it has left: so the last beats must vary as well (as they do in half a slow breath)."""


def coherence(rr_s: FloatArray) -> tuple[float, float, float]:
    """Of a tachogram (n,) at 4 Hz: ratio 0..1, frequency of the peak (Hz), RMS of the wave (ms).

    The ratio is 0 where the intervals do not vary.
    """
    f, power = power_spectrum(1e3 * detrended(rr_s), RATE_HZ, BIN_HZ)
    total = band_power(f, power, *TOTAL_HZ)
    inside = np.flatnonzero((f >= PEAK_HZ[0]) & (f <= PEAK_HZ[1]))
    peak_hz = float(f[inside[int(power[inside].argmax())]])
    wave = band_power(f, power, max(peak_hz - AROUND_HZ, TOTAL_HZ[0]), peak_hz + AROUND_HZ)
    if total < NO_VARIABILITY_MS**2:
        return 0.0, peak_hz, math.sqrt(total)
    return min(wave / total, 1.0), peak_hz, math.sqrt(wave)


@index
class Coherence:
    """Features `coherence` (0..1) and `coherence_peak` (Hz); index `coherence`, the one rewarded:
    the same ratio, brought down to 0 where the wave, or what the last beats vary by, is within the
    error of the beats.
    """

    period_s = 1.0

    def compute(self, history: History, now: float) -> Iterable[Feature | Index]:
        window = beat_window(history, now, WINDOW_S + 4.0)
        curve = tachogram(window, WINDOW_S)
        if curve is None:
            reason = (
                window.reason
                if window.silent
                else f"not yet: needs {WINDOW_S:.0f} s of heartbeats, has {window.covered_s:.0f}"
            )
            yield Feature("coherence", now, math.nan, "", 0.0, reason)
            yield Feature("coherence_peak", now, math.nan, "Hz", 0.0, reason)
            yield Index("coherence", 0.0, 0.0, reason)
            return
        ratio, peak_hz, wave_ms = coherence(curve[1])
        trust = window.trust * coverage_trust(window, WINDOW_S)
        reason = window.reason
        last = window.nn_s[np.isfinite(window.nn_s)][-LAST_BEATS:]
        wave_ms = min(wave_ms, 1e3 * float(last.std()))
        reward = min(max((wave_ms - FLOOR_MS) / (CLEAR_MS - FLOOR_MS), 0.0), 1.0)
        if reward < 1.0 and not reason:
            reason = "hardly any heart rate variability"
        yield Feature("coherence", now, ratio, "", trust, reason)
        yield Feature("coherence_peak", now, peak_hz, "Hz", trust, reason)
        yield Index("coherence", ratio * reward, trust, reason)
