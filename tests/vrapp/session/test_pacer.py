from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vrapp.session.pacer import (
    FASTEST_PER_MIN,
    INHALE_FRACTION,
    LEAD_PER_MIN_PER_S,
    SLOWEST_PER_MIN,
    BreathPacer,
    volume,
)


def test_six_a_minute_inhales_4_4_s_and_exhales_5_6_s():
    pacer = BreathPacer(6.0)
    pacer.step(4.4, 6.0)
    assert pacer.phase == pytest.approx(0.5)
    pacer.step(5.6, 6.0)
    assert pacer.phase == pytest.approx(1.0)
    assert pytest.approx(0.44) == INHALE_FRACTION


def test_volume_is_empty_full_empty():
    assert [volume(p) for p in (0.0, 0.25, 0.5, 1.0)] == pytest.approx([0.0, 0.5, 1.0, 0.0])


def test_pace_is_led_and_never_pulled():
    pacer = BreathPacer(14.0)
    before = pacer.per_min
    for _ in range(100):
        pacer.step(0.1, 6.0)
        assert abs(pacer.per_min - before) <= LEAD_PER_MIN_PER_S * 0.1 + 1e-12
        before = pacer.per_min
    pacer.step(1000.0, 6.0)
    assert pacer.per_min == 6.0


@settings(derandomize=True, deadline=None, max_examples=50)
@given(st.lists(st.tuples(st.floats(0.0, 0.5), st.floats(-50, 50)), max_size=60))
def test_phase_never_runs_back_and_pace_stays_in_bounds(steps):
    pacer = BreathPacer(6.0)
    last = pacer.phase
    for dt, target in steps:
        pacer.step(dt, target)
        assert pacer.phase >= last - 1e-12
        assert SLOWEST_PER_MIN <= pacer.per_min <= FASTEST_PER_MIN
        assert 0.0 <= pacer.volume <= 1.0
        last = pacer.phase


def test_a_pace_that_is_no_number_is_refused():
    with pytest.raises(ValueError, match="pace is nan"):
        BreathPacer(math.nan)
