"""The start page's column of scene, place, body, language and sound."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from imgui_bundle import imgui

from biofeedback.types import StreamHealth
from vrapp.panel import formats, theme
from vrapp.panel.layout import Rect
from vrapp.panel.pen import SMALL
from vrapp.panel.start_choice import SIMULATED
from vrapp.panel.start_layout import CAPTION, SENSORS, grid
from vrapp.panel.start_look import Done, Look
from vrapp.panel.trust import Level

GB = 1e9
LITTLE_BYTES = 2e9
"""Less free space than this is pointed out: an hour's record takes some tens of megabytes, but a
disk so full is filled by other programs."""
NAMES = {"en": "English", "de": "Deutsch", "fr": "Français", "es": "Español"}


def scenes(look: Look, pictures: Mapping[str, imgui.ImTextureRef]) -> Done:
    """Every scene with its picture at rest."""
    pen, choosing, words, place = look.pen, look.choosing, look.words, look.place
    s = pen.scale
    look.caption(place.scene, words.scene)
    offers = choosing.offers.scenes
    done: Done = []
    cells = grid(place.scenes, len(offers), 8 * s, 26 * s)
    for n, (scene, cell) in enumerate(zip(offers, cells, strict=False)):
        chosen = scene.name == choosing.scene
        lead = chosen or (n == 0 and not choosing.scene)
        pressed = look.buttons.press(
            pen, "scene", f"scene {scene.name}", cell, lead=lead,
            ground=theme.HOVERED if chosen else theme.CARD, hovered=theme.RAISED,
        )  # fmt: skip
        if pressed:
            done.append(partial(setattr, choosing, "scene", scene.name))
        picture = Rect(cell.x + 3 * s, cell.y + 3 * s, cell.w - 6 * s, cell.h - 29 * s)
        if (shown := pictures.get(scene.name)) is not None:
            pen.picture(picture, shown, 16 / 9)
        else:
            pen.card(picture, theme.RAISED, 8.0)
        title = words.told(scene.title)
        top, left = picture.bottom + 4 * s, cell.x + 9 * s
        if chosen:
            pen.text(left, top, theme.ICON_FINE, SMALL, theme.FOCUS)
            left += 20 * s
        room = cell.right - 5 * s - left
        pen.text(left, top, title, SMALL * 0.97, bold=chosen, width=room)
    return done


def where(look: Look) -> Done:
    """In the headset, or in this window."""
    choosing, words, area = look.choosing, look.words, look.place.where
    s = look.pen.scale
    look.caption(area, words.where)
    row = Rect(area.x, area.y + CAPTION * s, area.w, area.h - CAPTION * s)
    one, other = row.columns(2, 8 * s)
    done: Done = []
    if look.option("where", "headset", one, words.headset, choosing.headset):
        done.append(partial(setattr, choosing, "headset", True))
    if look.option("where", "window", other, words.window, not choosing.headset):
        done.append(partial(setattr, choosing, "headset", False))
    return done


def body(look: Look, streams: Sequence[StreamHealth]) -> Done:
    """Whose body: the sensors that send now, or the simulated patient, which is called so."""
    pen, choosing, words, place = look.pen, look.choosing, look.words, look.place
    s = pen.scale
    look.caption(place.body, words.body)
    one, other = place.bodies.columns(2, 8 * s)
    done: Done = []
    if look.option("body", "sensors", one, words.sensors, not choosing.simulated):
        done.append(partial(choosing.simulate, False))
    if look.option("body", "simulated", other, words.simulated, choosing.simulated):
        done.append(partial(choosing.simulate, True))
    area = place.sensors
    if choosing.simulated:
        text = words.simulated_says.format(code=SIMULATED)
        pen.text(area.x + 4 * s, area.y + 11 * s, theme.ICON_ATTENTION, SMALL, theme.ATTENTION)
        line = Rect(area.x + 30 * s, area.y, area.w - 30 * s, 42 * s)
        pen.paragraph(line, text, SMALL, theme.ATTENTION, 2)
    elif not streams:
        pen.text(area.x + 4 * s, area.y + 4 * s, words.looking, SMALL, theme.QUIET, width=area.w)
    else:
        _streams(look, area, streams)
    return done


def _streams(look: Look, area: Rect, streams: Sequence[StreamHealth]) -> None:
    pen, desk = look.pen, look.desk
    s = pen.scale
    order = sorted(streams, key=lambda h: (h.state != "live", h.stream.kind, h.stream.name))
    cells = [c for column in area.columns(2, 18 * s) for c in column.rows(SENSORS, 0)]
    shown = order if len(order) <= len(cells) else order[: len(cells) - 1]
    for health, cell in zip(shown, cells, strict=False):
        live = health.state == "live"
        colour = theme.QUIET if live else theme.ATTENTION
        level = Level.HIGH if live else Level.LOW
        pen.trust(cell.x + 7 * s, cell.y + cell.h / 2, level, colour, 4.5)
        top = cell.y + (cell.h - pen.measure("X", SMALL)[1]) / 2
        right = formats.rate(health, desk) if live else desk.stream_states[health.state]
        taken = pen.text(cell.right, top, right, SMALL, colour, align=1.0)
        room = cell.w - taken - 28 * s
        kind = desk.stream_kinds.get(health.stream.kind, health.stream.kind)
        used = pen.text(cell.x + 20 * s, top, kind, SMALL, width=room)
        if room - used > 40 * s:
            x = cell.x + 20 * s + used + 8 * s
            name = health.stream.name
            pen.text(x, top, name, SMALL, theme.QUIET, width=room - used - 8 * s)
    if len(order) > len(shown):
        cell = cells[-1]
        text = desk.more_streams.format(count=len(order) - len(shown))
        pen.text(cell.x + 20 * s, cell.y, text, SMALL, theme.QUIET, width=cell.w)


def settings(look: Look, languages: Sequence[str]) -> Done:
    """The language that everybody reads, and how loud it is."""
    pen, choosing, words, area = look.pen, look.choosing, look.words, look.place.settings
    s = pen.scale
    sound_w = 168 * s
    left = Rect(area.x, area.y, area.w - sound_w - 16 * s, area.h)
    done: Done = []
    for code, cell in zip(languages, left.columns(len(languages), 6 * s), strict=True):
        chosen = code == choosing.language
        if look.buttons.press(
            pen, "language", f"language {code}", cell, NAMES.get(code, code.upper()),
            lead=chosen, size=SMALL * 0.97, bold=chosen,
            ground=theme.HOVERED if chosen else theme.RAISED,
        ):  # fmt: skip
            done.append(partial(setattr, choosing, "language", code))
        if chosen:
            mark = Rect(cell.x + 10 * s, cell.bottom - 5 * s, cell.w - 20 * s, 3 * s)
            pen.card(mark, theme.FOCUS, 1.5)
    right = Rect(area.right - sound_w, area.y, sound_w, area.h)
    pen.card(right, theme.RAISED)
    side = right.h
    minus, plus = Rect(right.x, right.y, side, side), Rect(right.right - side, right.y, side, side)
    volume = choosing.volume
    quieter = look.buttons.press(
        pen, "sound", "quieter", minus, icon=theme.ICON_MINUS, lead=volume > 0.0, enabled=volume > 0
    )
    if quieter:
        done.append(partial(choosing.louder, -1))
    if look.buttons.press(
        pen, "sound", "louder", plus, icon=theme.ICON_PLUS, lead=volume <= 0.0, enabled=volume < 1
    ):
        done.append(partial(choosing.louder, 1))
    text = f"{volume * 100:.0f} %" if volume > 0.0 else words.off
    icon = theme.ICON_SOUND if volume > 0.0 else theme.ICON_SILENT
    pen.label(Rect(minus.right, right.y, plus.x - minus.right, right.h), text, icon, "", SMALL,
              theme.TEXT, False, 1.0)  # fmt: skip
    return done


def kept(look: Look) -> None:
    """Where the record goes, and whether there is room for it."""
    pen, words, area, offers = look.pen, look.words, look.place.kept, look.choosing.offers
    s = pen.scale
    if offers.folder_trouble:
        pen.text(area.x, area.y, theme.ICON_ATTENTION, SMALL * 0.9, theme.ATTENTION)
        text = offers.folder_trouble
        pen.text(area.x + 24 * s, area.y, text, SMALL, theme.ATTENTION, width=area.w - 24 * s)
        return
    free = ""
    colour = theme.QUIET
    if offers.free_bytes is not None:
        little = offers.free_bytes < LITTLE_BYTES
        form = words.little_free if little else words.free
        free = form.format(gigabytes=offers.free_bytes / GB)
        colour = theme.ATTENTION if little else theme.QUIET
    taken = pen.text(area.right, area.y, free, SMALL, colour, align=1.0)
    said = words.kept_in.format(folder=offers.folder)
    pen.text(area.x, area.y, said, SMALL, theme.QUIET, width=area.w - taken - 14 * s)
