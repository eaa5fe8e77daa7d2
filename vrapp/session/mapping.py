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
        drives = [(i, p.rest, p.drive) for i, p in enumerate(scene.parameters) if p.drive]
        # many parameters follow few indices, with few time constants: each is looked at once a step
        self._indices = list(dict.fromkeys(drive.index for _, _, drive in drives))
        self._lags_s = list(dict.fromkeys(drive.time_constant_s for _, _, drive in drives))
        self._drives = [
            (i, rest, drive.at, self._indices.index(drive.index),
             self._lags_s.index(drive.time_constant_s))
            for i, rest, drive in drives
        ]  # fmt: skip

    def continue_from(self, other: SceneMapping) -> None:
        """Take over what another version of this scene knew of the parameters both have."""
        for i, parameter in enumerate(self.scene.parameters):
            for j, known in enumerate(other.scene.parameters):
                if known.name == parameter.name:
                    self._driven[i] = other._driven[j]
                    self._engagement[i] = other._engagement[j]

    def step(self, dt: float, indices: Mapping[str, Index], at_rest: bool) -> None:
        """Follow the indices for `dt` seconds; `at_rest` lets go of all of them (a pause)."""
        held: list[tuple[float, float]] = []
        for name in self._indices:
            index = indices.get(name)
            if index is None or not math.isfinite(index.value):
                held.append((math.nan, 0.0))
            else:
                held.append((index.value, 0.0 if at_rest else engagement_of(index.trust)))
        lags = [_share(dt, lag_s) for lag_s in self._lags_s]
        engage, release = _share(dt, ENGAGE_S), _share(dt, RELEASE_S)
        driven, engagement, wanted = self._driven, self._engagement, self.wanted
        for i, rest, at, which, lag in self._drives:
            value, hold = held[which]
            if value == value:  # not NaN: it is known
                driven[i] += (at(value) - driven[i]) * lags[lag]
            now = engagement[i]
            now += (hold - now) * (engage if hold > now else release)
            engagement[i] = now
            wanted[i] = rest + now * (driven[i] - rest)

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
