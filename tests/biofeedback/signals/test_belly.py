from __future__ import annotations

import numpy as np
import pytest

from biofeedback.signals.belly import BellyBreath
from biofeedback.signals.respiration import RespirationBelt
from biofeedback.types import Breath, Chunk
from tests.bench.breath import STREAM

RATE = 72.0
AXIS = np.array([0.1, 0.9, -0.42]) / np.linalg.norm([0.1, 0.9, -0.42])


def poses(seconds=90.0, depth_m=0.008, seed=0, per_min=13.0):
    """Breathing along AXIS with 9 Hz tremor, tracker noise and slow drift of the hand."""
    rng = np.random.default_rng(seed)
    t = np.arange(int(seconds * RATE)) / RATE + rng.uniform(0.0, 0.004, int(seconds * RATE))
    breath = 0.5 - 0.5 * np.cos(2 * np.pi * t * per_min / 60.0)
    x = depth_m * breath[:, None] * AXIS
    x = x + 0.0003 * np.sin(2 * np.pi * 9.0 * t)[:, None] * np.array([1.0, 0.3, 0.5])
    x = x + 0.0002 * rng.normal(size=(t.size, 3))
    x = x + 0.02 * (t / 90.0)[:, None] * np.array([1.0, -0.5, 0.2]) + np.array([0.1, 0.9, -0.3])
    return t, x, np.ones(t.size, bool), breath


def test_the_axis_is_found_and_the_volume_follows_the_breath() -> None:
    t, x, valid, breath = poses()
    belly = BellyBreath()
    said = belly.step(t, x, valid)
    assert belly.axis @ AXIS > 0.97
    late = t > 20
    assert np.corrcoef(said.volume[late], breath[late])[0, 1] > 0.9
    assert said.quality[late].min() > 0.8


def test_breaths_are_read_from_it() -> None:
    t, x, valid, _ = poses()
    volume = BellyBreath().step(t, x, valid).volume
    belt = RespirationBelt(STREAM)
    said = belt.step(Chunk(STREAM, t, volume[:, None]))
    found = [e.exhale for e in said if isinstance(e, Breath) and e.exhale > 20]
    true = (np.arange(200) + 0.5) * 60.0 / 13.0
    true = true[(true > 20.5) & (true < t[-1] - 1)]
    assert all(min(abs(p - f) for f in found) < 0.3 for p in true)
    assert belt.respiration(float(t[-1])).trust > 0.5


@pytest.mark.parametrize("lost", ["taken away", "tracking"])
def test_a_hand_taken_away_and_tracking_lost_are_no_breath(lost: str) -> None:
    t, x, valid, _ = poses(120.0)
    away = (t > 50) & (t < 60)
    if lost == "tracking":
        valid = valid & ~away
    else:
        x[away] += 0.25 * np.sin(2 * np.pi * 0.5 * (t[away] - 50))[:, None]
        x[t >= 60] += 0.05  # laid down elsewhere
    said = BellyBreath().step(t, x, valid)
    inside = (t > 50.5) & (t < 60)
    assert np.isnan(said.volume[inside]).mean() > 0.95
    assert said.quality[inside].max() < 0.3
    assert np.nanmax(np.abs(np.diff(said.volume[t > 60]))) < 0.005
    assert said.quality[t > 70].min() > 0.8
    belt = RespirationBelt(STREAM)
    trusts = {}
    for i in range(0, t.size, 9):
        belt.step(Chunk(STREAM, t[i : i + 9], said.volume[i : i + 9, None]))
        trusts[float(t[i])] = belt.respiration(float(t[min(i + 8, t.size - 1)])).trust
    assert max(v for k, v in trusts.items() if 55 < k < 60) < 0.3
    assert max(v for k, v in trusts.items() if 70 < k < 80) > 0.5


def test_a_controller_on_a_table_breathes_not() -> None:
    t, x, valid, _ = poses(depth_m=0.0)
    quality = BellyBreath().step(t, x, valid).quality
    assert quality[t > 25].max() < 0.3  # by then a steady drift is known for one


def test_chunks_leave_no_mark_and_anything_is_survived() -> None:
    t, x, valid, _ = poses(20.0)
    x[300:310] = np.nan
    x[400] = np.inf
    t[500] = np.nan
    t[600:620] = 0.0
    whole = BellyBreath().step(t, x, valid)
    cut = BellyBreath()
    parts = [cut.step(t[i : i + 7], x[i : i + 7], valid[i : i + 7]) for i in range(0, t.size, 7)]
    assert np.array_equal(np.concatenate([p.volume for p in parts]), whole.volume, equal_nan=True)
    assert np.isfinite(whole.quality).all()
