"""What a session is shown on: the window with its desk, or nothing at all."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from biofeedback.clock import Clock
from biofeedback.types import BodyState
from vrapp.app.loop import Desk
from vrapp.app.options import Options
from vrapp.display.base import Display, DisplayError
from vrapp.display.headless import HeadlessDisplay
from vrapp.render.target import is_software
from vrapp.session.commands import Command
from vrapp.session.status import SessionStatus
from vrapp.words.catalogue import load_words

if TYPE_CHECKING:
    from vrapp.display.window import WindowDisplay

WINDOW_SIZE = (1600, 900)
WINDOW_FPS = 60.0
HEADLESS_FPS = 20.0
"""Frames a second where nobody said: enough to look at pictures of, and easy on a small machine."""
SOFTWARE_SCALE = 0.5
"""Pixels drawn per pixel of the window where there is no graphics card."""


@dataclass(frozen=True, slots=True)
class Screen:
    """A display, who looks at it, and how to take a picture of what the patient sees."""

    display: Display
    described: str
    picture: Callable[[], npt.NDArray[np.uint8]]
    desk: Desk | None = None
    tell: Callable[[str], None] | None = None  # shows the therapist a line for a while
    both: bool = False  # two eyes, drawn together
    light: Callable[[float], None] | None = None  # shows how much the comfort guard lets through


def in_real_time(options: Options) -> bool:
    """Whether somebody may look while it runs: it cannot run faster than life then."""
    return options.real_time or options.display == "headset" or prefers_window(options)


def prefers_window(options: Options) -> bool:
    """Whether a window is wanted: asked for, or not said and there is a screen for one."""
    if options.display in ("window", "headless"):
        return options.display == "window"
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


Opener = Callable[[Options, Clock, Callable[[str], None]], AbstractContextManager[Screen]]
"""Opens the screen that the options ask for; told what is to be said meanwhile."""


@contextmanager
def open_screen(options: Options, clock: Clock, say: Callable[[str], None]) -> Iterator[Screen]:
    """The screen that the options ask for; by itself a window, where one can be had.

    A headset has one of the others beside it, which shows what the person sees, and takes over
    while there is none.

    Raises
    ------
    DisplayError
        No window although one was asked for, or no OpenGL at all.
    """
    with _companion(options, clock, say) as screen:
        if options.display == "headset":
            with _headset(screen, options, clock, say) as headset:
                yield headset
        else:
            yield screen


@contextmanager
def _companion(options: Options, clock: Clock, say: Callable[[str], None]) -> Iterator[Screen]:
    if prefers_window(options):
        try:
            screen = _window(options, clock)
        except DisplayError as error:
            if options.display == "window":
                raise
            say(f"no window here ({error}); going on without one")
        else:
            with screen.display:
                yield screen
            return
    fps = options.fps or HEADLESS_FPS
    with HeadlessDisplay(options.size, fps, clock) as display:
        width, height = options.size
        yield Screen(display, f"no window; frames of {width}x{height}", display.read_rgb)


@contextmanager
def _headset(
    beside: Screen, options: Options, clock: Clock, say: Callable[[str], None]
) -> Iterator[Screen]:
    # pyopenxr takes a while to import, and needs its loader: only where a headset is wanted
    from vrapp.display.openxr.display import OpenXrDisplay

    companion: Any = beside.display  # both companions show copies
    depth = not is_software(companion.context.info["GL_RENDERER"])
    with OpenXrDisplay(companion, clock, options.headset_scale, say, depth) as display:
        desk = beside.desk

        def at_its_pace(
            body: BodyState, status: SessionStatus, latency_s: float | None
        ) -> Sequence[Command]:
            return desk(body, status, latency_s) if desk is not None and display.desk_due else ()

        described = f"headset, and beside it: {beside.described}"
        yield Screen(
            display,
            described,
            beside.picture,
            at_its_pace if desk else None,
            beside.tell,
            both=True,
            light=beside.light,
        )


def _window(options: Options, clock: Clock) -> Screen:
    # a window beside a headset must never wait
    display = open_window(options, clock, vsync=options.display != "headset")
    return with_desk(display, options)


def open_window(options: Options, clock: Clock, vsync: bool) -> WindowDisplay:
    """A window without anything in it yet. Raises `DisplayError` where there is no screen."""
    # imgui and pygame take a quarter of a second to import: only where there is a window
    from vrapp.display.window import WindowDisplay

    display = WindowDisplay(
        WINDOW_SIZE,
        clock,
        options.fps or WINDOW_FPS,
        fullscreen=options.fullscreen,
        vsync=vsync,
    )
    if is_software(display.context.info["GL_RENDERER"]):
        display.render_scale = SOFTWARE_SCALE
    return display


def with_desk(display: WindowDisplay, options: Options) -> Screen:
    """The window with the therapist's desk at its right side."""
    from vrapp.panel.panel import Panel
    from vrapp.panel.texts import translated

    panel = Panel(texts=translated(load_words(options.language).told))
    display.panel = panel

    def desk(body: BodyState, status: SessionStatus, latency_s: float | None) -> Sequence[Command]:
        return panel.draw(body, status, latency_s, display.panel_area)

    def light(gain: float) -> None:
        panel.gain = gain

    return Screen(display, "window", display.read_view_rgb, desk, panel.tell, light=light)


def in_window(display: WindowDisplay) -> Opener:
    """Opens a session's screen in a window that is there already, and stays when it is over."""

    @contextmanager
    def opened(options: Options, clock: Clock, say: Callable[[str], None]) -> Iterator[Screen]:
        display.reopen()
        screen = with_desk(display, options)
        if options.display == "headset":
            with _headset(screen, options, clock, say) as headset:
                yield headset
        else:
            yield screen

    return opened
