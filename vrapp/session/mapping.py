"""Where indices become scene parameters.

A parameter that an index drives goes, as far as the index can be trusted, from its resting value
towards the driven one. Low trust therefore looks like rest, never like failure and never like
success.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from biofeedback.types import BodyState, Index
from vrapp.scene.spec import SceneSpec

TRUST_NONE, TRUST_FULL = 0.3, 0.6
"""Below the first an index moves nothing, from the second on it moves its parameter fully."""

ENGAGE_S, RELEASE_S = 3.0, 1.5
"""Time constants of a body taking hold of the scene, and of letting go of it."""


def engagement_of(trust: float) -> float:
    """How far an index of this trust may move the scene, 0..1 (smooth between the two bounds)."""
    x = min(max((trust - TRUST_NONE) / (TRUST_FULL - TRUST_NONE), 0.0), 1.0)
    return x * x * (3.0 - 2.0 * x)


class SceneMapping:
    """The drives of one scene, with their memory (time constants and engagement)."""

    def __init__(self, scene: SceneSpec) -> None:
        self.scene = scene
        self._driven = [p.rest for p in scene.parameters]
        self._engagement = [0.0] * len(scene.parameters)
        self.wanted = [p.rest for p in scene.parameters]

    def continue_from(self, other: SceneMapping) -> None:
        """Take over what another version of this scene knew of the parameters both have."""
        for i, parameter in enumerate(self.scene.parameters):
            for j, known in enumerate(other.scene.parameters):
                if known.name == parameter.name:
                    self._driven[i] = other._driven[j]
                    self._engagement[i] = other._engagement[j]

    def step(self, dt: float, indices: Mapping[str, Index], at_rest: bool) -> None:
        """Follow the indices for `dt` seconds; `at_rest` lets go of all of them (a pause)."""
        for i, parameter in enumerate(self.scene.parameters):
            drive = parameter.drive
            if drive is None:
                continue
            index = indices.get(drive.index)
            hold = 0.0
            if index is not None and math.isfinite(index.value):
                lag = _share(dt, drive.time_constant_s)
                self._driven[i] += (drive.at(index.value) - self._driven[i]) * lag
                hold = 0.0 if at_rest else engagement_of(index.trust)
            tau = ENGAGE_S if hold > self._engagement[i] else RELEASE_S
            self._engagement[i] += (hold - self._engagement[i]) * _share(dt, tau)
            self.wanted[i] = parameter.rest + self._engagement[i] * (
                self._driven[i] - parameter.rest
            )

    @property
    def engagement(self) -> float:
        """0..1: the mean hold of the body on the driven parameters."""
        held = [
            e
            for e, p in zip(self._engagement, self.scene.parameters, strict=True)
            if p.drive is not None
        ]
        return sum(held) / len(held) if held else 0.0

    def weakest(self, indices: Mapping[str, Index]) -> str:
        """Why the body's hold is low, in plain words; empty when nothing is wrong.

        A sensor that nobody wears is no fault: an index that is missing is named only when none
        of the scene's own is there.
        """
        driven = [p.drive.index for p in self.scene.parameters if p.drive is not None]
        for name in driven:
            index = indices.get(name)
            if index is not None and engagement_of(index.trust) < 0.5:
                what = name.replace("_", " ")
                return (
                    f"{what}: {index.reason}" if index.reason else f"{what} cannot be trusted now"
                )
        if driven and not any(name in indices for name in driven):
            return "no signal from the sensors yet"
        return ""


def _share(dt: float, time_constant_s: float) -> float:
    """Share of a step that a first-order low pass takes in `dt` (exact for any frame rate)."""
    return 1.0 if time_constant_s <= 0.0 else 1.0 - math.exp(-dt / time_constant_s)


def fresh(body: BodyState, now: float) -> dict[str, Index]:
    """The body's indices with the trust they still have at `now`: it falls while nothing comes."""
    left = body.freshness_at(now)
    if left >= 1.0:
        return dict(body.indices)
    return {
        name: Index(
            name, index.value, index.trust * left, index.reason or "no news from the signal engine"
        )
        for name, index in body.indices.items()
    }
