"""Of a blinded session the desk sees safety and trust."""

from __future__ import annotations

import math
from types import MappingProxyType

from biofeedback.types import BodyState, Feature, Index
from tests.vrapp.session.conftest import make_scene
from vrapp.app.blind import veiled
from vrapp.session.arms import Study
from vrapp.session.course import Plan
from vrapp.session.protocol import open_session
from vrapp.session.session import Session
from vrapp.session.veil import veiled_body

BODY = BodyState(
    t=1.0,
    features=MappingProxyType(
        {
            "heart_rate": Feature("heart_rate", 1.0, 64.0, "1/min", 0.9),
            "coherence": Feature("coherence", 1.0, 0.7, "", 0.8, "noisy"),
        }
    ),
    indices=MappingProxyType({"coherence": Index("coherence", 0.7, 0.8, "noisy")}),
)


def test_the_body_keeps_safety_and_trust():
    seen = veiled_body(BODY)
    assert seen.features["heart_rate"].value == 64.0
    assert math.isnan(seen.features["coherence"].value)
    assert (seen.features["coherence"].trust, seen.features["coherence"].reason) == (0.8, "noisy")
    assert math.isnan(seen.indices["coherence"].value)
    assert seen.indices["coherence"].trust == 0.8
    assert BODY.indices["coherence"].value == 0.7


def test_the_desk_looks_the_same_in_every_arm():
    shown = []
    for arm in ("live", "pacing", "scene"):
        plan = Plan(Study(arm, blinded=True))
        session = Session(open_session(60.0), {"a": make_scene("a")}, "a", 0.0, plan)
        for k in range(100):
            session.step(k / 10, BODY)
        desk = veiled(lambda body, status, age: shown.append((body, status)) or ())
        desk(BODY, session.status, None)
    (_, first), *others = shown
    for _, status in others:
        for name in ("shown", "engagement", "reason", "phase", "guidance_per_min", "breath_source"):
            assert getattr(status, name) == getattr(first, name), name
    assert first.course.reward is None
    assert veiled(None) is None
