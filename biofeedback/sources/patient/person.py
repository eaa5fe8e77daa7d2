"""Who the simulated patient is: traits that differ from person to person, drawn once from a seed.

Ranges come from the literature named beside them; they describe adults at rest.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Person:
    """Traits of one person. Rates are per minute where the name says so, otherwise SI.

    Attributes
    ----------
    resonance_per_min
        Breathing rate at which the heart rate swings most. Adults 4.5 to 6.5 /min (Vaschillo,
        Vaschillo & Lehrer 2006, Appl Psychophysiol Biofeedback 31:129-142).
    damping
        Damping ratio of the baroreflex loop; 0.2 gives a quality factor of 2.5, so that the
        loop's own response falls to about 64 % at 1.5 /min off its centre, the breadth of the
        resonance curves in Vaschillo et al. 2002 (Appl Psychophysiol Biofeedback 27:1-27).
    rsa_bpm, baroreflex_bpm
        Heart-rate swing, peak to trough, that a breath of unit depth gives through the vagal and
        the baroreflex path at full gain. Spontaneous breathing then swings 2 to 7 /min, breathing
        at resonance 8 to 25 /min (Lehrer & Gevirtz 2014, Front Psychol 5:756).
    mayer_bpm, slow_bpm
        Standard deviation of the heart rate by vasomotor noise near 0.1 Hz and by 1/f wandering;
        with both, SDNN over 5 min of rest is 20 to 50 ms (lower than the 50 ms of healthy adults
        in Nunan et al. 2010, Pacing Clin Electrophysiol 33:1407, as expected in chronic pain).
    resting_heart_rate_per_min
        Heart rate when arousal is 0; arousal 1 adds `AROUSAL_HEART_BPM`.
    breathing_per_min
        Spontaneous rate in the middle of the arousal range: 12 to 16 /min.
    inhale_fraction
        Share of the spontaneous breath spent inhaling; 0.36 to 0.44 (Tobin 1988, Chest 94:286).
    reaction_s
        Delay of what is seen into what the breath does.
    """

    resonance_per_min: float
    damping: float
    rsa_bpm: float
    baroreflex_bpm: float
    mayer_bpm: float
    slow_bpm: float
    resting_heart_rate_per_min: float
    breathing_per_min: float
    inhale_fraction: float
    reaction_s: float
    arousal: float
    arousal_fall_s: float
    pulse_transit_s: float
    skin_us: float
    alpha_hz: float

    REACTION_MIN_S = 0.4
    REACTION_MAX_S = 0.8


def draw_person(rng: np.random.Generator) -> Person:
    """A person from a random stream: independent traits within the published adult ranges."""
    return Person(
        resonance_per_min=float(rng.uniform(4.5, 6.5)),
        damping=float(rng.uniform(0.17, 0.23)),
        rsa_bpm=float(6.0 * np.exp(rng.normal(0.0, 0.25))),
        baroreflex_bpm=float(7.0 * np.exp(rng.normal(0.0, 0.25))),
        mayer_bpm=float(rng.uniform(0.8, 1.5)),
        slow_bpm=float(rng.uniform(1.2, 2.4)),
        resting_heart_rate_per_min=float(rng.uniform(56.0, 74.0)),
        breathing_per_min=float(rng.uniform(12.6, 15.4)),
        inhale_fraction=float(rng.uniform(0.36, 0.44)),
        reaction_s=float(rng.uniform(Person.REACTION_MIN_S, Person.REACTION_MAX_S)),
        arousal=float(rng.uniform(0.55, 0.8)),
        arousal_fall_s=float(rng.uniform(60.0, 120.0)),
        pulse_transit_s=float(rng.uniform(0.18, 0.24)),
        skin_us=float(rng.uniform(3.0, 9.0)),
        alpha_hz=float(rng.uniform(9.0, 11.0)),
    )
