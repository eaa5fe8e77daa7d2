"""A session that was cut short and the one that went on with it are read as one."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from tests.vrapp.report.kept import MANIFEST, keep, rating
from tests.vrapp.report.test_page import words
from vrapp.cli.report import report
from vrapp.record.closing import REASON
from vrapp.report.completeness import recorded_s
from vrapp.report.findings import phases
from vrapp.report.joined import gone_on_with, merged, whole
from vrapp.report.kept import read_session
from vrapp.report.page import render

BEGAN, AGAIN = "2026-11-24T10:30:00+01:00", "2026-11-24T10:40:00+01:00"
GAP_S = 300.0  # the first was of 300 s


@pytest.fixture
def two(tmp_path: Path) -> tuple[Path, Path]:
    screening = {"at_s": 3.0, "yes": [], "consent": True}
    end = {"reason": REASON, "at_s": 300.0}
    first = keep(
        tmp_path / "first", created=BEGAN, screening=screening, end=end, closed_afterwards=True,
        ratings=[rating(5, "pain_before", "6")],
    )  # fmt: skip
    second = keep(
        tmp_path / "second", created=AGAIN, continues={"folder": "first", "created": BEGAN},
        ratings=[rating(290, "pain_after", "4")],
    )  # fmt: skip
    return first, second


def test_both_parts_stand_on_one_time_line(two):
    kept = whole(read_session(two[1]))
    assert kept.duration_s == 900.0
    assert recorded_s(kept) == 600.0
    starts = [phase["start_s"] for phase in kept.manifest["phases"]]
    assert starts == [0.0, 120.0, 600.0, 720.0]
    assert [(r["id"], r["at_s"]) for r in kept.manifest["ratings"]] == [
        ("pain_before", 5), ("pain_after", 890),
    ]  # fmt: skip
    t, y, trust = kept.series("heart_rate")
    assert np.all(np.diff(t) > 0)
    within = (t > 299.8) & (t < 600.0)
    assert np.isnan(y[within]).all()  # no line over the gap
    assert np.all(trust[within] == 0.0)
    assert kept.events[-1][0] == pytest.approx(730.0)


def test_the_report_tells_of_both_and_of_the_change_between(two):
    said = words(render(whole(read_session(two[1]))))
    assert "cut short after 5 min 00 s, and gone on with 10 min 00 s after it had begun" in said
    assert "10 min 00 s" in said
    assert "Your pain went down: 6 before, 4 after." in said
    assert "Nothing spoke against it." in said  # screened in the first part
    assert "2026-11-24 10:30 (5 min 00 s); 2026-11-24 10:40 (5 min 00 s)" in said


def test_the_first_part_alone_says_where_it_goes_on(two):
    kept = read_session(two[0])
    assert gone_on_with(kept) == AGAIN
    said = words(render(kept))
    assert "cut short before its end could be written" in said
    assert "gone on with at 2026-11-24 10:40" in said


def test_moved_folders_are_found_by_their_date_and_a_missing_one_is_told(two):
    first, second = two
    first.rename(first.with_name("renamed"))
    assert whole(read_session(second)).manifest["screening"]["consent"]
    first.with_name("renamed").rename(first.parent.parent / f"{first.parent.name}-elsewhere")
    kept = whole(read_session(second))
    assert "was not found beside it" in words(render(kept))
    assert kept.duration_s == 300.0


def test_the_trend_counts_the_two_as_one(two, tmp_path):
    keep(
        tmp_path / "later", created="2026-11-30T10:00:00+01:00",
        ratings=[rating(5, "pain_before", "5"), rating(290, "pain_after", "3")],
    )  # fmt: skip
    result = CliRunner().invoke(report, ["P012", "--sessions", str(tmp_path)])
    assert result.exit_code == 0, result.output
    page = (tmp_path / "later" / "report.html").read_text(encoding="utf-8")
    assert "Over 2 sessions" in re.sub(r"\s+", " ", page)


def test_manifests_are_merged_in_the_order_of_their_dates():
    def told(created: str, *ratings: str, continues: str = "") -> dict:
        named = {"continues": {"created": continues}} if continues else {}
        return {**MANIFEST, "created": created, "ratings": [{"id": r} for r in ratings], **named}

    made = merged([told("1", "a"), told("2", "b", continues="1"), told("3", "c", continues="2")])
    assert [each["created"] for each in made] == ["3"]
    assert [rating["id"] for rating in made[0]["ratings"]] == ["a", "b", "c"]
    assert [m["created"] for m in merged([told("1"), told("2")])] == ["1", "2"]


def test_a_part_that_was_begun_twice_stands_there_twice_with_its_own_length(two):
    kept = whole(read_session(two[1]))
    kept.manifest["phases"][2]["title"] = "Training"  # cut within it, and begun anew
    rows = [(row.title, row.minutes) for row in phases(kept)]
    assert rows == [("Arrive", "2.0"), ("Training", "3.0"), ("Training", "5.0")]
