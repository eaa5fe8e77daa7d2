"""Do heart and breath move together? Phase locking of heart rate and breath over the last minute.

At the resonance frequency the heart rate rises and falls with the breath, cycle by cycle; it is the
first of Lehrer & Gevirtz' (2014, Front Psychol 5:756) criteria. Measured as mean phase coherence
(Mormann et al. 2000, Physica D 144:358): the length of the mean of exp(2πi·(phase of heart − phase
of breath)). Locking by chance is about 1/√n after n breaths; the index takes that off.

Causal: the phase of the breath is that of whole, reported breaths (0 at each inhale onset, 0.5 at
each exhale onset), the phase of the heart the analytic signal of the heart rate around the rate of
these breaths. Only the past is asked for, so the last breath is missing from the window.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from statistics import fmean

import numpy as np

from biofeedback.indices.base import History, index
from biofeedback.indices.coherence import CLEAR_MS, FLOOR_MS
from biofeedback.indices.rsa import LONGEST_CYCLE_S, cycles, worst
from biofeedback.indices.windows import BeatWindow, beat_window, detrended
from biofeedback.types import Feature, FloatArray, Index

WINDOW_S = 64.0
LEAST_BREATHS = 4
LEAST_S = 30.0
GRID_HZ = 4.0
BAND = (0.5, 2.0)  # in units of the breath's rate
EDGE_CYCLES = 0.25  # left out at both ends, where a finite window bends the analytic signal


def phase_locking(
    t: FloatArray, wave: FloatArray, breath: FloatArray
) -> tuple[float, float, float]:
    """Locking of a wave to a breath.

    Parameters
    ----------
    t, wave
        Even grid of seconds (n,) and the values there (n,).
    breath
        Unwrapped phase of the breath in cycles (n,).

    Returns
    -------
    locking 0..1; mean lead of the wave's maximum before the breath's (end of inhalation, phase 0.5)
    in cycles, -0.5..0.5; RMS of the wave in the band around the breath's rate.
    """
    n = t.size
    rate = float(breath[-1] - breath[0]) / float(t[-1] - t[0])
    f = np.fft.fftfreq(n, float(t[1] - t[0]))
    spectrum = np.fft.fft(detrended(wave))
    analytic = np.fft.ifft(np.where((f >= BAND[0] * rate) & (f <= BAND[1] * rate), 2, 0) * spectrum)
    edge = min(math.ceil(EDGE_CYCLES / rate / float(t[1] - t[0])), n // 4)
    inner = slice(edge, n - edge)
    difference = np.exp(1j * np.angle(analytic[inner])) * np.exp(-2j * np.pi * breath[inner])
    mean = complex(difference.mean())
    lead = (float(np.angle(mean)) / (2.0 * math.pi) + 0.5 + 0.5) % 1.0 - 0.5
    return abs(mean), lead, float(np.sqrt(np.mean(np.abs(analytic[inner]) ** 2) / 2.0))


def _grid(window: BeatWindow, start: float, end: float) -> tuple[FloatArray, FloatArray] | None:
    usable = np.isfinite(window.nn_s)
    nn = window.nn_s[usable]
    t = window.t[usable] - 0.5 * nn  # a heart period belongs to its middle
    if t.size < 8 or t[0] > start + 2.0 or t[-1] < end - 2.0:
        return None
    grid = np.arange(start, end, 1.0 / GRID_HZ)
    return grid, np.interp(grid, t, nn)


@index
class Synchrony:
    """Features `heart_breath_synchrony` (0..1) and `heart_breath_lead` (cycles); index `synchrony`,
    the same less what chance gives, brought down to 0 where the heart hardly moves.
    """

    period_s = 1.0

    def compute(self, history: History, now: float) -> Iterable[Feature | Index]:
        if not math.isfinite(history.respiration.t):
            return  # nobody's breath is known: nothing to say
        whole = list(cycles(history.breaths, now - WINDOW_S))
        window = beat_window(history, now, WINDOW_S + LONGEST_CYCLE_S)
        span = whole[-1][1] - whole[0][0].inhale if whole else 0.0
        curve = None
        if len(whole) >= LEAST_BREATHS and span >= LEAST_S and not window.silent:
            curve = _grid(window, whole[0][0].inhale, whole[-1][1])
        if curve is None:
            have = f"has {len(whole)} in {span:.0f} s"
            reason = f"not yet: needs {LEAST_BREATHS} breaths with heartbeats in {LEAST_S:.0f} s, "
            reason = window.reason if window.silent else reason + have
            yield Feature("heart_breath_synchrony", now, math.nan, "1", 0.0, reason)
            yield Feature("heart_breath_lead", now, math.nan, "cycle", 0.0, reason)
            yield Index("synchrony", 0.0, 0.0, reason)
            return
        grid, nn = curve
        onsets, phases = [], []
        for k, (breath, end) in enumerate(whole):
            onsets += [breath.inhale, breath.exhale, end]
            phases += [float(k), k + 0.5, k + 1.0]
        breath_phase = np.interp(grid, onsets, phases)
        # A short heart period is a fast heart: the wave of the heart *rate* is the negative.
        locking, lead, wave_ms = phase_locking(grid, -1e3 * nn, breath_phase)
        chance = 1.0 / len(whole)
        value = max((locking**2 - chance) / (1.0 - chance), 0.0)
        value *= min(max((wave_ms - FLOOR_MS) / (CLEAR_MS - FLOOR_MS), 0.0), 1.0)
        sure = fmean(breath.trust for breath, _ in whole)
        trust, reason = worst([(window.trust, window.reason), (sure, "uncertain breaths")])
        reason = reason if trust < 0.5 else ""
        yield Feature("heart_breath_synchrony", now, locking, "1", trust, reason)
        yield Feature("heart_breath_lead", now, lead, "cycle", trust, reason)
        yield Index("synchrony", value, trust, reason)
