"""A scene moved by hand: index values and trusts that somebody sets instead of a body.

    puppet = Puppet(spec)
    puppet.set_level("full")
    state = puppet.at(24.0)

It goes the session's way, mapping and comfort last, so what it shows a session can show.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from biofeedback.types import Index
from vrapp.scene.frame import FrameState
from vrapp.scene.spec import INDICES, SceneSpec
from vrapp.session.comfort import Comfort
from vrapp.session.history import Histories
from vrapp.session.mapping import SceneMapping
from vrapp.session.pacer import BreathPacer

LEVELS: Mapping[str, Mapping[str, float]] = MappingProxyType(
    {
        "rest": {},
        "half": {"coherence": 0.5, "calm": 0.5, "arousal": 0.5},
        "full": {"coherence": 1.0, "calm": 1.0, "arousal": 0.0},
    }
)
"""What a body can be like: no signal at all, half way, settled. An index that is not named has no
trust; breath and, with a body, the heart-rate wave run by themselves."""

BREATHS = ("breath", "pacer", "own_breath")
BY_ITSELF = (*BREATHS, "heart_wave")
"""Indices that move by themselves until a hand takes them."""

STEP_S = 1 / 30
SETTLING_S = 12.0
"""Lived through before the first picture, or a history's length: what depends on the breath
settles within one or two."""

HEART_SWING = 0.8
"""Of the heart-rate wave's range, that the breath swings it through at full coherence."""


@dataclass(slots=True)
class Knob:
    """One index as a hand sets it. `by_itself`: its value runs with the breath."""

    value: float = 0.5
    trust: float = 0.0
    by_itself: bool = False


class Puppet:
    """One scene and its knobs.

    `knobs` are the indices by name; `held` are parameters (name -> value) that a hand holds,
    whatever the indices say; both may be changed between two steps. `per_min` is the pace of the
    breath that runs by itself.
    """

    def __init__(self, spec: SceneSpec, per_min: float = 6.0) -> None:
        self.knobs = {name: Knob() for name in INDICES}
        self.held: dict[str, float] = {}
        self.per_min = per_min
        self.time_s = 0.0
        self._lived = False
        self._pacer = BreathPacer(per_min)
        self._enter(spec)
        self.set_level("rest")

    @property
    def spec(self) -> SceneSpec:
        return self._mapping.scene

    @property
    def shown(self) -> Mapping[str, float]:
        """The parameters' values as they are shown now."""
        names = (p.name for p in self.spec.parameters)
        return dict(zip(names, self._comfort.values, strict=True))

    def _enter(self, spec: SceneSpec) -> None:
        self._mapping = SceneMapping(spec)
        self._comfort = Comfort(spec, brightness=1.0)
        self._histories = Histories(spec)

    def replace(self, spec: SceneSpec) -> None:
        """Go on with a changed version of the scene from where it is."""
        mapping, shown = self._mapping, dict(self.shown)
        self._enter(spec)
        self._mapping.continue_from(mapping)
        self._comfort.continue_from(shown)
        known = {p.name for p in spec.parameters}
        self.held = {name: value for name, value in self.held.items() if name in known}

    def set_level(self, level: str) -> None:
        """Take one of `LEVELS`: knobs as it says, breath and heart by themselves, no hand held."""
        values = LEVELS[level]
        for name, knob in self.knobs.items():
            knob.value = values.get(name, 0.5)
            knob.trust = 1.0 if name in values else 0.0
            knob.by_itself = name in BY_ITSELF
            if name in ("breath", "pacer") or (values and name in BY_ITSELF):
                knob.trust = 1.0
        self.held.clear()

    def at(self, time_s: float) -> FrameState:
        """The frame at scene second `time_s`; times must not run backwards.

        The first one shows the scene as it has settled to its knobs.
        """
        if not self._lived:
            longest = max((p.history_s for p in self.spec.parameters), default=0.0)
            self.time_s = time_s - max(SETTLING_S, longest)
            self._pacer = BreathPacer(self.per_min)
            # the phase at time 0 is 0: the same time shows the same breath in every scene
            cycle_s = 60.0 / self._pacer.per_min
            self._pacer.step(self.time_s % cycle_s, self._pacer.per_min)
            self._settle()
        while self.time_s < time_s - 1e-6:
            self._step(min(STEP_S, time_s - self.time_s))
        return self._frame()

    def step(self, dt: float) -> FrameState:
        """Move on by `dt` seconds, however long."""
        if not self._lived:
            return self.at(self.time_s)
        end = self.time_s + dt
        while self.time_s < end - 1e-9:
            self._step(min(STEP_S, end - self.time_s))
        return self._frame()

    def _settle(self) -> None:
        self._lived = True
        self._mapping.step(1e6, self._indices(), at_rest=False)
        names = [p.name for p in self.spec.parameters]
        self._comfort.continue_from(dict(zip(names, self._wanted(), strict=True)))

    def _step(self, dt: float) -> None:
        self.time_s += dt
        self._pacer.step(dt, self.per_min)
        self._mapping.step(dt, self._indices(), at_rest=False)
        self._comfort.step(dt, self._wanted(), 1.0)
        self._histories.step(dt, self._comfort.values)

    def _wanted(self) -> list[float]:
        names = (p.name for p in self.spec.parameters)
        return [
            self.held.get(name, wanted)
            for name, wanted in zip(names, self._mapping.wanted, strict=True)
        ]

    def _indices(self) -> Mapping[str, Index]:
        volume = self._pacer.volume
        for name, knob in self.knobs.items():
            if knob.by_itself:
                coherence = self.knobs["coherence"].value
                swing = HEART_SWING * coherence * (volume - 0.5)
                knob.value = volume if name in BREATHS else 0.5 + swing
        return {n: Index(n, k.value, k.trust) for n, k in self.knobs.items() if k.trust > 0.0}

    def _frame(self) -> FrameState:
        spec = self.spec
        values = np.array(self._comfort.values, dtype=np.float32)
        return FrameState(
            time_s=self.time_s,
            display_time=self.time_s,
            scene=spec,
            values=values,
            histories=self._histories.rows(self._comfort.values),
        )


def number_of(text: str) -> float:
    """A finite number, or ValueError: `float` takes 'nan' and 'inf' too."""
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{text!r} is not a finite number")
    return number
