from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vrapp.panel import theme
from vrapp.panel.layout import Desk, Rail, Rect, column_width, desk, rail, scale_for
from vrapp.panel.pen import fit, wrap

SIZES = [(1280, 720), (1600, 900), (1920, 1080), (2560, 1440), (1280, 1024), (3840, 2160)]


def open_desk(window: tuple[int, int]) -> tuple[float, float, Desk]:
    w = column_width(window, collapsed=False)
    return w, window[1], desk(w, window[1])


def rects(place: Desk | Rail) -> list[Rect]:
    if isinstance(place, Rail):
        return [place.header, *place.vitals, place.pause, place.stop]
    some = [place.header, place.timeline, place.message, place.streams, place.notice]
    some += [place.scene, place.guidance]
    some.append(place.entries)
    buttons = [place.pause, place.skip, place.stop]
    return [r for r in some if r] + [*place.vitals, *buttons]


def overlap(one: Rect, other: Rect) -> bool:
    return (
        min(one.right, other.right) - max(one.x, other.x) > 1e-6
        and min(one.bottom, other.bottom) - max(one.y, other.y) > 1e-6
    )


@pytest.mark.parametrize("window", SIZES)
def test_usual_windows_show_everything_large_enough(window: tuple[int, int]) -> None:
    w, h, place = open_desk(window)
    assert None not in (place.header, place.message, place.streams, place.notice, place.scene)
    assert place.timeline is not None
    assert place.entries is not None
    assert not overlap(place.note, place.pause)  # while a note is typed, too
    assert place.note.h >= 92 * place.scale - 1e-6
    assert len(place.vitals) == 4
    assert not overlap(place.sheet, place.pause)  # whatever is entered, these stay free
    assert not overlap(place.sheet, place.stop)
    assert place.sheet.h > 400 * place.scale
    assert all(r.h >= 72 * place.scale for r in place.vitals)
    assert place.stop.h >= 48
    for one, other in combinations(rects(place), 2):
        assert not overlap(one, other), (one, other)
    for r in rects(place):
        assert r.x >= 0
        assert r.y >= 0
        assert r.right <= w + 1e-6
        assert r.bottom <= h + 1e-6


@settings(derandomize=True, deadline=None, max_examples=150)
@given(st.integers(2, 6000), st.integers(60, 4000))
def test_stop_is_there_in_any_window(width: int, height: int) -> None:
    window = (width, height)
    for collapsed in (False, True):
        w = column_width(window, collapsed)
        assert 0 < w <= width / 2
        place: Desk | Rail = rail(w, height) if collapsed else desk(w, height)
        stop = place.stop
        assert 0 <= stop.x < w
        assert stop.y >= 0
        assert stop.bottom <= height
        assert stop.h >= min(68 * place.scale, height * 0.24)
        others = [r for r in rects(place) if r is not stop and r is not place.header]
        if height >= 240:
            assert not any(overlap(stop, r) for r in others)


def test_type_grows_with_the_screen() -> None:
    scales = [scale_for(size) for size in SIZES[:4]]
    assert scales == sorted(scales)
    assert scales[3] == pytest.approx(2 * scales[0])


def test_every_text_meets_the_contrast_of_wcag_aa() -> None:
    assert theme.contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21.0)
    for text, ground in theme.TEXT_PAIRS:
        assert theme.contrast(text, ground) >= 4.5, (text, ground)
    for curve in (theme.HEART, theme.BREATH, theme.RHYTHM, theme.COHERENCE):
        assert theme.contrast(curve, theme.CARD) >= 4.5
    # Parts of the interface: 3:1 (criterion 1.4.11).
    assert theme.contrast(theme.FOCUS, theme.RAISED) >= 3.0
    assert theme.contrast(theme.STOP, theme.GROUND) >= 3.0


def test_packed_colours_are_as_imgui_reads_them() -> None:
    assert theme.packed((1, 2, 3)) == 0xFF030201
    assert theme.packed((255, 0, 0), 0.5) >> 24 == 128
    assert theme.packed((0, 0, 0), 7.0) >> 24 == 255
    assert theme.mixed((0, 0, 0), (100, 200, 50), 0.5) == (50, 100, 25)


def test_the_typefaces_come_with_the_library() -> None:
    files = theme.font_files()
    assert files.regular.suffix == ".ttf"
    assert files.icons.stat().st_size > 100_000


@settings(derandomize=True, deadline=None, max_examples=60)
@given(st.text(max_size=60), st.integers(1, 30), st.integers(1, 3))
def test_wrapped_text_fits(text: str, width: int, lines: int) -> None:
    rows = wrap(text, width, lines, len)
    assert len(rows) <= lines
    assert all(len(row) <= width for row in rows)
    whole = " ".join(text.split())
    if len(whole) <= width:
        assert " ".join(rows) == whole


def test_text_that_is_too_long_says_so() -> None:
    assert fit("respiration", 6, len) == "respi…"
    assert wrap("one two three four five", 9, 2, len) == ["one two", "three fo…"]
