"""Where everything lies on the start page, computed from the window's size alone. Pure.

Three columns (who; what; where and how) over a bar with what was chosen and Start. `scale` as on
the desk.
"""

from __future__ import annotations

from dataclasses import dataclass

from vrapp.panel.layout import Rect, scale_for

CAPTION, FIELD, ROW = 26.0, 46.0, 58.0
"""Heights at scale 1: of a group's caption, of a field or small button, of a line of a list."""
SENSORS = 5
"""Lines of the list of streams, which has two columns."""


@dataclass(frozen=True, slots=True)
class StartLayout:
    """The regions; captions stand at the top of each group's."""

    scale: float
    head: Rect
    person: Rect
    search: Rect
    people: Rect
    protocol: Rect
    protocols: Rect
    cautions: Rect
    scene: Rect
    scenes: Rect
    where: Rect
    body: Rect
    bodies: Rect
    sensors: Rect
    settings: Rect
    kept: Rect
    bar: Rect
    start: Rect


def start_layout(w: float, h: float) -> StartLayout:
    """Regions of a window of `w` x `h` pixels."""
    s = scale_for((int(w), int(h)))
    margin, gap = 22 * s, 20 * s
    head = Rect(margin, 14 * s, w - 2 * margin, 50 * s)
    bar = Rect(margin, h - margin * 0.8 - 72 * s, w - 2 * margin, 72 * s)
    start = Rect(bar.right - min(420 * s, bar.w * 0.4), bar.y, min(420 * s, bar.w * 0.4), bar.h)
    top, bottom = head.bottom + 10 * s, bar.y - 14 * s
    room = w - 2 * margin - 2 * gap
    left, middle = room * 0.26, room * 0.335
    a = Rect(margin, top, left, bottom - top)
    b = Rect(a.right + gap, top, middle, bottom - top)
    c = Rect(b.right + gap, top, room - left - middle, bottom - top)
    search = Rect(a.x, a.y + CAPTION * s, a.w, FIELD * s)
    people = _between(a, search.bottom + 8 * s, a.bottom)
    cautions = _between(b, b.bottom - 84 * s, b.bottom)
    protocols = _between(b, b.y + CAPTION * s, cautions.y - 8 * s)
    kept = _between(c, c.bottom - 22 * s, c.bottom)
    settings = _between(c, kept.y - 10 * s - 42 * s, kept.y - 10 * s)
    sensors_h = SENSORS * 21 * s
    sensors = _between(c, settings.y - 10 * s - sensors_h, settings.y - 10 * s)
    bodies = _between(c, sensors.y - 6 * s - 42 * s, sensors.y - 6 * s)
    body = _between(c, bodies.y - CAPTION * s, bodies.y)
    places = _between(c, body.y - 8 * s - 42 * s, body.y - 8 * s)
    where = _between(c, places.y - CAPTION * s, places.bottom)
    scenes = _between(c, c.y + CAPTION * s, where.y - 10 * s)
    return StartLayout(
        scale=s,
        head=head,
        person=a,
        search=search,
        people=people,
        protocol=b,
        protocols=protocols,
        cautions=cautions,
        scene=c,
        scenes=scenes,
        where=where,
        body=body,
        bodies=bodies,
        sensors=sensors,
        settings=settings,
        kept=kept,
        bar=bar,
        start=start,
    )


def _between(column: Rect, top: float, bottom: float) -> Rect:
    return Rect(column.x, top, column.w, max(bottom - top, 1.0))


def rows_in(area: Rect, height: float, gap: float) -> int:
    """How many lines of a list fit."""
    return max(int((area.h + gap) // (height + gap)), 1)


def list_rows(area: Rect, height: float, gap: float, count: int) -> list[Rect]:
    """The places of `count` lines from the top of `area`."""
    return [Rect(area.x, area.y + i * (height + gap), area.w, height) for i in range(count)]


def grid(area: Rect, count: int, gap: float, name: float) -> list[Rect]:
    """Places for `count` pictures of 16:9 and their names, `name` high, in two rows at most five
    wide.
    """
    columns = 3 if count <= 6 else 4 if count <= 8 else 5
    lines = 2 if count > 3 else 1
    width = (area.w - gap * (columns - 1)) / columns
    height = min((area.h - gap * (lines - 1)) / lines, width * 9 / 16 + name)
    cells = [
        Rect(area.x + x * (width + gap), area.y + y * (height + gap), width, height)
        for y in range(lines)
        for x in range(columns)
    ]
    return cells[:count]
