"""The report says what is known, how far it can be trusted, and nothing else."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.vrapp.report.kept import MANIFEST, keep, rating
from vrapp.cli.report import report
from vrapp.record.earlier import EarlierError
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
    assert "In the middle you took" not in said
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
    assert findings.peg(read_session(keep(tmp_path / "a", ratings=given))) == 6.0
    assert findings.peg(read_session(keep(tmp_path / "b", ratings=given[:2]))) != 6.0


def test_a_session_that_was_killed_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    folder = keep(tmp_path / "s", complete=False, end=None)
    with (folder / "features.csv").open("a", encoding="utf-8") as file:
        file.write("300.0,feature,heart_ra")
    said = words(render(read_session(folder)))
    assert "cut short" in said
    assert "70 beats a minute" in said


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
