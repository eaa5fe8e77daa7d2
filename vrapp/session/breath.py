"""Whose breath the scene shows: the pacer's when guided, the person's own when free."""

from __future__ import annotations

import math

from biofeedback.types import BodyState, Index
from vrapp.session.mapping import engagement_of
from vrapp.session.pacer import BreathPacer, volume

HANDOVER_S = 4.0
"""Seconds for the scene to pass from one breath to another."""

USUAL_PER_MIN = 12.0
"""Where the pacer begins while nothing is known of the person: how adults breathe at rest."""

COMFORTABLE_PER_MIN = 6.0
"""Where open-loop pacing leads to, slowly, when the person's own breath is not known."""


OWN_PACE_S = 8.0
"""Time constant of the own pace at which the pacer waits: one odd breath is no pace."""


class SceneBreath:
    """Blends the pacer's and the person's own breath into the one that the scene shows.

    Free breathing whose signal is lost is handed, gently, to open-loop pacing at the pace last
    seen (a scene must not freeze because a belt slipped), and back when the signal returns.
    """

    def __init__(self) -> None:
        self.pacer = BreathPacer(USUAL_PER_MIN)
        self._own_weight = 0.0
        self._own_per_min = math.nan
        self.source = "pacer"
        self.indices: tuple[Index, ...] = ()

    def step(self, now: float, dt: float, body: BodyState, guided_per_min: float | None) -> None:
        """Move on to `now`; `guided_per_min` is the pace to lead to, None for free breathing."""
        breath = body.respiration
        trust = breath.trust * body.freshness_at(now)
        if breath.source:
            trust = 0.0  # told by the heart: good for a rate, a phase half a breath off is no lead
        own = engagement_of(trust) if guided_per_min is None else 0.0
        self._own_weight += (own - self._own_weight) * (1.0 - math.exp(-dt / (HANDOVER_S / 3.0)))
        target = guided_per_min or COMFORTABLE_PER_MIN
        if guided_per_min is None and own > 0.5 and breath.rate_hz > 0.0:
            # nobody sees the pacer now: let it wait at the person's own pace, so that guidance
            # begins from there and leads, instead of pulling
            rate = breath.rate_hz * 60.0
            known = self._own_per_min if math.isfinite(self._own_per_min) else rate
            self._own_per_min = known + (rate - known) * -math.expm1(-dt / OWN_PACE_S)
            target = self._own_per_min
            self.pacer.jump_to_pace(target)
        if guided_per_min is not None:
            self._own_per_min = math.nan
        self.pacer.step(dt, target)
        own_volume = 0.5
        if math.isfinite(breath.t):
            depth = min(max(breath.depth, 0.4), 1.2)
            own_volume = 0.5 + (volume(breath.phase_at(now)) - 0.5) * min(depth, 1.0)
        paced = self.pacer.volume
        shown = self._own_weight * own_volume + (1.0 - self._own_weight) * paced
        self.source = "own" if self._own_weight > 0.5 else "pacer"
        self.indices = (
            Index("breath", shown, 1.0),
            Index("pacer", paced, 1.0),
            Index("own_breath", own_volume, trust, breath.reason),
        )
