"""The start page's buttons in their groups: which one the keyboard is at, and the next by Tab."""

from __future__ import annotations

from typing import Any, Literal

from imgui_bundle import imgui

from vrapp.panel.layout import Rect
from vrapp.panel.pen import Pen

Group = Literal[
    "person", "protocol", "scene", "where", "body", "language", "sound", "start", "head",
]  # fmt: skip
GROUPS: tuple[Group, ...] = (
    "person", "protocol", "scene", "where", "body", "language", "sound", "start", "head",
)  # fmt: skip


class Buttons:
    """Where the keyboard is and is to go; how far the list of people is scrolled."""

    def __init__(self) -> None:
        self.first = 0
        """The first line of the people that is shown."""
        self._at: Group = GROUPS[0]
        self._wanted: Group | None = None
        self._drawn: set[Group] = set()
        self._there: frozenset[Group] = frozenset(GROUPS)
        """Groups that the last drawing had; the head has none most of the time."""

    def want(self, group: Group) -> None:
        """The keyboard is to go to a group: to what is chosen there, or to its first."""
        self._wanted = group

    def next_group(self, steps: int) -> None:
        at = self._wanted or self._at
        there = [group for group in GROUPS if group in self._there or group == at]
        self.want(there[(there.index(at) + steps) % len(there)])

    def scroll(self, lines: int) -> None:
        self.first = max(self.first + lines, 0)

    def press(
        self, pen: Pen, group: Group, name: str, area: Rect, text: str = "", *,
        lead: bool = False, **look: Any,
    ) -> bool:  # fmt: skip
        """A button of a group; True when it was pressed. `lead`: the one that Tab comes to."""
        self._drawn.add(group)
        pressed = pen.button(name, area, text, **look)
        if self._wanted == group and lead:
            imgui.internal.focus_item()
            imgui.set_nav_cursor_visible(True)
            self._at, self._wanted = group, None
        elif imgui.is_item_focused():
            self._at = group
        return pressed

    def settle(self) -> None:
        """The page is drawn: a group that has nothing to go to is passed over."""
        if self._wanted is not None:
            self._at, self._wanted = self._wanted, None
        self._there = frozenset(self._drawn)
        self._drawn.clear()
