"""What the sensors see of the body: one class a stream, each giving the next block of samples.

Every class is asked for consecutive blocks of its own sampling times `t` (n,), seconds since the
patient's start, and answers with samples (n,). Noise comes from the stream's own random numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import ClassVar, Protocol

import numpy as np

from biofeedback.sources.patient.body import Body
from biofeedback.sources.patient.noise import (
    Filtered,
    SlowNoise,
    ou_coefficients,
    resonance_coefficients,
)
from biofeedback.types import Channel, FloatArray

MAINS_HZ = 50.0


class Waveform(Protocol):
    """A sensor: rate, channel and the next block of its samples."""

    RATE_HZ: ClassVar[int]
    CHANNEL: ClassVar[Channel]

    def block(self, t: FloatArray) -> FloatArray:
        """Samples at times `t` (n,), which follow those of the last call."""
        ...


def recent(times: list[float], since: float, before: float) -> tuple[slice, FloatArray]:
    """The events of a growing list within [since, before): where they are, and when."""
    stop = len(times)
    while stop and times[stop - 1] >= before:
        stop -= 1
    first = stop
    while first and times[first - 1] >= since:
        first -= 1
    where = slice(first, stop)
    return where, np.array(times[where])


def quantised(x: FloatArray, step: float) -> FloatArray:
    """As an analogue-to-digital converter of that step gives it."""
    return np.rint(x / step) * step


class Ecg:
    """Lead II as a sum of Gaussians a beat (McSharry et al. 2003, IEEE TBME 50:289-294).

    P sits on the sinus firing, QRS on the R peak, and T follows the QT interval, which adapts
    to the mean of the last intervals (Fridericia's cube root). Breathing turns the heart's axis,
    so R is 10 % lower at full inspiration (Moody et al. 1985, Comput Cardiol 12:113-116), and
    moves the baseline.
    """

    RATE_HZ: ClassVar[int] = 250
    CHANNEL: ClassVar[Channel] = Channel("ECG", "mV", "ECG")
    #              Q       R      S      T early  T late
    OFFSET_S = np.array([-0.030, 0.0, 0.031, 0.0, 0.0])
    WIDTH_S = np.array([0.0085, 0.0105, 0.0100, 0.048, 0.026])
    HEIGHT_MV = np.array([-0.09, 1.15, -0.24, 0.17, 0.17])
    P_AFTER_FIRING_S, P_WIDTH_S, P_HEIGHT_MV = 0.045, 0.021, 0.13
    QTC_S = 0.40
    EARLY_S, LATE_S = 0.115, 0.075  # the two humps of T before its end

    def __init__(self, body: Body, rng: np.random.Generator) -> None:
        self._body, self._rng = body, rng
        self._mains_phase = float(rng.uniform(0.0, 2.0 * np.pi))
        self._drift = Filtered(rng, *ou_coefficients(self.RATE_HZ, 3.0), gain=0.025)

    def block(self, t: FloatArray) -> FloatArray:
        heart = self._body.heart
        where, r = recent(heart.r_peaks, t[0] - 0.7, t[-1] + 0.4)
        fires = np.array(heart.fires[where])
        qt_end = r - 0.045 + self.QTC_S * np.cbrt(heart.mean_intervals[where])
        chest = self._body.track("volume", np.minimum(r, t[-1]))
        centre = np.empty((r.size, 6))
        centre[:, 0] = fires + self.P_AFTER_FIRING_S
        centre[:, 1:] = r[:, None] + self.OFFSET_S
        centre[:, 4] = qt_end - self.EARLY_S
        centre[:, 5] = qt_end - self.LATE_S
        height = np.empty((r.size, 6))
        height[:, 0] = self.P_HEIGHT_MV
        height[:, 1:] = self.HEIGHT_MV
        height[:, 1:4] *= 1.0 - 0.10 * (chest - 0.4)[:, None]
        width = np.tile(np.concatenate(([self.P_WIDTH_S], self.WIDTH_S)), (r.size, 1))
        z = (t[:, None] - centre.ravel()) / width.ravel()
        x = np.exp(-0.5 * z * z) @ height.ravel()
        x += 0.05 * self._body.track("volume", t) + self._drift.block(t.size)
        x += 0.004 * np.sin(2.0 * np.pi * MAINS_HZ * t + self._mains_phase)
        x += 0.008 * self._rng.standard_normal(t.size)
        return quantised(x, 0.001)


class Ppg:
    """Finger pulse by reflected light: systolic wave, dicrotic notch, diastolic wave.

    Three Gaussians a pulse (Baruch et al. 2011, Biomed Eng Online 10:1, count the reflections),
    arriving a transit time after the R peak. Breathing moves its height and baseline, and arousal
    narrows the vessels (Charlton et al. 2018, IEEE Rev Biomed Eng 11:2-20).
    """

    RATE_HZ: ClassVar[int] = 125
    CHANNEL: ClassVar[Channel] = Channel("PPG", "a.u.", "PPG")
    CENTRE_S = np.array([0.130, 0.235, 0.415])
    WIDTH_S = np.array([0.046, 0.060, 0.075])
    HEIGHT = np.array([0.85, 0.42, 0.36])

    def __init__(self, body: Body, rng: np.random.Generator) -> None:
        self._body, self._rng = body, rng
        self._drift = Filtered(rng, *ou_coefficients(self.RATE_HZ, 6.0), gain=0.05)

    def block(self, t: FloatArray) -> FloatArray:
        body = self._body
        where, r = recent(body.heart.r_peaks, t[0] - 1.5, t[-1])
        chest = body.track("volume", r)
        arousal = body.track("arousal", r)
        onset = r + body.person.pulse_transit_s - 0.02 * arousal + 0.006 * (chest - 0.4)
        stretch = np.sqrt(body.heart.mean_intervals[where])
        z = ((t[:, None] - onset) / stretch)[:, :, None] - self.CENTRE_S
        pulses = np.exp(-0.5 * (z / self.WIDTH_S) ** 2) @ self.HEIGHT
        x = pulses @ ((1.0 - 0.45 * arousal) * (1.0 - 0.15 * (chest - 0.4)))
        x += 1.5 - 0.08 * body.track("volume", t) + self._drift.block(t.size)
        x += 0.003 * self._rng.standard_normal(t.size)
        return quantised(x, 0.0005)


class Belt:
    """Respiration belt: chest girth, a slipping baseline and a trace of the heart."""

    RATE_HZ: ClassVar[int] = 50
    CHANNEL: ClassVar[Channel] = Channel("RESP", "a.u.", "RESP")

    def __init__(self, body: Body, rng: np.random.Generator) -> None:
        self._body, self._rng = body, rng
        self._drift = Filtered(rng, *ou_coefficients(self.RATE_HZ, 20.0), gain=0.06)

    def block(self, t: FloatArray) -> FloatArray:
        _, r = recent(self._body.heart.r_peaks, t[0] - 0.6, t[-1] + 0.2)
        z = (t[:, None] - r - 0.12) / 0.06
        x = self._body.track("volume", t) + 0.008 * np.exp(-0.5 * z * z).sum(axis=1)
        x += self._drift.block(t.size) + 0.006 * self._rng.standard_normal(t.size)
        return quantised(x, 0.001)


class Eda:
    """Skin conductance: a tonic level that follows arousal, and Bateman-shaped responses.

    Rise 0.75 s and decay 2 s as Alexander et al. 2005 (J Neurosci Methods 146:116-123).
    """

    RATE_HZ: ClassVar[int] = 32
    CHANNEL: ClassVar[Channel] = Channel("EDA", "uS", "EDA")
    RISE_S, DECAY_S = 0.75, 2.0
    MEMORY_S = 20.0
    TONIC_S = 10.0  # the ducts fill and dry slowly

    def __init__(self, body: Body, rng: np.random.Generator) -> None:
        self._body, self._rng = body, rng
        self._wander = SlowNoise(rng, 0.25, fastest_s=40.0, slowest_s=400.0, count=3)
        self._tone = body.person.arousal
        peak = np.log(self.DECAY_S / self.RISE_S) / (1.0 / self.RISE_S - 1.0 / self.DECAY_S)
        self._scale = 1.0 / (np.exp(-peak / self.DECAY_S) - np.exp(-peak / self.RISE_S))

    def block(self, t: FloatArray) -> FloatArray:
        goal = float(self._body.track("arousal", t[:1])[0]) + 0.1 * self._wander.step()
        tone = self._tone + (goal - self._tone) * t.size / (self.RATE_HZ * self.TONIC_S)
        x = np.linspace(self._tone, tone, t.size, endpoint=False)
        self._tone = tone
        x = self._body.person.skin_us * (0.7 + 0.6 * x)
        for scr in reversed(self._body.scrs):
            if scr.onset < t[0] - self.MEMORY_S:
                break
            age = np.maximum(t - scr.onset, 0.0)
            shape = np.exp(-age / self.DECAY_S) - np.exp(-age / self.RISE_S)
            x += scr.amplitude_us * self._scale * shape
        x += 0.003 * self._rng.standard_normal(t.size)
        return quantised(np.maximum(x, 0.01), 0.001)


class Eeg:
    """One channel at Cz: 1/f background, alpha spindles that grow with calm, blinks.

    Pink filter: J. O. Smith, Spectral Audio Signal Processing (2011), "Synthesis of 1/F Noise".
    Alpha 8 to 13 Hz in spindles of about a second; 12 to 20 blinks/min at rest.
    """

    RATE_HZ: ClassVar[int] = 250
    CHANNEL: ClassVar[Channel] = Channel("Cz", "uV", "EEG")
    PINK_B = np.array([0.049922035, -0.095993537, 0.050612699, -0.004408786])
    PINK_A = np.array([1.0, -2.494956002, 2.017265875, -0.522189400])
    PINK_UV = 95.0
    ALPHA_UV = 11.0
    BLINKS_PER_MIN, BLINK_UV, BLINK_S = 15.0, 45.0, 0.09

    def __init__(self, body: Body, rng: np.random.Generator) -> None:
        self._body, self._rng = body, rng
        self._pink = Filtered(rng, self.PINK_B, self.PINK_A, gain=self.PINK_UV)
        self._alpha = Filtered(
            rng,
            *resonance_coefficients(self.RATE_HZ, body.person.alpha_hz, 0.9),
            gain=self.ALPHA_UV,
        )
        self._waxing = Filtered(rng, *ou_coefficients(self.RATE_HZ, 2.0), gain=1.0)
        self._mains_phase = float(rng.uniform(0.0, 2.0 * np.pi))
        self._blinks = [float(rng.exponential(60.0 / self.BLINKS_PER_MIN))]

    def block(self, t: FloatArray) -> FloatArray:
        while self._blinks[-1] < t[-1] + 1.0:
            gap = 0.6 + float(self._rng.exponential(60.0 / self.BLINKS_PER_MIN - 0.6))
            self._blinks.append(self._blinks[-1] + gap)
        _, blinks = recent(self._blinks, t[0] - 1.0, t[-1] + 1.0)
        del self._blinks[:-12]
        calm = 1.0 - self._body.track("arousal", t)
        waxing = np.exp(0.6 * self._waxing.block(t.size))
        x = self._pink.block(t.size) + (0.25 + 0.95 * calm) * waxing * self._alpha.block(t.size)
        z = (t[:, None] - blinks) / self.BLINK_S
        x += self.BLINK_UV * np.exp(-0.5 * z * z).sum(axis=1)
        x += 0.5 * np.sin(2.0 * np.pi * MAINS_HZ * t + self._mains_phase)
        x += 1.0 * self._rng.standard_normal(t.size)
        return quantised(x, 0.05)


WAVEFORMS: Mapping[str, Callable[[Body, np.random.Generator], Waveform]] = MappingProxyType(
    {"ecg": Ecg, "ppg": Ppg, "respiration": Belt, "eda": Eda, "eeg": Eeg}
)
