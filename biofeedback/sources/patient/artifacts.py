"""What goes wrong between body and program, on demand or by chance, always seeded.

========== =====================================================================================
motion     slow large swings and jerks on top of the signal; RR: beats missed and beats invented
muscle     broadband bursts
spikes     isolated large pulses about once a second
flat       the electrode is off: one constant value
saturate   the amplifier is at its rail
nan        the device sends NaN
dropout    the device sends nothing
========== =====================================================================================
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt

from biofeedback.types import FloatArray

BoolArray = npt.NDArray[np.bool_]

ArtifactKind = Literal["motion", "muscle", "spikes", "flat", "saturate", "nan", "dropout"]
KINDS: tuple[str, ...] = get_args(ArtifactKind)

# One usual swing of each signal, in its own unit, and a value far out of its range: the
# yardsticks of a disturbance.
SWING = {"ecg": 1.0, "ppg": 0.8, "respiration": 1.0, "eda": 0.5, "eeg": 40.0, "rr": 200.0}
RAIL = {"ecg": 5.0, "ppg": 4.0, "respiration": 5.0, "eda": 60.0, "eeg": 500.0, "rr": 2000.0}
RANDOM_KINDS: tuple[ArtifactKind, ...] = ("motion", "muscle", "motion")


@dataclass(frozen=True, slots=True)
class Artifact:
    """A disturbance of one stream ("" = all): `start` s after the patient's start, `duration` s."""

    kind: ArtifactKind
    start: float
    duration: float
    stream: str = ""

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"artifact kind {self.kind!r}: must be one of {', '.join(KINDS)}")
        if not (math.isfinite(self.start) and 0.0 < self.duration < math.inf):
            raise ValueError(
                f"artifact start {self.start!r}, duration {self.duration!r}: start must be finite "
                "and duration above 0, both in seconds"
            )
        if self.stream and self.stream not in SWING:
            raise ValueError(
                f"artifact stream {self.stream!r}: must be one of {', '.join(SWING)} or '' for all"
            )

    @property
    def stop(self) -> float:
        return self.start + self.duration


class Disturber:
    """Disturbs one stream, block after block.

    Parameters
    ----------
    planned
        Artifacts on demand that concern this stream.
    per_min
        Mean number of random motion and muscle artifacts a minute, 1 to 6 s long each.
    dropouts_per_min
        Mean number of random dropouts a minute, likewise.
    """

    def __init__(
        self,
        stream: str,
        rng: np.random.Generator,
        planned: Sequence[Artifact],
        per_min: float,
        dropouts_per_min: float = 0.0,
    ) -> None:
        self._stream = stream
        self._rng = rng
        self._seed = int(rng.integers(2**31))
        self._per_min = per_min + dropouts_per_min
        self._dropouts = dropouts_per_min / self._per_min if self._per_min else 0.0
        self.artifacts = sorted(planned, key=lambda a: a.start)
        self._next = math.inf
        if self._per_min > 0.0:
            self._next = float(rng.exponential(60.0 / self._per_min))

    def add(self, artifact: Artifact) -> None:
        self.artifacts.append(artifact)

    def active(self, since: float, until: float) -> list[Artifact]:
        """Artifacts that touch [since, until), random ones drawn as far as needed."""
        while self._next < until:
            kind = RANDOM_KINDS[int(self._rng.integers(len(RANDOM_KINDS)))]
            if self._rng.random() < self._dropouts:
                kind = "dropout"
            duration = float(self._rng.uniform(1.0, 6.0))
            self.artifacts.append(Artifact(kind, self._next, duration, self._stream))
            self._next += duration + float(self._rng.exponential(60.0 / self._per_min))
        return [a for a in self.artifacts if a.start < until and a.stop > since]

    def disturb(self, t: FloatArray, x: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Samples `t` (n,), `x` (n,) as they arrive; a dropout leaves samples out."""
        keep: BoolArray | None = None
        for artifact in self.active(float(t[0]), float(t[-1]) + 1e-9):
            within = (t >= artifact.start) & (t < artifact.stop)
            if artifact.kind == "dropout":
                keep = ~within if keep is None else keep & ~within
            else:
                x = self._overlay(artifact, t, x, within)
        return (t, x) if keep is None else (t[keep], x[keep])

    def _overlay(
        self, artifact: Artifact, t: FloatArray, x: FloatArray, within: BoolArray
    ) -> FloatArray:
        swing, rail = SWING[self._stream], RAIL[self._stream]
        if artifact.kind == "flat":
            return np.where(within, 0.0, x)
        if artifact.kind == "saturate":
            return np.where(within, rail, x)
        if artifact.kind == "nan":
            return np.where(within, math.nan, x)
        since = t - artifact.start
        # Drawn anew for every block from the artifact's own seed: the same wherever a block is cut.
        own = (self._seed, int(abs(artifact.start) * 1e6))
        rng = np.random.default_rng(own)
        if artifact.kind == "motion":
            wave = _motion(since, artifact.duration, rng)
        elif artifact.kind == "muscle":
            block = np.random.default_rng((*own, int(t[0] * 1e3)))
            wave = 0.3 * block.standard_normal(t.size)
        else:
            wave = _spikes(since, artifact.duration, rng)
        return np.where(within, x + swing * wave, x)


def _motion(since: FloatArray, duration: float, rng: np.random.Generator) -> FloatArray:
    """Tones below 4 Hz of random strength and phase, eased in and out, and one lasting jerk."""
    hz = rng.uniform(0.3, 4.0, 7)
    strength = rng.uniform(0.2, 1.2, 7) / np.sqrt(hz)
    phase = rng.uniform(0.0, 2.0 * np.pi, 7)
    jerk = rng.uniform(0.0, 0.8) * duration
    wave = np.sin(2.0 * np.pi * since[:, None] * hz + phase) @ strength
    wave += 1.5 * rng.standard_normal() * np.tanh((since - jerk) / 0.05)
    ease = np.clip(np.minimum(since, duration - since) / 0.2, 0.0, 1.0)
    return np.asarray(ease * wave)


def _spikes(since: FloatArray, duration: float, rng: np.random.Generator) -> FloatArray:
    """Pulses of 12 ms about once a second, two to four swings high."""
    count = math.ceil(duration)
    at = np.arange(count) + rng.uniform(0.3, 0.7, count)
    height = rng.uniform(2.0, 4.0, count)
    near = (at > since[0] - 0.1) & (at < since[-1] + 0.1)
    z = (since[:, None] - at[near]) / 0.012
    return np.asarray(np.exp(-0.5 * z * z) @ height[near])
