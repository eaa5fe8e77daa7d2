"""What hangs in the scene fits in every language."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import pytest

from tests.vrapp.words.desk import ROOT
from vrapp.prompt import look
from vrapp.prompt.below import HURTS_WORDS
from vrapp.prompt.cards import (
    HURTS,
    RING_LINE,
    STOP,
    line_card,
    question_card,
    ring_of_words,
)
from vrapp.prompt.ink import width_deg, wrap
from vrapp.scene.question import DECLINED, Question, yes_no
from vrapp.session.protocol_file import parse_protocol
from vrapp.session.questions import SCALES
from vrapp.words.catalogue import Words, languages, load_words

WIDEST_DEG = 44.0
"""As wide as the widest card of English: a row of eleven numbers and its edges."""


@pytest.fixture(params=languages())
def words(request: pytest.FixtureRequest) -> Words:
    return load_words(request.param)


def lines() -> Iterator[str]:
    for file in sorted((ROOT / "protocols").glob("*.toml")):
        for phase in parse_protocol(file.read_text(encoding="utf-8"), file).phases:
            yield from (line.text for line in phase.said)


def questions() -> Iterator[Question]:
    for make in SCALES.values():
        yield from make()
    yield yes_no("more", "How sick do you feel?")


def test_no_line_is_cut(words: Words) -> None:
    texts = sorted({*lines(), *(question.text for question in questions())})
    assert len(texts) > 30
    for text in texts:
        said = words.told(text)
        shown = " ".join(wrap(said))
        assert shown == said, text  # no ellipsis, no word broken
        assert len(wrap(said)) <= 3
    widest = max(line_card(words.told(text)).size_deg[0] for text in texts)
    assert widest < WIDEST_DEG


def test_no_question_is_wider_than_an_eye_takes(words: Words) -> None:
    for question in questions():
        card = question_card(question, words.told)
        assert card.size_deg[0] < WIDEST_DEG, question.id


def test_the_ends_of_a_scale_do_not_meet(words: Words) -> None:
    for question in questions():
        low, high = (width_deg(words.told(end), look.SMALL_EM_DEG) for end in question.ends)
        row = (len(question.choices) - 1) * look.PITCH_DEG + look.TARGET_DEG
        assert low + high + 2.0 < row, question.id


def test_an_answer_keeps_its_name(words: Words) -> None:
    card = question_card(yes_no("more", "How sick do you feel?"), words.told)
    assert [target.choice for target in card.targets] == ["Yes", "No", DECLINED]


def test_another_language_is_written(words: Words) -> None:
    question = yes_no("more", "How sick do you feel?")
    same = np.array_equal(
        question_card(question, words.told).pixels, question_card(question).pixels
    )
    assert same == (words.language == "en")


def test_both_rings_below_fit_a_small_layer_and_are_read(words: Words) -> None:
    for text, choice in (("Stop", STOP), (HURTS_WORDS, HURTS)):
        card = ring_of_words(words.told(text), choice)
        (target,) = card.targets
        assert target.choice == choice
        assert card.size_deg[0] <= look.RING_DEG
        lines = wrap(words.told(text), RING_LINE, 2)
        assert "…" not in "".join(lines)
        # were it written smaller to fit: still as large as words beside a target are
        widest = max(width_deg(line, look.SMALL_EM_DEG) for line in lines)
        assert math.hypot(widest, 1.2 * look.SMALL_EM_DEG) + 2.0 <= look.RING_DEG
