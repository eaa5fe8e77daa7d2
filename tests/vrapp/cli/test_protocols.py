"""`vrapp protocols`, and what `vrapp run` refuses of protocol and study."""

from __future__ import annotations

import click
import pytest
from click.testing import CliRunner

from vrapp.cli import vrapp
from vrapp.cli.study import chosen_protocol, chosen_study
from vrapp.session.arms import StudyError, allocate
from vrapp.session.protocol import open_session

NOTHING = {
    "protocol": None, "children": False, "randomise": None, "arm": None, "code": "",
    "blinded": False,
}  # fmt: skip


def told(*arguments):
    return CliRunner().invoke(vrapp, list(arguments), standalone_mode=False)


def test_every_protocol_is_listed_and_good():
    listed = told("protocols", "list").output
    for name in ("first-session", "practice", "mindfulness", "resonance-check"):
        assert name in listed
    checked = told("protocols", "check")
    assert checked.return_value == 0
    assert "first-session: good" in checked.output


def test_a_wrong_protocol_is_named_with_its_key(tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text('format = 1\ntitle = "x"\n[[phases]]\nkind = "free"\ntitle = "a"\nminute = 1\n')
    checked = told("protocols", "check", str(file))
    assert checked.return_value == 2
    assert "phases[0]" in checked.output
    assert "minute" in checked.output


def test_options_of_an_open_session_do_not_go_with_a_protocol():
    otherwise = open_session()
    assert chosen_protocol(NOTHING, otherwise, True) is otherwise
    with pytest.raises(click.UsageError, match="--guided"):
        chosen_protocol({**NOTHING, "protocol": "short"}, otherwise, True)
    with pytest.raises(click.UsageError, match="--children"):
        chosen_protocol({**NOTHING, "children": True}, otherwise, False)
    first = {**NOTHING, "protocol": "first-session", "children": True}
    paces = [p.guidance_per_min for p in chosen_protocol(first, otherwise, False).phases]
    assert 9.5 in paces


def test_an_arm_is_given_or_drawn():
    assert chosen_study(NOTHING).arm == "live"
    assert chosen_study({**NOTHING, "arm": "scene"}).arm == "scene"
    drawn = chosen_study({**NOTHING, "randomise": 7, "code": "P012", "blinded": True})
    assert (drawn.arm, drawn.seed, drawn.code) == (allocate(7, "P012"), 7, "P012")
    assert drawn.told.startswith("sealed:")
    with pytest.raises(click.UsageError, match="leave one out"):
        chosen_study({**NOTHING, "randomise": 7, "code": "P012", "arm": "live"})
    with pytest.raises(StudyError, match="--code"):
        chosen_study({**NOTHING, "randomise": 7})
