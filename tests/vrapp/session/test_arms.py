"""Allocation: balanced, repeatable, sealed."""

from __future__ import annotations

import pytest

from vrapp.session.arms import ARMS, Study, StudyError, allocate, seal, unseal


def test_every_block_of_four_has_each_arm_once():
    for seed in (0, 1, 99):
        arms = [allocate(seed, f"P{n:03d}") for n in range(1, 401)]
        for block in range(100):
            assert sorted(arms[4 * block : 4 * block + 4]) == sorted(ARMS)


def test_the_order_differs_between_blocks_and_seeds():
    def order(seed, block):
        return tuple(allocate(seed, str(4 * block + k)) for k in range(1, 5))

    assert len({order(1, block) for block in range(60)}) > 15  # of 24
    assert len({order(seed, 0) for seed in range(60)}) > 15


def test_the_allocation_is_the_documented_one_on_every_machine():
    # a list that was printed must stay true: never change these
    assert [allocate(2026, f"P{n:03d}") for n in range(1, 9)] == EXPECTED


EXPECTED = ["live", "yoked", "pacing", "scene", "live", "pacing", "yoked", "scene"]


@pytest.mark.parametrize("code", ["", "P", "anna", "P000"])
def test_a_code_without_a_number_has_no_place(code):
    with pytest.raises(StudyError, match="P012"):
        allocate(1, code)


def test_a_blinded_study_tells_a_sealed_arm():
    study = Study("pacing", blinded=True)
    assert "pacing" not in study.told
    assert unseal(study.told) == "pacing"
    assert Study("pacing").told == "pacing"
    assert unseal(seal("é")) == "é"
    assert unseal("live") == "live"
    assert unseal("sealed:bGl2ZQ==") == "live"  # as earlier sessions have it


def test_a_sealed_arm_tells_nothing_by_its_length_or_by_coming_again():
    told = {(arm, code): Study(arm, True, code, 7).told for arm in ARMS for code in ("P1", "P2")}
    assert len(set(told.values())) == len(told)
    assert len({len(word) for word in told.values()}) == 1
    assert {unseal(word) for word in told.values()} == set(ARMS)
    long = '{"arm": "yoked", "seed": 123456789012345678901234567890}' * 3
    assert unseal(seal(long, "x")) == long
