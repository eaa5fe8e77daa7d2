"""The terminal hears of every part of a session, and once a minute within a long one."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from biofeedback.types import EMPTY_BODY
from vrapp.app.narrate import Narrator, clock
from vrapp.scene.library import load_scene
from vrapp.session.protocol import open_session, scaled
from vrapp.session.protocols import load_protocol
from vrapp.session.session import Session


def narrated(protocol: Any, seconds: float) -> list[str]:
    said: list[str] = []
    session = Session(protocol, {"bay": load_scene("bay")}, "bay", 0.0)
    narrator = Narrator(said.append)
    for number in range(int(seconds * 2)):
        session.step(number / 2, replace(EMPTY_BODY, t=number / 2))
        narrator.see(SimpleNamespace(time=number / 2), session, EMPTY_BODY)  # type: ignore[arg-type]
    return said


def test_every_part_is_told_once_in_a_short_session() -> None:
    protocol = scaled(load_protocol("demo"), 28.0)
    said = narrated(protocol, 40.0)
    titles = [line[8:].split(",")[0] for line in said]
    assert titles == list(dict.fromkeys(titles))
    assert titles[0] == protocol.phases[0].title
    assert len(titles) >= 3


def test_a_long_part_is_told_every_minute_with_what_is_left_of_it() -> None:
    said = narrated(open_session(250.0), 240.0)
    assert [line.split()[0] for line in said] == ["0:00", "1:00", "2:00", "3:00"]
    assert said[1].endswith("3:10 to go")


@pytest.mark.parametrize(("seconds", "words"), [(0.4, "0:00"), (59.6, "1:00"), (3671.0, "61:11")])
def test_times_are_read_as_on_a_watch(seconds: float, words: str) -> None:
    assert clock(seconds) == words
