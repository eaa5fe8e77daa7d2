from __future__ import annotations

from biofeedback.choice import Chooser


def test_the_preferred_of_equals_is_chosen_and_nothing_of_nothing() -> None:
    chooser: Chooser[str] = Chooser()
    assert chooser.choose({}, 0.0) is None
    assert chooser.choose({"a": (0.9, 0.0), "b": (0.9, 0.3)}, 0.0) == "b"


def test_a_small_or_short_advantage_changes_nothing() -> None:
    chooser: Chooser[str] = Chooser()
    chooser.choose({"a": (0.9, 0.0), "b": (0.5, 0.0)}, 0.0)
    for i in range(200):  # 10 s of a little better
        assert chooser.choose({"a": (0.5, 0.0), "b": (0.65, 0.0)}, i / 20) == "a"
    for i in range(200):  # flapping once a second
        better = 0.9 if i % 20 < 10 else 0.1
        assert chooser.choose({"a": (0.5, 0.0), "b": (better, 0.0)}, 20 + i / 20) == "a"


def test_a_lasting_advantage_wins_after_two_seconds() -> None:
    chooser: Chooser[str] = Chooser()
    chooser.choose({"a": (0.9, 0.0), "b": (0.5, 0.0)}, 0.0)
    assert chooser.choose({"a": (0.4, 0.0), "b": (0.9, 0.0)}, 10.0) == "a"
    assert chooser.choose({"a": (0.4, 0.0), "b": (0.9, 0.0)}, 11.9) == "a"
    assert chooser.choose({"a": (0.4, 0.0), "b": (0.9, 0.0)}, 12.0) == "b"


def test_a_dead_source_is_left_at_once_and_a_vanished_one_too() -> None:
    chooser: Chooser[str] = Chooser()
    chooser.choose({"a": (0.9, 0.3), "b": (0.8, 0.0)}, 0.0)
    assert chooser.choose({"a": (0.0, 0.3), "b": (0.8, 0.0)}, 1.0) == "b"
    assert chooser.choose({"a": (0.9, 0.3)}, 2.0) == "a"
