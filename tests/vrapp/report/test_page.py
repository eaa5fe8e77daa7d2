"""The report says what is known, how far it can be trusted, and nothing else."""

from __future__ import annotations

import json
import math
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tests.vrapp.report.kept import MANIFEST, keep, rating
from vrapp.cli.report import report
from vrapp.record.earlier import EarlierError
from vrapp.record.recorder import Recorder
from vrapp.report import findings
from vrapp.report.kept import manifests_of, read_session
from vrapp.report.page import render

VOID = {"meta", "link", "br", "img", "hr", "path", "use", "rect", "image", "line", "circle"}


class Words(HTMLParser):
    """The page's text; every tag that opens must close, and nothing is fetched from elsewhere."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.text = ""
        self.fetched: list[str] = []
        self.feed(page)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append(tag)
        self.fetched += [v or "" for k, v in attrs if k in ("src", "href") and v and v[0] != "#"]

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """It closes itself."""

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.text += f" {data.strip()}"


def words(page: str) -> str:
    return re.sub(r"\s+", " ", Words(page).text)


PAIN = [rating(5, "pain_before", "6"), rating(290, "pain_after", "4")]


def test_a_whole_session_is_told(tmp_path: Path) -> None:
    kept = read_session(keep(tmp_path / "s", ratings=PAIN))
    said = words(render(kept))
    for part in (
        "Session of P012", "Short", "5 min 00 s", "Your pain went down: 6 before, 4 after.",
        "-2", "change within one session", "much better", "None was entered.", "71%",
        "ECG was lost", "not a diagnosis", "live feedback",
    ):  # fmt: skip
        assert part in said, part
    assert Words(render(kept)).fetched == []
    assert render(kept) == render(kept)


def test_low_trust_gives_no_numbers(tmp_path: Path) -> None:
    said = words(render(read_session(keep(tmp_path / "s", trust=0.2))))
    assert "beats a minute" not in said
    assert "you took about" not in said.lower()
    assert "0 %" in said


def test_a_blinded_session_shows_safety_and_trust_only(tmp_path: Path) -> None:
    study = {**MANIFEST["study"], "blinded": True, "arm": None, "sealed": "xyz"}
    adverse = [
        {"at_s": 9, "kind": "dizzy", "severity": "mild", "action": "pause", "phase": "Training"}
    ]
    notes = [{"at_s": 75.0, "text": "asked about the belt", "phase": "Training"}]
    changes = {"study": study, "ratings": PAIN, "adverse_events": adverse, "notes": notes}
    kept = read_session(keep(tmp_path / "s", **changes))
    page = render(kept)
    said = words(page)
    assert "sealed (blinded)" in said
    assert "dizzy" in said
    assert "1:15 asked about the belt Training" in said
    assert "trusted" in said
    assert "<svg" not in page
    assert "Phase by phase" not in said
    assert "71" not in said


def test_what_a_person_wrote_is_text_and_no_markup(tmp_path: Path) -> None:
    event = {
        "at_s": 9, "kind": "<script>alert(1)</script>", "severity": "a & b", "action": "",
        "phase": "",
    }  # fmt: skip
    page = render(read_session(keep(tmp_path / "s", adverse_events=[event])))
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize(
    ("before", "after", "change", "words"),
    [
        ("6", "4", "-2", "much better"),
        ("6", "5", "-1", "slightly better"),
        ("3", "2", "-1", "much better"),  # a third
        ("4", "4", "+0", "within one session"),
        ("3", "6", "+3", "rise"),
        ("declined", "4", findings.NOT_KNOWN, "No rating before"),
    ],
)
def test_pain_is_told_honestly(
    tmp_path: Path, before: str, after: str, change: str, words: str
) -> None:
    given = [rating(5, "pain_before", before), rating(290, "pain_after", after)]
    found = findings.pain(read_session(keep(tmp_path / "s", ratings=given)))
    assert found.change == change
    assert words in found.words


def test_peg_needs_all_three(tmp_path: Path) -> None:
    given = [rating(5, f"peg_{item}", "6") for item in ("pain", "enjoyment", "activity")]
    assert findings.peg({"ratings": given}) == 6.0
    assert math.isnan(findings.peg({"ratings": given[:2]}))


def test_a_session_that_was_killed_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    folder = keep(tmp_path / "s", complete=False, end=None)
    with (folder / "features.csv").open("a", encoding="utf-8") as file:
        file.write("300.0,feature,heart_ra")
    said = words(render(read_session(folder)))
    assert "cut short" in said
    assert "70 beats a minute" in said


@pytest.mark.parametrize("late", ["respiration_phase", "heart_rate_wave", "heart_rate"])
def test_sensors_that_came_at_different_times_are_drawn_as_they_came(
    tmp_path: Path, late: str
) -> None:
    folder = keep(tmp_path / "s")
    table = folder / "features.csv"
    rows = table.read_text(encoding="utf-8").splitlines()
    first = next(row for row in rows if f",{late}," in row)
    rows.remove(first)
    table.write_text("\n".join(rows) + "\n", encoding="utf-8")
    assert render(read_session(folder)).count("<svg") >= 2


def test_earlier_sessions_give_a_trend(tmp_path: Path) -> None:
    for day in (1, 2, 3):
        keep(tmp_path / str(day), created=f"2026-11-0{day}T09:00:00", ratings=PAIN)
    keep(tmp_path / "other", study={**MANIFEST["study"], "code": "P013"})
    assert len(manifests_of("P012", tmp_path)) == 3
    result = CliRunner().invoke(report, ["P012", "--sessions", str(tmp_path)])
    assert result.exit_code == 0, result.output
    assert "Over 3 sessions" in (tmp_path / "3" / "report.html").read_text(encoding="utf-8")
    first = CliRunner().invoke(report, [str(tmp_path / "1")])
    assert first.exit_code == 0
    assert "Over" not in words((tmp_path / "1" / "report.html").read_text(encoding="utf-8"))


def peg(day: int, value: str) -> dict[str, Any]:
    items = [rating(5, f"peg_{item}", value) for item in ("pain", "enjoyment", "activity")]
    return {"created": f"2026-11-{day:02d}T09:00:00", "ratings": [*PAIN, *items] if value else PAIN}


def test_a_weekly_peg_is_told_with_its_day_and_its_change(tmp_path: Path) -> None:
    sessions = [peg(2, "6"), peg(9, "5"), peg(11, "")]
    assert findings.peg_so_far(sessions[:1]) == findings.Weekly("6.0 of 10")
    change = "On 2026-11-02 it was 6.0: a change of -1.0."
    assert findings.peg_so_far(sessions[:2]) == findings.Weekly("5.0 of 10", (change,))
    left_out = findings.peg_so_far(sessions)
    assert left_out == findings.Weekly("5.0 of 10", ("Rated on 2026-11-09.", change))
    assert findings.peg_so_far(sessions[2:]) == findings.Weekly(findings.NOT_KNOWN)
    for n, told in enumerate(sessions):
        keep(tmp_path / str(n), **told)
    page = CliRunner().invoke(report, ["P012", "--sessions", str(tmp_path)])
    assert page.exit_code == 0, page.output
    said = words((tmp_path / "2" / "report.html").read_text(encoding="utf-8"))
    assert f"5.0 of 10 Rated on 2026-11-09. {change} Mean of pain" in said


def test_what_is_no_session_is_told_with_the_remedy(tmp_path: Path) -> None:
    result = CliRunner().invoke(report, ["nobody", "--sessions", str(tmp_path)])
    assert result.exit_code != 0
    assert "--sessions" in result.output
    with pytest.raises(EarlierError, match="session's folder"):
        read_session(tmp_path)
    newer = keep(tmp_path / "new")
    told = json.loads((newer / "manifest.json").read_text())
    (newer / "manifest.json").write_text(json.dumps({**told, "format": 99}))
    with pytest.raises(EarlierError, match="newer vrapp"):
        read_session(newer)


def test_what_was_asked_before_the_headset_stands_near_the_top(tmp_path: Path) -> None:
    screening = {"at_s": 95.0, "yes": ["migraine", "sedation"], "consent": True}
    changes = {"screening": screening, "operator": "clinic-2"}
    said = words(render(read_session(keep(tmp_path / "s", **changes))))
    for part in (
        "Consent given", "Yes to Opioids or sedatives; Migraine",
        "To mind breathing must not be slowed below 6 a minute", "No to Seizures, ever;",
        "The therapist decided to go on.", "at 1:35, account clinic-2 of this machine",
    ):  # fmt: skip
        assert part in said, part
    assert said.index("Consent given") < said.index("Ratings before after")


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, "This protocol asks nothing before the headset."),
        (
            {"phases": [{**MANIFEST["phases"][0], "kind": "screening"}]},
            "The screening was not answered: nobody was at the desk.",
        ),
        (
            {"screening": {"at_s": 9, "yes": ["seizures"], "consent": True}},
            "There was no session in the headset.",
        ),
        (
            {"screening": {"at_s": 9, "yes": [], "consent": False}},
            "Consent not given Yes to nothing",
        ),
    ],
)
def test_what_was_not_asked_or_was_refused_is_told(
    tmp_path: Path, changes: dict[str, Any], told: str
) -> None:
    assert told in words(render(read_session(keep(tmp_path / "s", **changes))))


def test_it_hurts_more_and_what_was_rated_in_between_is_told(tmp_path: Path) -> None:
    notes = [
        {"at_s": 130.0, "text": "It hurts more, says the patient", "phase": "Training"},
        {"at_s": 150.0, "text": "It was the belt", "phase": "Training"},
    ]
    given = [PAIN[0], rating(140, "pain", "7"), PAIN[1]]
    folder = keep(tmp_path / "s", notes=notes, ratings=given)
    with (folder / "events.txt").open("a", encoding="utf-8") as file:
        file.write("  130.00 s  hurts more: patient\n")
    said = words(render(read_session(folder)))
    assert "“It hurts more” was said at 2:10." in said
    assert "Rated in between: 7." in said
    assert "2:10 “It hurts more”, says the patient. Training" in said
    assert "2:30 It was the belt Training" in said


@pytest.mark.parametrize(
    ("changes", "has", "lacks"),
    [
        ({"resonance": {"pace_per_min": 5.5, "words": "5.5", "paces": []}, "pace_per_min": 5.5},
         "answers most to about 5.5 breaths", "The pace here was"),
        ({"pace_per_min": 6.0}, "The pace here was about 6 breaths", "answers most"),
        ({"pace_per_min": 5.5, "screening": {"at_s": 1, "yes": ["lungs"], "consent": True}},
         "You were here", "pace here was about"),
    ],
)  # fmt: skip
def test_a_patient_is_told_no_more_of_a_pace_than_is_known_and_right(
    tmp_path: Path, changes: dict[str, Any], has: str, lacks: str
) -> None:
    said = words(render(read_session(keep(tmp_path / "s", **changes))))
    assert has in said
    assert lacks not in said


def test_a_pace_that_was_led_is_shown_from_where_to_where(tmp_path: Path) -> None:
    phases = [{**MANIFEST["phases"][1], "start_s": 0.0, "pace_start_per_min": 11.0914}]
    said = words(render(read_session(keep(tmp_path / "s", phases=phases))))
    assert "11.1 → 6" in said


def test_every_printed_page_says_whose_it_is_and_nothing_gets_out_of_the_style_sheet(
    tmp_path: Path,
) -> None:
    page = render(read_session(keep(tmp_path / "a")))
    assert 'content: "P012 · 2026-11-24 10:30 · vrapp"' in page
    study = {**MANIFEST["study"], "code": 'x"; } </style><b>\\'}
    page = render(read_session(keep(tmp_path / "b", study=study)))
    assert 'content: "x  /styleb · 2026-11-24 10:30 · vrapp"' in page


def test_the_report_of_a_running_session_is_written_beside_it_or_not_at_all(
    tmp_path: Path,
) -> None:
    folder = keep(tmp_path / "s", complete=False, end=None)
    recorder = Recorder(folder / "session.xdf")
    recorder.wait()
    try:
        refused = CliRunner().invoke(report, [str(folder)])
        assert refused.exit_code != 0
        assert "still running" in refused.output
        assert "--out" in refused.output
        assert not (folder / "report.html").exists()
        beside = CliRunner().invoke(report, [str(folder), "--out", str(tmp_path / "so-far.html")])
        assert beside.exit_code == 0
        assert "still running" in beside.output
        assert (tmp_path / "so-far.html").exists()
    finally:
        recorder.close()
    assert CliRunner().invoke(report, [str(folder)]).exit_code == 0


def test_sessions_that_cannot_be_read_are_named_where_a_person_is_reported(tmp_path: Path) -> None:
    keep(tmp_path / "a")
    keep(tmp_path / "b", format=99)
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / "locked.json").write_text("{}", encoding="utf-8")
    result = CliRunner().invoke(report, ["P012", "--sessions", str(tmp_path)])
    assert result.exit_code == 0
    told = re.sub(r"\s+", " ", result.output)
    assert "use a newer vrapp" in told
    assert "history unlock" in told
    assert told.count("left out, and may be of P012") == 2
