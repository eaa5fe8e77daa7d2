"""The desktop window: the patient's picture and, beside it, the therapist's desk.

Keys: Escape or F12 stop (the therapist's) · Space pause · N, P next and previous scene · G
guidance · plus, minus its pace · R a plain ring for it · K next part · Q asks for the pain; 0 to 9,
X (ten), Y, N, Backspace answer · Tab puts the desk away · F11 full screen · drag to look around, a
click chooses what it meets, Home makes where one looks ahead (fades to dark for it).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Protocol, Self

import moderngl
import numpy as np
import numpy.typing as npt
import pygame

from vrapp.display.base import Frame, InputEvent, InputKind
from vrapp.display.camera import FOV_Y_RAD, eye_from_world, perspective
from vrapp.display.window_input import KEY_FULLSCREEN, KEY_PANEL, KEY_STOP, Look, meaning
from vrapp.display.window_pacing import Clock, Pacing
from vrapp.display.window_surface import Canvas, Collage, open_window
from vrapp.render.view import View

Area = tuple[int, int, int, int]
"""Left, top, width, height in pixels of the window."""

CLICK_PIXELS = 6.0
"""A press and a release no further apart are a click, though a hand trembles; else a drag."""

_MOUSE = (pygame.MOUSEBUTTONDOWN, pygame.MOUSEBUTTONUP, pygame.MOUSEMOTION)


LENS_ZOOM = 1.2
"""An eye's picture is shown this much larger than it must be: its corners, which no lens shows,
stay outside."""


class SidePanel(Protocol):
    """What a window asks of the column at its right side."""

    @property
    def texture(self) -> moderngl.Texture | None:
        """What to show there (sRGB, bottom row first); None while there is nothing yet."""
        ...

    @property
    def typing(self) -> bool:
        """Whether somebody writes there: then every key is the panel's, but F12 (stop) and F11."""
        ...

    def open(self, context: moderngl.Context) -> None: ...

    def close(self) -> None: ...

    def column_width(self, window: tuple[int, int]) -> int:
        """Pixels it wants of a window of this size."""
        ...

    def toggle(self) -> None:
        """Put it away, or bring it back."""
        ...

    def process_event(self, event: pygame.event.Event, area: Area) -> bool:
        """Take an event; True when it was meant for the panel, which lies at `area`."""
        ...


class WindowDisplay:
    """A window on the desktop; one at a time in a process.

    Parameters
    ----------
    size
        (width, height) of the window in pixels, panel included; people may resize it.
    clock
        The time base of `Frame.time` and of waiting.
    fps_limit
        Never more frames a second; None: the screen's own rate, or 60 without sync.
    fullscreen
        Begin in full screen; F11 changes it.
    vsync
        Ask for vertical sync. Where it has no effect the pace is kept with the clock.
    panel
        The column at the right; opened and closed by the window.
    render_scale
        Pixels of the patient's picture per pixel of the window, 0.1..2: a software rasteriser
        is grateful for less than 1.

    Raises
    ------
    DisplayError
        When there is no screen or no OpenGL 3.3; the message names the remedy.
    """

    name = "window"
    copies_per_s = 25.0
    """Of a headset's picture: smooth to look on at, and drawn in the time between its frames."""

    def __init__(
        self,
        size: tuple[int, int],
        clock: Clock,
        fps_limit: float | None = None,
        *,
        fullscreen: bool = False,
        vsync: bool = True,
        panel: SidePanel | None = None,
        title: str = "vrapp",
        render_scale: float = 1.0,
        fov_y_rad: float = FOV_Y_RAD,
    ) -> None:
        if min(size) < 1:
            raise ValueError(f"size is {size}; allowed are width and height from 1")
        if not 0.1 <= render_scale <= 2.0:
            raise ValueError(f"render_scale is {render_scale}; allowed is 0.1 to 2")
        Pacing(clock, fps_limit)  # refuses a bad limit before a window opens
        self.context, synced = open_window(size, title, vsync)
        self.pacing, self._synced = Pacing(clock, fps_limit, synced), synced
        self._clock, self._panel = clock, panel
        self._render_scale, self._fov_y_rad = render_scale, fov_y_rad
        self._collage = Collage(self.context)
        self._look = Look()
        self._panel_holds_mouse = False
        self._pressed_at: tuple[int, int] | None = None
        self._events: list[InputEvent] = []
        self._closed = self._released = False
        self._fullscreen = self._visible = False
        self._world_from_head = np.eye(4, dtype=np.float32)
        if panel is not None:
            panel.open(self.context)
        self._window, self._column = self._measure()
        self._canvas, self.view = self._make_view()
        if fullscreen:
            self._toggle_fullscreen()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()
        self.release()

    # -- geometry -----------------------------------------------------------------------------

    @property
    def size(self) -> tuple[int, int]:
        """The window's (width, height) in pixels."""
        return self._window

    @property
    def panel_area(self) -> Area:
        """Where the panel lies in the window; of width 0 when there is none."""
        width, height = self._window
        return (width - self._column, 0, self._column, height)

    @property
    def render_scale(self) -> float:
        """Pixels of the patient's picture per pixel of the window, 0.1..2; may be changed."""
        return self._render_scale

    @render_scale.setter
    def render_scale(self, scale: float) -> None:
        if not 0.1 <= scale <= 2.0:
            raise ValueError(f"render_scale is {scale}; allowed is 0.1 to 2")
        if scale != self._render_scale:
            self._render_scale = scale
            self._canvas.release()
            self._canvas, self.view = self._make_view()

    @property
    def fullscreen(self) -> bool:
        return self._fullscreen

    @property
    def panel(self) -> SidePanel | None:
        """The column at the right; another one takes its place at once, and this one is closed."""
        return self._panel

    @panel.setter
    def panel(self, panel: SidePanel | None) -> None:
        if panel is self._panel:
            return
        if self._panel is not None:
            self._panel.close()
        self._panel = panel
        if panel is not None:
            panel.open(self.context)
        self._fit()

    def _measure(self) -> tuple[tuple[int, int], int]:
        """The window's size, and how much of its width the panel takes."""
        width, height = pygame.display.get_window_size()
        window = (max(width, 2), max(height, 1))
        column = 0 if self._panel is None else self._panel.column_width(window)
        return window, min(column, window[0])

    def _make_view(self) -> tuple[Canvas, View]:
        main = (self._window[0] - self._column, self._window[1])
        width, height = (max(round(length * self._render_scale), 1) for length in main)
        canvas = Canvas(self.context, (width, height))
        eye = eye_from_world(self._look.yaw_rad, self._look.pitch_rad)
        clip_from_eye = perspective(self._fov_y_rad, width / height)
        return canvas, View(0, eye, clip_from_eye, canvas.target, (0, 0, width, height))

    def _fit(self) -> None:
        """Follow the window's size and the panel's width."""
        measured = self._measure()
        if measured == (self._window, self._column):
            return
        self._window, self._column = measured
        self._canvas.release()
        self._canvas, self.view = self._make_view()
        self._note("resized", "{}x{}".format(*self._canvas.size))

    def _toggle_fullscreen(self) -> None:
        try:
            pygame.display.toggle_fullscreen()
        except pygame.error as error:  # not every video driver can; the window stays as it is
            self._note("key", f"no full screen: {error}")
            return
        self._fullscreen = not self._fullscreen

    # -- the loop -----------------------------------------------------------------------------

    def frames(self) -> Iterator[Frame]:
        frame = Frame(0, self._clock.now(), (self.view,), self._world_from_head)
        while not self._closed:
            frame.time = self.pacing.wait()
            # Input is read after the wait, so that what is drawn is as fresh as it can be.
            if not self._pump():
                return
            self._fit()
            eye = eye_from_world(self._look.yaw_rad, self._look.pitch_rad)
            self.view.eye_from_world[...] = eye
            self._world_from_head[...] = eye.T  # it turns only: the inverse is the transpose
            self._visible = bool(pygame.display.get_active())
            frame.views = (self.view,) if self._visible else ()
            yield frame
            if self._released:
                return
            frame.number += 1

    def present(self) -> None:
        if self._visible:
            self._compose(self.context.screen)
            pygame.display.flip()
        else:  # nobody waits for a screen that shows nothing
            self._clock.sleep_until(self._clock.now() + self.pacing.period_s)
        self.pacing.presented()

    def show_copy(self, picture: moderngl.Texture) -> None:
        """Show another display's picture (sRGB, bottom row first), as large as it covers.

        Takes input; never waits, provided the window was opened without `vsync`.
        """
        self._pump()
        self._fit()
        if not pygame.display.get_active():
            return
        width, height = self._canvas.size
        scale = LENS_ZOOM * max(width / picture.width, height / picture.height)
        wide, high = round(picture.width * scale), round(picture.height * scale)
        box = ((width - wide) // 2, (height - high) // 2, wide, high)
        self._collage.put(self._canvas.target, [(picture, box)])
        self._compose(self.context.screen)
        pygame.display.flip()

    def recentre(self) -> None:
        self._look.ahead()

    def _compose(self, target: moderngl.Framebuffer) -> None:
        width, height = self._window
        main = width - self._column
        parts = [(self._canvas.texture, (0, 0, main, height))] if main else []
        if self._panel is not None and self._column and self._panel.texture is not None:
            parts.append((self._panel.texture, (main, 0, self._column, height)))
        self._collage.put(target, parts)

    # -- people -------------------------------------------------------------------------------

    def events(self) -> Sequence[InputEvent]:
        """What people did since the last call, in order."""
        events, self._events = self._events, []
        return events

    def _note(self, kind: InputKind, detail: str = "") -> None:
        self._events.append(InputEvent(kind, self._clock.now(), detail))

    def _pump(self) -> bool:
        """Take what happened; False when the window is to close."""
        for event in pygame.event.get():
            if event.type == pygame.QUIT:
                self._note("quit")
                self.close()
            elif event.type == pygame.KEYDOWN:
                self._press(event)
            elif event.type in _MOUSE:
                self._mouse(event)
            elif self._panel is not None:
                self._panel.process_event(event, self.panel_area)
        return not self._closed

    def _press(self, event: pygame.event.Event) -> None:
        always = (KEY_STOP, KEY_FULLSCREEN)
        if self._panel is not None and self._panel.typing and event.key not in always:
            self._panel.process_event(event, self.panel_area)
            return
        meant = meaning(event)
        if meant is not None:
            self._note(*meant)
        elif event.key == KEY_FULLSCREEN:
            self._toggle_fullscreen()
        elif self._panel is not None:
            if event.key == KEY_PANEL:
                self._panel.toggle()
            else:
                self._panel.process_event(event, self.panel_area)

    def _mouse(self, event: pygame.event.Event) -> None:
        """The panel gets what happens over it, or began there; a drag elsewhere looks around."""
        over_panel = event.pos[0] >= self.panel_area[0] and self._column > 0
        if event.type == pygame.MOUSEBUTTONDOWN:
            self._panel_holds_mouse = over_panel
            self._look.dragging = not over_panel and event.button == 1
            self._pressed_at = event.pos if self._look.dragging else None
        if event.type == pygame.MOUSEMOTION and self._look.dragging:
            rad_per_pixel = self._fov_y_rad / self._window[1]
            self._look.drag(event.rel[0], event.rel[1], rad_per_pixel)
        elif self._panel is not None and (
            over_panel or self._panel_holds_mouse or event.type == pygame.MOUSEMOTION
        ):
            self._panel.process_event(event, self.panel_area)
        if event.type == pygame.MOUSEBUTTONUP:
            self._panel_holds_mouse = self._look.dragging = False
            began, self._pressed_at = self._pressed_at, None
            if began is not None and math.dist(began, event.pos) <= CLICK_PIXELS:
                width, height = self._window[0] - self._column, self._window[1]
                x, y = 2.0 * event.pos[0] / width - 1.0, 1.0 - 2.0 * event.pos[1] / height
                self._note("select", f"{x:.4f} {y:.4f}")

    # -- end and pictures ---------------------------------------------------------------------

    def close(self) -> None:
        self._closed = True

    def pace(self, fps_limit: float | None) -> None:
        """From now on never more frames a second than this; as in the constructor."""
        self.pacing = Pacing(self._clock, fps_limit, self._synced)

    def reopen(self) -> None:
        """Give frames again after `close`, in the same window; what people did is forgotten."""
        self._closed = self._released
        self._events.clear()

    def release(self) -> None:
        """Close the window and give everything back; safe to call twice."""
        if self._released:
            return
        self._closed = self._released = True
        if self._panel is not None:
            self._panel.close()
        self._collage.release()
        self._canvas.release()
        self.context.release()
        pygame.display.quit()

    def read_rgb(self) -> npt.NDArray[np.uint8]:
        """The whole window as (height, width, 3), top row first."""
        copy = Canvas(self.context, self._window)
        self._compose(copy.target)
        pixels = copy.read_rgb()
        copy.release()
        return pixels

    def read_view_rgb(self) -> npt.NDArray[np.uint8]:
        """The patient's picture alone as (height, width, 3), top row first."""
        return self._canvas.read_rgb()
