from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vrapp.session.pacer import (
    FASTEST_PER_MIN,
    HURRYING_PER_MIN_PER_S,
    INHALE_FRACTION,
    SLOWEST_PER_MIN,
    SLOWING_PER_MIN_PER_S,
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
    for target, fastest in ((6.0, SLOWING_PER_MIN_PER_S), (9.0, HURRYING_PER_MIN_PER_S)):
        for _ in range(700):
            pacer.step(0.1, target)
            assert abs(pacer.per_min - before) <= fastest * 0.1 + 1e-12
            before = pacer.per_min
        assert pacer.per_min == pytest.approx(target)


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
