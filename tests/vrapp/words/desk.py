"""The desk in a language, drawn without a window, and everything that it can have to say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

import pygame

from biofeedback.types import EMPTY_BODY, BodyState, Notice
from tests.vrapp.panel.bodies import make_body, make_status, make_stream
from vrapp.app.watch import REMEDY
from vrapp.panel import Panel
from vrapp.panel.texts import ENGLISH
from vrapp.session.commands import Command
from vrapp.session.override import REFUSED, SURE
from vrapp.session.protocol_file import parse_protocol
from vrapp.session.questions import SCALES
from vrapp.session.ratings import HURTS_MORE
from vrapp.session.status import CourseStatus
from vrapp.words.composed import COMPOSED

ROOT = Path(__file__).resolve().parents[3]
NOW = 100.0
_FIRST_TOLD = "the comfort guard dims the picture: scene {scene} flashed too often"
WINDOWS = ((1280, 720), (1600, 900))
TYPICAL = {"signal": "ECG", "quantity": "coherence", "pace": "6.5", "share": "40%", "rate": "12.0"}


@cache
def body_of(t: float = NOW, trust: float = 0.95, reason: str = "") -> BodyState:
    return make_body(t, trust=trust, reason=reason)


@dataclass(frozen=True)
class Look:
    """What the desk is to show: the session's status, the body, and what a sheet was told."""

    status: dict[str, Any] = field(default_factory=dict)
    body: BodyState = field(default_factory=body_of)
    sheet: str = ""
    chosen: dict[str, Any] = field(default_factory=dict)
    note: bool = False
    gain: float = 1.0


def titles() -> Sequence[str]:
    found: dict[str, None] = {}
    for file in sorted((ROOT / "protocols").glob("*.toml")):
        for phase in parse_protocol(file.read_text(encoding="utf-8"), file).phases:
            found |= dict.fromkeys((phase.title, phase.group.partition(". ")[2] or phase.title))
    return tuple(found)


def reasons() -> Iterator[str]:
    """Whole reasons, their fields filled; the assessment's are for the report alone."""
    last = COMPOSED.index("repeats itself exactly: no live signal")
    for text in COMPOSED[COMPOSED.index("no signal from the sensors yet") : last + 1]:
        yield re.sub(r"{(\w+)}", lambda m: TYPICAL.get(m.group(1), "64"), text)


def told() -> Iterator[str]:
    """What is told as it happens."""
    for text in COMPOSED[COMPOSED.index(_FIRST_TOLD) : COMPOSED.index("live sensors over LSL")]:
        yield text.format(scene="snowline")
    yield from (HURTS_MORE, REFUSED, SURE, "pain rose from 3 to 6: ask how it is")
    yield f"no LSL stream with a body's signals was found yet; {REMEDY}"


def looks() -> Iterator[Look]:
    """Everything beside the sheets."""
    yield Look()
    yield Look({"breath_source": "own", "guidance_per_min": None, "paused": True})
    yield Look(note=True)
    yield Look(gain=0.62)
    yield Look(chosen={"_kind": "Fall"})  # an adverse event waits, half entered
    yield Look({"next_phase": "", "phase_remaining_s": float("inf")})
    for reason in ENGLISH.end_reasons:
        yield Look({"ended": True, "end_reason": reason})
    for waits in ENGLISH.waits_for:
        yield Look({"course": CourseStatus(waits_for=waits)})
    for notice in ("pain rose from 3 to 6: ask how it is", HURTS_MORE):
        yield Look({"course": CourseStatus(notice=notice)})
    blinded = CourseStatus(blinded=True, veiled=True)
    yield Look({"course": blinded, "guidance_per_min": None, "engagement": 1.0})
    for title in titles():
        yield Look({"phase": title, "next_phase": title, "phase_remaining_s": 754.0})
    for make in SCALES.values():
        for question in make():
            yield Look({"question": question})
    for scene in sorted((ROOT / "scenes").glob("*.toml")):
        yield Look({"scene": scene.stem, "guidance_per_min": 5.5})
    yield Look(body=EMPTY_BODY)
    yield Look(body=body_of(NOW - 9.0))
    for reason in reasons():
        yield Look({"reason": f"coherence: {reason}", "engagement": 0.0})
        yield Look(body=body_of(NOW, 0.1, reason))
        yield Look(body=body_of(NOW, 0.5, reason))
    for kind in ENGLISH.notices:
        body = body_of()
        yield Look(body=replace(body, notices=[Notice("ecg:chest strap", kind, NOW - 85.0)]))
    for states in (("live",) * 3, ("silent",) * 3, ("lost",) * 3):
        names = [n for n in ENGLISH.stream_kinds if n not in ("eeg", "markers")][:8]
        streams = [
            make_stream(kind, "x", 0.0 if kind == "rr" else 250.0, states[0])  # type: ignore[arg-type]
            for kind in names
        ]
        yield Look(body=replace(body_of(), streams=streams))
        yield Look(body=replace(body_of(), streams=streams[3:]))


def sheets() -> Iterator[Look]:
    """Every sheet and every step on it."""
    for title in titles():
        yield Look({"phase": title}, sheet="time")
    for scale in (0, 1):
        yield Look(sheet="rating", chosen={"_scale": scale})
    yield Look(sheet="event")
    for kind in ENGLISH.event_kinds:
        yield Look(sheet="event", chosen={"_kind": kind})
        yield Look(sheet="event", chosen={"_kind": kind, "_severity": "mild"})
    yield Look(sheet="screening")
    yield Look(sheet="screening", note=True)
    for name in ENGLISH.conditions:
        yield Look(sheet="screening", chosen={"_yes": {name}, "_consent": True})
    yes = set(ENGLISH.conditions) - {"seizures"}
    yield Look(sheet="screening", chosen={"_yes": yes, "_consent": True})


class Desk:
    """A panel beside a window of that size, and a person at its keyboard."""

    def __init__(self, panel: Panel, window: tuple[int, int]) -> None:
        self.panel, self.look = panel, Look()
        width = panel.column_width(window)
        self.area = (window[0] - width, 0, width, window[1])
        self.now = NOW

    def show(self, look: Look, frames: int = 1) -> list[Command]:
        self.look = look
        sheets = self.panel._sheets
        sheets.name = look.sheet  # type: ignore[assignment]
        sheets._kind, sheets._severity, sheets._yes, sheets._consent = "", None, set(), False
        for name, value in look.chosen.items():
            setattr(sheets, name, value)
        self.panel.gain = look.gain
        self.panel._note.close()
        if look.note:
            self.panel._note.open(self.now, 754.0)
        return self.frame(frames)

    def frame(self, count: int = 1) -> list[Command]:
        asked: list[Command] = []
        fields = dict(self.look.status)
        if self.look.sheet == "screening":
            fields["course"] = CourseStatus(kind="screening")
        for _ in range(count):
            self.now += 1e-4
            self.panel._fresh = 1
            status = make_status(self.now, **fields)
            asked += self.panel.draw(self.look.body, status, 0.02, self.area)
        return asked

    def press(self, key: int) -> list[Command]:
        for kind in (pygame.KEYDOWN, pygame.KEYUP):
            event = pygame.event.Event(kind, key=key, mod=0, unicode="")
            self.panel.process_event(event, self.area)
        return self.frame(3)
