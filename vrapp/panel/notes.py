"""The therapist's note: one line, typed while the session goes on. No key reaches the session then,
but the stop of its own.
"""

from __future__ import annotations

import pygame

from vrapp.panel import formats, theme
from vrapp.panel.layout import Rect
from vrapp.panel.line import ENTER, Line
from vrapp.panel.pen import BODY, SMALL, Pen
from vrapp.panel.texts import Texts
from vrapp.session.commands import Note

KEY = pygame.K_F5
LONGEST = 200


class NoteField:
    """Closed, or open since the moment that the note will carry. What was typed and put away is
    there again when it is opened.
    """

    def __init__(self) -> None:
        self.line = Line(LONGEST)
        self._since: tuple[float, float] | None = None

    @property
    def typing(self) -> bool:
        return self._since is not None

    def open(self, t: float, elapsed_s: float) -> None:
        """Begin a note at `t` (LSL seconds), `elapsed_s` into the session."""
        self._since = t, elapsed_s

    def close(self) -> None:
        """Put it away; what was typed is kept."""
        self._since = None

    def take(self, event: pygame.event.Event) -> Note | None:
        """Take an event while it is open; the note, once it is whole."""
        if self._since is None or event.type not in (pygame.KEYDOWN, pygame.TEXTINPUT):
            return None
        if event.type == pygame.KEYDOWN and event.key in (pygame.K_ESCAPE, KEY):
            self.close()
        elif event.type == pygame.KEYDOWN and event.key in ENTER:
            note = Note(self.line.text.strip(), self._since[0])
            self.close()
            self.line.clear()
            return note if note.text else None
        else:
            self.line.take(event)
        return None

    def leave(self) -> Note | None:
        """The session ends: what was being typed is kept as far as it goes."""
        text, since = self.line.text.strip(), self._since
        self.close()
        self.line.clear()
        return Note(text, since[0] if since is not None else None) if text else None

    def draw(self, pen: Pen, area: Rect, texts: Texts) -> None:
        """The field with its caption: the time it will carry, and how it is kept or put away."""
        s = pen.scale
        at = formats.clock(self._since[1] if self._since is not None else 0.0)
        pen.card(area, theme.CARD)
        inner = area.inset(12 * s, 8 * s)
        caption = texts.note_caption.format(at=at)
        used = pen.text(inner.x, inner.y, caption, SMALL, theme.TEXT, bold=True)
        hint = f"{texts.note_keep}: {texts.key_enter}   {texts.note_away}: {texts.key_stop}"
        room = inner.w - used - 12 * s
        pen.text(inner.right, inner.y, hint, SMALL * 0.94, theme.QUIET, align=1.0, width=room)
        box = Rect(inner.x, inner.bottom - 40 * s, inner.w, 40 * s)
        pen.field(box, self.line.text, self.line.at, BODY)
