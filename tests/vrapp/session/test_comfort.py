from __future__ import annotations

import math

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.vrapp.session.conftest import make_scene
from vrapp.session.comfort import FADE_S, LONGEST_STEP_S, Comfort

SCENE = make_scene()
anything = st.floats(allow_nan=True, allow_infinity=True)


@settings(derandomize=True, deadline=None, max_examples=80)
@given(
    st.lists(
        st.tuples(st.floats(0.0, 10.0), st.lists(anything, min_size=4, max_size=4), anything),
        max_size=40,
    )
)
def test_no_input_breaks_range_slew_or_fade(steps):
    comfort = Comfort(SCENE)
    for dt, wanted, brightness in steps:
        before, bright = list(comfort.values), comfort.brightness
        comfort.step(dt, wanted, 0.0 if math.isnan(brightness) else brightness)
        counted = min(dt, LONGEST_STEP_S)
        for was, value, parameter in zip(before, comfort.values, SCENE.parameters, strict=True):
            low, high = parameter.range
            assert low <= value <= high
            assert abs(value - was) <= parameter.slew_per_s * counted + 1e-9
        assert 0.0 <= comfort.brightness <= 1.0
        assert abs(comfort.brightness - bright) <= counted / FADE_S + 1e-9


def test_wanted_value_is_reached():
    comfort = Comfort(SCENE)
    for _ in range(200):
        comfort.step(0.05, [0.4, 0.0, 1.0, 0.25], 1.0)
    assert comfort.values == [0.4, 0.0, 1.0, 0.25]
    assert comfort.brightness == 1.0


def test_not_a_number_leaves_what_is_shown():
    comfort = Comfort(SCENE)
    comfort.step(0.1, [math.nan] * 4, 1.0)
    assert comfort.values == [p.rest for p in SCENE.parameters]
