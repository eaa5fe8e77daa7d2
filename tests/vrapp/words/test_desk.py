"""The desk fits in every language: nothing is cut, nothing leaves its place."""

from __future__ import annotations

import math
from collections.abc import Iterator

import moderngl
import pytest

from tests.vrapp.words.desk import WINDOWS, Desk, Look, looks, sheets, told
from vrapp.panel import Panel, pen
from vrapp.panel.pen import Pen
from vrapp.panel.renderer import ImguiRenderer
from vrapp.panel.texts import translated
from vrapp.words.catalogue import languages, load_words


@pytest.fixture(params=languages())
def panel(request: pytest.FixtureRequest, context: moderngl.Context) -> Iterator[Panel]:
    made = Panel(texts=translated(load_words(request.param).told))
    made.open(context)
    yield made
    made.close()


@pytest.fixture
def cut(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Texts that had to be cut, and those that left the desk."""
    found: list[str] = []
    fit, text = pen.fit, Pen.text

    def fitted(whole: str, width: float, measure: object) -> str:
        shown = fit(whole, width, measure)  # type: ignore[arg-type]
        if shown != whole and whole not in ("chest strap", "belt"):
            found.append(f"{whole!r} was cut to {shown!r}")
        return shown

    def written(self: Pen, x: float, y: float, what: str, *args: object, **look: object) -> float:
        taken = text(self, x, y, what, *args, **look)  # type: ignore[arg-type]
        left = x - float(look.get("align", 0.0)) * taken  # type: ignore[arg-type]
        right = pen.imgui.get_io().display_size.x
        if what and not -0.5 <= left <= left + taken <= right + 0.5:
            found.append(f"{what!r} lies outside: {left:.0f} to {left + taken:.0f} of {right:.0f}")
        return taken

    # where texts lie is known before they are painted, which takes the most of the time
    monkeypatch.setattr(ImguiRenderer, "render", lambda self, *_: self._upload_textures())
    monkeypatch.setattr(pen, "fit", fitted)
    monkeypatch.setattr(Pen, "text", written)
    # what `holds` tries out is not shown
    holds = Pen.holds

    def tried(self: Pen, *args: object) -> bool:
        before = len(found)
        held = holds(self, *args)  # type: ignore[arg-type]
        del found[before:]
        return held

    monkeypatch.setattr(Pen, "holds", tried)
    return found


@pytest.mark.parametrize("window", WINDOWS)
def test_nothing_is_cut(panel: Panel, window: tuple[int, int], cut: list[str]) -> None:
    desk = Desk(panel, window)
    desk.frame(3)
    for look in (*looks(), *sheets()):
        desk.show(look)
    for said in told():
        panel.tell(said)
        desk.show(Look())
    assert sorted(set(cut)) == []


def test_nothing_is_cut_on_the_rail(panel: Panel, cut: list[str]) -> None:
    panel.collapsed = True
    desk = Desk(panel, WINDOWS[0])
    for look in looks():
        desk.show(look)
    assert sorted(set(cut)) == []
    assert math.isfinite(desk.now)
