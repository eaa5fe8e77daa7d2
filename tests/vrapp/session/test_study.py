"""The assessment on simulated patients whose resonance is known; `tests/bench/resonance_study.py`
has the whole study, through sensors and engine."""

from __future__ import annotations

import pytest

from tests.bench.resonance_study import ENOUGH, assess


@pytest.mark.slow
def test_the_pace_chosen_has_nearly_the_largest_swing():
    cases = [assess(seed, 0.9, sensors=False) for seed in range(4)]
    good = [case for case in cases if case.share >= ENOUGH]
    assert len(good) == 4, [(c.seed, c.true_per_min, c.found.words) for c in cases]


@pytest.mark.slow
def test_who_does_not_follow_the_pacer_gets_no_pace():
    found = assess(400, 0.0, sensors=False).found
    assert found.pace_per_min is None
    assert all("followed" in row.reason for row in found.rows)
