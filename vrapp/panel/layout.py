"""Where everything lies on the desk, computed from its size alone. Pure.

Lengths are in pixels; `scale` is 1 for a window of 1520x855 and follows the smaller side, so that
type and spacing grow with the screen. Stop is placed first, at the bottom: whatever else must be
given up in a small window, it is never covered and never scrolled away.
"""

from __future__ import annotations

from dataclasses import dataclass

REFERENCE = (1520, 855)
COLUMN = 480.0  # width of the column at scale 1
RAIL = 104.0  # width of the column when it is put away
SMALLEST_SCALE, LARGEST_SCALE = 0.75, 4.0


@dataclass(frozen=True, slots=True)
class Rect:
    """Left, top, width, height."""

    x: float
    y: float
    w: float
    h: float

    @property
    def right(self) -> float:
        return self.x + self.w

    @property
    def bottom(self) -> float:
        return self.y + self.h

    def holds(self, x: float, y: float) -> bool:
        return self.x <= x < self.right and self.y <= y < self.bottom

    def inset(self, dx: float, dy: float) -> Rect:
        return Rect(self.x + dx, self.y + dy, max(self.w - 2 * dx, 0), max(self.h - 2 * dy, 0))

    def columns(self, count: int, gap: float) -> list[Rect]:
        width = max((self.w - gap * (count - 1)) / count, 0.0)
        return [Rect(self.x + i * (width + gap), self.y, width, self.h) for i in range(count)]

    def rows(self, count: int, gap: float) -> list[Rect]:
        height = max((self.h - gap * (count - 1)) / count, 0.0)
        return [Rect(self.x, self.y + i * (height + gap), self.w, height) for i in range(count)]


@dataclass(frozen=True, slots=True)
class Desk:
    """The regions of the open column; None where there was no room."""

    scale: float
    header: Rect | None
    timeline: Rect | None
    sheet: Rect  # what may lie over everything between timeline and pause
    vitals: tuple[Rect, ...]  # heart, breath, variability, coherence; empty without room
    message: Rect | None
    streams: Rect | None
    notice: Rect | None
    scene: Rect | None
    guidance: Rect | None
    entries: Rect | None  # time, rating, event, note
    note: Rect  # a note being typed: over what lies just above pause
    pause: Rect
    skip: Rect
    stop: Rect


@dataclass(frozen=True, slots=True)
class Rail:
    """The regions of the column when it is put away: time, numerals, pause, stop."""

    scale: float
    header: Rect
    vitals: tuple[Rect, ...]
    pause: Rect
    stop: Rect


def scale_for(window: tuple[int, int]) -> float:
    """Pixels per layout unit for a window of `window` pixels."""
    fit = min(window[0] / REFERENCE[0], window[1] / REFERENCE[1])
    return min(max(fit, SMALLEST_SCALE), LARGEST_SCALE)


def column_width(window: tuple[int, int], collapsed: bool) -> int:
    """Pixels of the window that the column takes: never more than half of it."""
    width = (RAIL if collapsed else COLUMN) * scale_for(window)
    return int(min(round(width), window[0] // 2))


def desk(w: float, h: float) -> Desk:
    """Regions of the open column of `w` x `h` pixels."""
    scale = w / COLUMN
    margin, gap = 20 * scale, 12 * scale
    left, width = margin, max(w - 2 * margin, 1.0)
    stop_h = min(68 * scale, h * 0.25)
    y = h - min(margin, h * 0.05) - stop_h
    stop = Rect(left, y, width, stop_h)
    y -= gap + 46 * scale
    pause, skip = Rect(left, max(y, 0), width, 46 * scale).columns(2, 10 * scale)
    floor = y - 10 * scale
    bottom = floor
    note = Rect(left, max(floor - 92 * scale, 0), width, 92 * scale)
    entries: Rect | None = None
    if floor > 420 * scale:
        entries = Rect(left, floor - 36 * scale, width, 36 * scale)
        floor -= 46 * scale
    choices: list[Rect] = []
    if floor > 200 * scale:
        choices = Rect(left, floor - 46 * scale, width, 46 * scale).columns(2, 10 * scale)
        floor -= (46 + 9) * scale
    top = margin
    header = None
    if floor - top > 100 * scale:
        header = Rect(left, top, width, 62 * scale)
        top = header.bottom + 8 * scale
    timeline = None
    if header is not None and floor - top > 330 * scale:
        timeline = Rect(left, top, width, 10 * scale)
        top = timeline.bottom + 9 * scale
    sheet = Rect(left, top, width, max(bottom - top, 1.0))
    notice, streams, message = None, None, None
    # What may be left out when the window is low, the least needed first.
    wanted = {"message": 48 * scale, "streams": 66 * scale, "notice": 24 * scale}
    rows_h = 4 * 72 * scale + 3 * 10 * scale
    while wanted and floor - top - sum(wanted.values()) - 10 * scale * len(wanted) < rows_h:
        wanted.popitem()
    if "notice" in wanted:
        notice = Rect(left, floor - wanted["notice"], width, wanted["notice"])
        floor = notice.y - 8 * scale
    if "streams" in wanted:
        streams = Rect(left, floor - wanted["streams"], width, wanted["streams"])
        floor = streams.y - 14 * scale
    if "message" in wanted:
        message = Rect(left, floor - wanted["message"], width, wanted["message"])
        floor = message.y - 10 * scale
    vitals: tuple[Rect, ...] = ()
    if floor - top >= 4 * 56 * scale:
        vitals = tuple(Rect(left, top, width, floor - top).rows(4, 10 * scale))
    return Desk(
        scale=scale,
        header=header,
        timeline=timeline,
        sheet=sheet,
        vitals=vitals,
        message=message,
        streams=streams,
        notice=notice,
        scene=choices[0] if choices else None,
        guidance=choices[1] if choices else None,
        entries=entries,
        note=note,
        pause=pause,
        skip=skip,
        stop=stop,
    )


def rail(w: float, h: float) -> Rail:
    """Regions of the column of `w` x `h` pixels when it is put away."""
    scale = w / RAIL
    margin, gap = 10 * scale, 10 * scale
    width = max(w - 2 * margin, 1.0)
    stop_h = min(84 * scale, h * 0.25)
    stop = Rect(margin, h - margin - stop_h, width, stop_h)
    pause = Rect(margin, stop.y - gap - 56 * scale, width, 56 * scale)
    header = Rect(margin, 20 * scale, width, 56 * scale)
    each = 84 * scale
    room = pause.y - gap - header.bottom - gap
    count = min(max(int(room // each), 0), 4)
    vitals = tuple(
        Rect(margin, header.bottom + gap + i * each, width, each - gap) for i in range(count)
    )
    return Rail(scale=scale, header=header, vitals=vitals, pause=pause, stop=stop)
