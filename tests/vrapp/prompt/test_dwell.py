from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vrapp.prompt.cards import Target
from vrapp.prompt.dwell import DRAIN_S, KEEP, Dwell

A = Target("a", -2.0, 0.0, (3.0, 3.0), (4.0, 4.0))
B = Target("b", 2.0, 0.0, (3.0, 3.0), (4.0, 4.0))
BOTH = (A, B)
ON_A, ON_B, BESIDE = (-2.0, 0.0), (2.0, 0.0), (0.0, 9.0)


def hold(dwell: Dwell, seconds: float, at=ON_A, fps: float = 60.0, counts: bool = True):
    """The choices made and the moments at which they were."""
    found = []
    for i in range(round(seconds * fps)):
        chosen = dwell.step(1.0 / fps, at, BOTH, counts)
        if chosen is not None:
            found.append((chosen.choice, (i + 1) / fps))
    return found


@pytest.mark.parametrize("fps", [20.0, 72.0, 90.0, 144.0])
def test_a_held_look_chooses_after_its_time_at_every_frame_rate(fps: float) -> None:
    [(choice, after)] = hold(Dwell(1.5), 2.5, fps=fps)
    assert choice == "a"
    assert after == pytest.approx(1.5, abs=2.1 / fps)


def test_it_is_chosen_once_until_it_is_left() -> None:
    dwell = Dwell(0.5)
    assert len(hold(dwell, 10.0)) == 1
    assert dwell.progress == 0.0
    hold(dwell, 0.2, BESIDE)
    assert len(hold(dwell, 1.0)) == 1


def test_a_twitch_costs_little_and_leaving_costs_all() -> None:
    dwell = Dwell(1.5)
    hold(dwell, 1.2)
    before = dwell.progress
    hold(dwell, 0.05, BESIDE)
    assert before - 0.1 < dwell.progress < before
    assert len(hold(dwell, 0.6)) == 1
    dwell = Dwell(1.5)
    hold(dwell, 1.2)
    hold(dwell, DRAIN_S, BESIDE)
    assert hold(dwell, 1.4) == []


def test_a_target_keeps_the_look_a_little_beyond_its_edge() -> None:
    dwell = Dwell(1.0)
    edge = (-2.0 + KEEP * 2.0 - 0.05, 0.0)  # nearer to B's middle than A's reach goes
    assert hold(Dwell(1.0), 1.5, edge)[0][0] == "b"
    hold(dwell, 0.3)
    assert hold(dwell, 1.0, edge)[0][0] == "a"


def test_nothing_counts_when_it_must_not() -> None:
    dwell = Dwell(1.0)
    assert hold(dwell, 5.0, counts=False) == []
    assert dwell.target is None
    assert dwell.step(0.01, ON_A, BOTH, False, pressed=True) is None


def test_a_press_confirms_what_is_looked_at_and_nothing_else() -> None:
    dwell = Dwell(1.5)
    assert dwell.step(0.01, BESIDE, BOTH, True, pressed=True) is None
    assert dwell.step(0.01, None, BOTH, True, pressed=True) is None
    assert dwell.step(0.01, ON_B, BOTH, True, pressed=True) is B
    assert dwell.step(0.01, ON_B, BOTH, True, pressed=True) is None


LOOKS = st.lists(
    st.tuples(st.sampled_from([ON_A, ON_B, BESIDE, None]), st.floats(0.0, 0.2), st.booleans()),
    max_size=120,
)


@settings(derandomize=True, deadline=None, max_examples=200)
@given(LOOKS)
def test_no_choice_without_as_much_looking_at_it_since_the_last_choice(looks) -> None:
    dwell, looked = Dwell(0.6), {"a": 0.0, "b": 0.0}
    for at, dt, counts in looks:
        if counts and at in (ON_A, ON_B):
            looked["a" if at == ON_A else "b"] += dt
        before = dwell.progress
        chosen = dwell.step(dt, at, BOTH, counts)
        assert 0.0 <= dwell.progress <= 1.0
        assert before - dwell.progress <= dt / DRAIN_S + 1e-9  # it never vanishes at once
        if chosen is not None:
            assert looked[chosen.choice] >= 0.6 - 1e-6
            looked = {"a": 0.0, "b": 0.0}


def test_no_time_to_hold_is_refused() -> None:
    with pytest.raises(ValueError, match="hold_s"):
        Dwell(0.0)
