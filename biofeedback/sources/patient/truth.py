"""What really happened in the simulated patient: the ground truth to score against."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from biofeedback.sources.patient.artifacts import Artifact
from biofeedback.sources.patient.body import Body
from biofeedback.sources.patient.heart import heart_rate_swing_bpm, tuned_centre_per_min
from biofeedback.sources.patient.person import Person
from biofeedback.types import FloatArray


class Truth:
    """Events so far, in the patient's time base, in order; each call gives a new array.

    Events may lie up to 0.4 s ahead of what was read: a body is a little ahead of its signals.
    """

    def __init__(self, body: Body, artifacts: Callable[[], Sequence[Artifact]]) -> None:
        self._body = body
        self._artifacts = artifacts

    @property
    def person(self) -> Person:
        return self._body.person

    @property
    def resonance_per_min(self) -> float:
        """Breathing rate of the largest heart-rate swing, breaths/min."""
        return self._body.person.resonance_per_min

    def heart_rate_swing_bpm(self, per_min: float) -> float:
        """Expected peak-to-trough heart-rate swing (1/min) when breathing at `per_min`."""
        person = self._body.person
        centre = tuned_centre_per_min(person)
        return float(heart_rate_swing_bpm(person, np.array([per_min]), centre)[0])

    @property
    def r_peaks(self) -> FloatArray:
        """Times of the R peaks, (n,) s."""
        return self._since_start(self._body.heart.r_peaks)

    @property
    def inhales(self) -> FloatArray:
        """Onsets of inhalation, (n,) s."""
        return self._since_start(self._body.breathing.inhales)

    @property
    def exhales(self) -> FloatArray:
        """Onsets of exhalation, (n,) s."""
        return self._since_start(self._body.breathing.exhales)

    @property
    def scr_onsets(self) -> FloatArray:
        """Onsets of skin conductance responses, (n,) s."""
        return self._since_start([scr.onset for scr in self._body.scrs])

    @property
    def scr_amplitudes_us(self) -> FloatArray:
        """Amplitudes of the responses at `scr_onsets`, (n,) microsiemens."""
        return np.array([scr.amplitude_us for scr in self._body.scrs if scr.onset >= 0.0])

    @property
    def artifacts(self) -> Sequence[Artifact]:
        """Every disturbance scheduled or fallen so far, in the patient's time base."""
        return self._artifacts()

    @property
    def arousal(self) -> float:
        """Arousal now, 0..1."""
        return self._body.arousal.value

    @property
    def following(self) -> float:
        """How far the breath goes with the pacer now, 0..1."""
        return self._body.breathing.following()

    def _since_start(self, times: Sequence[float]) -> FloatArray:
        t = np.asarray(times, dtype=np.float64)
        return t[t >= 0.0] + self._body.start
