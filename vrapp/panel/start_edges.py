"""The start page's head, which tells of the session before, and its bar, with Start."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from vrapp.panel import theme
from vrapp.panel.layout import Rect
from vrapp.panel.pen import BODY, SMALL, TITLE
from vrapp.panel.start_choice import Cut
from vrapp.panel.start_look import Look

if TYPE_CHECKING:
    from vrapp.panel.start import Ended


def head(look: Look, ended: Ended | None, trouble: str) -> Literal["", "report", "go on"]:
    """The title, and what went wrong, what the session before came to, or which one was cut short;
    and what was pressed: its report is to be opened, or it is to be gone on with.
    """
    pen, words, area = look.pen, look.words, look.place.head
    s = pen.scale
    x = area.x + pen.text(area.x, area.y + 8 * s, words.title, TITLE, bold=True) + 28 * s
    report = ended.report if ended is not None and not trouble else ""
    cut = look.choosing.offers.cut if ended is None else None
    button: Literal["", "report", "go on"] = "report" if report else "go on" if cut else ""
    right, pressed = area.right, False
    if button:
        text, icon = words.go_on, theme.ICON_PLAY
        if button == "report":
            text, icon = words.report, theme.ICON_REPORT
        width = pen.measure(text, BODY)[0] + 64 * s
        place = Rect(area.right - width, area.y + 3 * s, width, area.h - 6 * s)
        pressed = look.buttons.press(pen, "head", button, place, text, lead=True, icon=icon)
        right = place.x - 16 * s
    if trouble:
        place = Rect(x + 30 * s, area.y, right - x - 30 * s, area.h)
        pen.text(x, area.y + 15 * s, theme.ICON_ATTENTION, BODY, theme.ATTENTION)
        pen.paragraph(place, look.desk.told(trouble), SMALL, theme.ATTENTION, 2)
    elif ended is not None:
        _ended(look, ended, x, right)
    elif cut is not None:
        _cut(look, cut, x, right)
    else:
        hint = f"{words.leave}: {words.key_leave}"
        pen.text(right, area.y + 15 * s, hint, SMALL, theme.QUIET, align=1.0)
    return button if pressed else ""


def _ended(look: Look, ended: Ended, x: float, right: float) -> None:
    pen, words, top = look.pen, look.words, look.place.head.y
    end = look.desk.end_reasons.get(ended.end, look.desk.end_other.format(reason=ended.end))
    said = words.ended.format(
        code=ended.code, protocol=words.told(ended.protocol), minutes=ended.minutes, end=end
    )
    if ended.pain is not None:
        said += " " + words.pain.format(before=ended.pain[0], after=ended.pain[1])
    pen.text(x, top + 4 * pen.scale, said, BODY, width=right - x)
    pen.text(x, top + 28 * pen.scale, ended.report, SMALL * 0.92, theme.QUIET, width=right - x)


def _cut(look: Look, cut: Cut, x: float, right: float) -> None:
    pen, words, top = look.pen, look.words, look.place.head.y
    s = pen.scale
    pen.text(x, top + 15 * s, theme.ICON_ATTENTION, BODY, theme.ATTENTION)
    x += 30 * s
    said = words.cut.format(
        code=cut.code, protocol=words.told(cut.protocol), at=cut.at, part=words.told(cut.part)
    )
    worn = cut.worn_min >= 1.0
    pen.text(x, top + (4 if worn else 14) * s, said, BODY, width=right - x)
    if worn:
        said = words.worn.format(minutes=cut.worn_min)
        pen.text(x, top + 28 * s, said, SMALL, theme.ATTENTION, width=right - x)


def bar(look: Look, beginning: bool) -> bool:
    """What was chosen, in one line, and Start; True when it was pressed."""
    pen, choosing, words, place = look.pen, look.choosing, look.words, look.place
    s = pen.scale
    pen.card(place.bar, theme.CARD, 14.0)
    left = Rect(
        place.bar.x + 20 * s, place.bar.y, place.start.x - place.bar.x - 40 * s, place.bar.h
    )
    who, offer = choosing.who, choosing.offer
    arm = choosing.arm
    if who is None:
        pen.text(left.x, left.y + 24 * s, words.choose_person, TITLE * 0.8, width=left.w)
    else:
        scene = next((x.title for x in choosing.offers.scenes if x.name == choosing.scene), "")
        said = [
            words.told(offer.title) if offer is not None else "",
            words.told(scene),
            words.headset if choosing.headset else words.window,
            words.simulated if choosing.simulated else words.sensors,
        ]
        pen.text(left.x, left.y + 11 * s, who.code, TITLE * 0.86, bold=True, width=left.w)
        line = "  ·  ".join(each for each in said if each)
        pen.text(left.x, left.y + 41 * s, line, BODY * 0.95, theme.QUIET, width=left.w)
        if arm is not None:
            told = arm.trouble or words.arm.format(arm=words.arms.get(arm.told, arm.told))
            colour = theme.ATTENTION if arm.trouble else theme.TEXT
            pen.text(
                left.right, left.y + 14 * s, told, SMALL, colour, align=1.0, width=left.w * 0.7
            )
    can = choosing.ready and not beginning
    return look.buttons.press(
        pen, "start", "start", place.start, words.starting if beginning else words.start, lead=True,
        icon="" if beginning else theme.ICON_PLAY, hint="" if beginning else words.key_start,
        size=BODY * 1.35, bold=True, enabled=can, rounding=14.0,
        ground=theme.GO if can else theme.RAISED, hovered=theme.GO_HOVERED, colour=theme.TEXT,
    )  # fmt: skip
