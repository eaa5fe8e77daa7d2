"""The start page: who, what, where and how, and Start. It fills the window before a session.

    page = StartPage(choosing, languages)
    display.panel = page
    for frame in display.frames():
        page.draw(frame.time, display.panel_area)
        if page.choice is not None: ...

Typing looks for a person; Tab goes from group to group, arrows within, Enter chooses.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import moderngl
import numpy as np
import numpy.typing as npt
import pygame

from biofeedback.types import StreamHealth
from vrapp.panel import start_edges, start_how, start_who
from vrapp.panel.buttons import GROUPS, Buttons
from vrapp.panel.line import ENTER
from vrapp.panel.stage import Area, Stage
from vrapp.panel.start_choice import Choice, Choosing
from vrapp.panel.start_layout import start_layout
from vrapp.panel.start_look import Done, Look
from vrapp.panel.start_texts import StartTexts, start_texts
from vrapp.panel.texts import Texts, Told, translated

PERIOD_S = 1 / 20
KEY_START = pygame.K_F9


@dataclass(frozen=True, slots=True)
class Ended:
    """What the last session left: how it ended, and where its report lies (empty: there is none).

    `end` and `protocol` in English; `pain` before and after, where both are known.
    """

    code: str
    protocol: str
    minutes: float
    end: str
    report: str = ""
    pain: tuple[str, str] | None = None


class StartPage:
    """Implements the window's `SidePanel`, all of the window wide.

    Parameters
    ----------
    choosing
        What there is to choose from, and what is chosen; it is changed in place.
    languages
        By code: what a text is in that language.
    """

    typing = True  # every key is the page's

    def __init__(self, choosing: Choosing, languages: Mapping[str, Told]) -> None:
        self.choosing = choosing
        self.choice: Choice | None = None
        """What a session is to begin with, once Start was pressed; taken away by `again`."""
        self.leaving = False
        self.opens_report = False
        """Somebody wants to see the report of `ended`; whoever shows it sets it back."""
        self.ended: Ended | None = None
        self.trouble = ""
        """What went wrong, in English, for the therapist to read."""
        self.streams: Sequence[StreamHealth] = ()
        self.pictures: dict[str, moderngl.Texture] = {}
        """Of the scenes, by name, as they come."""
        self._languages = languages
        self._texts: tuple[str, Texts, StartTexts] | None = None
        self._stage = Stage()
        self._buttons = Buttons()
        self._drawn, self._size, self._fresh = -math.inf, (0, 0), 0

    # -- the window's side --------------------------------------------------------------------

    @property
    def texture(self) -> moderngl.Texture | None:
        return self._stage.texture

    def open(self, context: moderngl.Context) -> None:
        self._stage.open(context)
        self._drawn, self._fresh = -math.inf, 3
        self._buttons.want(GROUPS[0])

    def close(self) -> None:
        self._stage.close()

    def column_width(self, window: tuple[int, int]) -> int:
        return window[0]

    def toggle(self) -> None:
        """It cannot be put away: there is nothing behind it."""

    def process_event(self, event: pygame.event.Event, area: Area) -> bool:
        """Take one of pygame's events; every key and letter is the page's."""
        if not self._stage.is_open:
            return False
        if event.type not in (pygame.MOUSEMOTION, pygame.KEYUP):
            self._fresh = 3  # imgui spreads quick events over several of its frames
        if event.type == pygame.TEXTINPUT:
            return self.choosing.query.take(event)
        if event.type == pygame.MOUSEWHEEL:
            self._buttons.scroll(-event.y)
            return True
        if event.type == pygame.KEYDOWN and self._take_key(event):
            return True
        return self._stage.feed(event, area)

    def _take_key(self, event: pygame.event.Event) -> bool:
        query = self.choosing.query
        if event.key == pygame.K_ESCAPE:
            if query.text:
                query.clear()
            else:
                self.leaving = True
        elif event.key == KEY_START:
            self._start()
        elif event.key == pygame.K_TAB:
            self._buttons.next_group(-1 if event.mod & pygame.KMOD_SHIFT else 1)
        elif event.key in ENTER and query.text:
            if rows := self.choosing.rows():
                self.choosing.pick(rows[0].person)
                query.clear()
                self._buttons.want("protocol")
        elif event.key == pygame.K_BACKSPACE:
            query.take(event)
        elif event.key in (pygame.K_PAGEUP, pygame.K_PAGEDOWN):
            self._buttons.scroll(-5 if event.key == pygame.K_PAGEUP else 5)
        else:
            return False
        return True

    def _start(self) -> None:
        self.choice = self.choosing.choice()

    def _go_on(self) -> None:
        self.choice = self.choosing.going_on()

    def again(self) -> None:
        """A session is over, or did not begin: choose anew."""
        self.choice = None
        self._fresh = 3

    # -- drawing ------------------------------------------------------------------------------

    @property
    def texts(self) -> tuple[Texts, StartTexts]:
        """The desk's and the page's, in the language chosen."""
        language = self.choosing.language
        if self._texts is None or self._texts[0] != language:
            told = self._languages[language]
            self._texts = language, translated(told), start_texts(told)
        return self._texts[1], self._texts[2]

    def draw(self, now: float, area: Area) -> None:
        """Draw when it is time to; `now` in seconds, `area` where it lies in the window."""
        size = (int(area[2]), int(area[3]))
        step = now - self._drawn
        if not self._stage.is_open or min(size) < 2:
            return
        due = not 0.0 <= step < PERIOD_S - 0.0005 or size != self._size
        if not due and not self._fresh:
            return
        self._fresh = max(self._fresh - 1, 0)
        self._drawn, self._size = now, size
        place = start_layout(*size)
        desk, words = self.texts
        with self._stage.drawing(size, min(max(step, 1e-3), 0.1), place.scale) as pen:
            look = Look(pen, place, self.choosing, self._buttons, desk, words)
            done: Done = []
            pressed = start_edges.head(look, self.ended, self.trouble)
            if pressed and self.choice is None:
                done.append(self._wants_report if pressed == "report" else self._go_on)
            for part in (start_who.people, start_who.protocols):
                done += part(look)
            shown = {name: self._stage.show(each) for name, each in self.pictures.items()}
            done += start_how.scenes(look, shown)
            done += start_how.where(look)
            done += start_how.body(look, self.streams)
            done += start_how.settings(look, tuple(self._languages))
            start_how.kept(look)
            if start_edges.bar(look, beginning=self.choice is not None):
                done.append(self._start)
            self._buttons.settle()
        for each in done:  # what was pressed changes what is drawn next, not half of this drawing
            each()
            self._fresh = 3

    def _wants_report(self) -> None:
        self.opens_report = True

    def read_rgb(self) -> npt.NDArray[np.uint8]:
        """The picture last drawn as (height, width, 3), top row first."""
        return self._stage.read_rgb()
