"""Drawing on the desk: text that fits, glyphs of trust, buttons. In pixels of the desk."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from imgui_bundle import imgui

from vrapp.panel import theme
from vrapp.panel.layout import Rect
from vrapp.panel.theme import Rgb, packed
from vrapp.panel.trust import Level

SMALL, BODY, TITLE, FIGURE = 15.5, 17.5, 26.0, 48.0
"""Sizes of type at scale 1."""


@dataclass(frozen=True, slots=True)
class Fonts:
    """Two weights of one face; the icons are merged into both."""

    regular: Any
    bold: Any


def fit(text: str, width: float, measure: Callable[[str], float]) -> str:
    """`text`, or as much of it as is no wider than `width` with an ellipsis."""
    if measure(text) <= width:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if measure(text[:middle].rstrip() + "…") <= width:
            low = middle
        else:
            high = middle - 1
    return text[:low].rstrip() + "…"


def wrap(text: str, width: float, lines: int, measure: Callable[[str], float]) -> list[str]:
    """`text` in at most `lines` lines no wider than `width`; the last is cut where it must be."""
    out: list[str] = []
    words = text.split()
    while words and len(out) < lines:
        if len(out) == lines - 1:
            out.append(fit(" ".join(words), width, measure))
            break
        count = 1
        while count < len(words) and measure(" ".join(words[: count + 1])) <= width:
            count += 1
        out.append(fit(" ".join(words[:count]), width, measure))
        words = words[count:]
    return out


class Pen:
    """Draws into imgui's current window. Made anew for every drawing of the desk."""

    def __init__(self, fonts: Fonts, scale: float) -> None:
        self.list = imgui.get_window_draw_list()
        self.fonts = fonts
        self.scale = scale

    def measure(self, text: str, size: float, bold: bool = False) -> tuple[float, float]:
        """Width and height in pixels; `size` at scale 1."""
        imgui.push_font(self.fonts.bold if bold else self.fonts.regular, size * self.scale)
        extent = imgui.calc_text_size(text)
        imgui.pop_font()
        return float(extent.x), float(extent.y)

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float = BODY,
        colour: Rgb = theme.TEXT,
        *,
        bold: bool = False,
        alpha: float = 1.0,
        align: float = 0.0,
        width: float = math.inf,
    ) -> float:
        """One line, its top at `y`; `align` 0 left of `x`, 0.5 about it, 1 ending at it.

        Cut to `width` pixels with an ellipsis. Returns the width it took.
        """
        imgui.push_font(self.fonts.bold if bold else self.fonts.regular, size * self.scale)
        shown = fit(text, width, lambda part: float(imgui.calc_text_size(part).x))
        taken = float(imgui.calc_text_size(shown).x)
        # Whole pixels keep the strokes of small type sharp.
        at = (round(x - align * taken), round(y))
        self.list.add_text(at, packed(colour, alpha), shown)
        imgui.pop_font()
        return taken

    def holds(self, area: Rect, text: str, size: float, lines: int) -> bool:
        """Whether `paragraph` shows all of it."""
        rows = wrap(text, area.w, lines, lambda part: self.measure(part, size)[0])
        return not rows or not rows[-1].endswith("…")

    def paragraph(self, area: Rect, text: str, size: float, colour: Rgb, lines: int) -> None:
        """At most `lines` lines, centred vertically in `area`."""
        rows = wrap(text, area.w, lines, lambda part: self.measure(part, size)[0])
        line = size * 1.28 * self.scale
        y = area.y + (area.h - line * len(rows)) / 2
        for row in rows:
            self.text(area.x, y + (line - size * self.scale) / 2 * 0.6, row, size, colour)
            y += line

    def card(self, area: Rect, colour: Rgb = theme.CARD, rounding: float = 10.0) -> None:
        self.list.add_rect_filled(
            (area.x, area.y), (area.right, area.bottom), packed(colour), rounding * self.scale
        )

    def picture(self, area: Rect, shown: imgui.ImTextureRef, aspect: float) -> None:
        """A picture of `aspect` (width over height), top row first, cut to fill `area`."""
        cut_x = max(1.0 - area.w / max(area.h * aspect, 1.0), 0.0) / 2
        cut_y = max(1.0 - area.h * aspect / max(area.w, 1.0), 0.0) / 2
        corners = (area.x, area.y), (area.right, area.bottom)
        ends = (cut_x, cut_y), (1.0 - cut_x, 1.0 - cut_y)
        self.list.add_image_rounded(
            shown, *corners, *ends, packed((255, 255, 255)), 8.0 * self.scale
        )

    def box(self, area: Rect, colour: Rgb) -> None:
        """An empty box to be ticked."""
        corners = (area.x, area.y), (area.right, area.bottom)
        self.list.add_rect(*corners, packed(colour), 2.5 * self.scale, self.scale)

    def trust(self, x: float, y: float, step: Level, colour: Rgb, radius: float = 5.5) -> None:
        """The shape of a trust about (x, y): full disc, half disc, ring."""
        r = radius * self.scale
        ink = packed(colour)
        if step is Level.HIGH:
            self.list.add_circle_filled((x, y), r, ink, 24)
            return
        if step is Level.MEDIUM:
            self.list.path_arc_to((x, y), r, 0.5 * math.pi, 1.5 * math.pi, 16)
            self.list.path_fill_convex(ink)
        line = 1.6 * self.scale
        self.list.add_circle((x, y), r - line / 2, ink, 24, line)

    def button(
        self,
        name: str,
        area: Rect,
        text: str,
        *,
        icon: str = "",
        hint: str = "",
        size: float = BODY,
        ground: Rgb = theme.RAISED,
        hovered: Rgb = theme.HOVERED,
        colour: Rgb = theme.TEXT,
        bold: bool = False,
        enabled: bool = True,
        rounding: float = 10.0,
    ) -> bool:
        """A button over `area`; True in the frame in which it was pressed."""
        imgui.set_cursor_screen_pos((area.x, area.y))
        imgui.begin_disabled(not enabled)
        pressed = imgui.invisible_button(
            name, (max(area.w, 1.0), max(area.h, 1.0)), imgui.ButtonFlags_.enable_nav
        )
        over = enabled and imgui.is_item_hovered()
        down = enabled and imgui.is_item_active()
        focused = enabled and imgui.is_item_focused() and imgui.get_io().nav_visible
        imgui.end_disabled()
        face = ground if down or not over else hovered
        self.card(area, face, rounding)
        if focused:
            self.focus(area, rounding)
        self.label(area, text, icon, hint, size, colour, bold, 1.0 if enabled else 0.4)
        return bool(pressed) and enabled

    def field(self, area: Rect, text: str, at: int, size: float, *, active: bool = True) -> None:
        """A line being typed in a framed box; the letter `at` which one goes on is in sight."""
        self.card(area, theme.GROUND, 8.0)
        ring = packed(theme.FOCUS if active else theme.EDGE)
        corners = (area.x, area.y), (area.right, area.bottom)
        self.list.add_rect(*corners, ring, 8.0 * self.scale, 1.6 * self.scale)
        inner = area.inset(10 * self.scale, 0)
        imgui.push_font(self.fonts.regular, size * self.scale)
        before = float(imgui.calc_text_size(text[:at]).x)
        height = float(imgui.calc_text_size("X").y)
        left = inner.x - max(before - inner.w + 2 * self.scale, 0.0)
        top = round(area.y + (area.h - height) / 2)
        self.list.push_clip_rect((inner.x, area.y), (inner.right + 2, area.bottom), True)
        self.list.add_text((round(left), top), packed(theme.TEXT), text)
        self.list.pop_clip_rect()
        imgui.pop_font()
        if active:
            x = round(left + before) + 1
            ink = packed(theme.FOCUS)
            self.list.add_line((x, top), (x, top + height), ink, 1.6 * self.scale)

    def focus(self, area: Rect, rounding: float = 10.0) -> None:
        """The ring about what the keyboard would press."""
        self.list.add_rect(
            (area.x + 1, area.y + 1),
            (area.right - 1, area.bottom - 1),
            packed(theme.FOCUS),
            rounding * self.scale,
            2.0 * self.scale,
        )

    def label(
        self,
        area: Rect,
        text: str,
        icon: str,
        hint: str,
        size: float,
        colour: Rgb,
        bold: bool,
        alpha: float,
    ) -> None:
        """Icon, text and key hint as one group in the middle of `area`."""
        space = 10 * self.scale
        icon_w, icon_h = self.measure(icon, size * 0.86, bold) if icon else (0.0, 0.0)
        hint_size = SMALL * 0.94
        hint_w = self.measure(hint, hint_size)[0] if hint else 0.0
        extra = (icon_w + space if icon and text else icon_w) + (hint_w + space if hint else 0.0)
        room = area.w - 16 * self.scale - extra
        if hint and self.measure(text, size, bold)[0] > room:
            extra, room, hint = extra - hint_w - space, room + hint_w + space, ""
        text = fit(text, max(room, 0), lambda part: self.measure(part, size, bold)[0])
        text_w, text_h = self.measure(text, size, bold)
        x = area.x + (area.w - text_w - extra) / 2
        middle = area.y + area.h / 2
        if icon:
            # Icons sit a little high on the line of the face they were merged into.
            y = middle - icon_h / 2 + 0.055 * size * self.scale
            self.text(x, y, icon, size * 0.86, colour, bold=bold, alpha=alpha)
            x += icon_w + (space if text or hint else 0.0)
        if text:
            self.text(x, middle - text_h / 2, text, size, colour, bold=bold, alpha=alpha)
            x += text_w + space
        if hint:
            quiet = theme.mixed(colour, theme.QUIET, 0.6) if colour == theme.TEXT else colour
            hint_h = self.measure(hint, hint_size)[1]
            y = middle - hint_h / 2 + (text_h - hint_h) * 0.29
            self.text(x, y, hint, hint_size, quiet, alpha=alpha)
