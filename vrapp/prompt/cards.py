"""What guidance, a question and the stop look like, and where on them a look counts."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from vrapp.prompt import look
from vrapp.prompt.ink import Ink, Pixels, width_deg, wrap
from vrapp.scene.question import DECLINED, Question

STOP, HURTS = "stop", "hurts"
RING_LINE = 9
"""Letters of a line in a ring; longer texts take two."""
Told = Callable[[str], str]


def as_it_is(text: str) -> str:
    """What is written in English, in English."""
    return text


@dataclass(frozen=True, slots=True)
class Target:
    """A place that answers when looked at: (x, y) its middle from the card's, +y up, degrees.

    `size` is what is drawn of it and fills; `reach` is what counts as looking at it.
    """

    choice: str
    x: float
    y: float
    size: tuple[float, float]
    reach: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Card:
    """A picture (height, width, 4), premultiplied sRGB, top row first, and its size in degrees."""

    pixels: Pixels
    size_deg: tuple[float, float]
    targets: tuple[Target, ...] = ()


def _plate(width: float, height: float) -> Ink:
    ink = Ink((width, height))
    size = (width - 0.1, height - 0.1)
    ink.shape((0, 0), size, look.CORNER_DEG, look.GROUND, look.GROUND_ALPHA)
    return ink


def _lines(ink: Ink, lines: list[str], top: float) -> None:
    for i, line in enumerate(lines):
        # capitals stand 0.71 em above the baseline: the line's optical middle is half of that
        base = top - (i + 0.5) * look.LINE_DEG - 0.355 * look.EM_DEG
        ink.write(line, (0, base), look.EM_DEG, look.TEXT, "ms")


def line_card(text: str) -> Card:
    """One sentence of guidance on a dark plate."""
    lines = wrap(text)
    width = max(width_deg(line, look.EM_DEG) for line in lines) + 2 * look.PADDING_DEG
    height = len(lines) * look.LINE_DEG + 1.5 * look.PADDING_DEG
    ink = _plate(width, height)
    _lines(ink, lines, height / 2 - 0.75 * look.PADDING_DEG)
    return Card(ink.pixels(), (width, height))


def question_card(question: Question, told: Told = as_it_is) -> Card:
    """The question, its choices in a row, what the ends mean, and the way out below.

    `told` gives its texts in the person's language; a choice keeps its name.
    """
    lines = wrap(told(question.text))
    words = {choice: told(choice) for choice in question.choices}
    low, high, decline = (told(text) for text in (*question.ends, question.decline))
    count = len(question.choices)
    small, pad, em = look.SMALL_EM_DEG, look.PADDING_DEG, look.EM_DEG
    widest = max(width_deg(word, em) for word in words.values())
    if count > 2 and widest < look.TARGET_DEG - 0.6:
        size, step = (look.TARGET_DEG, look.TARGET_DEG), look.PITCH_DEG
    else:
        size = (max(look.BUTTON_DEG[0], widest + 2.4), look.BUTTON_DEG[1])
        step = size[0] + 1.4
    out_size = (width_deg(decline, small) + 2.2, 2.6)
    row = count * step
    text_width = max(width_deg(line, em) for line in lines)
    width = max(row, text_width, out_size[0]) + 2 * pad
    ends = 2.0 if any(question.ends) else 0.0
    heights = (len(lines) * look.LINE_DEG, 0.9, size[1], ends, 1.0, out_size[1])
    height = sum(heights) + 1.7 * pad
    ink = _plate(width, height)

    top = height / 2 - 0.9 * pad
    _lines(ink, lines, top)
    y = top - heights[0] - heights[1] - size[1] / 2
    left = -(count - 1) * step / 2
    reach = (step, size[1] + 1.2)
    targets = [
        Target(choice, left + i * step, y, size, reach) for i, choice in enumerate(question.choices)
    ]
    for target in targets:
        ink.shape((target.x, target.y), size, size[1] / 2, look.TARGET, 0.95)
        ink.write(words[target.choice], (target.x, y - 0.355 * em), em, look.TEXT, "ms")
    if ends:
        edge, base = row / 2 - (step - size[0]) / 2, y - size[1] / 2 - 1.35
        ink.write(low, (-edge, base), small, look.QUIET, "ls")
        ink.write(high, (edge, base), small, look.QUIET, "rs")
    y = -height / 2 + 0.8 * pad + out_size[1] / 2
    ink.shape((0, y), out_size, out_size[1] / 2, look.TARGET, 0.5)
    ink.write(decline, (0, y - 0.355 * small), small, look.QUIET, "ms")
    out_reach = (out_size[0] + 0.8, out_size[1] + 0.8)
    targets.append(Target(DECLINED, 0.0, y, out_size, out_reach))
    return Card(ink.pixels(), (width, height), tuple(targets))


def ring_of_words(text: str, choice: str) -> Card:
    """A quiet ring around a word or a few, one line each; looks within it count.

    At most as wide as a small layer of the headset's may be (`look.RING_DEG`): words that would
    make it wider are written smaller.
    """
    lines = wrap(text, RING_LINE, 2) if len(text) > RING_LINE else [text]
    em, tall = look.EM_DEG, 1.2 * look.EM_DEG * (len(lines) - 1)
    widest = max(width_deg(line, em) for line in lines)
    side = max(6.0, math.hypot(widest, tall) + 2.6)
    if side > look.RING_DEG:
        em *= (look.RING_DEG - 2.0) / (side - 2.6)
        side = look.RING_DEG
    ink = Ink((side, side))
    disc = (side - 0.2, side - 0.2)
    ink.shape((0, 0), disc, side, look.GROUND, look.GROUND_ALPHA)
    ink.shape((0, 0), (side - 0.5, side - 0.5), side, look.QUIET, 0.9, line=0.16)
    for i, line in enumerate(lines):
        middle = 1.2 * em * ((len(lines) - 1) / 2 - i)
        ink.write(line, (0, middle - 0.355 * em), em, look.TEXT, "ms")
    inner = (side - 1.0, side - 1.0)
    return Card(ink.pixels(), (side, side), (Target(choice, 0.0, 0.0, inner, (side, side)),))


def fill_card(size_deg: tuple[float, float]) -> Card:
    """The light that grows in a target of this size; translucent, so that its word stays read."""
    ink = Ink(size_deg)
    size = (size_deg[0] - 0.1, size_deg[1] - 0.1)
    ink.shape((0, 0), size, min(size) / 2, look.FILL, look.FILL_ALPHA)
    return Card(ink.pixels(), size_deg)


def ring_card(across_deg: float) -> Card:
    """A thin soft ring, light on a faint dark rim, so that it is read before sky and snow alike."""
    ink = Ink((across_deg, across_deg))
    middle = across_deg - 1.0
    for wide, colour, alpha, soft in (
        (0.90, look.GROUND, 0.80, 0.30),
        (0.38, look.TEXT, 1.0, 0.12),
    ):
        side = middle + wide  # the line lies within the box, its middle half its width inside
        ink.shape((0, 0), (side, side), side, colour, alpha, line=wide, soft=soft)
    return Card(ink.pixels(), (across_deg, across_deg))


def dot_card() -> Card:
    """Where the head points, while there is something to point at."""
    ink = Ink((0.9, 0.9))
    ink.shape((0, 0), (0.8, 0.8), 0.4, look.DOT, 0.75, soft=0.45)
    return Card(ink.pixels(), (0.9, 0.9))
