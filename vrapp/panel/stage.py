"""What a page is drawn on: imgui and implot, the desk's typefaces, and a texture of our own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import moderngl
import numpy as np
import numpy.typing as npt
import pygame
from imgui_bundle import imgui, implot

from vrapp.panel import inputs, theme
from vrapp.panel.pen import BODY, Fonts, Pen
from vrapp.panel.renderer import ImguiRenderer

Area = tuple[int, int, int, int]
"""Left, top, width, height in pixels of the window."""

_WINDOW = (
    imgui.WindowFlags_.no_decoration
    | imgui.WindowFlags_.no_move
    | imgui.WindowFlags_.no_saved_settings
    | imgui.WindowFlags_.no_background
    | imgui.WindowFlags_.no_bring_to_front_on_focus
)
_UNSEEN = (0.0, 0.0, 0.0, 0.0)


class Stage:
    """One imgui context. Needs OpenGL only between `open` and `close`; both may come again."""

    def __init__(self) -> None:
        self._imgui: Any = None
        self._implot: Any = None
        self._renderer: ImguiRenderer | None = None
        self._fonts: Fonts | None = None

    def open(self, context: moderngl.Context) -> None:
        """Make ready to draw with `context` (OpenGL 3.3 core or later)."""
        if self._renderer is not None:
            raise RuntimeError("the panel is open already; close() it first")
        files = theme.font_files()
        self._imgui = imgui.create_context()
        imgui.set_current_context(self._imgui)
        self._implot = implot.create_context()
        implot.set_current_context(self._implot)
        io = imgui.get_io()
        io.set_ini_filename("")
        io.set_log_filename("")
        io.config_flags |= imgui.ConfigFlags_.nav_enable_keyboard
        io.config_nav_capture_keyboard = False
        imgui.get_style().window_padding = (0.0, 0.0)
        imgui.get_style().disabled_alpha = 1.0
        imgui.get_style().set_color_(imgui.Col_.nav_cursor, _UNSEEN)  # ours: Pen.focus
        fonts = []
        for path in (files.regular, files.bold):
            font = io.fonts.add_font_from_file_ttf(str(path), BODY)
            merged = imgui.ImFontConfig()
            merged.merge_mode = True
            io.fonts.add_font_from_file_ttf(str(files.icons), BODY, merged)
            fonts.append(font)
        self._fonts = Fonts(*fonts)
        for colour in (implot.Col_.plot_bg, implot.Col_.plot_border, implot.Col_.frame_bg):
            implot.push_style_color(colour, _UNSEEN)
        self._renderer = ImguiRenderer(context)

    def close(self) -> None:
        """Give everything back; safe to call twice."""
        if self._renderer is None:
            return
        self._enter()
        self._renderer.close()
        implot.pop_style_color(3)
        implot.destroy_context(self._implot)
        imgui.destroy_context(self._imgui)
        self._renderer = self._imgui = self._implot = self._fonts = None

    @property
    def is_open(self) -> bool:
        return self._renderer is not None

    @property
    def texture(self) -> moderngl.Texture | None:
        """The picture last drawn, sRGB, bottom row first; None before the first."""
        return self._renderer.texture if self._renderer is not None else None

    def _enter(self) -> None:
        imgui.set_current_context(self._imgui)
        implot.set_current_context(self._implot)

    def feed(self, event: pygame.event.Event, area: Area) -> bool:
        """Pass an event on to imgui; False when it is none of its business."""
        self._enter()
        return inputs.feed(imgui.get_io(), event, (area[0], area[1]))

    def show(self, picture: moderngl.Texture) -> imgui.ImTextureRef:
        """How imgui is told of a picture of ours; the picture stays its owner's."""
        return self._opened().show(picture)

    @contextmanager
    def drawing(self, size: tuple[int, int], dt_s: float, scale: float) -> Iterator[Pen]:
        """One drawing of `size` pixels, `dt_s` after the one before."""
        renderer, fonts = self._opened(), self._fonts
        assert fonts is not None
        self._enter()
        io = imgui.get_io()
        io.display_size = (float(size[0]), float(size[1]))
        io.delta_time = dt_s
        imgui.new_frame()
        imgui.set_next_window_pos((0.0, 0.0))
        imgui.set_next_window_size((float(size[0]), float(size[1])))
        imgui.begin("desk", None, _WINDOW)
        try:
            yield Pen(fonts, scale)
        finally:
            imgui.end()
            imgui.render()
        renderer.render(imgui.get_draw_data(), size, theme.GROUND)

    def read_rgb(self) -> npt.NDArray[np.uint8]:
        """The picture last drawn as (height, width, 3), top row first."""
        return self._opened().read_rgb()

    def _opened(self) -> ImguiRenderer:
        if self._renderer is None:
            raise RuntimeError("the panel is not open; call open(context) first")
        return self._renderer
