"""The door of a sampled signal: where chunks end changes nothing, slow streams included."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from biofeedback.signals.intake import MOST_HZ, Intake
from biofeedback.types import Chunk, FloatArray
from tests.biofeedback.signals.waves import stream

Row = tuple[float, float, bool, bool]  # time, value, made up, first after a gap


def taken(
    t: FloatArray, x: FloatArray, nominal_hz: float, cuts: Sequence[int]
) -> tuple[list[Row], Intake]:
    info = stream("ppg", nominal_hz)
    intake, rows = Intake(nominal_hz), list[Row]()
    for start, stop in zip([0, *cuts], [*cuts, t.size], strict=True):
        for piece in intake.take(Chunk(info, t[start:stop], x[start:stop, None])):
            assert piece.t.size == piece.x.size == piece.bad.size > 0
            first = [piece.fresh, *[False] * (piece.t.size - 1)]
            rows += zip(piece.t.tolist(), piece.x.tolist(), piece.bad.tolist(), first, strict=True)
    return rows, intake


def odd(rate_hz: float, seed: int) -> tuple[FloatArray, FloatArray]:
    """A minute with jitter, lost samples, holes, values that are no numbers, and another rate."""
    rng = np.random.default_rng(seed)
    t = np.cumsum(np.concatenate([np.full(int(30 * rate_hz), 1 / rate_hz),
                                  np.full(int(45 * rate_hz), 1 / (1.5 * rate_hz))]))  # fmt: skip
    t += rng.uniform(0.0, 0.2 / rate_hz, t.size)
    x = rng.normal(size=t.size)
    x[rng.random(t.size) < 0.02] = np.nan
    for at in rng.uniform(0.0, 60.0, 4):
        x[(t > at) & (t < at + 0.4)] = np.inf
    keep = rng.random(t.size) > 0.05
    for at in rng.uniform(0.0, 60.0, 4):
        keep &= (t < at) | (t > at + rng.uniform(0.1, 0.6))
    return t[keep], x[keep]


@pytest.mark.parametrize("rate_hz", [8.0, 11.0, 15.0, 20.0, 40.0])
@pytest.mark.parametrize("nominal", [0.0, 0.2, 1.0, 10.0], ids="nominal x{}".format)
@pytest.mark.parametrize("seed", [1, 2])
def test_any_chunks_give_the_same_samples(rate_hz: float, nominal: float, seed: int) -> None:
    t, x = odd(rate_hz, seed)
    wanted, one_by_one = taken(t, x, nominal * rate_hz, range(1, t.size))
    rng = np.random.default_rng(seed)
    for cuts in ([], range(7, t.size, 7), np.sort(rng.choice(t.size, 20, replace=False)).tolist()):
        found, intake = taken(t, x, nominal * rate_hz, cuts)
        assert found == wanted
        assert intake.rate_hz == one_by_one.rate_hz
        assert (intake.bad, intake.dropped) == (one_by_one.bad, one_by_one.dropped)
    if rate_hz > 8.0:
        assert len(wanted) > 0.4 * t.size


def test_a_slow_stream_may_lose_two_samples_in_its_first_second() -> None:
    t = np.delete(np.arange(160) / 16.0, [5, 6])
    rows, intake = taken(t, np.ones(t.size), 16.0, [])
    assert intake.rate_hz == pytest.approx(16.0, rel=0.15)
    assert [row[0] for row in rows] == t.tolist()


def test_the_rate_is_learnt_anew_when_it_turns() -> None:
    t = np.concatenate([np.arange(150) / 15.0, 10.0 + np.arange(450) / 22.0])
    _, intake = taken(t, np.ones(t.size), 15.0, [])
    assert intake.rate_hz == pytest.approx(22.0, rel=0.02)


@pytest.mark.parametrize("before_s", [0.0, 20.0])
def test_no_rate_is_believed_for_which_memory_would_not_do(before_s: float) -> None:
    """A burst of a million samples a second, before a rate is known and after."""
    calm = np.arange(0.0, before_s, 0.01)
    t = np.concatenate([calm, before_s + np.arange(1_500_000) / 1e6])
    _, intake = taken(t, np.zeros(t.size), 0.0, range(50_000, t.size, 50_000))
    assert 0.0 <= intake.rate_hz <= MOST_HZ
    assert intake.rate_hz == pytest.approx(100.0 if before_s else 0.0)
    assert intake._wait_t.size <= MOST_HZ
