"""What a session learns of a person on its way: their rest, their pace, how they do.

It knows no scene. `Session` asks it for the pace to show and for the indices that may move the
scene in a phase; phases, arm and trust decide.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache

from biofeedback.indices.baseline import Baseline, BaselineBuilder
from biofeedback.training.lead import Lead
from biofeedback.training.observation import Observation
from biofeedback.training.paced import PaceResult, measure
from biofeedback.training.resonance import Resonance, choose
from biofeedback.training.reward import Reward, RewardState
from biofeedback.types import BodyState, Feature, Index, Pacer
from vrapp.session.arms import Study, Yoke
from vrapp.session.pacer import SLOWEST_PER_MIN
from vrapp.session.protocol import Phase

REWARDED = "coherence"
"""The index that is rewarded; a scene's drive by it shows the reward where there is one."""
FROM_THE_BODY = ("coherence", "calm", "arousal", "heart_wave")
"""Indices of the body that move scenes; the breath is treated apart."""
RESTING = (
    "heart_rate", "rmssd", "respiration_rate", "rsa", "heart_breath_synchrony", "eda_tonic",
    "scr_rate",
)  # fmt: skip
"""Features whose rest is kept beside the rewarded index."""
SENSOR_TRUST = 0.6
NOT_SHOWN = "not shown in this part"


@dataclass(frozen=True, slots=True)
class Plan:
    """What is known before a session: the study's arm, and of the person from before.

    `pace_per_min`: their resonance, None while unknown; `baseline`: their rest; `yoke`: another
    session's indices, for the yoked arm; `unattended`: nobody is there to go on;
    `slowest_per_min`: the slowest pace they may be led to, as an earlier screening found.
    """

    study: Study = field(default_factory=Study)
    pace_per_min: float | None = None
    baseline: Baseline = field(default_factory=Baseline)
    yoke: Yoke | None = None
    unattended: bool = False
    slowest_per_min: float = SLOWEST_PER_MIN


class Course:
    """Walks along with the phases; `begin` and `finish` at their ends, `step` between."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.arm = plan.study.arm
        self.baseline = plan.baseline
        self.pace_per_min = plan.pace_per_min
        """Their resonance as far as it is known."""
        self.slowest_per_min = plan.slowest_per_min
        """No pace below this is shown."""
        self.resonance: Resonance | None = None
        """Of this session's assessment."""
        self.reward: RewardState | None = None
        """While there is one."""
        self._rows: dict[float, PaceResult] = {}
        self._resting = BaselineBuilder()
        self._observation: Observation | None = None
        self._lead: Lead | None = None
        self._reward: Reward | None = None
        self._rewarded = Index(REWARDED, 0.0, 0.0)

    def begin(self, phase: Phase, paced_per_min: float, events: list[str]) -> None:
        """A phase begins, or begins anew; `paced_per_min` is where the pacer is."""
        self._observation = self._lead = self._reward = self.reward = None
        if phase.kind == "baseline":
            self._resting = BaselineBuilder()
        if phase.kind == "assessment" and phase.guidance_per_min is not None:
            self._observation = Observation(phase.guidance_per_min)
        if phase.pacing == "lead":
            self._lead = Lead(self._goal(phase), paced_per_min)
        if phase.feedback == "reward":
            if REWARDED not in self.baseline.features:
                events.append("no baseline of the person: nothing is rewarded against it")
            elif self.arm == "live":
                self._reward = Reward(self.baseline, REWARDED)

    def step(
        self, dt: float, phase: Phase, body: BodyState, pacer: Pacer, eased: bool = False
    ) -> None:
        """Take the present moment of a phase; `eased`: nothing is learnt of it, or rewarded."""
        if eased:
            if self._reward is not None:
                self._rewarded = self._reward.step(dt, None)
                self.reward = self._reward.state
            return
        if phase.kind == "baseline":
            self._resting.add(_resting(body))
        if self._observation is not None:
            self._observation.add(body, pacer)
        if self._lead is not None:
            breath = body.respiration
            trust = breath.trust * body.freshness_at(pacer.t)
            self._lead.step(dt, 60.0 * breath.rate_hz, trust)
        if self._reward is not None:
            index = body.indices.get(REWARDED)
            if index is not None:
                index = replace(index, trust=index.trust * body.freshness_at(pacer.t))
            self._rewarded = self._reward.step(dt, index)
            self.reward = self._reward.state

    def finish(self, phase: Phase, following: Phase | None, events: list[str]) -> None:
        """A phase is over; `following` comes next (None: nothing does)."""
        if phase.kind == "baseline":
            self._finish_baseline(events)
        if self._observation is not None:
            row = measure(self._observation.seen())
            self._rows[row.pace_per_min] = row
            said = row.reason or f"heart rate swings by {row.amplitude_per_min:.1f} a minute"
            events.append(f"pace {row.pace_per_min:g}: {said}")
        leaves = following is None or following.group != phase.group
        if leaves and self._rows:
            self.resonance = choose(tuple(self._rows.values()))
            self._rows = {}
            if self.resonance.pace_per_min is not None:
                self.pace_per_min = self.resonance.pace_per_min
            events.append(f"resonance: {self.resonance.words}")
        self._observation = None

    def void(self, events: list[str]) -> None:
        """The pace that is being measured was not shown: it does not count."""
        if self._observation is not None:
            self._observation = None
            events.append("this pace does not count")

    def pace(self, phase: Phase) -> float | None:
        """The pace to show, breaths a minute; None where breathing is free."""
        if phase.pacing == "none" or (self.arm == "scene" and phase.feedback != "off"):
            return None
        if phase.pacing == "fixed":
            fixed = phase.guidance_per_min
            return None if fixed is None else max(fixed, self.slowest_per_min)
        return self._lead.per_min if self._lead is not None else self._goal(phase)

    def shown(
        self, indices: Mapping[str, Index], phase: Phase, guided: bool, elapsed_s: float
    ) -> dict[str, Index]:
        """Of the body's indices and the breaths, those that may move the scene, as they may."""
        found = dict(indices)
        if phase.feedback != "off" and self.arm == "live":
            if self._reward is not None:
                found[REWARDED] = self._rewarded
            return found
        yoked: Mapping[str, Index] = {}
        if phase.feedback != "off" and self.arm == "yoked" and self.plan.yoke is not None:
            yoked = self.plan.yoke(elapsed_s)
        for name in {*FROM_THE_BODY, *found} - {"breath", "pacer"}:
            found[name] = yoked.get(name) or _not_shown(name)
        if "reward" in yoked and phase.feedback == "reward":
            found[REWARDED] = replace(yoked["reward"], name=REWARDED)
        if not guided:
            breath = yoked.get("breath") or _not_shown("breath")
            found["breath"] = breath
            found["own_breath"] = replace(breath, name="own_breath")
            found["pacer"] = _not_shown("pacer")
        return found

    def _goal(self, phase: Phase) -> float:
        wanted = self.pace_per_min or phase.guidance_per_min or 6.0
        return max(wanted, self.slowest_per_min)

    def _finish_baseline(self, events: list[str]) -> None:
        learnt = self._resting.build()
        if REWARDED in learnt.features:
            middle = learnt.features[REWARDED].median
            events.append(f"baseline: {REWARDED} {middle:.2f} (median)")
        else:
            count = self._resting.count(REWARDED)
            events.append(f"baseline: not enough trusted {REWARDED} ({count} values)")
        self.baseline = Baseline({**self.baseline.features, **learnt.features})


@cache
def _not_shown(name: str) -> Index:
    """In the place of an index that does not move the scene now."""
    return Index(name, 0.5, 0.0, NOT_SHOWN)


def sensors_good(body: BodyState, now: float) -> bool:
    """Whether a heart is believed, and the breath too where somebody wears a sensor for it."""
    fresh = body.freshness_at(now)
    heart = body.features.get("heart_rate")
    if heart is None or not math.isfinite(heart.value) or heart.trust * fresh < SENSOR_TRUST:
        return False
    worn = any(health.stream.kind == "respiration" for health in body.streams)
    return not worn or body.respiration.trust * fresh >= SENSOR_TRUST


def _resting(body: BodyState) -> list[Feature]:
    found = [body.features[name] for name in RESTING if name in body.features]
    feature, index = body.features.get(REWARDED), body.indices.get(REWARDED)
    if feature is not None and index is not None:  # the index: it is what is rewarded
        found.append(Feature(REWARDED, feature.t, index.value, "", index.trust))
    return found
