"""A short, seeded run of `tests.bench.fuzz`: nothing raises, all that is odd is named."""

from __future__ import annotations

import pytest

from biofeedback.loop import MOST_RUNS
from tests.bench.fuzz import Fuzzer


@pytest.mark.parametrize("seed", [1, 2])
def test_anything_may_come(seed: int) -> None:
    fuzzer = Fuzzer(seed)
    while fuzzer.account.chunks < 4000:
        body = fuzzer.step()
    assert fuzzer.account.missing() == []
    assert min(fuzzer.account.made.values()) > 0
    assert len(body.notices) <= 20
    for line in fuzzer.engine._lines.values():
        assert line._loop is None or len(line._loop._order) <= MOST_RUNS
        assert len(line.beats) < 330 * 5
