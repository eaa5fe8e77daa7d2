"""The start page's columns of people and protocols: for whom, and what."""

from __future__ import annotations

from functools import partial

from vrapp.panel import theme
from vrapp.panel.layout import Rect
from vrapp.panel.pen import BODY, SMALL
from vrapp.panel.start_choice import Offer, Row
from vrapp.panel.start_layout import ROW, list_rows, rows_in
from vrapp.panel.start_look import Done, Look


def people(look: Look) -> Done:
    """The field that looks for a code, and whom it fits."""
    pen, choosing, words, place = look.pen, look.choosing, look.words, look.place
    s = pen.scale
    look.caption(place.person, words.person)
    pen.field(place.search, choosing.query.text, choosing.query.at, BODY * 1.1)
    if not choosing.query.text:
        top = place.search.y + (place.search.h - pen.measure("X", BODY)[1]) / 2
        x = place.search.x + 20 * s
        pen.text(x, top, words.code_hint, BODY, theme.QUIET, width=place.search.w - 30 * s)
    rows = choosing.rows()
    if choosing.person is not None and all(r.person.code != choosing.person.code for r in rows):
        rows.insert(0, Row(choosing.person, new=not choosing.person.sessions))
    if not rows:
        pen.text(place.people.x, place.people.y + 8 * s, words.nobody, BODY, theme.QUIET)
    room = rows_in(place.people, ROW * s, 5 * s)
    if len(rows) > room:
        room -= 1
    buttons = look.buttons
    buttons.first = min(buttons.first, max(len(rows) - room, 0))
    shown = rows[buttons.first : buttons.first + room]
    done: Done = []
    places = list_rows(place.people, ROW * s, 5 * s, len(shown) + 1)
    chosen_there = any(choosing.who is not None and r.person == choosing.who for r in shown)
    for n, (row, area) in enumerate(zip(shown, places, strict=False)):
        chosen = choosing.who is not None and row.person.code == choosing.who.code
        if look.card("person", f"who {row.person.code}", area, chosen, n == 0 and not chosen_there):
            done.append(partial(choosing.pick, row.person))
        _person(look, area, row, chosen)
    if hidden := len(rows) - len(shown):
        last = places[len(shown)]
        text = words.more_people.format(count=hidden)
        pen.text(last.x + 14 * s, last.y + 4 * s, text, SMALL, theme.QUIET, width=last.w)
    return done


def _person(look: Look, area: Rect, row: Row, chosen: bool) -> None:
    pen, words, person = look.pen, look.words, row.person
    s = pen.scale
    inner = area.inset(16 * s, 8 * s)
    name = words.new_code.format(code=person.code) if row.new else person.code
    count = words.one_session
    if person.sessions != 1:
        count = words.sessions.format(count=person.sessions)
    right = inner.right
    if chosen:
        look.tick(right, inner.y + s)
        right -= 26 * s
    if not row.new:
        right -= pen.text(right, inner.y + s, count, SMALL, theme.QUIET, align=1.0) + 10 * s
    pen.text(inner.x, inner.y - s, name, BODY * 1.06, bold=True, width=right - inner.x)
    pace = person.pace_per_min
    told = [person.last, words.told(person.protocol)]
    told.append(words.known_pace.format(pace=pace) if pace is not None else "")
    said = words.new_hint if row.new else "  ·  ".join(each for each in told if each)
    pen.text(inner.x, inner.y + 23 * s, said, SMALL, theme.QUIET, width=inner.w)


def protocols(look: Look) -> Done:
    """What each protocol does and how long it takes; what is to be minded of the chosen one."""
    pen, choosing, words, place = look.pen, look.choosing, look.words, look.place
    s = pen.scale
    look.caption(place.protocol, words.protocol)
    offers = choosing.offers.protocols
    gap = 6 * s
    height = min((place.protocols.h + gap) / max(len(offers), 1) - gap, 76 * s)
    height = max(height, 44 * s)
    done: Done = []
    for n, (offer, area) in enumerate(
        zip(offers, list_rows(place.protocols, height, gap, len(offers)), strict=True)
    ):
        if area.bottom > place.protocols.bottom + s:
            break
        chosen = offer.name == choosing.protocol
        first = n == 0 and choosing.offer is None
        if look.card("protocol", f"what {offer.name}", area, chosen, first):
            done.append(partial(setattr, choosing, "protocol", offer.name))
        _offer(look, area, offer, chosen)
    if choosing.offer is not None:
        _cautions(look, choosing.offer)
    return done


def _offer(look: Look, area: Rect, offer: Offer, chosen: bool) -> None:
    pen, words, choosing = look.pen, look.words, look.choosing
    s = pen.scale
    inner = area.inset(16 * s, 6 * s)
    right = inner.right
    if chosen:
        look.tick(right, inner.y + s)
        right -= 26 * s
    minutes = words.minutes.format(minutes=offer.minutes)
    right -= pen.text(right, inner.y, minutes, BODY, theme.QUIET, align=1.0) + 12 * s
    suggested = offer.name == choosing.suggested() and choosing.who is not None
    if suggested:
        size = SMALL * 0.95
        right -= pen.text(right, inner.y + 2 * s, words.suggested, size, theme.FOCUS, align=1.0)
        right -= 12 * s
    title = words.told(offer.title)
    pen.text(inner.x, inner.y - s, title, BODY * 1.06, bold=True, width=right - inner.x)
    says = Rect(inner.x, inner.y + 21 * s, inner.w, max(inner.bottom - inner.y - 20 * s, 1.0))
    size, lines = SMALL * 1.03, 2 if says.h >= 38 * s else 1
    text = words.told(offer.description)
    if pen.holds(says, text, size, 1):
        pen.text(says.x, says.y + 3 * s, text, size, theme.QUIET, width=says.w)
    else:
        pen.paragraph(says, text, size, theme.QUIET, lines)


def _cautions(look: Look, offer: Offer) -> None:
    pen, words = look.pen, look.words
    s = pen.scale
    who = look.choosing.who
    pace = who.pace_per_min if who is not None else None
    said: list[tuple[str, bool]] = []
    if offer.needs_pace and pace is not None:
        said.append((words.own_pace.format(pace=pace), False))
    elif offer.needs_pace:
        said.append((words.no_pace.format(pace=offer.usual_pace), True))
    if offer.leads:
        said.append((words.ask_first, True))
    if not offer.screens:
        said.append((words.no_screening, True))
    area = look.place.cautions
    for (text, caution), row in zip(said, area.rows(3, 0), strict=False):
        icon = theme.ICON_ATTENTION if caution else theme.ICON_FINE
        colour = theme.ATTENTION if caution else theme.QUIET
        pen.text(row.x + 4 * s, row.y + 6 * s, icon, SMALL * 0.9, colour)
        line = Rect(row.x + 30 * s, row.y, row.w - 30 * s, row.h)
        ink = theme.TEXT if caution else theme.QUIET
        pen.text(line.x, row.y + 5 * s, text, SMALL, ink, width=line.w)
