"""How the simulated patient breathes: alone, or after the pacer, with a human's delay and lapses.

The breath is a phase in cycles, 0 at the onset of inhalation and 0.5 at the onset of exhalation,
whatever the share of time that each half takes. Alone, every breath draws its own length, depth
and pause (Tobin et al. 1988, Chest 94:286-294: breath-to-breath variation of about 10 % in time
and 15 to 25 % in depth, correlated from breath to breath), with a sigh of about twice the depth
every few minutes (Vlemincx et al. 2013, Biol Psychol 93:1-7). Guided, the rate glides towards the
pacer's over a few breaths and the phase is pulled after the pacer as seen a reaction time ago.
"""

from __future__ import annotations

import math

import numpy as np

from biofeedback.sources.patient.person import Person
from biofeedback.types import Pacer

SIGH_PER_BREATH = 1 / 80
RATE_JITTER = 0.09
GUIDED_JITTER = 0.03
DEPTH_JITTER = 0.15
BREATH_MEMORY = 0.4  # correlation of a breath with the one before
LAPSE_MEAN_S = 15.0
ENGAGE_BREATHS = 1.3  # time constant of falling in with the pacer, in breaths of the pacer
LET_GO_S = 3.0
PULL_PER_S = 0.35
PULL_LIMIT = 0.6  # of the breath's own speed: nobody turns a breath round to catch up
DEPTH_EXPONENT = 0.6  # slower breaths are deeper: ventilation is nearly kept
DEPTH_LIMIT = 1.5
PACER_SILENT_S = 3.0  # nothing heard for so long: breathe alone again


def depth_at(rate_hz: float, spontaneous_hz: float) -> float:
    """Usual depth of a breath at `rate_hz`, 1 at the spontaneous rate, never above 1.5."""
    return float(min((spontaneous_hz / rate_hz) ** DEPTH_EXPONENT, DEPTH_LIMIT))


class Breathing:
    """Breath phase and chest volume, one tick after another.

    `adherence` 0..1 is the share of guided time that the person really follows; they drift off
    for about 15 s at a time. 0 never follows, 1 never drifts off.
    """

    def __init__(self, person: Person, rng: np.random.Generator, adherence: float) -> None:
        self._person = person
        self._rng = rng
        self._adherence = adherence
        self.inhales: list[float] = []
        self.exhales: list[float] = []
        self.phase = 0.0
        self.volume = 0.0
        self._following = 0.0  # 0 alone .. 1 fully with the pacer
        self._lapse = adherence < 1.0
        self._lapse_ends = -math.inf
        self._deviation = 0.0
        self._depth_deviation = 0.0
        self._arousal = person.arousal
        self._new_breath(0.0)

    def following(self) -> float:
        """How far the breath goes with the pacer, 0 to 1."""
        return self._following

    def step(self, t: float, dt: float, arousal: float, pacer: Pacer) -> float:
        """Advance to `t`; return the chest volume (0 rest .. about 1 usual breath .. 3 sigh).

        `pacer` is what the person perceives now: its `t` is the moment of perception.
        """
        self._arousal = arousal
        guided = (
            pacer.guided and pacer.rate_hz > 0.0 and t - pacer.t < PACER_SILENT_S
        ) and not self._drifts_off(t)
        self._following += (
            (1.0 - self._following) * dt * pacer.rate_hz / ENGAGE_BREATHS
            if guided
            else -self._following * dt / LET_GO_S
        )
        rate = self._rate_hz
        if guided:
            rate += self._following * (pacer.rate_hz * self._jitter() - rate)
        inhaling = self.phase % 1.0 < 0.5
        share = self._inhale if inhaling else 1.0 - self._inhale
        speed = 0.5 * rate / share
        if guided:
            ahead = pacer.phase + pacer.rate_hz * (t - pacer.t) - self.phase
            ahead -= round(ahead)
            pull = PULL_PER_S * self._following * ahead
            speed += max(-PULL_LIMIT * speed, min(PULL_LIMIT * speed, pull))
        self._advance(t, dt, speed)
        self.volume = self._depth * _shape(self.phase % 1.0, self._pause)
        return self.volume

    def _advance(self, t: float, dt: float, speed: float) -> None:
        before = self.phase
        self.phase += speed * dt
        half = math.floor(2.0 * self.phase)
        if half > math.floor(2.0 * before):
            when = t - (self.phase - 0.5 * half) / speed
            if half % 2:
                self.exhales.append(when)
            else:
                self.inhales.append(when)
                self._new_breath(t)

    def _jitter(self) -> float:
        return 1.0 + (GUIDED_JITTER / RATE_JITTER) * self._deviation

    def _new_breath(self, t: float) -> None:
        rng, person = self._rng, self._person
        kick = math.sqrt(1.0 - BREATH_MEMORY**2)
        draws = rng.standard_normal(4)
        self._deviation = BREATH_MEMORY * self._deviation + kick * RATE_JITTER * draws[0]
        self._depth_deviation = (
            BREATH_MEMORY * self._depth_deviation + kick * DEPTH_JITTER * draws[1]
        )
        usual_hz = person.breathing_per_min / 60.0 * (1.0 + 0.3 * (self._arousal - 0.5))
        sigh = rng.random() < SIGH_PER_BREATH and self._following < 0.5
        together = self._following
        deviation = max(-0.3, min(0.3, self._deviation))
        self._rate_hz = usual_hz * (1.0 + deviation) * (0.65 if sigh else 1.0)
        rate = self._rate_hz + together * (self._last_paced_hz(t) - self._rate_hz)
        depth = 1.0 + (1.0 - 0.5 * together) * self._depth_deviation
        self._depth = max(depth, 0.4) * depth_at(rate, usual_hz) * (2.1 if sigh else 1.0)
        self._inhale = person.inhale_fraction + 0.015 * draws[2] + 0.02 * together
        # Share of the exhaling half spent in the end-expiratory rest; slow breathing shortens it.
        self._pause = min(max(0.22 - 0.1 * together + 0.05 * draws[3], 0.02), 0.4)

    def _last_paced_hz(self, t: float) -> float:
        """Rate of the last two breaths: what the guided depth answers to."""
        if len(self.inhales) < 2:
            return self._rate_hz
        return 1.0 / max(self.inhales[-1] - self.inhales[-2], 1.0)

    def _drifts_off(self, t: float) -> bool:
        """Whether attention has wandered: a two-state process whose share present is adherence."""
        if self._adherence >= 1.0 or self._adherence <= 0.0:
            return self._adherence <= 0.0
        while t >= self._lapse_ends:
            start = self._lapse_ends if math.isfinite(self._lapse_ends) else t
            self._lapse = not self._lapse
            present_s = LAPSE_MEAN_S * self._adherence / (1.0 - self._adherence)
            mean = LAPSE_MEAN_S if self._lapse else present_s
            self._lapse_ends = max(start, t - 60.0) + float(self._rng.exponential(mean))
        return self._lapse


def _shape(phase: float, pause: float) -> float:
    """Chest volume within one breath, 0..1: smooth inhalation, quick early exhalation, rest."""
    if phase < 0.5:
        return 0.5 - 0.5 * math.cos(2.0 * math.pi * phase)
    w = min((2.0 * phase - 1.0) / (1.0 - pause), 1.0)
    return 0.5 + 0.5 * math.cos(math.pi * w**0.75)
