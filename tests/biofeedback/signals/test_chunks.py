"""Any chunking of a signal gives the same beats, with the same trust, said at the same sample.

Quiet signals hide what hard ones show: levels that move, beats taken back, searches back, silence.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

import numpy as np
import pytest

from biofeedback.signals.base import Signal
from biofeedback.signals.ecg import Ecg
from biofeedback.signals.ppg import Ppg
from biofeedback.types import Beat, Chunk, FloatArray, Retraction
from tests.biofeedback.signals.waves import beat_times, ecg, ppg, stream

KINDS: dict[str, type] = {"ecg": Ecg, "ppg": Ppg}
Said = tuple[str, float, float, int]  # event, its time, trust, samples seen when it was said


def said(kind: str, x: FloatArray, rate: float, cuts: Sequence[int]) -> list[Said]:
    info = stream(kind, rate)  # type: ignore[arg-type]
    signal: Signal = KINDS[kind](info)
    t = np.arange(x.size) / rate
    out: list[Said] = []
    for start, stop in zip([0, *cuts], [*cuts, x.size], strict=True):
        for e in signal.step(Chunk(info, t[start:stop], x[start:stop, None])):
            assert isinstance(e, Beat | Retraction)
            trust = e.trust if isinstance(e, Beat) else 0.0
            out.append((type(e).__name__, e.t, trust, stop))
    return out


def chunkings(n: int, rate: float) -> dict[str, list[int]]:
    every = {
        f"{s:g} s": sorted({round(k * s * rate) for k in range(1, int(n / rate / s) + 1)} - {n})
        for s in (1 / 32, 0.1, 1.0, 5.0)
    }
    rng = np.random.default_rng(11)
    uneven = np.cumsum(rng.geometric(2.0 / rate, n))  # half a second on average, mostly less
    return {**every, "uneven": uneven[uneven < n].tolist(), "whole": []}


def assert_alike(kind: str, x: FloatArray, rate: float, finest: Sequence[int]) -> list[Said]:
    """Events in chunks cut at `finest`, after all other chunkings were found to give the same."""
    wanted = said(kind, x, rate, finest)
    for name, cuts in chunkings(x.size, rate).items():
        found = said(kind, x, rate, cuts)
        assert [e[:3] for e in found] == [e[:3] for e in wanted], name
        ends = [*cuts, x.size]
        if set(cuts) <= set(finest):  # nothing is said later than in the chunk that decides it
            assert [e[3] for e in found] == [ends[bisect_left(ends, e[3])] for e in wanted], name
    return wanted


def hard(kind: str, seed: int, rate: float, seconds: float = 90.0) -> FloatArray:
    """P waves, wander and noise; the size of the beats wanders and leaps, beats stay away, come
    early, and something else moves the electrode.
    """
    rng = np.random.default_rng(seed)
    beats = beat_times(seconds, seed, rate=rng.uniform(55.0, 120.0))
    beats = beats[rng.random(beats.size) > 0.08]
    beats = beats[(beats < 40.0) | (beats > 45.0)]  # a pause longer than any patience
    early = beats[rng.random(beats.size) < 0.1] + rng.uniform(0.2, 0.5)
    made = ecg if kind == "ecg" else ppg
    t = np.arange(round(seconds * rate)) / rate
    x = made(np.sort(np.concatenate((beats, early))), seconds, rate, seed)
    knots = np.arange(0.0, seconds + 3.0, 3.0)
    x *= np.exp(np.interp(t, knots, 0.8 * rng.standard_normal(knots.size)))
    x[t > 60.0] *= 12.0
    x[t > 75.0] *= 400.0  # another scale: all is learnt anew
    x += 0.6 * np.sin(2 * np.pi * 0.3 * t) + 0.06 * rng.standard_normal(t.size)
    for at in rng.uniform(0.0, seconds, 12):
        inside = (t > at) & (t < at + 1.5)
        x[inside] += rng.uniform(0.3, 2.0) * np.cumsum(rng.standard_normal(inside.sum())) * 0.1
    return x


@pytest.mark.parametrize("kind", list(KINDS))
@pytest.mark.parametrize("seed", range(4))
def test_a_hard_signal_in_any_chunks(kind: str, seed: int) -> None:
    rate = 128.0 if kind == "ecg" else 50.0
    x = hard(kind, seed, rate)
    events = assert_alike(kind, x, rate, range(1, x.size))
    assert len(events) > 30


def test_the_hard_signals_do_reach_what_is_rare() -> None:
    events = [e for s in range(4) for e in said("ecg", hard("ecg", s, 128.0), 128.0, [])]
    assert sum(e[0] == "Retraction" for e in events) > 0
    assert sum(e[0] == "Beat" and 0.01 < e[2] < 0.9 for e in events) > 20


@pytest.mark.parametrize(
    ("record", "kind", "begin_s"),
    [("multi_chal15_v102", "ecg", 60.0), ("ecg_mitdb_203", "ecg", 0.0),
     ("ecg_mitdb_108", "ecg", 0.0), ("multi_chal15_v102", "ppg", 60.0)],
)  # fmt: skip
def test_a_real_recording_in_any_chunks(recordings, record: str, kind: str, begin_s: float) -> None:
    data = np.load(recordings / f"{record}.npz")
    rate = float(data[f"{kind}_fs"])
    x = data[kind].astype(float)
    x = x[:, 0] if x.ndim > 1 else x
    x = x[round(begin_s * rate) : round((begin_s + 120.0) * rate)]
    events = assert_alike(kind, x, rate, chunkings(x.size, rate)["0.03125 s"])
    assert len(events) > 80
