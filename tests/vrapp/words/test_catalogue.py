"""Every text in every language, and how a language is found."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from string import Formatter

import pytest
from click.testing import CliRunner

from tests.vrapp.words.gather import HEADER, POT, gather, po_text, scales
from vrapp.words import catalogue
from vrapp.words.catalogue import Words, languages, load_words, usual_language
from vrapp.words.po import WordsError, read_po

TEXTS = gather()
OTHERS = ("de", "es", "fr")
UNDETERMINED = (
    "Not determined: 2 of 5 paces count, 3 are needed (6 a minute: the breath was uncertain; "
    "5 a minute: the heartbeats were uncertain)."
)
UNBESTIMMT = (
    "Nicht bestimmt: 2 von 5 Tempi zählen, 3 sind nötig (6 pro Minute: der Atem war unsicher; "
    "5 pro Minute: die Herzschläge waren unsicher)."
)


def fields(text: str) -> list[tuple[str, str]]:
    return sorted(
        (name, form or "") for _, name, form, _ in Formatter().parse(text) if name is not None
    )


def raw(language: str) -> str:
    return (POT.parent / f"{language}.po").read_text(encoding="utf-8")


def test_the_template_holds_every_text_of_the_program() -> None:
    assert POT.read_text(encoding="utf-8") == po_text(TEXTS, {}, HEADER), (
        "texts have changed: python -m tests.vrapp.words.gather, then the catalogues"
    )
    assert len(TEXTS) > 300


def test_there_are_four_languages() -> None:
    assert languages() == ("en", *OTHERS)


@pytest.mark.parametrize("language", OTHERS)
def test_a_catalogue_has_every_text_and_no_other(language: str) -> None:
    found = read_po(raw(language), language)
    assert sorted(set(TEXTS) - set(found)) == []
    assert sorted(set(found) - set(TEXTS)) == []


@pytest.mark.parametrize("language", OTHERS)
def test_fields_are_the_same_ones(language: str) -> None:
    found = read_po(raw(language), language)
    wrong = [text for text, said in found.items() if fields(text) != fields(said)]
    assert wrong == []


@pytest.mark.parametrize("language", OTHERS)
def test_translations_are_whole(language: str) -> None:
    """Ends and beginnings are those of the English: a sentence stays one, a label too."""
    for text, said in read_po(raw(language), language).items():
        assert said == said.strip()
        assert (text[-1] in ".!") == (said[-1] in ".!"), (text, said)
        assert text.endswith("?") == said.endswith("?"), (text, said)
        assert "  " not in said


@pytest.mark.parametrize("language", OTHERS)
def test_scales_that_nobody_has_validated_are_marked(language: str) -> None:
    marked = set(re.findall(r'# unvalidated translation\n#: \w+\nmsgid "(.*)"', raw(language)))
    assert marked == scales()
    assert len(marked) == 9


@pytest.mark.parametrize("language", OTHERS)
def test_choices_of_one_question_stay_different(language: str) -> None:
    words = load_words(language)
    from vrapp.panel.texts import ENGLISH

    for group in (ENGLISH.event_kinds, ENGLISH.actions, ("Yes", "No"), ("no pain", "not at all")):
        assert len({words(each) for each in group}) == len(group)


# -- how a text is found -----------------------------------------------------------------------


def test_what_is_missing_is_english() -> None:
    words = Words("xx", {"Heart": "Hart"})
    assert words("Heart") == "Hart"
    assert words("Breath") == "Breath"
    assert words("{a} of {b}", a=1, b=2) == "1 of 2"
    assert Words().told("not yet: needs 64 s of heartbeats, has 5") == (
        "not yet: needs 64 s of heartbeats, has 5"
    )


@pytest.mark.parametrize(
    ("english", "german"),
    [
        ("coherence: not yet: needs 64 s of heartbeats, has 5",
         "Kohärenz: noch nicht: 5 von 64 s Herzschlägen"),
        ("Finding your pace: 6.5 a minute", "Ihr Tempo finden: 6.5 pro Minute"),
        ("Finding your pace: rest", "Ihr Tempo finden: Ruhe"),
        ("pain rose from 3 to 6: ask how it is", "Schmerz von 3 auf 6 gestiegen: Fragen Sie nach"),
        (UNDETERMINED, UNBESTIMMT),
        ("my strap: nobody has said this before", "my strap: nobody has said this before"),
    ],
)  # fmt: skip
def test_what_was_put_together_in_english_is_told(english: str, german: str) -> None:
    assert load_words("de").told(english) == german


def test_a_text_whose_number_has_a_format_is_never_filled_again() -> None:
    words = Words("xx", {"{minutes:.0f} min of it": "{minutes:.0f} daarvan", "{n} of it": "{n}!"})
    assert words("{minutes:.0f} min of it", minutes=4.2) == "4 daarvan"
    assert words.told("4 of it") == "4!"
    assert words.told("4 min of it") == "4 min!"


def test_a_german_reader_is_told_why_a_resonance_was_chosen() -> None:
    said = load_words("de").told(
        "6.1 a minute (give or take 0.2): size and phase of the heart rate's swing over 5 of 5 "
        "paces are told best by a resonance there. Over all six signs the best pace shown was 6."
    )
    assert said.startswith("6.1 pro Minute (plus oder minus 0.2): Größe")
    assert said.endswith("war das beste gezeigte Tempo 6.")


# -- which language ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "code"),
    [("de", "de"), ("de_AT.UTF-8", "de"), ("FR", "fr"), ("es-MX", "es"), ("en_GB", "en")],
)
def test_a_language_is_known_by_code_or_locale(asked: str, code: str) -> None:
    assert load_words(asked).language == code


def test_an_unknown_language_names_those_there_are() -> None:
    with pytest.raises(WordsError, match="no language 'tlh'; there are en, de, es, fr"):
        load_words("tlh")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows says it otherwise")
@pytest.mark.parametrize(
    ("environment", "code"),
    [
        ({"VRAPP_LANGUAGE": "fr", "LANG": "de_DE.UTF-8"}, "fr"),
        ({"LANG": "de_DE.UTF-8"}, "de"),
        ({"LC_ALL": "es_ES", "LANG": "de_DE.UTF-8"}, "es"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "it_IT.UTF-8"}, "en"),  # nobody asked for it: no reason to stop
        ({}, "en"),
    ],
)
def test_the_usual_language(
    environment: dict[str, str], code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("VRAPP_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert usual_language() == code


def test_a_wrong_variable_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VRAPP_LANGUAGE", "tlh")
    with pytest.raises(WordsError, match="VRAPP_LANGUAGE: no language 'tlh'"):
        usual_language()


def test_the_command_line_refuses_an_unknown_language() -> None:
    from vrapp.cli.session import run

    result = CliRunner().invoke(run, ["--source", "patient", "--language", "tlh"])
    assert result.exit_code == 2
    assert "there are en, de, es, fr" in result.output


def test_a_further_language_is_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "nl.po").write_text('msgid "Heart"\nmsgstr "Hart"\n', encoding="utf-8")
    monkeypatch.setattr(catalogue, "FOLDER", tmp_path)
    assert languages() == ("en", "nl")
    assert load_words("nl_NL")("Heart") == "Hart"


# -- the format --------------------------------------------------------------------------------


def test_the_format() -> None:
    text = (
        'msgid ""\nmsgstr "Language: xx\\n"\n\n# a note\n#: desk\nmsgid "a \\"b\\""\n'
        'msgstr ""\n"one "\n"two"\n\nmsgid "empty"\nmsgstr ""\n\n'
        '#, fuzzy\nmsgid "unsure"\nmsgstr "maybe"\n\nmsgid "last"\nmsgstr "ende"\n'
    )
    assert read_po(text, "xx.po") == {'a "b"': "one two", "last": "ende"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('msgctxt "menu"\nmsgid "a"\nmsgstr "b"', "xx.po:1: 'msgctxt' is not read"),
        ('msgid "a"\nmsgstr "b', "xx.po:2: .* no quoted text"),
        ('msgid "a"\nmsgstr "b"\nmsgid "a"\nmsgstr "c"', "'a' was given before"),
        ('"a"', "is not read"),
        ("msgid 3", "no quoted text"),
    ],
)
def test_a_broken_catalogue_says_where(text: str, message: str) -> None:
    with pytest.raises(WordsError, match=message):
        read_po(text, "xx.po")
