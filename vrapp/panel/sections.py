"""The parts of the desk, each drawn into its own rectangle. They say; they decide nothing."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

from biofeedback.indices.baseline import Baseline
from biofeedback.types import BodyState, StreamHealth
from vrapp.panel import formats, theme
from vrapp.panel.charts import Charts
from vrapp.panel.history import History
from vrapp.panel.layout import Rect
from vrapp.panel.pen import BODY, FIGURE, SMALL, TITLE, Pen
from vrapp.panel.texts import Texts
from vrapp.panel.theme import Rgb
from vrapp.panel.trust import OPACITY, Level, Reading, beginning, read, word
from vrapp.session.course import NOT_SHOWN
from vrapp.session.status import SessionStatus


@dataclass(frozen=True, slots=True)
class Vital:
    """One row: which feature, under which name, in which unit and colour."""

    feature: str
    label: str
    unit: str
    digits: int
    factor: float
    colour: Rgb


def vitals(texts: Texts) -> tuple[Vital, Vital, Vital, Vital]:
    return (
        Vital("heart_rate", texts.heart, "/min", 0, 1.0, theme.HEART),
        Vital("respiration_rate", texts.breath, "/min", 1, 1.0, theme.BREATH),
        Vital("rmssd", texts.variability, "ms", 0, 1.0, theme.RHYTHM),
        Vital("coherence", texts.coherence, "%", 0, 100.0, theme.COHERENCE),
    )


def header(pen: Pen, area: Rect, status: SessionStatus, texts: Texts) -> None:
    """Where in the session we are and how long it lasts."""
    s = pen.scale
    if status.ended:
        reason = texts.end_reasons.get(
            status.end_reason, texts.end_other.format(reason=status.end_reason)
        )
        pen.text(area.x, area.y, texts.ended, TITLE, bold=True, width=area.w)
        pen.text(area.x, area.y + 36 * s, reason, BODY, theme.QUIET, width=area.w)
        return
    left = formats.clock(status.phase_remaining_s)
    time = left or formats.clock(status.elapsed_s)
    caption = texts.time_left if left else texts.elapsed
    taken = pen.text(area.right, area.y - 3 * s, time, TITLE * 1.16, bold=True, align=1.0)
    below = pen.text(area.right, area.y + 36 * s, caption, BODY, theme.QUIET, align=1.0)
    _title(pen, area, texts.told(status.phase), area.w - taken - 20 * s)
    room = area.w - below - 20 * s
    if status.paused:
        icon = pen.text(area.x, area.y + 37 * s, theme.ICON_PAUSE, SMALL, theme.ATTENTION)
        x = area.x + icon + 9 * s
        room -= icon + 9 * s
        pen.text(x, area.y + 36 * s, texts.paused, BODY, theme.ATTENTION, width=room)
    else:
        then = texts.next_phase.format(phase=texts.told(status.next_phase))
        then = then if status.next_phase else texts.last_phase
        then = texts.waits_for.get(status.course.waits_for, then)
        pen.text(area.x, area.y + 36 * s, then, BODY, theme.QUIET, width=room)


def _title(pen: Pen, area: Rect, text: str, width: float) -> None:
    """The present part's name: smaller where it is long, rather than cut."""
    size = TITLE
    while size > SMALL and pen.measure(text, size, bold=True)[0] > width:
        size -= 1.0
    top = area.y + (TITLE - size) * 0.55 * pen.scale
    pen.text(area.x, top, text, size, bold=True, width=width)


def timeline(pen: Pen, area: Rect, status: SessionStatus) -> None:
    """The protocol's parts, as wide as they last; what is over is full, the present one fills."""
    parts = status.course.timeline
    if len(parts) < 2:
        return
    lasts = [min(max(each.duration_s, 30.0), 3600.0) for each in parts]
    gap = 3 * pen.scale
    a_second = (area.w - gap * (len(parts) - 1)) / sum(lasts)
    x = area.x
    for n, seconds in enumerate(lasts):
        width = max(a_second * seconds, 2.0)
        bar = Rect(x, area.y, width, area.h)
        pen.card(bar, theme.RAISED, 3.0)
        done = 1.0 if n < status.course.at else 0.0
        if n == status.course.at:
            left = status.phase_remaining_s
            whole = status.course.in_phase_s + left
            done = status.course.in_phase_s / whole if math.isfinite(left) and whole > 0 else 1.0
        if done > 0.0:
            colour = theme.BREATH if n == status.course.at else theme.QUIET
            pen.card(Rect(bar.x, bar.y, max(bar.w * done, 2.0), bar.h), colour, 3.0)
        x += width + gap


def vital(pen: Pen, area: Rect, what: Vital, reading: Reading, texts: Texts) -> Rect:
    """A row's numeral with its trust at the left; returns where its picture goes."""
    s = pen.scale
    pen.card(area)
    inner = area.inset(14 * s, 9 * s)
    numeral_w = 124 * s
    pen.text(inner.x, inner.y, what.label, SMALL, theme.QUIET, width=numeral_w)
    ink = theme.ATTENTION if reading.reason and not reading.waiting else theme.QUIET
    said = texts.trust_waiting if reading.waiting else word(reading.level, texts)
    taken = pen.text(inner.right, inner.y, said, SMALL, ink, align=1.0, width=110 * s)
    pen.trust(inner.right - taken - 13 * s, inner.y + SMALL * 0.56 * s, reading.level, ink)
    # The numeral takes all the height below its label: it is read from across the room.
    space = inner.h - 16 * s
    figure = min(FIGURE, space / s * 1.06)
    value = formats.number(reading.value * what.factor, what.digits)
    height = pen.measure(value, figure, bold=True)[1]
    top = inner.y + 16 * s + (space - height) / 2 + 2 * s
    alpha = OPACITY[reading.level]
    x = inner.x - 1 * s
    x += pen.text(x, top, value, figure, what.colour, bold=True, alpha=alpha)
    if math.isfinite(reading.value):
        # 0.79 of its height is where this face has its baseline.
        base = top + 0.79 * (height - pen.measure(what.unit, SMALL)[1])
        pen.text(x + 6 * s, base, what.unit, SMALL, theme.QUIET)
    left = inner.x + numeral_w + 12 * s
    return Rect(left, inner.y, max(inner.right - left, 1.0), inner.h)


def all_vitals(
    pen: Pen,
    areas: tuple[Rect, ...],
    body: BodyState,
    now: float,
    dt_s: float,
    charts: Charts,
    history: History,
    rest: Baseline,
    texts: Texts,
) -> None:
    """The four rows with their pictures; `rest`: the person's own values at rest."""
    if not areas:
        return
    places = [
        vital(pen, area, what, read(body, what.feature, now, texts), texts)
        for area, what in zip(areas, vitals(texts), strict=True)
    ]
    charts.heart(pen, places[0], body, now, dt_s)
    charts.breath(pen, places[1], body, history.belt, now, dt_s)
    charts.heart_rate(pen, places[2], history.heart_rate, now, dt_s, at_rest(rest, "heart_rate"))
    charts.coherence(pen, places[3], history.coherence, now, at_rest(rest, "coherence"))


def at_rest(rest: Baseline, name: str) -> float:
    """The median of a feature in the person's baseline; NaN while there is none."""
    known = rest.features.get(name)
    return known.median if known is not None else math.nan


BESIDE = "  ·  "
"""Stands between two sentences."""


class Concern(NamedTuple):
    """The one sentence under the numbers."""

    level: Level
    sentence: str
    waiting: bool = False
    """Nothing is wrong; windows are still filling."""


def concern(body: BodyState, status: SessionStatus, now: float, texts: Texts) -> Concern:
    """What is wrong, or what is still to come, or else what the scene follows."""
    if status.course.notice and not status.ended:
        return Concern(Level.LOW, _sentence(texts.told(status.course.notice)))
    if not body.streams:  # before the session proper there is time to put sensors on
        return Concern(Level.LOW, texts.no_streams, status.course.kind == "screening")
    if not math.isfinite(body.t):
        return Concern(Level.MEDIUM, texts.waiting, waiting=True)
    lacks: list[Concern] = []
    said = status.reason.lower() if not status.ended else ""
    if NOT_SHOWN in said:  # a part without feedback wants it so
        said = ""
    if said:
        sentence = texts.told(status.reason)
        lacks.append(Concern(Level.MEDIUM, sentence, beginning(status.reason)))
    reasons = [(r, w) for w in vitals(texts) if (r := read(body, w.feature, now, texts)).reason]
    for reading, what in sorted(reasons, key=lambda item: item[0].level):
        if reading.reason.lower() not in said:
            said += f"\n{reading.reason.lower()}"
            reason = texts.told(reading.reason)
            sentence = texts.because.format(quantity=what.label, reason=reason)
            lacks.append(Concern(reading.level, sentence, reading.waiting))
    asked = status.question if not status.ended else None
    if asked is not None and all(each.waiting for each in lacks):
        return Concern(Level.HIGH, texts.asked.format(question=texts.told(asked.text)))
    if lacks:
        lacks.sort(key=lambda each: each.waiting)  # what is wrong comes first
        sentence = BESIDE.join(each.sentence for each in lacks[:2])  # more is not read
        worst = min(each.level for each in lacks)
        return Concern(worst, _sentence(sentence), lacks[0].waiting)
    if status.course.veiled and not (status.paused or status.ended):
        return Concern(Level.HIGH, texts.blinded)
    if status.paused or status.ended or status.engagement <= 0.0:
        return Concern(Level.HIGH, texts.resting)
    own = status.breath_source == "own"
    return Concern(Level.HIGH, texts.follows_own if own else texts.follows_pacer)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def message(
    pen: Pen, area: Rect, body: BodyState, status: SessionStatus, now: float, texts: Texts
) -> None:
    level, sentence, waiting = concern(body, status, now, texts)
    s = pen.scale
    calm = level is Level.HIGH or waiting
    icon = theme.ICON_FINE if calm else theme.ICON_ATTENTION
    if waiting:
        icon = theme.ICON_WAIT
    elif calm and sentence == texts.resting:
        icon = theme.ICON_REST
    colour = theme.QUIET if calm else theme.ATTENTION
    height = pen.measure(icon, BODY)[1]
    pen.text(area.x + 14 * s, area.y + (area.h - height) / 2, icon, BODY, colour, align=0.0)
    place = Rect(area.x + 46 * s, area.y, area.w - 50 * s, area.h)
    if not pen.holds(place, sentence, BODY * 0.96, 2):
        sentence = sentence.split(BESIDE)[0]  # the worse of two, whole, rather than both cut
    pen.paragraph(place, sentence, BODY * 0.96, theme.TEXT if not calm else theme.QUIET, 2)


def _in_use_first(health: StreamHealth) -> tuple[int, str]:
    """What lives before what fell silent; what has gone comes last."""
    return (("live", "silent", "lost").index(health.state), health.stream.kind)


def streams(pen: Pen, area: Rect, body: BodyState, texts: Texts) -> None:
    """Every stream: kind, name, and its rate while it lives or what is wrong with it."""
    s = pen.scale
    listed = sorted(body.streams, key=_in_use_first)
    shown = listed if len(listed) <= 6 else listed[:5]
    cells = [cell for column in area.columns(2, 18 * s) for cell in column.rows(3, 0)]
    for cell, health in zip(cells, shown, strict=False):
        live = health.state == "live"
        level = {"live": Level.HIGH, "silent": Level.MEDIUM, "lost": Level.LOW}[health.state]
        colour = theme.QUIET if live else theme.ATTENTION
        middle = cell.y + cell.h / 2
        pen.trust(cell.x + 6 * s, middle, level, colour, 4.5)
        top = middle - pen.measure("X", SMALL)[1] / 2
        right = formats.rate(health, texts) if live else texts.stream_states[health.state]
        taken = pen.text(cell.right, top, right, SMALL, colour, align=1.0)
        room = cell.w - taken - 28 * s
        kind = texts.stream_kinds.get(health.stream.kind, health.stream.kind)
        x = cell.x + 19 * s
        used = pen.text(x, top, kind, SMALL, theme.TEXT, width=room)
        if room - used > 40 * s:
            pen.text(
                x + used + 8 * s, top, health.stream.name, SMALL, theme.QUIET,
                width=room - used - 8 * s,
            )  # fmt: skip
    if len(listed) > len(shown):
        cell = cells[5]
        text = texts.more_streams.format(count=len(listed) - len(shown))
        top = cell.y + (cell.h - pen.measure(text, SMALL)[1]) / 2
        pen.text(cell.x + 19 * s, top, text, SMALL, theme.QUIET, width=cell.w)


def notice(
    pen: Pen,
    area: Rect,
    body: BodyState,
    now: float,
    latency_s: float | None,
    gain: float,
    texts: Texts,
    told: str = "",
    note: str = "",
) -> None:
    """At the left what was told, the note just kept, or the newest notice; at the right the comfort
    guard's shield and the time from sensor to picture, in as many words as there is room for.
    """
    s = pen.scale
    top = area.y + (area.h - pen.measure("X", SMALL)[1]) / 2
    left, ink = "", theme.QUIET
    if told:
        left, ink = texts.told(told), theme.ATTENTION
        if pen.measure(left, SMALL)[0] > area.w - 24 * s:
            left = left.split("; ")[0]  # what is wrong; the remedy is on the console
    elif note:
        left = note
    elif body.notices:
        newest = max(body.notices, key=lambda item: item.t)
        left = formats.notice(newest, tuple(body.streams), now, texts)
    room = area.w - pen.text(area.x, top, left, SMALL, ink, width=area.w)
    for text in _technics(latency_s, gain, texts):
        taken = pen.measure(text, SMALL)[0] + 22 * s
        if taken + 12 * s <= room:
            colour = theme.ATTENTION if gain < WHOLE else theme.QUIET
            icon = theme.ICON_DIMMED if gain < WHOLE else theme.ICON_GUARDED
            pen.text(area.right - taken, top + s, icon, SMALL * 0.86, colour)
            pen.text(area.right, top, text, SMALL, colour, align=1.0)
            return


WHOLE = 0.995
"""A guard that lets so much of the light through dims nothing that can be seen."""


def _technics(latency_s: float | None, gain: float, texts: Texts) -> tuple[str, ...]:
    """What may stand beside the guard's shield, the longest first."""
    damped = texts.guard_damps.format(share=100.0 * gain) if gain < WHOLE else ""
    if latency_s is None or not math.isfinite(latency_s):
        return (damped, "")
    ms = latency_s * 1000.0
    said = (texts.latency.format(ms=ms), f"{ms:.0f} ms")
    if damped:
        return (*(f"{damped}{BESIDE}{text}" for text in said), damped, "")
    return (*said, "")
