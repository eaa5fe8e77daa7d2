"""A heart that answers the breath: an integral-pulse-frequency-modulated pacemaker.

The rate that drives the pacemaker is a mean that follows arousal, plus

- a *vagal* path from chest volume (respiratory sinus arrhythmia): a first-order low-pass with its
  corner at 0.15 Hz, 0.2 s late, preceded by the lead of the central respiratory drive. Its gain
  falls with the breathing rate and its lag grows, as measured (Angelone & Coulter 1964, J Appl
  Physiol 19:479-482; Hirsch & Bishop 1981, Am J Physiol 241:H620-H629);
- a *baroreflex* path: a second-order resonator near 0.1 Hz in band-pass form, so that heart rate
  and breath swing together exactly at its centre, heart rate leading below and lagging above, as
  Vaschillo et al. 2002 (Appl Psychophysiol Biofeedback 27:1-27) found. Vasomotor noise rings the
  same loop: Mayer waves, the low-frequency peak at rest (Julien 2006, Cardiovasc Res 70:12-21);
- very slow 1/f wandering (Task Force 1996, Circulation 93:1043-1065).

A beat fires whenever the integral of the rate reaches one (Hyndman & Mohn 1975, Automedica
1:239-252; used in McSharry et al. 2003, IEEE Trans Biomed Eng 50:289-294).
"""

from __future__ import annotations

import math
from collections import deque

import numpy as np

from biofeedback.sources.patient.breathing import depth_at
from biofeedback.sources.patient.noise import Normals, SlowNoise
from biofeedback.sources.patient.person import Person
from biofeedback.types import FloatArray

VAGAL_CORNER_HZ = 0.15
VAGAL_DELAY_S = 0.2
DRIVE_LEAD_S = 0.35
DRIVE_MEMORY_S = 15.0  # what lasts longer than this is depth of lung, not breathing
AROUSAL_HEART_BPM = 16.0
AROUSAL_VAGAL_LOSS = 0.35  # share of the vagal swing that full arousal takes away
MIN_RATE_HZ, MAX_RATE_HZ = 35.0 / 60.0, 160.0 / 60.0
WANDER_EVERY = 10  # ticks
PR_S = 0.155  # sinus firing to R peak at 60 /min; conduction shortens as the rate rises
PR_PER_BPM = -0.0003
QT_MEMORY_BEATS = 30.0  # QT follows slowly (Pueyo et al. 2004, IEEE TBME 51:1511-1520)


class Heart:
    """Pacemaker and its two reflex paths, one tick after another.

    Parameters
    ----------
    dt : float
        Seconds in a tick.
    """

    def __init__(self, person: Person, rng: np.random.Generator, dt: float) -> None:
        self._person = person
        self._dt = dt
        self._omega = 2.0 * math.pi * tuned_centre_per_min(person) / 60.0
        self._noise = Normals(rng)
        self._wander = SlowNoise(rng, WANDER_EVERY * dt)
        self._tick = 0
        self._slow_from = self._slow_to = self._wander.step()
        self._delay: deque[float] = deque([0.0] * round(VAGAL_DELAY_S / dt))
        self._level = 0.45
        self._volume = 0.0
        self._vagal = 0.0
        self._loop = self._loop_integral = 0.0
        # White noise into the loop's band-pass leaves variance zeta * omega * (noise density), so
        # this strength makes the standard deviation of the Mayer waves person.mayer_bpm.
        self._ring = person.mayer_bpm / math.sqrt(person.damping * self._omega * dt)
        self._charge = 0.0
        self._rate_hz = person.resting_heart_rate_per_min / 60.0
        self._mean_interval = 1.0 / self._rate_hz
        self.fires: list[float] = []
        self.r_peaks: list[float] = []
        self.mean_intervals: list[float] = []  # what the QT interval has adapted to, s
        self.rate_hz = self._rate_hz

    def step(self, t: float, volume: float, arousal: float) -> None:
        """Advance to `t`; beats that fire are appended to `fires` and `r_peaks`."""
        dt, person = self._dt, self._person
        if self._tick % WANDER_EVERY == 0:
            self._slow_from, self._slow_to = self._slow_to, self._wander.step()
        share = (self._tick % WANDER_EVERY) / WANDER_EVERY
        slow = self._slow_from + share * (self._slow_to - self._slow_from)
        self._tick += 1

        self._level += (volume - self._level) * dt / DRIVE_MEMORY_S
        drive = volume - self._level + DRIVE_LEAD_S * (volume - self._volume) / dt
        self._volume = volume
        self._delay.append(drive)
        self._vagal += (self._delay.popleft() - self._vagal) * dt * 2.0 * math.pi * VAGAL_CORNER_HZ
        # Band-pass x'' + 2 zeta w x' + w^2 x = 2 zeta w u', integrated once; stepped so that the
        # state just computed is used (symplectic), which keeps the resonance where it belongs.
        w = self._omega
        push = (volume - self._level) * person.baroreflex_bpm + self._ring * self._noise.next()
        self._loop += dt * (2.0 * person.damping * w * (push - self._loop) - self._loop_integral)
        self._loop_integral += dt * w * w * self._loop

        tone = 1.0 - AROUSAL_VAGAL_LOSS * arousal
        bpm = (
            person.resting_heart_rate_per_min
            + AROUSAL_HEART_BPM * arousal
            + tone * (person.rsa_bpm * self._vagal + self._loop)
            + person.slow_bpm * slow
        )
        self._fire(t, min(max(bpm / 60.0, MIN_RATE_HZ), MAX_RATE_HZ))

    def _fire(self, t: float, rate_hz: float) -> None:
        """Integrate the rate over the tick (trapezium) and fire where the integral reaches one."""
        gained = 0.5 * (self._rate_hz + rate_hz) * self._dt
        self._rate_hz = self.rate_hz = rate_hz
        self._charge += gained
        if self._charge >= 1.0:
            self._charge -= 1.0
            fire = t - self._dt * self._charge / gained
            pr = PR_S + PR_PER_BPM * (60.0 * rate_hz - 60.0) + 0.001 * self._noise.next()
            if self.fires:
                interval = fire - self.fires[-1]
                self._mean_interval += (interval - self._mean_interval) / QT_MEMORY_BEATS
            self.mean_intervals.append(self._mean_interval)
            self.fires.append(fire)
            self.r_peaks.append(fire + pr)


def heart_rate_swing_bpm(
    person: Person, per_min: FloatArray, centre_per_min: float, arousal: float = 0.3
) -> FloatArray:
    """Peak-to-trough heart-rate swing (1/min) in steady breathing at rates `per_min` (n,).

    The fundamental of the two paths, noise apart, for a sinusoidal breath of the depth usual at
    each rate and a loop centred at `centre_per_min`.
    """
    f = per_min / 60.0
    s = 2j * np.pi * f
    w = 2.0 * np.pi * centre_per_min / 60.0
    steady = s * DRIVE_MEMORY_S / (1.0 + s * DRIVE_MEMORY_S)
    vagal = np.exp(-s * VAGAL_DELAY_S) / (1.0 + 1j * f / VAGAL_CORNER_HZ)
    vagal = vagal * (steady + s * DRIVE_LEAD_S)
    band = 2.0 * person.damping * w * s
    loop = steady * band / (s * s + band + w * w)
    tone = 1.0 - AROUSAL_VAGAL_LOSS * arousal
    depth = np.array([depth_at(rate, person.breathing_per_min / 60.0) for rate in f.tolist()])
    swing = depth * tone * np.abs(person.rsa_bpm * vagal + person.baroreflex_bpm * loop)
    return np.asarray(swing, dtype=np.float64)


def tuned_centre_per_min(person: Person) -> float:
    """Where the loop must be centred for the whole response to peak at the person's resonance.

    The vagal path leans the sum a little to one side; a few fixed-point steps undo that.
    """
    rates = np.linspace(3.0, 9.0, 1201)
    centre = person.resonance_per_min
    for _ in range(8):
        swing = heart_rate_swing_bpm(person, rates, centre)
        centre *= person.resonance_per_min / float(rates[int(np.argmax(swing))])
    return centre
