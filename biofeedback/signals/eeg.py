"""EEG band powers, 1 to 64 channels. *Experimental*: nothing of them drives a scene by itself.

Two-second windows, half overlapping, Hann-tapered; of the last eight seconds the clean ones are
averaged (Welch 1967, IEEE Trans Audio Electroacoust 15:70). A window with a blink or movement
(range over 150 µV) or with muscle (more power above 20 Hz than below) is left out and lowers the
trust. Bands as in EEG work on pain: theta 4-8, alpha 9-12, beta 20-30 Hz.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterable, Sequence

import numpy as np

from biofeedback.signals.base import signal
from biofeedback.types import Chunk, Event, Feature, FloatArray, StreamInfo

BANDS_HZ = {"theta": (4.0, 8.0), "alpha": (9.0, 12.0), "beta": (20.0, 30.0)}
WHOLE_HZ, MUSCLE_HZ = (2.0, 30.0), (20.0, 45.0)
WINDOW_S, STEP_S, WINDOWS = 2.0, 1.0, 8
BLINK_UV = 150.0
FLAT_UV = 0.05
STALE_S = 1.0
GAP_S = 0.25
SLOWEST_HZ = 64.0
"""Below twice the highest band's end there is nothing to see."""

EXPERIMENTAL = "experimental"


@signal("eeg")
class Eeg:
    """Relative band powers, averaged over channels (µV where no unit is said)."""

    def __init__(self, stream: StreamInfo) -> None:
        unit = stream.channels[0].unit.strip().lower() if stream.channels else ""
        self._scale = {"v": 1e6, "volt": 1e6, "volts": 1e6, "mv": 1e3, "millivolts": 1e3}.get(
            unit, 1.0
        )
        self._rate_hz = stream.rate_hz
        self._n = max(round(WINDOW_S * stream.rate_hz), 8)
        self._hop = max(round(STEP_S * stream.rate_hz), 4)
        self._buffer: FloatArray = np.empty((0, 0))
        self._last_t = -math.inf
        self._powers: deque[tuple[str, FloatArray]] = deque(maxlen=WINDOWS)
        taper = np.hanning(self._n)
        self._taper: FloatArray = taper[:, None]
        self._f = np.fft.rfftfreq(self._n, 1.0 / stream.rate_hz) if stream.rate_hz > 0 else taper

    def step(self, chunk: Chunk) -> Sequence[Event]:
        """Take samples; band powers are features, there are no events."""
        if not chunk.t.size or self._rate_hz < SLOWEST_HZ:
            return ()
        x = np.clip(chunk.x * self._scale, -1e9, 1e9)
        if self._buffer.shape[1] != x.shape[1]:
            self._restart(x.shape[1])
        cuts = np.flatnonzero(np.diff(chunk.t, prepend=self._last_t) > GAP_S)
        for first, part in enumerate(np.split(x, cuts)):
            if first:  # what follows a cut has no continuity with what came before
                self._restart(x.shape[1])
            self._add(part)
        self._last_t = float(chunk.t[-1])
        return ()

    def _restart(self, channels: int) -> None:
        self._buffer = np.empty((0, channels))
        self._powers.clear()

    def _add(self, x: FloatArray) -> None:
        self._buffer = np.concatenate((self._buffer, x))
        while self._buffer.shape[0] >= self._n:
            self._powers.append(self._judge(self._buffer[: self._n]))
            self._buffer = self._buffer[self._hop :]

    def quality(self, now: float) -> tuple[float, str]:
        """Share of the last windows that are clean, and what spoils the others."""
        if self._rate_hz < SLOWEST_HZ:
            return 0.0, f"EEG of {self._rate_hz:g} Hz; band powers need {SLOWEST_HZ:g} Hz"
        if now - self._last_t > STALE_S:
            return 0.0, "no EEG"
        if not self._powers:
            return 0.0, "EEG has just begun"
        faults = [fault for fault, _ in self._powers if fault]
        trust = (1.0 - len(faults) / len(self._powers)) * min(len(self._powers) / 4.0, 1.0)
        return trust, max(set(faults), key=faults.count) if faults and trust < 0.9 else ""

    def features(self, now: float) -> Iterable[Feature]:
        """`eeg_theta`, `eeg_alpha`, `eeg_beta`: shares 0..1 of the power between 2 and 30 Hz."""
        trust, reason = self.quality(now)
        clean = [p for fault, p in self._powers if not fault]
        shares = np.mean(clean, axis=0).tolist() if clean else [math.nan] * len(BANDS_HZ)
        for name, share in zip(BANDS_HZ, shares, strict=True):
            known = trust if clean else 0.0
            yield Feature(f"eeg_{name}", now, share, "1", known, reason or EXPERIMENTAL)

    def _judge(self, x: FloatArray) -> tuple[str, FloatArray]:
        """What spoils a window (n, channel), if anything, and its relative band powers."""
        nothing = np.full(len(BANDS_HZ), math.nan)
        if not np.isfinite(x).all():
            return "EEG with missing values", nothing
        span = np.ptp(x, axis=0)
        good = (span > FLAT_UV) & (span < BLINK_UV)
        if not good.any():
            return ("the EEG is flat" if (span <= FLAT_UV).all() else "blink or movement"), nothing
        y = x[:, good] - x[:, good].mean(axis=0)
        power = np.square(np.abs(np.fft.rfft(y * self._taper, axis=0))).mean(axis=1)
        whole = self._band(power, WHOLE_HZ)
        if self._band(power, MUSCLE_HZ) > self._band(power, (WHOLE_HZ[0], MUSCLE_HZ[0])):
            return "muscle in the EEG", nothing
        return "", np.array([self._band(power, band) for band in BANDS_HZ.values()]) / whole

    def _band(self, power: FloatArray, band_hz: tuple[float, float]) -> float:
        low, high = band_hz
        return float(power[(self._f >= low) & (self._f < high)].sum())
