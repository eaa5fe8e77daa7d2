"""The therapist's desk: a column beside the patient's picture.

    panel = Panel()
    with WindowDisplay(size, clock, panel=panel) as display:
        for frame in display.frames():
            commands = panel.draw(body, status, latency_s, display.panel_area)

It draws itself into `texture` at 20 Hz, or at once after an input, whatever the frame rate is.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import moderngl
import numpy as np
import numpy.typing as npt
import pygame

from biofeedback.types import BodyState
from vrapp.panel import controls, formats, layout, sections, theme
from vrapp.panel.charts import Charts
from vrapp.panel.history import History
from vrapp.panel.intents import DEFAULT_PACE_PER_MIN
from vrapp.panel.layout import Desk, Rail, Rect
from vrapp.panel.notes import KEY as NOTE_KEY
from vrapp.panel.notes import NoteField
from vrapp.panel.pen import SMALL, TITLE, Pen
from vrapp.panel.sheets import Name, Sheets
from vrapp.panel.stage import Area, Stage
from vrapp.panel.texts import ENGLISH, Texts
from vrapp.panel.trust import OPACITY, read
from vrapp.session.commands import Command, Stop
from vrapp.session.status import SessionStatus

SHEET_KEYS: dict[int, Name] = {
    pygame.K_F2: "time",
    pygame.K_F3: "rating",
    pygame.K_F4: "event",
}

TOLD_S = 20.0


class Panel:
    """Shows body and session, and collects what the therapist asks.

    Needs OpenGL only between `open(context)` and `close()`; both may come again. Not for use from
    several threads. `collapsed` makes it a narrow rail with the numbers, pause and stop.
    """

    def __init__(self, *, texts: Texts = ENGLISH, rate_hz: float = 20.0) -> None:
        if not rate_hz > 0.0:
            raise ValueError(f"rate_hz is {rate_hz}; drawings a second must be more than 0")
        self.collapsed = False
        self.gain = 1.0
        """How much of the light the comfort guard lets through, 0..1."""
        self.history = History()
        self._texts = texts
        self._period_s = 1.0 / rate_hz
        self._charts = Charts(texts)
        self._stage = Stage()
        self._drawn = -math.inf
        self._size = (0, 0)
        self._stop = Rect(0, 0, 0, 0)
        self._stop_hovered = False
        self._sheets = Sheets()
        self._note = NoteField()
        self._status: SessionStatus | None = None
        self._left = False  # the session ends, and what was half entered has been kept
        self._told: tuple[float, str] = (-math.inf, "")  # since when it is shown, NaN = not yet
        self._noted = (0, -math.inf)  # how many notes there are, and since when
        self._pending: list[Command] = []
        self._fresh = 0  # drawings still owed to an input
        self._last_pace = DEFAULT_PACE_PER_MIN

    # -- life ---------------------------------------------------------------------------------

    def open(self, context: moderngl.Context) -> None:
        """Make ready to draw with `context` (OpenGL 3.3 core or later)."""
        self._stage.open(context)
        self._drawn, self._size = -math.inf, (0, 0)
        self._fresh = 3  # imgui settles its focus in the first frames; a click then could be lost

    def close(self) -> None:
        """Give everything back; safe to call twice. What it remembers of the body is kept."""
        self._stage.close()

    # -- the window's side --------------------------------------------------------------------

    @property
    def texture(self) -> moderngl.Texture | None:
        """The picture last drawn, sRGB, bottom row first; None before the first."""
        return self._stage.texture

    @property
    def typing(self) -> bool:
        """Whether a note is being typed."""
        return self._note.typing

    def column_width(self, window: tuple[int, int]) -> int:
        """Pixels the column takes of a window of `window` pixels."""
        return layout.column_width(window, self.collapsed)

    def tell(self, text: str) -> None:
        """Show a line that happened beside the body's own notices, for `TOLD_S`. Any thread."""
        self._told = (math.nan, text)

    def toggle(self) -> None:
        """Put the column away to a rail, or bring it back."""
        self.collapsed = not self.collapsed
        self._fresh = 2

    def process_event(self, event: pygame.event.Event, area: Area) -> bool:
        """Take one of pygame's events; `area` is where the desk lies in the window.

        True when the event was for the desk. A press on stop becomes a command right here.
        """
        if not self._stage.is_open:
            return False
        if self._note.typing and event.type in (pygame.KEYDOWN, pygame.TEXTINPUT):
            if (note := self._note.take(event)) is not None:
                self._pending.append(note)
            self._fresh = 3
            return True
        if event.type == pygame.KEYDOWN and event.key in (*SHEET_KEYS, NOTE_KEY):
            self.collapsed = False  # nothing can be entered on the rail
            self._enter_something("note" if event.key == NOTE_KEY else SHEET_KEYS[event.key])
            return True
        if event.type in (pygame.MOUSEBUTTONDOWN, pygame.MOUSEBUTTONUP, pygame.MOUSEMOTION):
            x, y = event.pos[0] - area[0], event.pos[1] - area[1]
            over = self._stop.holds(x, y) and 0 <= x < area[2]
            if over != self._stop_hovered:
                self._stop_hovered, self._fresh = over, max(self._fresh, 1)
            if over and event.type == pygame.MOUSEBUTTONDOWN and event.button == 1:
                self._pending.append(Stop("therapist"))
                return True
        taken = self._stage.feed(event, area)
        if taken and event.type != pygame.MOUSEMOTION:
            self._fresh = 3  # imgui spreads quick events over several of its frames
        return taken

    def _enter_something(self, what: Name | Literal["note"]) -> None:
        """Open a sheet, or put it away; or begin a note."""
        self._fresh = 3
        if what != "note":
            self._sheets.toggle(what)
        elif self._status is not None and not self._status.end_reason:
            self._note.open(self._status.t, self._status.elapsed_s)

    # -- drawing ------------------------------------------------------------------------------

    def draw(
        self,
        body: BodyState,
        status: SessionStatus,
        latency_s: float | None = None,
        area: Area = (0, 0, 0, 0),
    ) -> Sequence[Command]:
        """Draw when it is time to; return what was asked since the last call, in order.

        `area` as in `process_event` (only its size matters here); an empty one draws nothing but
        the panel goes on remembering. `latency_s` is the time from sample to picture.
        """
        self.history.take(body)
        self._status = status
        if status.end_reason and not self._left:
            self._left = True
            left = (self._note.leave(), self._sheets.leave())
            self._pending += [note for note in left if note is not None]
        if status.guidance_per_min is not None:
            self._last_pace = status.guidance_per_min
        size = (int(area[2]), int(area[3]))
        if self._stage.is_open and size[0] > 0 and size[1] > 0:
            step = status.t - self._drawn
            # Half a millisecond of grace: a frame that comes a hair early must not wait another.
            due = step >= self._period_s - 0.0005 or step < 0.0
            if due or self._fresh or size != self._size:
                self._fresh = max(self._fresh - 1, 0)
                self._draw(body, status, latency_s, size, min(max(step, 1e-3), 0.1))
                self._drawn, self._size = status.t, size
        commands, self._pending = self._pending, []
        return commands

    def _draw(
        self,
        body: BodyState,
        status: SessionStatus,
        latency_s: float | None,
        size: tuple[int, int],
        dt_s: float,
    ) -> None:
        asked: list[Command | None]
        if self.collapsed:
            rail = layout.rail(*size)
            with self._stage.drawing(size, dt_s, rail.scale) as pen:
                asked = self._rail(pen, rail, body, status)
        else:
            desk = layout.desk(*size)
            with self._stage.drawing(size, dt_s, desk.scale) as pen:
                asked = self._desk(pen, desk, body, status, latency_s, dt_s)
        self._pending.extend(command for command in asked if command is not None)

    def _desk(
        self,
        pen: Pen,
        place: Desk,
        body: BodyState,
        status: SessionStatus,
        latency_s: float | None,
        dt_s: float,
    ) -> list[Command | None]:
        texts = self._texts
        if place.header:
            sections.header(pen, place.header, status, texts)
        if place.timeline:
            sections.timeline(pen, place.timeline, status)
        asked: list[Command | None] = []
        self._sheets.follow(status)
        if self._sheets.name:
            sheet = place.sheet
            if self._note.typing:  # what is typed lies below, not over it
                sheet = replace(sheet, h=max(place.note.y - 8 * place.scale - sheet.y, 1.0))
            asked += self._sheets.draw(pen, sheet, status, texts)
        else:
            asked += self._numbers(pen, place, body, status, latency_s, dt_s)
        if self._note.typing:
            self._note.draw(pen, place.note, texts)
        asked.append(controls.pause(pen, place.pause, status, texts, text=True))
        asked.append(controls.skip(pen, place.skip, status, texts))
        asked.append(self._draw_stop(pen, place.stop, status, wide=True))
        return asked

    def _numbers(
        self,
        pen: Pen,
        place: Desk,
        body: BodyState,
        status: SessionStatus,
        latency_s: float | None,
        dt_s: float,
    ) -> list[Command | None]:
        """Everything that a sheet covers."""
        texts, now = self._texts, status.t
        rest = status.course.baseline
        sections.all_vitals(
            pen, place.vitals, body, now, dt_s, self._charts, self.history, rest, texts
        )
        if place.message:
            sections.message(pen, place.message, body, status, now, texts)
        if place.streams:
            sections.streams(pen, place.streams, body, texts)
        if place.notice:
            told, note = self._still_told(now), self._latest_note(status)
            sections.notice(pen, place.notice, body, now, latency_s, self.gain, texts, told, note)
        asked: list[Command | None] = []
        if self._note.typing:
            return asked
        half = self._sheets.half_entered
        if place.entries and (what := controls.entries(pen, place.entries, status, half, texts)):
            self._enter_something(what)
        if place.scene:
            asked.append(controls.scene(pen, place.scene, status, texts))
        if place.guidance:
            asked.append(controls.guidance(pen, place.guidance, status, self._last_pace, texts))
        return asked

    def _latest_note(self, status: SessionStatus) -> str:
        """The last note, for a while after it was kept; empty for none."""
        count, since = self._noted
        if len(status.notes) != count:
            count, since = len(status.notes), status.t
            self._noted = count, since
        if not count or status.t - since > TOLD_S:
            return ""
        note = status.notes[-1]
        at = formats.clock(note.t - (status.t - status.elapsed_s))
        return f"{self._texts.note_caption.format(at=at)}: {self._texts.told(note.text)}"

    def _still_told(self, now: float) -> str:
        """What was told and is still to be shown; empty for nothing."""
        since, text = self._told
        if math.isnan(since):
            since, self._told = now, (now, text)
        return text if 0.0 <= now - since < TOLD_S else ""

    def _rail(
        self, pen: Pen, place: Rail, body: BodyState, status: SessionStatus
    ) -> list[Command | None]:
        texts, s = self._texts, place.scale
        middle = place.header.x + place.header.w / 2
        left = formats.clock(status.phase_remaining_s)
        time = left or formats.clock(status.elapsed_s)
        if not status.ended:
            pen.text(middle, place.header.y, time, TITLE, bold=True, align=0.5)
            caption = texts.time_left if left else texts.elapsed
            pen.text(middle, place.header.y + 31 * s, caption, SMALL, theme.QUIET, align=0.5)
        for rect, what in zip(place.vitals, sections.vitals(texts), strict=False):
            reading = read(body, what.feature, status.t, texts)
            pen.card(rect)
            value = formats.number(reading.value * what.factor, what.digits)
            alpha = OPACITY[reading.level]
            pen.text(middle, rect.y + 8 * s, what.label, SMALL * 0.9, theme.QUIET, align=0.5,
                     width=rect.w - 6 * s)  # fmt: skip
            taken = pen.text(
                middle, rect.y + 28 * s, value, 30, what.colour, bold=True, alpha=alpha, align=0.5
            )
            quiet = reading.waiting or not reading.reason
            colour = theme.QUIET if quiet else theme.ATTENTION
            x = min(middle + taken / 2 + 12 * s, rect.right - 8 * s)
            pen.trust(x, rect.y + 46 * s, reading.level, colour, 4.5)
        return [
            controls.pause(pen, place.pause, status, texts, text=False),
            self._draw_stop(pen, place.stop, status, wide=False),
        ]

    def _draw_stop(
        self, pen: Pen, area: Rect, status: SessionStatus, *, wide: bool
    ) -> Command | None:
        self._stop = area
        hovered, key = self._stop_hovered, self._texts.key_stop
        if self._note.typing:
            key = self._texts.key_stop_typing
        pressed = controls.stop(pen, area, status, hovered, self._texts, wide, key)
        return Stop("therapist") if pressed else None

    def read_rgb(self) -> npt.NDArray[np.uint8]:
        """The picture last drawn as (height, width, 3), top row first."""
        return self._stage.read_rgb()
