from __future__ import annotations

import numpy as np
import pytest

from vrapp.scene.library import load_scene
from vrapp.studio.puppet import LEVELS, Puppet, number_of


@pytest.fixture
def puppet() -> Puppet:
    return Puppet(load_scene("bay"))


def drive_of(puppet: Puppet, index: str) -> str:
    return next(p.name for p in puppet.spec.parameters if p.drive and p.drive.index == index)


def test_at_rest_only_the_breath_moves(puppet: Puppet) -> None:
    state, later = puppet.at(10.0), puppet.at(13.0)
    for i, p in enumerate(puppet.spec.parameters):
        moved = p.drive is not None and p.drive.index in ("breath", "pacer")
        assert (state.values[i] != later.values[i]) == moved
        if not moved:
            assert state.values[i] == pytest.approx(p.rest)


def test_an_index_at_full_trust_settles_at_its_drives_end(puppet: Puppet) -> None:
    name = drive_of(puppet, "coherence")
    drive = puppet.spec.parameter(name).drive
    assert drive is not None
    puppet.set_level("full")
    assert puppet.at(5.0).value(name) == pytest.approx(drive.to[1], abs=1e-3)


def test_no_trust_is_rest_whatever_the_value(puppet: Puppet) -> None:
    name = drive_of(puppet, "coherence")
    knob = puppet.knobs["coherence"]
    knob.value, knob.trust = 1.0, 0.2
    assert puppet.at(5.0).value(name) == pytest.approx(puppet.spec.parameter(name).rest)


def test_a_hand_holds_a_parameter_and_comfort_still_limits_how_fast(puppet: Puppet) -> None:
    p = puppet.spec.parameter(drive_of(puppet, "coherence"))
    before = puppet.at(5.0).value(p.name)
    puppet.held[p.name] = p.range[0]
    after = puppet.step(0.5).value(p.name)
    assert before - after == pytest.approx(0.5 * p.slew_per_s, rel=0.05)
    for _ in range(100):
        puppet.step(0.5)
    assert puppet.shown[p.name] == pytest.approx(p.range[0])


def test_the_same_second_shows_the_same_breath_whatever_came_before() -> None:
    spec = load_scene("bay")
    direct, after = Puppet(spec), Puppet(spec)
    after.at(3.0)
    direct_state, after_state = direct.at(23.5), after.at(23.5)
    assert np.allclose(direct_state.values, after_state.values, atol=0.02)
    assert direct.knobs["breath"].value == pytest.approx(after.knobs["breath"].value, abs=0.02)


def test_the_heart_swings_with_the_breath_as_far_as_it_is_coherent(puppet: Puppet) -> None:
    puppet.set_level("full")
    seen = [(puppet.step(0.2), puppet.knobs["heart_wave"].value)[1] for _ in range(60)]
    assert max(seen) - min(seen) > 0.7
    puppet.knobs["coherence"].value = 0.0
    seen = [(puppet.step(0.2), puppet.knobs["heart_wave"].value)[1] for _ in range(60)]
    assert max(seen) - min(seen) == pytest.approx(0.0)


def test_a_changed_scene_goes_on_from_where_it_was(puppet: Puppet) -> None:
    puppet.set_level("full")
    before = dict(zip(puppet.shown, puppet.at(5.0).values, strict=True))
    puppet.held["nobody"] = 1.0
    puppet.replace(load_scene("bay"))
    state = puppet.step(1e-3)
    assert puppet.held == {}
    for name, value in before.items():
        assert state.value(name) == pytest.approx(value, abs=0.01)


def test_every_level_names_indices_that_there_are(puppet: Puppet) -> None:
    for level, values in LEVELS.items():
        puppet.set_level(level)
        assert set(values) <= set(puppet.knobs)
        assert all(0.0 <= knob.trust <= 1.0 for knob in puppet.knobs.values())


@pytest.mark.parametrize("text", ["nan", "inf", "x", ""])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        number_of(text)
