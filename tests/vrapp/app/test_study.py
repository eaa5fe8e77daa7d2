"""What a session is told of the person before it begins."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.vrapp.history.people import session as earlier
from tests.vrapp.report.kept import rating
from vrapp.app.options import Options
from vrapp.app.run import run_session
from vrapp.app.study import asked_today, past_of_person, plan_of
from vrapp.cli.interrupted import Interrupted
from vrapp.history import recall
from vrapp.history.past import Past
from vrapp.record.earlier import EarlierError, read_manifest
from vrapp.session.arms import Study
from vrapp.session.protocol import Phase, Protocol
from vrapp.session.protocols import load_protocol
from vrapp.session.questions import peg

PEG = [rating(9.0, question.id, "4") for question in peg()]
MONDAY = "2026-11-23T09:00:00+01:00"
TUESDAY = "2026-11-24T09:00:00+01:00"
NEXT_MONDAY = "2026-11-30T09:00:00+01:00"


def short() -> Protocol:
    phases = [Phase("Before", 0.5, question=each, kind="rating") for each in peg()]
    return Protocol("weekly", (*phases, Phase("Breathe", 0.5)))


def run(folder: Path, began: str, **options: Any) -> tuple[list[str], dict[str, Any]]:
    said: list[str] = []
    chosen = Options(
        source="patient:3", display="headless", size=(32, 18), fps=8.0, folder=folder,
        began=began, **options,
    )  # fmt: skip
    session = run_session(chosen, short(), Interrupted(), said.append)
    assert session.ended
    return said, read_manifest(folder)


@pytest.mark.parametrize("name", ["first-session", "practice", "mindfulness", "resonance-check"])
def test_peg_is_asked_before_every_session_but_the_short_ones(name: str) -> None:
    protocol = load_protocol(name)
    again = asked_today(protocol, Past(peg_from=MONDAY), TUESDAY)
    assert {each.id for each in protocol.questions} - {each.id for each in again.questions} == {
        each.id for each in peg()
    }
    assert asked_today(protocol, Past(peg_from=MONDAY), NEXT_MONDAY) is protocol
    assert asked_today(protocol, Past(), TUESDAY) is protocol


def test_a_session_of_the_same_week_leaves_peg_out_and_says_so(tmp_path: Path) -> None:
    first = earlier(tmp_path / "first", day=23, ratings=PEG)
    said, told = run(tmp_path / "s", TUESDAY, previous=first)
    assert [phase["title"] for phase in told["phases"]] == ["Breathe"]
    assert told["left_out"] == ["peg"]
    assert "PEG was rated on 2026-11-23, in this week: it is not asked again" in said
    # the third of a week knows it from the second
    said, told = run(tmp_path / "t", "2026-11-27T09:00:00+01:00", previous=tmp_path / "s")
    assert told["left_out"] == ["peg"]
    said, told = run(tmp_path / "u", NEXT_MONDAY, previous=tmp_path / "s")
    assert [phase["title"] for phase in told["phases"]] == ["Before"] * 3 + ["Breathe"]
    assert told["left_out"] == []
    assert not any("PEG" in line for line in said)


def test_the_history_of_a_code_tells_it_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recall, "sessions_folder", lambda: tmp_path / "sessions")
    monkeypatch.setenv("VRAPP_DATABASE", str(tmp_path / "history.db"))
    earlier(tmp_path / "sessions" / "a", "P012", 23, ratings=PEG, slowest_per_min=6.0)
    of_theirs = Options(study=Study(code="P012"), began=TUESDAY)
    past = past_of_person(of_theirs, print)
    assert past.had_peg_in_the_week_of(TUESDAY)
    assert plan_of(of_theirs, past, False).slowest_per_min == 6.0
    assert past_of_person(Options(study=Study(code="P013"), began=TUESDAY), print) == Past()
    assert past_of_person(Options(began=TUESDAY), print) == Past()


def test_a_named_session_whose_rest_cannot_be_read_is_refused(tmp_path: Path) -> None:
    folder = earlier(tmp_path / "a", baseline={"version": 99})
    with pytest.raises(EarlierError, match="record a new baseline"):
        past_of_person(Options(previous=folder), print)
    told = json.loads((folder / "manifest.json").read_text("utf-8"))
    assert told["baseline"] == {"version": 99}
