"""The author's column beside the picture: sliders for body and scene, time, errors.

    column = Column(puppet, play)
    with WindowDisplay(size, clock, panel=column) as display:
        for frame in display.frames():
            column.draw(frame.time, display.panel_area)

It changes the puppet's knobs and `play` in place, and draws itself into `texture`.
"""

from __future__ import annotations

import math
from typing import Any

import moderngl
import numpy as np
import numpy.typing as npt
import pygame
from imgui_bundle import imgui

from vrapp.panel import inputs, theme
from vrapp.panel.renderer import ImguiRenderer
from vrapp.scene.spec import INDICES
from vrapp.studio.puppet import BY_ITSELF, LEVELS, Puppet
from vrapp.studio.state import SPEEDS, Play, error_lines

Area = tuple[int, int, int, int]
"""Left, top, width, height in pixels of the window."""

WIDTH, RAIL = 430, 0
PERIOD_S = 1 / 30

_WINDOW = (
    imgui.WindowFlags_.no_decoration
    | imgui.WindowFlags_.no_move
    | imgui.WindowFlags_.no_saved_settings
)


class Column:
    """Implements the window's `SidePanel`; needs OpenGL only between `open` and `close`."""

    typing = False

    def __init__(self, puppet: Puppet, play: Play) -> None:
        self._puppet, self._play = puppet, play
        self._hidden = False
        self._imgui: Any = None
        self._fonts: tuple[Any, Any] | None = None
        self._renderer: ImguiRenderer | None = None
        self._drawn = -math.inf
        self._size = (0, 0)

    # -- the window's side --------------------------------------------------------------------

    @property
    def texture(self) -> moderngl.Texture | None:
        return self._renderer.texture if self._renderer is not None else None

    def column_width(self, window: tuple[int, int]) -> int:
        return RAIL if self._hidden else min(WIDTH, window[0] // 2)

    def toggle(self) -> None:
        self._hidden = not self._hidden

    def open(self, context: moderngl.Context) -> None:
        files = theme.font_files()
        self._imgui = imgui.create_context()
        imgui.set_current_context(self._imgui)
        io = imgui.get_io()
        io.set_ini_filename("")
        io.set_log_filename("")
        merged = imgui.ImFontConfig()
        merged.merge_mode = True
        regular = io.fonts.add_font_from_file_ttf(str(files.regular), 15.0)
        io.fonts.add_font_from_file_ttf(str(files.icons), 15.0, merged)
        self._fonts = regular, io.fonts.add_font_from_file_ttf(str(files.bold), 15.0)
        _colours()
        self._renderer = ImguiRenderer(context)
        self._drawn = -math.inf

    def close(self) -> None:
        if self._renderer is None:
            return
        imgui.set_current_context(self._imgui)
        self._renderer.close()
        imgui.destroy_context(self._imgui)
        self._renderer = self._imgui = self._fonts = None

    def process_event(self, event: pygame.event.Event, area: Area) -> bool:
        if self._renderer is None:
            return False
        imgui.set_current_context(self._imgui)
        if event.type == pygame.MOUSEWHEEL:
            imgui.get_io().add_mouse_wheel_event(event.x, event.y)
            return True
        return inputs.feed(imgui.get_io(), event, (area[0], area[1]))

    # -- drawing ------------------------------------------------------------------------------

    def draw(self, now: float, area: Area) -> None:
        """Draw when it is time to; `area` as in `process_event`."""
        size = (int(area[2]), int(area[3]))
        step = now - self._drawn
        if self._renderer is None or min(size) < 1:
            return
        if 0.0 <= step < PERIOD_S and size == self._size:
            return
        imgui.set_current_context(self._imgui)
        io = imgui.get_io()
        io.display_size = (float(size[0]), float(size[1]))
        io.delta_time = min(max(step, 1e-3), 0.1)
        imgui.new_frame()
        imgui.set_next_window_pos((0.0, 0.0))
        imgui.set_next_window_size((float(size[0]), float(size[1])))
        imgui.begin("studio", None, _WINDOW & ~imgui.WindowFlags_.no_scrollbar)
        self._head()
        self._error()
        self._time()
        self._body()
        self._parameters()
        imgui.end()
        imgui.render()
        self._renderer.render(imgui.get_draw_data(), size, theme.GROUND)
        self._drawn, self._size = now, size

    def _title(self, text: str, size: float = 17.0) -> None:
        if self._fonts is not None:
            imgui.push_font(self._fonts[1], size)
            imgui.text(text)
            imgui.pop_font()

    def _head(self) -> None:
        spec, play = self._puppet.spec, self._play
        self._title(spec.title, 21.0)
        ms = 1e3 * play.frame_s
        rate = f"{1.0 / play.frame_s:.0f} frames a second, {ms:.1f} ms" if play.frame_s else "..."
        _quiet(f"{spec.file.name}   {rate}")
        if play.note and not play.error:
            _quiet(play.note)
        imgui.spacing()

    def _error(self) -> None:
        """Why the files as they are cannot be shown; the last good picture stays beside it."""
        if not self._play.error:
            return
        imgui.push_style_color(imgui.Col_.child_bg, _rgba((58, 34, 26)))
        imgui.begin_child(
            "error", (0.0, 0.0), imgui.ChildFlags_.auto_resize_y | imgui.ChildFlags_.borders
        )
        self._title("Not taken: the picture is of the last good files", 15.0)
        for place, message in error_lines(self._play.error):
            imgui.push_style_color(imgui.Col_.text, _rgba(theme.ATTENTION))
            imgui.text_wrapped(place)
            imgui.pop_style_color()
            imgui.text_wrapped(message)
        imgui.end_child()
        imgui.pop_style_color()
        imgui.spacing()

    def _time(self) -> None:
        play = self._play
        self._title("Time")
        icon = theme.ICON_PAUSE if play.running else theme.ICON_PLAY
        if imgui.button(f"{icon}###run", (38.0, 0.0)):
            play.running = not play.running
        for speed in SPEEDS:
            imgui.same_line()
            chosen = play.speed == speed
            imgui.push_style_color(imgui.Col_.button, _rgba(_FACE if chosen else theme.RAISED))
            if imgui.button(f"{speed:g}x"):
                play.speed = speed
            imgui.pop_style_color()
        imgui.same_line()
        _quiet(f" {self._puppet.time_s:.1f} s")
        imgui.spacing()

    def _body(self) -> None:
        puppet = self._puppet
        self._title("Body")
        for level in LEVELS:
            if level != "rest":
                imgui.same_line()
            if imgui.button(f"{level.capitalize()}###level {level}", (84.0, 0.0)):
                puppet.set_level(level)
        imgui.same_line()
        imgui.set_next_item_width(-1.0)
        _, puppet.per_min = imgui.slider_float(
            "###pace", puppet.per_min, 4.0, 15.0, "%.1f breaths/min"
        )
        for x, word in ((14.0, "index"), (138.0, "value"), (304.0, "trust")):
            imgui.set_cursor_pos_x(x)
            _quiet(word)
            if word != "trust":
                imgui.same_line()
        driven = {p.drive.index for p in puppet.spec.parameters if p.drive is not None}
        for name, knob in puppet.knobs.items():
            used = name in driven
            imgui.push_style_color(imgui.Col_.text, _rgba(theme.TEXT if used else theme.QUIET))
            if name in BY_ITSELF:
                _, knob.by_itself = imgui.checkbox(f"###self {name}", knob.by_itself)
                if imgui.is_item_hovered():
                    imgui.set_tooltip("runs with the breath by itself")
                imgui.same_line()
            imgui.set_cursor_pos_x(42.0)
            imgui.align_text_to_frame_padding()
            imgui.text(name.replace("_", " "))
            if imgui.is_item_hovered():
                imgui.set_tooltip(INDICES[name])
            imgui.same_line(138.0)
            imgui.set_next_item_width(158.0)
            moved, value = imgui.slider_float(f"###value {name}", knob.value, 0.0, 1.0, "%.2f")
            if moved:
                knob.value, knob.by_itself = value, False
                knob.trust = knob.trust or 1.0  # who moves it wants to see it
            imgui.same_line()
            imgui.set_next_item_width(-1.0)
            _, knob.trust = imgui.slider_float(f"###trust {name}", knob.trust, 0.0, 1.0, "%.2f")
            imgui.pop_style_color()
        imgui.spacing()

    def _parameters(self) -> None:
        puppet = self._puppet
        self._title("Parameters")
        _quiet("ticked: held by hand; the index lets go of it")
        shown = puppet.shown
        for p in puppet.spec.parameters:
            holding = p.name in puppet.held
            changed, hold = imgui.checkbox(f"###hold {p.name}", holding)
            if changed and hold:
                puppet.held[p.name] = shown[p.name]
            elif changed:
                puppet.held.pop(p.name, None)
            imgui.same_line()
            imgui.text(p.name)
            if imgui.is_item_hovered():
                drive = f"moved by {p.drive.index}" if p.drive is not None else "moved by hand only"
                imgui.set_tooltip(f"{p.title}, rest {p.rest:g} {p.unit}; {drive}")
            imgui.same_line(172.0)
            imgui.set_next_item_width(-1.0)
            low, high = p.range
            value = puppet.held.get(p.name, shown[p.name])
            moved, value = imgui.slider_float(f"###value {p.name}", value, low, high, "%.3g")
            if moved:
                puppet.held[p.name] = value

    def read_rgb(self) -> npt.NDArray[np.uint8]:
        """The picture last drawn as (height, width, 3), top row first."""
        if self._renderer is None:
            raise RuntimeError("the column is not open; call open(context) first")
        return self._renderer.read_rgb()


_FACE: theme.Rgb = (62, 92, 118)


def _rgba(colour: theme.Rgb, alpha: float = 1.0) -> tuple[float, float, float, float]:
    r, g, b = (c / 255.0 for c in colour)
    return r, g, b, alpha


def _quiet(text: str) -> None:
    imgui.push_style_color(imgui.Col_.text, _rgba(theme.QUIET))
    imgui.text(text)
    imgui.pop_style_color()


def _colours() -> None:
    """The desk's colours for imgui's own widgets."""
    style = imgui.get_style()
    style.window_padding, style.item_spacing = (14.0, 12.0), (8.0, 6.0)
    style.frame_rounding = style.grab_rounding = style.child_rounding = 5.0
    for name, colour in (
        ("window_bg", theme.GROUND),
        ("text", theme.TEXT),
        ("frame_bg", theme.CARD),
        ("frame_bg_hovered", theme.RAISED),
        ("frame_bg_active", theme.HOVERED),
        ("slider_grab", theme.BREATH),
        ("slider_grab_active", theme.BREATH),
        ("check_mark", theme.BREATH),
        ("button", theme.RAISED),
        ("button_hovered", theme.HOVERED),
        ("button_active", theme.EDGE),
        ("popup_bg", theme.CARD),
        ("border", theme.EDGE),
    ):
        # numbers are read through the grabs
        alpha = 0.5 if name == "slider_grab" else 1.0
        style.set_color_(getattr(imgui.Col_, name), _rgba(colour, alpha))
