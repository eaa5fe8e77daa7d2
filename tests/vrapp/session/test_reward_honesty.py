"""No attack on the heart's sensor raises the reward; table: `tests/bench/reward_honesty.py`."""

from __future__ import annotations

import pytest

from tests.bench.reward_honesty import ECG, RR, Room

ATTACKS = [("ecg", name) for name in ECG] + [("rr", name) for name in RR]


@pytest.fixture(scope="module")
def rows():
    rooms = {kind: Room(kind) for kind in ("ecg", "rr")}
    return {name: rooms[kind].attack(name) for kind, name in ATTACKS}


@pytest.mark.parametrize("name", [name for _, name in ATTACKS if "nothing" not in name])
def test_no_attack_raises_the_reward(rows, name):
    row = rows[name]
    assert row.gated <= row.before + 0.02
    assert row.difficulty_moved <= 0.02


def test_undisturbed_the_same_person_earns_more_and_the_gate_is_needed(rows):
    """Without this the table would prove nothing."""
    for name, row in rows.items():
        if "nothing" in name:
            assert row.gated > row.before + 0.2
    assert max(row.ungated for row in rows.values() if "ghost" in row.name) > 0.9
