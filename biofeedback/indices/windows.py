"""What the last seconds of beats offer to an index, and how much that is to be believed."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.interpolate import CubicSpline

from biofeedback.indices.base import History
from biofeedback.types import Beat, FloatArray, SignalKind

SILENT_S = {"rr": 7.0, "hr": 7.0}  # a batch of 4 s and a pause; sampled signals report at once
SILENT_DEFAULT_S = 3.0
FULL_COVERAGE = 0.8  # share of the window that usable intervals must fill for full trust
MANY_ARTIFACTS = 0.3  # share of marked beats at which variability means nothing any more


@dataclass(frozen=True, slots=True)
class BeatWindow:
    """Beats of the last `span_s` seconds; arrays (n,) run from old to new."""

    t: FloatArray  # beat times, s
    nn_s: FloatArray  # NN interval that ends there; NaN: none usable
    interval_s: FloatArray
    follows: npt.NDArray[np.bool_]  # the beat before is in the window and no gap lies between
    covered_s: float  # sum of usable intervals
    reach_s: float  # from the oldest beat in the window to now
    trust: float  # mean beat trust, lowered by artifacts and by the source's present quality
    reason: str
    source: SignalKind | None
    silent: bool  # no beat for longer than a heart can pause


def recent_beats(history: History, now: float, span_s: float) -> list[Beat]:
    """The beats of [now − span_s, now], from old to new."""
    beats: list[Beat] = []
    for beat in reversed(history.beats):
        if beat.t < now - span_s:
            break
        if beat.t <= now:
            beats.append(beat)
    beats.reverse()
    return beats


def silent_at(now: float, newest: Beat | None) -> bool:
    """Whether `newest`, the last beat known, is longer ago than a heart can pause."""
    return newest is None or now - newest.t > SILENT_S.get(newest.source, SILENT_DEFAULT_S)


def beat_window(history: History, now: float, span_s: float) -> BeatWindow:
    """Gather the beats of [now − span_s, now] and judge them."""
    all_ = history.columns
    start = int(all_.t.searchsorted(now - span_s))
    stop = int(all_.t.searchsorted(now, side="right"))
    if start >= stop:
        empty = np.empty(0)
        return BeatWindow(
            empty, empty, empty, np.empty(0, bool), 0.0, 0.0, 0.0, "no heartbeats", None, True
        )
    t, nn, interval = all_.t[start:stop], all_.nn_s[start:stop], all_.interval_s[start:stop]
    newest = history.beats[stop - 1]
    source = newest.source
    follows = np.zeros(t.size, bool)
    follows[1:] = np.isfinite(interval[1:]) & (np.diff(t) <= interval[1:] + 0.5)
    share = int(np.count_nonzero(all_.marked[start:stop])) / t.size
    trust = sum(all_.trust[start:stop].tolist()) / t.size
    trust *= max(1.0 - share / MANY_ARTIFACTS, 0.0)
    reason = "many irregular beats" if share > MANY_ARTIFACTS / 2 else ""
    present, why = history.quality.get(source, (1.0, ""))
    if present < trust:
        trust, reason = present, why or reason
    silent = silent_at(now, newest)
    if silent:
        trust, reason = 0.0, why or "no heartbeat now"
    covered = float(np.where(nn <= 4.0, nn, 0.0).sum())  # NaN is not
    if trust < 0.5 and not reason:
        reason = "uncertain heartbeats"
    return BeatWindow(
        t, nn, interval, follows, covered, now - float(t[0]), trust, reason, source, silent
    )  # fmt: skip


def coverage_trust(window: BeatWindow, needed_s: float) -> float:
    """0..1: 1 where usable intervals fill `FULL_COVERAGE` of the needed seconds."""
    return min(window.covered_s / (FULL_COVERAGE * needed_s), 1.0)


def tachogram(
    window: BeatWindow, span_s: float, rate_hz: float = 4.0, *, cubic: bool = False
) -> tuple[FloatArray, FloatArray] | None:
    """NN intervals on an even grid of `rate_hz` over the last `span_s` (Task Force 1996: 4 Hz).

    Returns
    -------
    t, rr_s
        Arrays (round(span_s × rate_hz),), ending at the newest usable beat, linear between beats
        or a cubic spline (a line takes a quarter off the power at 0.25 Hz of a heart at 70/min),
        held within the range of the intervals; None when fewer than 8 intervals are usable or
        they do not reach back far enough.
    """
    usable = np.isfinite(window.nn_s)
    t, nn = window.t[usable], window.nn_s[usable]
    if t.size < 8 or t[-1] - t[0] < span_s - 4.0:
        return None
    n = round(span_s * rate_hz)
    grid = t[-1] - np.arange(n - 1, -1, -1) / rate_hz
    if not cubic:
        return grid, np.interp(grid, t, nn)
    curve = CubicSpline(t, nn, bc_type="natural")(np.maximum(grid, t[0]))
    return grid, np.clip(curve, nn.min(), nn.max())


def detrended(x: FloatArray) -> FloatArray:
    """`x` (n,) less its least-squares line."""
    n = x.size
    ramp = np.arange(n) - (n - 1) / 2.0
    slope = float(np.dot(ramp, x)) / float(np.dot(ramp, ramp))
    out: FloatArray = x - x.mean() - slope * ramp
    return out


def power_spectrum(x: FloatArray, rate_hz: float, bin_hz: float) -> tuple[FloatArray, FloatArray]:
    """One-sided power per bin of `x` (n,), Hann-tapered, zero-padded to bins of ≤ `bin_hz`.

    Scaled so that the sum over all bins is the mean square of `x`.
    """
    n = x.size
    length = max(n, math.ceil(rate_hz / bin_hz))
    length = 1 << (length - 1).bit_length()
    taper = 0.5 - 0.5 * np.cos(2.0 * np.pi * np.arange(n) / n)
    amplitude = np.fft.rfft(x * taper, length)
    power = np.abs(amplitude) ** 2
    power[1:-1] *= 2.0
    power /= length * float(np.dot(taper, taper))
    f: FloatArray = np.fft.rfftfreq(length, 1.0 / rate_hz).astype(np.float64)
    return f, power.astype(np.float64)


def band_power(f: FloatArray, power: FloatArray, low_hz: float, high_hz: float) -> float:
    """Sum of `power` over bins with low ≤ f < high."""
    return float(power[(f >= low_hz) & (f < high_hz)].sum())
