"""Heart rate variability at the window lengths where each number means something.

Task Force of the ESC and NASPE 1996 (Circulation 93:1043): definitions, LF and HF bands, 5 min as
standard. Munoz 2015 (PLOS ONE 10:e0138921): RMSSD agrees with 5 min at r 0.86 from 10 s and 0.986
from 120 s. No LF/HF "balance": at 6 breaths a minute respiration lies inside LF.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np

from biofeedback.indices.base import History, index
from biofeedback.indices.windows import (
    BeatWindow,
    band_power,
    beat_window,
    coverage_trust,
    detrended,
    power_spectrum,
    tachogram,
)
from biofeedback.types import Feature, Index

RMSSD_S, RMSSD_FROM_S = 120.0, 30.0
SDNN_S, SDNN_FROM_S = 300.0, 120.0
POWER_FROM_S = 120.0
LF_HZ, HF_HZ = (0.04, 0.15), (0.15, 0.40)
BIN_HZ = 0.004
SHORT_TRUST = 0.7  # of an RMSSD from the least window; 1 from the full one (Munoz 2015)


def _not_yet(name: str, now: float, unit: str, window: BeatWindow, needed_s: float) -> Feature:
    reason = (
        f"not yet: needs {needed_s:.0f} s of heartbeats, has {min(window.reach_s, needed_s):.0f}"
    )
    return Feature(name, now, math.nan, unit, 0.0, window.reason if window.silent else reason)


def rmssd_ms(window: BeatWindow) -> float:
    """Root mean square of successive NN differences (ms); NaN with fewer than 10 of them."""
    nn = window.nn_s
    pair = np.isfinite(nn[1:]) & np.isfinite(nn[:-1]) & window.follows[1:]
    steps = np.diff(nn)[pair]
    return 1e3 * float(np.sqrt(np.mean(steps**2))) if steps.size >= 10 else math.nan


@index
class Rmssd:
    """Feature `rmssd` (ms) over the last 30–120 s."""

    period_s = 1.0

    def compute(self, history: History, now: float) -> Iterable[Feature | Index]:
        window = beat_window(history, now, RMSSD_S)
        value = rmssd_ms(window) if window.reach_s >= RMSSD_FROM_S else math.nan
        if math.isnan(value):
            yield _not_yet("rmssd", now, "ms", window, RMSSD_FROM_S)
            return
        length = min((window.reach_s - RMSSD_FROM_S) / (RMSSD_S - RMSSD_FROM_S - 5.0), 1.0)
        trust = window.trust * (SHORT_TRUST + (1.0 - SHORT_TRUST) * length)
        trust *= coverage_trust(window, min(window.reach_s, RMSSD_S))
        yield Feature("rmssd", now, value, "ms", trust, window.reason)


@index
class LongHrv:
    """Features `sdnn` (ms), `lf_power`, `hf_power` (ms²) over the last 2–5 min."""

    period_s = 5.0

    def compute(self, history: History, now: float) -> Iterable[Feature | Index]:
        window = beat_window(history, now, SDNN_S)
        span = min(window.reach_s, SDNN_S)
        trust = window.trust * coverage_trust(window, max(span, SDNN_FROM_S))
        nn = window.nn_s[np.isfinite(window.nn_s)]
        if span < SDNN_FROM_S or nn.size < 60:
            yield _not_yet("sdnn", now, "ms", window, SDNN_FROM_S)
        else:
            sdnn = 1e3 * float(np.std(nn, ddof=1))
            yield Feature("sdnn", now, sdnn, "ms", trust, window.reason)
        enough = span >= POWER_FROM_S + 2.0
        curve = tachogram(window, math.floor(span) - 2.0, cubic=True) if enough else None
        if curve is None:
            yield _not_yet("lf_power", now, "ms²", window, POWER_FROM_S)
            yield _not_yet("hf_power", now, "ms²", window, POWER_FROM_S)
            return
        f, power = power_spectrum(1e3 * detrended(curve[1]), 4.0, BIN_HZ)
        for name, band in (("lf_power", LF_HZ), ("hf_power", HF_HZ)):
            yield Feature(name, now, band_power(f, power, *band), "ms²", trust, window.reason)
