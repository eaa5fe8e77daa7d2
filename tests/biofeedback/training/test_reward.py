"""The reward: against the person's own rest, 60 to 80 % success, frozen without trust."""

from __future__ import annotations

import numpy as np
import pytest

from biofeedback.indices.baseline import Baseline, BaselineBuilder
from biofeedback.training.lead import AHEAD_PER_MIN, SLOWING_PER_MIN_PER_S, Lead
from biofeedback.training.reward import HIGHEST, THAW_S, Reward
from biofeedback.types import Feature, Index


def rest(middle=0.35, spread=0.1):
    builder = BaselineBuilder()
    for k, value in enumerate(np.random.default_rng(1).normal(middle, spread, 240)):
        builder.add((Feature("coherence", float(k), float(value), "", 1.0),))
    return builder.build()


def wandering(middle, spread, seconds, seed=2):
    """An index as it comes: it wanders with the 64 s of its own window."""
    rng, x, values = np.random.default_rng(seed), 0.0, []
    for _ in range(seconds):
        x += (-x + np.sqrt(2 * 30.0) * rng.normal()) / 30.0
        values.append(min(max(middle + spread * x, 0.0), 1.0))
    return values


def test_the_reward_is_the_percentile_of_the_own_rest_at_first():
    baseline = rest()
    reward = Reward(baseline)
    assert reward.percentile(baseline.features["coherence"].median) == pytest.approx(0.5, abs=0.01)
    assert 0.8 < reward.percentile(0.35 + 0.1) < 0.95
    assert reward.percentile(0.1) < 0.05


def test_without_a_baseline_of_the_index_there_is_no_reward():
    with pytest.raises(ValueError, match="coherence"):
        Reward(Baseline())


@pytest.mark.parametrize("middle", [0.3, 0.5, 0.7, 0.85])
def test_success_settles_between_60_and_80_percent(middle):
    reward, met = Reward(rest()), []
    for k, value in enumerate(wandering(middle, 0.08, 1500)):
        reward.step(1.0, Index("coherence", value, 0.9))
        if k >= 300:
            met.append(reward.percentile(value) >= 0.5)
    assert 0.6 <= np.mean(met) <= 0.8, np.mean(met)


def test_difficulty_moves_slowly_and_within_bounds():
    baseline = rest()
    reward = Reward(baseline)
    for value, low, high in ((1.0, 0.35, HIGHEST), (0.0, 0.19, 1.0)):
        before = None
        for second in range(1800):
            reward.step(1.0, Index("coherence", value, 1.0))
            asked = reward.state.difficulty
            if before is not None and second > 120:
                assert abs(asked - before) <= 2.0 * 0.1 * 2.4 / 60.0
            before = asked
        assert low - 0.03 <= asked <= high + 1e-9
    assert reward.state.difficulty == pytest.approx(0.35 - 1.5 * 0.1, abs=0.03)


def test_lost_trust_freezes_reward_and_difficulty():
    reward = Reward(rest())
    for _ in range(60):
        reward.step(1.0, Index("coherence", 0.5, 0.9))
    state = reward.state
    for value in (0.0, 1.0, float("nan")):
        shown = reward.step(1.0, Index("coherence", value, 0.2, "loose electrode"))
        assert (shown.value, shown.trust, shown.reason) == (state.value, 0.2, "loose electrode")
        after = reward.state
        assert (after.value, after.difficulty, after.success) == (
            state.value, state.difficulty, state.success,
        )  # fmt: skip
        assert after.frozen
    assert reward.step(1.0, None).trust == 0.0


def test_the_lead_begins_at_the_own_rate_and_slows_to_the_goal():
    lead, paces, own = Lead(6.0, 13.0), [], 13.0
    for _ in range(600):
        pace = lead.step(1.0, own, 0.9)
        own += (pace - own) * 0.05  # the person follows
        paces.append(pace)
    assert paces[0] > 12.9
    assert paces[-1] == pytest.approx(6.0)
    steps = np.diff(paces)
    assert steps.max() <= 0.0
    assert steps.min() >= -SLOWING_PER_MIN_PER_S - 1e-9


def test_the_lead_waits_for_who_does_not_follow():
    lead = Lead(6.0, 14.0)
    for _ in range(600):
        pace = lead.step(1.0, 14.0, 0.9)
    assert pace == pytest.approx(14.0 - AHEAD_PER_MIN)


def test_the_lead_never_hurries_and_stays_where_it_is_without_trust():
    lead = Lead(6.0, 8.0)
    for _ in range(60):
        assert lead.step(1.0, 16.0, 0.9) <= 8.0
    held = lead.per_min
    for _ in range(60):
        assert lead.step(1.0, 5.0, 0.1) == held


def test_after_a_loss_trust_must_hold_before_anything_is_rewarded_again():
    reward = Reward(rest())
    for n in range(int(THAW_S) + 1):  # and before anything is rewarded for the first time
        assert (reward.step(1.0, Index("coherence", 0.5, 0.9)).trust == 0.0) == (n + 1 < THAW_S)
    assert not reward.state.frozen
    reward.step(1.0, Index("coherence", 0.5, 0.1))
    held = reward.state.value
    for _ in range(int(THAW_S) - 1):
        shown = reward.step(1.0, Index("coherence", 1.0, 0.9))
        assert (shown.value, shown.trust) == (held, 0.0)
    assert reward.step(1.0, Index("coherence", 1.0, 0.9)).trust == 0.9
    assert reward.state.value > held


def test_a_trust_that_is_no_number_is_none():
    reward = Reward(rest())
    for _ in range(30):
        reward.step(1.0, Index("coherence", 1.0, float("nan")))
    assert reward.state.frozen
    assert reward.state.value == 0.0
