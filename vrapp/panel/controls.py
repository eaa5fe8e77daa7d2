"""What the therapist can do: scene, guidance, pause, next part, stop. Each yields a command."""

from __future__ import annotations

from typing import Literal

from vrapp.panel import formats, theme
from vrapp.panel.intents import other_pace, other_scene, toggled_guidance
from vrapp.panel.layout import Rect
from vrapp.panel.pen import BODY, Pen
from vrapp.panel.sheets import Name
from vrapp.panel.texts import Texts
from vrapp.session.commands import Command, Pause, SkipPhase
from vrapp.session.status import SessionStatus


def stepper(
    pen: Pen, name: str, area: Rect, icons: tuple[str, str], can: tuple[bool, bool], text: str
) -> int:
    """A choice between two arrows: -1, +1 for the arrows, 2 for its middle, 0 for nothing."""
    side = min(area.h, area.w / 4)
    pen.card(area, theme.RAISED)
    left = Rect(area.x, area.y, side, area.h)
    right = Rect(area.right - side, area.y, side, area.h)
    middle = Rect(left.right, area.y, max(area.w - 2 * side, 1.0), area.h)
    pressed = 0
    if pen.button(f"{name}<", left, "", icon=icons[0], size=BODY * 0.9, enabled=can[0]):
        pressed = -1
    if pen.button(f"{name}=", middle, text, size=BODY * 0.94):
        pressed = 2
    if pen.button(f"{name}>", right, "", icon=icons[1], size=BODY * 0.9, enabled=can[1]):
        pressed = 1
    return pressed


def scene(pen: Pen, area: Rect, status: SessionStatus, texts: Texts) -> Command | None:
    many = len(status.scenes) > 1 and not status.ended
    icons = (theme.ICON_LEFT, theme.ICON_RIGHT)
    text = texts.told(formats.title(status.scene)) if status.scene else texts.no_scene
    pressed = stepper(pen, "scene", area, icons, (many, many), text)
    return other_scene(status, 1 if pressed == 2 else pressed) if pressed and many else None


def guidance(
    pen: Pen, area: Rect, status: SessionStatus, last_pace: float, texts: Texts
) -> Command | None:
    pace = status.guidance_per_min
    slower = other_pace(status, -1) if not status.ended else None
    faster = other_pace(status, +1) if not status.ended else None
    icons = (theme.ICON_MINUS, theme.ICON_PLUS)
    text = texts.free if pace is None else texts.guided.format(pace=pace)
    if status.course.veiled:
        text = texts.hidden  # a press frees the breath, whatever is shown
    can = (slower is not None, faster is not None)
    pressed = stepper(pen, "pace", area, icons, can, text)
    if pressed == 2 and not status.ended:
        return toggled_guidance(status, last_pace)
    return {-1: slower, 1: faster}.get(pressed)


def pause(pen: Pen, area: Rect, status: SessionStatus, texts: Texts, text: bool) -> Command | None:
    """Pause, or go on; with its word or, on the rail, by its icon alone."""
    icon = theme.ICON_PLAY if status.paused else theme.ICON_PAUSE
    label = texts.resume if status.paused else texts.pause
    pressed = pen.button(
        "pause", area, label if text else "", icon=icon, hint=texts.key_pause if text else "",
        enabled=not status.ended,
    )  # fmt: skip
    return Pause(not status.paused) if pressed else None


def skip(pen: Pen, area: Rect, status: SessionStatus, texts: Texts) -> Command | None:
    screened = status.course.kind != "screening"  # that one ends by its own answer
    can = bool(status.next_phase) and not status.ended and screened
    pressed = pen.button(
        "skip", area, texts.skip, icon=theme.ICON_SKIP, hint=texts.key_skip, enabled=can
    )
    return SkipPhase() if pressed else None


Entry = Name | Literal["note"]


def entries(pen: Pen, area: Rect, status: SessionStatus, half: bool, texts: Texts) -> Entry:
    """What the therapist wants to enter: the name of a sheet, a note, or nothing.

    Each button is as wide as its word needs. `half`: an adverse event has been begun and waits.
    """
    buttons: tuple[tuple[Entry, str, str], ...] = (
        ("time", texts.time, texts.key_time),
        ("rating", texts.rating, texts.key_rating),
        ("event", texts.event, texts.key_event),
        ("note", texts.note, texts.key_note),
    )
    size, gap = BODY * 0.88, 8 * pen.scale
    needs = [pen.measure(f"{text} {key}", size)[0] for _, text, key in buttons]
    spare = (area.w - gap * (len(buttons) - 1) - sum(needs)) / len(buttons)
    found: Entry = ""
    x = area.x
    for need, (name, text, key) in zip(needs, buttons, strict=True):
        waits = half and name == "event"
        place = Rect(x, area.y, max(need + spare, 1.0), area.h)
        if pen.button(
            f"enter {name}", place, text, hint=key, size=size, bold=waits,
            colour=theme.ATTENTION if waits else theme.TEXT, enabled=not status.ended,
        ):  # fmt: skip
            found = name
        x = place.right + gap
    return found


def stop(
    pen: Pen, area: Rect, status: SessionStatus, hovered: bool, texts: Texts, wide: bool, key: str
) -> bool:
    """The one control that is always there, with the key that stops now. True when the keyboard
    pressed it.

    A click on it never reaches imgui: `Panel.process_event` takes it first, whatever state the
    widgets are in.
    """
    face = theme.STOP_HOVERED if hovered else theme.STOP
    return pen.button(
        "stop",
        area,
        (texts.over if wide else "") if status.ended else texts.stop,
        icon=theme.ICON_STOP if wide or status.ended else "",
        hint=key if wide and not status.ended else "",
        size=BODY * (1.35 if wide else 1.05),
        ground=theme.RAISED if status.ended else face,
        hovered=theme.RAISED if status.ended else theme.STOP_HOVERED,
        colour=theme.QUIET if status.ended else theme.STOP_TEXT,
        bold=True,
        rounding=14.0,
    )
