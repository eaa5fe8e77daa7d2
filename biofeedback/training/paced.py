"""One pace, measured: did the breath follow, were the beats good, and how did the heart swing?

The six criteria are Lehrer & Gevirtz' (2014, Front Psychol 5:756; read by hand in Shaffer & Meehan
2020, Front Neurosci 14:570400): phase synchrony of heart rate and breath, peak-to-trough
heart-rate amplitude, LF power, height of the LF peak, smoothness of the heart-rate curve, and
fewest LF peaks. The heart is read only where the breath followed.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass, replace
from statistics import fmean, median

import numpy as np
import numpy.typing as npt

from biofeedback.indices.base import History
from biofeedback.indices.hrv import BIN_HZ, LF_HZ
from biofeedback.indices.rsa import cycles
from biofeedback.indices.synchrony import phase_locking
from biofeedback.indices.windows import (
    BeatWindow,
    band_power,
    beat_window,
    coverage_trust,
    detrended,
    power_spectrum,
    tachogram,
)
from biofeedback.training.observation import Observed
from biofeedback.types import Breath, FloatArray

LEAST_S = 60.0
"""Less of a pace than this says nothing: six breaths at six a minute."""
LEAST_BREATHS = 4
DURATION_WITHIN = 0.25
PHASE_WITHIN = 0.2
"""A breath follows when it lasts as long as the pacer's within this share, and begins within this
part of a cycle of where the person's breaths usually begin after the pacer's (ours)."""
LEAST_FOLLOWED, LEAST_LOCKING = 0.45, 0.5
"""Share of the time in breaths that follow, and mean phase coherence (Mormann et al. 2000, Physica
D 144:358) of all inhalations with the pacer, from which a pace counts. Without following, ten
breaths are locked to 0.3 by chance and none is in step for long."""
LEAST_TRUST = 0.5
RATE_HZ = 4.0
PEAK_SHARE = 0.2
"""Of the highest: lower humps of the LF spectrum are not counted as peaks (ours)."""

Cycle = tuple[Breath, float]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class PaceResult:
    """A row of the assessment's table. Numbers are NaN where they could not be had.

    Attributes
    ----------
    reason
        Why the pace does not count; empty where it does.
    seconds, rate_per_min, followed, locking
        How long it was measured; the person's own median breath; share 0..1 of the time in breaths
        that followed; 0..1, phase coherence of the inhalations with the pacer.
    breath_trust, beat_trust
        0..1, mean over the time measured.
    synchrony, lead_cycles
        0..1, phase coherence of heart rate and breath, and how far the fastest heart comes before
        the end of inhalation.
    amplitude_per_min, swing_per_min
        Peak to trough of the heart rate, median over breaths, and of the one wave at the rate of
        the breath that tells it best.
    lf_ms2, lf_peak_ms2_per_hz, lf_peaks
        Power 0.04 to 0.15 Hz, its density at its highest, and how many peaks it has.
    smoothness
        0..1, share of the heart rate's variance that the one wave tells.
    """

    pace_per_min: float
    seconds: float
    reason: str
    rate_per_min: float = math.nan
    followed: float = math.nan
    locking: float = math.nan
    breath_trust: float = math.nan
    beat_trust: float = math.nan
    synchrony: float = math.nan
    lead_cycles: float = math.nan
    amplitude_per_min: float = math.nan
    swing_per_min: float = math.nan
    lf_ms2: float = math.nan
    lf_peak_ms2_per_hz: float = math.nan
    lf_peaks: int = 0
    smoothness: float = math.nan

    @property
    def counts(self) -> bool:
        return not self.reason


def measure(seen: Observed) -> PaceResult:
    """The row of one pace."""
    pace, seconds = seen.pace_per_min, max(seen.end - seen.start, 0.0)
    if seconds < LEAST_S:
        return PaceResult(pace, seconds, f"{seconds:.0f} s at the pace, needs {LEAST_S:.0f}")
    whole = [c for c in cycles(seen.breaths, seen.start) if c[1] <= seen.end]
    if len(whole) < LEAST_BREATHS:
        return PaceResult(pace, seconds, "the breath was not seen")
    lasted = np.array([end - breath.inhale for breath, end in whole])
    kept, locking = _followed(seen, whole, lasted)
    row = PaceResult(
        pace,
        seconds,
        "",
        rate_per_min=60.0 / float(np.median(lasted)),
        followed=min(float(lasted[kept].sum()) / (seconds - 60.0 / pace), 1.0),
        locking=locking,
        breath_trust=fmean(breath.trust for breath, _ in whole),
    )
    if row.breath_trust < LEAST_TRUST:
        return replace(row, reason="the breath was uncertain")
    if row.followed < LEAST_FOLLOWED or locking < LEAST_LOCKING:
        share, rate = f"{row.followed:.0%}", f"{row.rate_per_min:.1f} a minute"
        return replace(row, reason=f"the breath followed {share} of the time, at {rate}")
    window, trust = _beats(seen, seconds)
    row = replace(row, beat_trust=trust)
    curve = None if window is None else tachogram(window, seconds - 2.0, cubic=True)
    if curve is None or trust < LEAST_TRUST:
        return replace(row, reason="the heartbeats were uncertain")
    return _heart(row, whole, kept, *curve)


def _followed(seen: Observed, whole: list[Cycle], lasted: FloatArray) -> tuple[BoolArray, float]:
    """Which cycles (n,) followed the pacer, and the phase coherence of all of them with it."""
    onsets = np.array([breath.inhale for breath, _ in whole])
    phase = np.interp(onsets, seen.pacer_t, seen.pacer_phase)
    mean = complex((lasted * np.exp(2j * np.pi * phase)).sum() / lasted.sum())
    usual = float(np.angle(mean)) / (2.0 * math.pi)
    off = np.abs((phase - usual + 0.5) % 1.0 - 0.5)
    in_time = np.abs(lasted * seen.pace_per_min / 60.0 - 1.0) <= DURATION_WITHIN
    return in_time & (off <= PHASE_WITHIN), abs(mean)


def _beats(seen: Observed, seconds: float) -> tuple[BeatWindow | None, float]:
    """The beats of the time measured, and how far they are to be believed."""
    history = History(beats=deque(beat for beat in seen.beats if beat.t <= seen.end))
    if not history.beats:
        return None, 0.0
    window = beat_window(history, seen.end, seconds + 4.0)
    return window, window.trust * coverage_trust(window, seconds)


def _heart(
    row: PaceResult, whole: list[Cycle], kept: BoolArray, t: FloatArray, rr_s: FloatArray
) -> PaceResult:
    """The row with what the heart did: tachogram `rr_s` (n,) at 4 Hz and times `t` (n,)."""
    t = t - 0.5 * float(rr_s.mean())  # a heart period belongs to its middle, not to its end
    onsets, phases = [], []
    for k, (breath, end) in enumerate(whole):
        onsets += [breath.inhale, breath.exhale, end]
        phases += [float(k), k + 0.5, k + 1.0]
    within = (t >= onsets[0]) & (t <= onsets[-1])
    heart = 60.0 / rr_s
    phase = np.interp(t, onsets, phases)
    synchrony, _, _ = phase_locking(t[within], heart[within], phase[within])
    following = np.zeros(t.size, bool)
    peaks: list[float] = []
    for (breath, end), follows in zip(whole, kept, strict=True):
        inside = (t >= breath.inhale) & (t < end)
        if follows and inside.sum() >= 2.0 * RATE_HZ:
            following |= inside
            peaks.append(float(np.ptp(heart[inside])))
    if not peaks:
        return replace(row, reason="no whole breath with heartbeats")
    swing, lead, smooth = _wave(phase[following], detrended(heart)[following])
    f, power = power_spectrum(1e3 * detrended(rr_s), RATE_HZ, BIN_HZ)
    low = power[(f >= LF_HZ[0]) & (f < LF_HZ[1])]
    humps = (low[1:-1] > low[:-2]) & (low[1:-1] >= low[2:]) & (low[1:-1] > PEAK_SHARE * low.max())
    return replace(
        row,
        synchrony=synchrony,
        lead_cycles=lead,
        amplitude_per_min=median(peaks),
        swing_per_min=swing,
        lf_ms2=band_power(f, power, *LF_HZ),
        lf_peak_ms2_per_hz=float(low.max()) / float(f[1] - f[0]),
        lf_peaks=int(humps.sum()),
        smoothness=smooth,
    )


def _wave(phase: FloatArray, x: FloatArray) -> tuple[float, float, float]:
    """The wave with the breath's phase (n,) in cycles that tells `x` (n,) best (least squares).

    Returns its height from peak to trough, its lead before the end of inhalation (phase 0.5) in
    cycles, -0.5..0.5, and the share of the variance that it tells.
    """
    angle = 2.0 * np.pi * phase
    design = np.stack([np.cos(angle), np.sin(angle), np.ones_like(angle)], axis=1)
    found = np.linalg.lstsq(design, x, rcond=None)[0]
    untold = float(np.var(x - design @ found)) / max(float(np.var(x)), 1e-12)
    a, b = float(found[0]), float(found[1])
    at = math.atan2(b, a) / (2.0 * math.pi)  # phase of the wave's maximum
    return 2.0 * math.hypot(a, b), (1.0 - at) % 1.0 - 0.5, max(1.0 - untold, 0.0)
