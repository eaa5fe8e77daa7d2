"""A tape played in a circle is known by its second round; a body is never taken for one."""

from __future__ import annotations

import numpy as np
import pytest

from biofeedback.loop import MOST_RUNS, LoopDetector
from biofeedback.types import FloatArray
from tests.biofeedback.bodies import chunk, stream


def first_alarm(x: FloatArray, rate_hz: float, size: int = 7) -> float:
    """Seconds at which `x` is first called a loop; inf if never."""
    info, watch = stream("ecg", rate_hz), LoopDetector(rate_hz)
    t = np.arange(x.size) / rate_hz
    for at in range(0, x.size, size):
        watch.take(chunk(info, t[at : at + size], x[at : at + size]))
        if watch.looped(float(t[min(at + size, x.size) - 1])):
            return float(t[at])
    return np.inf


def body(seconds: float, rate_hz: float, bits: int = 12, seed: int = 1) -> FloatArray:
    rng = np.random.default_rng(seed)
    t = np.arange(round(seconds * rate_hz)) / rate_hz
    x = np.sin(2 * np.pi * 0.9 * t) ** 15 + 0.2 * np.sin(2 * np.pi * 0.23 * t)
    x += 0.02 * rng.normal(size=t.size)
    return np.round(x * 2 ** (bits - 2))


@pytest.mark.parametrize(
    ("rate_hz", "loop_s"), [(4.0, 60.0), (32.0, 20.0), (130.0, 5.0), (500.0, 97.3)]
)
def test_a_replayed_loop_is_known_within_five_seconds_of_its_second_round(
    rate_hz: float, loop_s: float
) -> None:
    once = body(loop_s, rate_hz)
    alarm = first_alarm(np.concatenate([once, once]), rate_hz)
    begins = once.size / rate_hz
    assert begins < alarm < begins + 5.0 + 8 / rate_hz


@pytest.mark.parametrize("bits", [6, 8, 10, 16])
def test_a_body_through_a_coarse_converter_never_repeats_itself(bits: int) -> None:
    assert first_alarm(body(320.0, 130.0, bits), 130.0) == np.inf


def test_a_flat_line_is_no_loop() -> None:
    assert first_alarm(np.zeros(4000), 100.0) == np.inf


def test_a_loop_that_ends_is_forgiven() -> None:
    once = body(10.0, 100.0)
    x = np.concatenate([once, once, body(30.0, 100.0, seed=2)])
    info, watch = stream("ecg", 100.0), LoopDetector(100.0)
    t = np.arange(x.size) / 100.0
    looped = []
    for at in range(0, x.size, 10):
        watch.take(chunk(info, t[at : at + 10], x[at : at + 10]))
        looped.append(watch.looped(float(t[at + 9])))
    assert any(looped[150:200])
    assert not any(looped[260:])


def test_memory_is_bounded_whatever_the_stamps() -> None:
    info, watch = stream("ecg", 30.0), LoopDetector(30.0)
    rng = np.random.default_rng(3)
    for k in range(40):
        t = k * 1.0 + np.linspace(0.0, 0.9, 5000)
        watch.take(chunk(info, t, rng.normal(size=5000)))
    assert len(watch._order) <= MOST_RUNS
    assert len(watch._known) <= MOST_RUNS
