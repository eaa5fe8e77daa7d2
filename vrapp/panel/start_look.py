"""What every part of the start page is drawn with, and its two kinds of buttons."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from vrapp.panel import theme
from vrapp.panel.buttons import Buttons, Group
from vrapp.panel.layout import Rect
from vrapp.panel.pen import BODY, SMALL, Pen
from vrapp.panel.start_choice import Choosing
from vrapp.panel.start_layout import StartLayout
from vrapp.panel.start_texts import StartTexts
from vrapp.panel.texts import Texts

Done = list[Callable[[], None]]
"""What presses on a part are to do, once everything is drawn."""


@dataclass(frozen=True, slots=True)
class Look:
    """What every part is drawn with."""

    pen: Pen
    place: StartLayout
    choosing: Choosing
    buttons: Buttons
    desk: Texts
    words: StartTexts

    def caption(self, area: Rect, text: str) -> None:
        self.pen.text(area.x, area.y, text, SMALL, theme.QUIET, bold=True, width=area.w)

    def option(
        self, group: Group, name: str, area: Rect, text: str, chosen: bool, first: bool = False
    ) -> bool:
        """One of several in a row; the chosen one is lighter, bold and ticked."""
        return self.buttons.press(
            self.pen, group, name, area, text, lead=chosen or first,
            icon=theme.ICON_FINE if chosen else "", bold=chosen,
            ground=theme.HOVERED if chosen else theme.RAISED,
        )  # fmt: skip

    def card(self, group: Group, name: str, area: Rect, chosen: bool, first: bool) -> bool:
        """As `option`, to be written on by the caller."""
        ground = theme.HOVERED if chosen else theme.CARD
        pressed = self.buttons.press(
            self.pen, group, name, area, lead=chosen or first, ground=ground, hovered=theme.RAISED
        )
        if chosen:
            s = self.pen.scale
            bar = Rect(area.x, area.y + 8 * s, 4 * s, area.h - 16 * s)
            self.pen.card(bar, theme.FOCUS, 2.0)
        return pressed

    def tick(self, right: float, y: float, size: float = BODY) -> None:
        self.pen.text(right, y, theme.ICON_FINE, size, theme.FOCUS, align=1.0)
