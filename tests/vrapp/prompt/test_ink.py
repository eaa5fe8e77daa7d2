from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vrapp.prompt import look
from vrapp.prompt.cards import STOP, dot_card, fill_card, line_card, question_card, ring_of_words
from vrapp.prompt.ink import Ink, font, wrap
from vrapp.scene.question import Question, pain_rating, yes_no

LETTERS = "äöüßéèêçñ¿¡œÄÖÜàâîôûëïåøæłőžš’–…"
CARDS = {
    "line": line_card("Breathe in as the water rises, out as it falls."),
    "rating": question_card(pain_rating()),
    "yes or no": question_card(yes_no("more", "Would you like to go on?")),
    "stop": ring_of_words("Stop", STOP),
    "fill": fill_card((7.0, 3.4)),
    "dot": dot_card(),
}


@pytest.mark.parametrize("letter", LETTERS)
def test_the_typeface_has_the_letters_of_our_neighbours(letter: str) -> None:
    face = font(look.EM_DEG)
    missing = bytes(face.getmask("\U0010ffff"))
    assert bytes(face.getmask(letter)) not in (missing, b"")


def test_letters_are_as_large_as_the_source_asks() -> None:
    def height_deg(text: str) -> float:
        box = font(look.EM_DEG).getbbox(text)
        return (box[3] - box[1]) / look.PIXELS_PER_DEG

    assert height_deg("lp") >= 1.28  # ascender to descender
    assert height_deg("x") * 60 >= 30  # arcmin
    assert np.degrees(0.020) - 0.01 <= look.SMALL_EM_DEG  # 20 dmm
    assert np.radians(look.PITCH_DEG) * 1000 >= 61  # dmm


@settings(derandomize=True, deadline=None, max_examples=150)
@given(st.text(alphabet=st.sampled_from("abcdeé Wij,. -"), max_size=300))
def test_lines_are_short_few_and_lose_no_word_that_has_room(text: str) -> None:
    lines = wrap(text)
    assert len(lines) <= look.MOST_LINES
    assert all(0 < len(line) <= look.LONGEST_LINE for line in lines)
    if not lines or not lines[-1].endswith("…"):
        assert "".join(lines).replace(" ", "") == "".join(text.split())


def test_lines_are_about_equally_long() -> None:
    lines = wrap("Breathe in as the water rises, out as it falls.")
    assert len(lines) == 2
    assert abs(len(lines[0]) - len(lines[1])) < 8


@pytest.mark.parametrize("card", CARDS.values(), ids=CARDS.keys())
def test_nothing_is_brighter_than_the_ceiling(card) -> None:
    pixels = card.pixels.astype(np.float64) / 255
    # premultiplied values are what is added to the picture: none may exceed the alpha's share
    assert np.all(pixels[..., :3] <= pixels[..., 3:] + 1e-9)
    rgb = pixels[..., :3]
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    assert (linear @ [0.2126, 0.7152, 0.0722]).max() <= look.LUMINANCE_CEILING + 0.005


def contrast(one: float, other: float) -> float:
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)


def over(colour: look.Rgb, ground: look.Rgb, alpha: float) -> look.Rgb:
    r, g, b = (round(c * alpha + g * (1 - alpha)) for c, g in zip(colour, ground, strict=True))
    return r, g, b


@pytest.mark.parametrize("scene", [(0, 0, 0), (110, 100, 110), (236, 196, 160)])
def test_text_can_be_read_over_a_dark_and_a_bright_scene(scene: look.Rgb) -> None:
    plate = over(look.GROUND, scene, look.GROUND_ALPHA)
    target = over(look.TARGET, plate, 0.95)
    filled = over(look.FILL, target, look.FILL_ALPHA)
    text = look.luminance(look.TEXT)
    for ground in (plate, target):
        assert contrast(text, look.luminance(ground)) >= 4.5  # WCAG 2.2, 1.4.3
    assert contrast(look.luminance(look.QUIET), look.luminance(plate)) >= 3.0  # large text
    # the light that grows lies over the word as well
    lit = over(look.FILL, look.TEXT, look.FILL_ALPHA)
    assert contrast(look.luminance(lit), look.luminance(filled)) >= 3.0


def test_a_shape_covers_its_area_and_an_outline_only_its_edge() -> None:
    ink = Ink((6.0, 6.0))
    ink.shape((0, 0), (4.0, 4.0), 2.0, (255, 255, 255))
    area = ink.pixels()[..., 3].sum() / 255 / look.PIXELS_PER_DEG**2
    assert area == pytest.approx(np.pi * 4, rel=0.01)
    ring = Ink((6.0, 6.0))
    ring.shape((0, 0), (4.0, 4.0), 2.0, (255, 255, 255), line=0.2)
    area = ring.pixels()[..., 3].sum() / 255 / look.PIXELS_PER_DEG**2
    assert area == pytest.approx(np.pi * (4 - 1.8**2), rel=0.03)


def test_targets_do_not_overlap_and_lie_on_the_card() -> None:
    for card in (CARDS["rating"], CARDS["yes or no"]):
        width, height = card.size_deg
        for i, one in enumerate(card.targets):
            assert abs(one.x) + one.size[0] / 2 < width / 2
            assert abs(one.y) + one.size[1] / 2 < height / 2
            for other in card.targets[i + 1 :]:
                apart_x = abs(one.x - other.x) >= (one.reach[0] + other.reach[0]) / 2 - 1e-6
                apart_y = abs(one.y - other.y) >= (one.reach[1] + other.reach[1]) / 2 - 1e-6
                assert apart_x or apart_y


def test_questions_are_checked() -> None:
    with pytest.raises(ValueError, match="2 to 11"):
        Question("q", "?", ("one",))
    with pytest.raises(ValueError, match="letters"):
        Question("q 1", "?", ("a", "b"))
    assert pain_rating().choice_by_key("10") == "10"
    assert pain_rating().choice_by_key("yes") is None
    german = Question("weiter", "Noch ein wenig?", ("Ja", "Nein"))
    assert (german.choice_by_key("yes"), german.choice_by_key("no")) == ("Ja", "Nein")
    assert german.choice_by_key("7") is None
