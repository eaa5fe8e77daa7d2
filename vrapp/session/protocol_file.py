"""A protocol as data: one TOML file, read into checked phases.

What the file writes as one phase may become several parts: a question each, and a pace each with a
rest before it. `docs/protocols.md` has every key.
"""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path
from typing import get_args

from vrapp.scene.errors import SceneError, nearest
from vrapp.scene.question import Question
from vrapp.scene.table import Table
from vrapp.session.pacer import FASTEST_PER_MIN, SLOWEST_PER_MIN
from vrapp.session.protocol import (
    LONGEST_HEADSET_S,
    Feedback,
    GoOn,
    Kind,
    Line,
    Pacing,
    Phase,
    Protocol,
    headset_stretches_s,
)
from vrapp.session.questions import SCALES

FORMAT = 1
PACES_PER_MIN = {"adults": (6.5, 6.0, 5.5, 5.0, 4.5), "children": (9.5, 8.75, 8.0, 7.25, 6.5)}
"""Adults 4.5 to 6.5 a minute, children 6.5 to 9.5 (Lehrer & Gevirtz 2014, Front Psychol 5:756)."""
MOST_MIN = 120.0
ANSWER_S = 60.0
_MAX_LINE = 80


def parse_protocol(text: str, file: Path, *, children: bool = False) -> Protocol:
    """The protocol that a file's text describes; `children` paces an assessment for them.

    Raises
    ------
    SceneError
        It says file, key, what is allowed and the nearest valid one.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SceneError(f"is not TOML: {error}", file) from None
    table = Table(file, data)
    table.integer("format", FORMAT, FORMAT)
    title, description = table.text("title"), table.text("description", "")
    written = table.tables("phases")
    if not written:
        table.fail("phases", "is missing; a protocol has at least one [[phases]]")
    phases = tuple(part for i, each in enumerate(written) for part in _parts(each, i, children))
    table.finish()
    for i, stretch_s in enumerate(headset_stretches_s(phases)):
        if stretch_s > LONGEST_HEADSET_S:
            table.fail(
                "phases",
                f"keep the headset on for {stretch_s / 60:g} min "
                f"({'before the first' if i == 0 else 'after a'} break); allowed are "
                f"{LONGEST_HEADSET_S / 60:g} min: shorten a phase, or add one with headset = false",
            )
    return Protocol(file.stem, phases, title, description, file)


def _parts(table: Table, number: int, children: bool) -> list[Phase]:
    """What one [[phases]] table becomes."""
    kinds, pacings = get_args(Kind), get_args(Pacing)
    kind: Kind = table.choice("kind", kinds)
    title = table.text("title")
    pacing: Pacing = table.choice("pacer", pacings, "none")
    guidance: float | None = None
    if pacing != "none":
        guidance = table.number("pace_per_min", SLOWEST_PER_MIN, FASTEST_PER_MIN)
    lines = _lines(table)
    sickness_min = table.number("sickness_every_min", 0.0, 60.0, 0.0)
    base = Phase(
        title,
        1.0,
        guidance,
        kind=kind,
        pacing=pacing,
        feedback=table.choice("feedback", get_args(Feedback), "off"),
        lines=lines,
        group=f"{number + 1}. {title}",
        sickness_every_s=60.0 * sickness_min,
        headset=table.boolean("headset", kind not in ("screening", "break")),
    )
    if kind == "rating":
        parts = _ratings(table, base)
    elif kind == "assessment":
        parts = _assessment(table, base, children)
    else:
        parts = [_timed(table, base)]
    table.finish()
    return parts


def _timed(table: Table, base: Phase) -> Phase:
    minutes = table.number("minutes", 0.0, MOST_MIN, above=True)
    low, high = table.numbers("bounds_min", 2, 0.0, MOST_MIN, (min(minutes, 0.5), 2 * minutes))
    if not low <= minutes <= high:
        table.fail("minutes", f"is {minutes:g}; bounds_min allows {low:g} to {high:g}")
    go_on: tuple[GoOn, ...] = ("time", "sensors", "therapist")
    usual: GoOn = "therapist" if base.kind in ("screening", "break") else "time"
    chosen: GoOn = table.choice("go_on", go_on, "sensors" if base.kind == "sensors" else usual)
    return replace(base, duration_s=60 * minutes, bounds_s=(60 * low, 60 * high), go_on=chosen)


def _ratings(table: Table, base: Phase) -> list[Phase]:
    """A part for each question."""
    within_s = table.number("answer_within_s", 10.0, 600.0, ANSWER_S)
    names = table.texts("questions", 20)
    asked: list[Question] = []
    for i, name in enumerate(names):
        if name not in SCALES:
            known = ", ".join(SCALES)
            table.fail(
                f"questions[{i}]", f"is {name!r}; allowed are {known}{nearest(name, SCALES)}"
            )
        asked += SCALES[name]()
    return [replace(base, duration_s=within_s, question=q, go_on="answered") for q in asked]


def _assessment(table: Table, base: Phase, children: bool) -> list[Phase]:
    """A part for each pace, with a rest before all but the first."""
    paces = PACES_PER_MIN[table.choice("paces", tuple(PACES_PER_MIN), "adults")]
    if children:
        paces = PACES_PER_MIN["children"]
    pace_s = table.number("pace_s", 120.0, 300.0, 180.0)
    rest_s = table.number("rest_s", 10.0, 120.0, 30.0)
    rest_text = table.text("rest_text", "Let the breath go as it likes.")
    rest = replace(
        base,
        title=f"{base.title}: rest",
        kind="rest",
        duration_s=rest_s,
        text=rest_text,
        lines=(),
        bounds_s=(10.0, 120.0),
    )
    parts: list[Phase] = []
    for pace in paces:
        paced = replace(
            base,
            title=f"{base.title}: {pace:g} a minute",
            duration_s=pace_s,
            guidance_per_min=pace,
            pacing="fixed",
            bounds_s=(120.0, 300.0),
        )
        parts += [rest, paced] if parts else [paced]
    return parts


def _lines(table: Table) -> tuple[Line, ...]:
    found: list[Line] = []
    for each in table.tables("lines"):
        at_s = each.number("at_s", 0.0, 60 * MOST_MIN)
        text = each.text("text")
        if len(text) > _MAX_LINE:
            each.fail("text", f"has {len(text)} letters; allowed are {_MAX_LINE}: it is one line")
        if found and at_s <= found[-1].at_s:
            each.fail("at_s", f"is {at_s:g}; it must come after the line at {found[-1].at_s:g} s")
        found.append(Line(at_s, text, each.boolean("bell", False)))
        each.finish()
    return tuple(found)
