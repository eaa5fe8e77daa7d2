"""The report is read in the session's language, and says where a scale's words are ours."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.vrapp.report.kept import keep, rating
from vrapp.record.manifest import FILE
from vrapp.report.kept import KeptSession, read_session
from vrapp.report.page import UNVALIDATED, render
from vrapp.words.catalogue import languages, load_words

GIVEN = [
    rating(5, "pain_before", "6"),
    rating(9, "sickness", "1"),
    rating(12, "peg_pain", "5"),
    rating(15, "peg_enjoyment", "4"),
    rating(18, "peg_activity", "3"),
    rating(290, "pain_after", "4"),
]


def session(folder: Path, language: str, given: list[dict[str, Any]]) -> KeptSession:
    keep(folder, ratings=given)
    path = folder / FILE
    told = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(told | {"language": language}), encoding="utf-8")
    return read_session(folder)


def plain(page: str) -> str:
    return re.sub(r"<(style|svg)\b.*?</\1>", "", page, flags=re.DOTALL)


@pytest.mark.parametrize("language", languages())
def test_it_is_written_in_the_language_of_the_session(tmp_path: Path, language: str) -> None:
    words = load_words(language)
    page = plain(render(session(tmp_path / "s", language, GIVEN)))
    assert f'<html lang="{language}">' in page
    for text in ("Adverse events", "None was entered.", "How whole the data are", "PEG, past week"):
        assert words(text) in page
        assert language == "en" or text not in page
    assert words("Your pain went down: {before} before, {after} after.", before=6, after=4) in page


def test_words_that_nobody_has_validated_are_named(tmp_path: Path) -> None:
    german = render(session(tmp_path / "a", "de", GIVEN))
    assert load_words("de")(UNVALIDATED) in german
    # it is the patient's words that count, not the reader's
    read_in_english = render(read_session(tmp_path / "a"), words=load_words("en"))
    assert UNVALIDATED in read_in_english
    assert UNVALIDATED not in render(session(tmp_path / "b", "en", GIVEN))
    only_pain = [each for each in GIVEN if each["id"].startswith("pain")]
    assert load_words("de")(UNVALIDATED) not in render(session(tmp_path / "c", "de", only_pain))


def test_a_language_this_program_lacks_is_read_in_english(tmp_path: Path) -> None:
    assert '<html lang="en">' in render(session(tmp_path / "s", "tlh", GIVEN))
