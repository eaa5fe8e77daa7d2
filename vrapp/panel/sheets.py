"""Sheets that lie over the numbers while the therapist enters something: pause and stop stay free.

Each is a few large buttons; a press yields commands and puts the sheet away.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypeVar, get_args

from vrapp.panel import theme
from vrapp.panel.layout import Rect
from vrapp.panel.pen import BODY, SMALL, TITLE, Pen
from vrapp.panel.texts import ENGLISH, Texts
from vrapp.session.commands import (
    AdverseEvent,
    Answer,
    ChangeDuration,
    Command,
    EndPhase,
    Note,
    Rate,
    RepeatPhase,
    Screened,
)
from vrapp.session.screening import BLOCKING, CONDITIONS, Screening, reminders
from vrapp.session.status import SessionStatus

Name = Literal["", "time", "rating", "event", "screening"]
Severity = Literal["mild", "moderate", "severe"]
Picked = TypeVar("Picked", bound=str)

MINUTE_S = 60.0
SCALES = (("pain", 10), ("sickness", 20))


class Sheets:
    """Which sheet is open, and what was chosen on it so far."""

    def __init__(self) -> None:
        self.name: Name = ""
        self._scale = 0
        self._kind = ""
        self._severity: Severity | None = None
        self._yes: set[str] = set()
        self._consent = False

    @property
    def half_entered(self) -> bool:
        """An adverse event has been begun and is not whole: it waits, whatever else is opened."""
        return bool(self._kind)

    def leave(self) -> Note | None:
        """The session ends: an adverse event that was begun and not finished becomes a note."""
        known = [each for each in (self._kind, self._severity) if each]
        self._kind, self._severity = "", None
        return Note(f"adverse event, not finished: {', '.join(known)}") if known else None

    def toggle(self, name: Name) -> None:
        """Open a sheet, or put it away."""
        self.name = "" if self.name == name else name

    def follow(self, status: SessionStatus) -> None:
        """The screening opens by itself, once; an ended session has no sheets."""
        if status.ended:
            self.name = ""
        elif status.course.kind == "screening":
            self.name = "screening"  # nothing lies over it, and nothing but an answer ends it
        elif self.name == "screening":
            self.name = ""

    def draw(self, pen: Pen, area: Rect, status: SessionStatus, texts: Texts) -> Sequence[Command]:
        """Draw the open sheet into `area`; what was pressed on it."""
        pen.card(area, theme.CARD)
        inner = area.inset(16 * pen.scale, 14 * pen.scale)
        side = 34 * pen.scale
        if self.name != "screening":  # that one is put away by an answer
            key = {"time": texts.key_time, "rating": texts.key_rating, "event": texts.key_event}
            side *= 2.2
            corner = Rect(inner.right - side, inner.y - 4 * pen.scale, side, 34 * pen.scale)
            hint = key[self.name]
            if pen.button("close", corner, "", icon=theme.ICON_CLOSE, hint=hint, size=BODY * 0.9):
                self.name = ""
                return ()
        title = texts.sheets[self.name]
        pen.text(inner.x, inner.y, title, TITLE * 0.86, bold=True, width=inner.w - side)
        body = Rect(inner.x, inner.y + 40 * pen.scale, inner.w, inner.h - 40 * pen.scale)
        draw = {
            "time": self._time,
            "rating": self._rating,
            "event": self._event,
            "screening": self._screening,
        }[self.name]
        found = draw(pen, body, status, texts)
        if found:
            self.name = ""
        return found

    def _time(self, pen: Pen, area: Rect, status: SessionStatus, texts: Texts) -> Sequence[Command]:
        s = pen.scale
        phase = texts.told(status.phase)
        pen.text(area.x, area.y, phase, BODY, theme.QUIET, width=area.w)
        choices: tuple[tuple[str, str, Command], ...] = (
            (texts.longer, theme.ICON_PLUS, ChangeDuration(MINUTE_S)),
            (texts.shorter, theme.ICON_MINUS, ChangeDuration(-MINUTE_S)),
            (texts.repeat, theme.ICON_REPEAT, RepeatPhase()),
            (texts.end_part, theme.ICON_SKIP, EndPhase()),
        )
        rows = Rect(area.x, area.y + 34 * s, area.w, 4 * 60 * s).rows(4, 10 * s)
        for row, (text, icon, command) in zip(rows, choices, strict=True):
            if pen.button(f"time {text}", row, text, icon=icon):
                return [command]
        return ()

    def _rating(
        self, pen: Pen, area: Rect, status: SessionStatus, texts: Texts
    ) -> Sequence[Command]:
        s = pen.scale
        asked = status.question
        for n, tab in enumerate(Rect(area.x, area.y, area.w, 44 * s).columns(2, 10 * s)):
            name = texts.scales[SCALES[n][0]]
            face = theme.HOVERED if n == self._scale else theme.RAISED
            if pen.button(f"scale {n}", tab, name, ground=face, bold=n == self._scale):
                self._scale = n
        name, highest = SCALES[self._scale]
        columns = 4 if highest == 10 else 5
        count = highest + 1
        lines = -(-count // columns)
        grid = Rect(area.x, area.y + 60 * s, area.w, min(lines * 58 * s, area.h - 60 * s))
        cells = [cell for row in grid.rows(lines, 8 * s) for cell in row.columns(columns, 8 * s)]
        for n, cell in enumerate(cells[:count]):
            if pen.button(f"rate {n}", cell, str(n), size=TITLE * 0.9, bold=True):
                # what the patient is being asked is answered; anything else is a rating by itself
                if asked is not None and asked.id.split("_")[0] == name and str(n) in asked.choices:
                    return [Answer(asked.id, str(n), "therapist")]
                return [Rate(name, float(n))]
        return ()

    def _event(
        self, pen: Pen, area: Rect, status: SessionStatus, texts: Texts
    ) -> Sequence[Command]:
        # the record stays in English, whatever the desk is read in
        kind = texts.told(self._kind)
        if not self._kind:
            names = ENGLISH.event_kinds
            self._kind = self._pick(pen, area, texts.event_question, names, texts.event_kinds) or ""
        elif self._severity is None:
            severities: tuple[Severity, ...] = get_args(Severity)
            words = [texts.severities[each] for each in severities]
            self._severity = self._pick(pen, area, kind, severities, words)
        else:
            question = f"{kind}: {texts.action_question}"
            done = self._pick(pen, area, question, ENGLISH.actions, texts.actions)
            if done is not None:
                whole = AdverseEvent(self._kind, self._severity, done)
                self._kind, self._severity = "", None
                return [whole]
        if self._kind:
            back = Rect(area.x, area.bottom - 44 * pen.scale, area.w, 44 * pen.scale)
            if pen.button("again", back, texts.event_back, icon=theme.ICON_LEFT, size=BODY * 0.94):
                self._kind, self._severity = "", None
        return ()

    def _pick(
        self, pen: Pen, area: Rect, question: str, names: Sequence[Picked], words: Sequence[str]
    ) -> Picked | None:
        """One of several in two columns, under a question: a name, shown as its word."""
        s = pen.scale
        pen.text(area.x, area.y, question, BODY, theme.QUIET, width=area.w)
        lines = -(-len(names) // 2)
        grid = Rect(area.x, area.y + 36 * s, area.w, min(lines * 58 * s, area.h - 36 * s))
        cells = [cell for row in grid.rows(lines, 8 * s) for cell in row.columns(2, 8 * s)]
        found = None
        for name, word, cell in zip(names, words, cells, strict=False):
            if pen.button(f"pick {name}", cell, word, size=BODY * 0.94):
                found = name
        return found

    def _screening(
        self, pen: Pen, area: Rect, status: SessionStatus, texts: Texts
    ) -> Sequence[Command]:
        s = pen.scale
        pen.text(area.x, area.y - 6 * s, texts.screening_hint, SMALL, theme.QUIET, width=area.w)
        begin = Rect(area.x, area.bottom - 52 * s, area.w, 52 * s)
        agree = Rect(area.x, begin.y - 52 * s, area.w, 44 * s)
        note = Rect(area.x, agree.y - 64 * s, area.w, 60 * s)
        grid = Rect(area.x, area.y + 20 * s, area.w, note.y - area.y - 24 * s)
        cells = grid.rows(len(CONDITIONS), 3 * s)
        for name, cell in zip(CONDITIONS, cells, strict=False):
            if self._tick(pen, name, cell, texts.conditions[name], name in self._yes):
                self._yes ^= {name}
        if self._tick(pen, "consent", agree, texts.consent, self._consent):
            self._consent = not self._consent
        screening = Screening(tuple(n for n in CONDITIONS if n in self._yes), self._consent)
        care = [texts.told(each) for each in reminders(screening.yes)]
        blocked = ""
        if name := next((n for n in BLOCKING if n in self._yes), ""):
            blocked = texts.blocked.format(condition=texts.conditions[name])
        for text, row in zip([blocked] if blocked else care, note.rows(3, 0), strict=False):
            text = text[:1].upper() + text[1:]
            pen.text(row.x, row.y, text, SMALL, theme.ATTENTION, width=row.w)
        label = texts.begin if not self._yes else texts.begin_in_spite.format(count=len(self._yes))
        if blocked:
            label = texts.no_session
        can = self._consent or bool(blocked)
        if pen.button("begin", begin, label, size=BODY * 1.1, bold=True, enabled=can):
            return [Screened(screening)]
        return ()

    def _tick(self, pen: Pen, name: str, area: Rect, text: str, on: bool) -> bool:
        face = theme.HOVERED if on else theme.RAISED
        pressed = pen.button(f"tick {name}", area, "", ground=face, rounding=6.0)
        colour = theme.ATTENTION if on and name != "consent" else theme.TEXT
        s, top = pen.scale, area.y + (area.h - pen.measure(text, SMALL)[1]) / 2
        if on:
            pen.text(area.x + 12 * s, top, theme.ICON_TICKED, SMALL, colour)
        else:
            pen.box(Rect(area.x + 12 * s, top + 2 * s, 13 * s, 13 * s), theme.QUIET)
        pen.text(area.x + 38 * s, top, text, SMALL, colour, bold=on, width=area.w - 46 * s)
        return pressed
