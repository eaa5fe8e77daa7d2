"""The simulated body itself: breath, heart, arousal and skin nerves on one 50 Hz time axis.

Time inside is seconds since the patient's start. What the waveforms need between ticks is kept for
a few seconds in `tracks` and interpolated.
"""

from __future__ import annotations

import bisect
import math
from dataclasses import dataclass, replace

import numpy as np

from biofeedback.sources.patient.arousal import EVERY_S, Arousal
from biofeedback.sources.patient.breathing import PACER_SILENT_S, Breathing
from biofeedback.sources.patient.heart import Heart
from biofeedback.sources.patient.noise import named_rng
from biofeedback.sources.patient.person import Person
from biofeedback.types import FloatArray, Pacer

TICK_HZ = 50
DT_S = 1.0 / TICK_HZ
RUN_IN_S = 60  # simulated before time 0, so that nothing starts from rest
KEEP_S = 8  # of tracks

SCR_FLOOR_PER_MIN, SCR_AROUSED_PER_MIN = 0.7, 11.0
# Non-specific responses: 1 to 3 /min at rest, 20 and more in high arousal (Dawson, Schell & Filion
# 2017, Handbook of Psychophysiology, ch. 10); with arousal squared, 0.7 gives about 6 /min.
SCR_REFRACTORY_S = 1.2
SCR_MEDIAN_US, SCR_SPREAD = 0.22, 0.55


@dataclass(frozen=True, slots=True)
class SkinResponse:
    """A burst of the skin nerves: onset (s) and the peak of the response it causes."""

    onset: float
    amplitude_us: float


class Body:
    """Everything that happens beneath the sensors, one tick of 20 ms after another."""

    def __init__(self, seed: int, person: Person, adherence: float, start: float) -> None:
        self.start = start
        self.person = person
        self.breathing = Breathing(person, named_rng(seed, "breathing"), adherence)
        self.heart = Heart(person, named_rng(seed, "heart"), DT_S)
        self.arousal = Arousal(person, named_rng(seed, "arousal"))
        self.scrs: list[SkinResponse] = []
        self._skin_rng = named_rng(seed, "skin nerves")
        self._heard: list[Pacer] = []
        self._pacer = Pacer(t=-math.inf)
        self._tick = -RUN_IN_S * TICK_HZ
        self._arousal_from = self._arousal_to = self.arousal.value
        self._first_kept = self._tick
        self._tracks: dict[str, list[float]] = {"volume": [], "arousal": [], "rate_hz": []}
        self.advance(0.0)

    def hear(self, pacer: Pacer) -> None:
        """Queue what is shown now; it is perceived one reaction time later."""
        perceived = pacer.t - self.start + self.person.reaction_s
        if perceived > self._pacer.t:
            bisect.insort(self._heard, replace(pacer, t=perceived), key=lambda p: p.t)

    def advance(self, until: float) -> None:
        """Tick on until the body is at or past `until`."""
        volume, arousal, rate = self._tracks.values()
        last = math.ceil(until * TICK_HZ)
        every = round(EVERY_S * TICK_HZ)
        while self._tick <= last:
            t = self._tick * DT_S
            while self._heard and self._heard[0].t <= t:
                self._pacer = self._heard.pop(0)
            if self._tick % every == 0:
                self._settle(t)
            share = (self._tick % every) / every
            level = self._arousal_from + share * (self._arousal_to - self._arousal_from)
            volume.append(self.breathing.step(t, DT_S, level, self._pacer))
            self.heart.step(t, volume[-1], level)
            arousal.append(level)
            rate.append(self.heart.rate_hz)
            self._tick += 1
        self._forget()

    def track(self, name: str, t: FloatArray) -> FloatArray:
        """Value of a track at times `t` (n,), linear between ticks: "volume", "arousal", ..."""
        values = self._tracks[name]
        where = t * TICK_HZ - self._first_kept
        if not where.size:
            return where
        first = max(int(where.min()), 0)
        window = values[first : int(where.max()) + 2]
        return np.interp(where - first, np.arange(len(window)), window)

    def _settle(self, t: float) -> None:
        pacer = self._pacer
        shown = pacer.presence if t - pacer.t < PACER_SILENT_S else 0.0
        usual_hz = self.person.breathing_per_min / 60.0
        slowed = min(max(2.0 * (1.0 - pacer.rate_hz / usual_hz), 0.0), 1.0)
        self._arousal_from = self._arousal_to
        self._arousal_to = self.arousal.step(shown, slowed * self.breathing.following())
        rate = SCR_FLOOR_PER_MIN + SCR_AROUSED_PER_MIN * self._arousal_to**2
        chance, late = self._skin_rng.random(2).tolist()
        size = float(self._skin_rng.standard_normal())
        onset = t + EVERY_S * late
        quiet = not self.scrs or onset - self.scrs[-1].onset > SCR_REFRACTORY_S
        if quiet and chance < rate / 60.0 * EVERY_S:
            amplitude = SCR_MEDIAN_US * math.exp(SCR_SPREAD * size) * (0.6 + self._arousal_to)
            self.scrs.append(SkinResponse(onset, max(amplitude, 0.05)))

    def _forget(self) -> None:
        spare = self._tick - self._first_kept - KEEP_S * TICK_HZ
        if spare > KEEP_S * TICK_HZ:  # seldom, because cutting a list moves it
            for values in self._tracks.values():
                del values[:spare]
            self._first_kept += spare
