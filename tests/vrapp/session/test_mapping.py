from __future__ import annotations

import itertools
import math

import pytest

from biofeedback.types import Index
from vrapp.session.mapping import SceneMapping, engagement_of


def settle(mapping, indices, seconds=60.0, at_rest=False):
    for _ in range(int(seconds * 30)):
        mapping.step(1 / 30, indices, at_rest)
    return dict(zip((p.name for p in mapping.scene.parameters), mapping.wanted, strict=True))


def body(trust, value=1.0):
    return {n: Index(n, value, trust, "why") for n in ("breath", "coherence", "heart_wave")}


def test_trusted_index_drives_fully(scene):
    wanted = settle(SceneMapping(scene), body(1.0))
    assert wanted == pytest.approx(
        {"swell": 0.3, "warmth": 1.0, "heart": 1.0, "still": 0.25}, abs=1e-3
    )


def test_no_body_and_no_trust_both_look_like_rest(scene):
    rest = {p.name: p.rest for p in scene.parameters}
    assert settle(SceneMapping(scene), {}) == pytest.approx(rest)
    assert settle(SceneMapping(scene), body(0.29)) == pytest.approx(rest)
    assert settle(SceneMapping(scene), body(1.0, math.nan)) == pytest.approx(rest)


def test_lost_trust_eases_back_to_rest_without_a_jump(scene):
    mapping = SceneMapping(scene)
    settle(mapping, body(1.0))
    before = mapping.wanted[0]
    mapping.step(1 / 30, body(0.0), at_rest=False)
    assert abs(mapping.wanted[0] - before) < 0.01
    assert settle(mapping, body(0.0))["swell"] == pytest.approx(0.1, abs=1e-3)


def test_pause_lets_go(scene):
    mapping = SceneMapping(scene)
    settle(mapping, body(1.0))
    assert mapping.engagement > 0.99
    settle(mapping, body(1.0), at_rest=True)
    assert mapping.engagement < 0.01


def test_time_constant_is_the_same_at_every_frame_rate(scene):
    results = []
    for fps in (20, 90):
        mapping = SceneMapping(scene)
        settle(mapping, body(1.0, 0.0))
        for _ in range(2 * fps):  # one time constant of warmth
            mapping.step(1 / fps, body(1.0, 1.0), at_rest=False)
        results.append(mapping.wanted[1])
    assert results[0] == pytest.approx(results[1], abs=1e-6)
    assert results[0] == pytest.approx(0.2 + 0.8 * (1 - math.exp(-1)), abs=1e-3)


def test_says_why_the_hold_is_low(scene):
    mapping = SceneMapping(scene)
    assert mapping.weakest({}) == "no signal from the sensors yet"
    assert mapping.weakest({"breath": Index("breath", 0.5, 1.0)}) == ""
    assert mapping.weakest(body(0.1)) == "breath: why"
    assert mapping.weakest(body(0.9)) == ""


def test_engagement_is_smooth_and_monotone():
    values = [engagement_of(t / 100) for t in range(101)]
    assert values[30] == 0.0
    assert values[60] == 1.0
    assert all(b >= a for a, b in itertools.pairwise(values))
