"""pygame's events as imgui wants them. Positions are taken relative to the desk's own corner."""

from __future__ import annotations

from typing import Any

import pygame
from imgui_bundle import imgui

_KEYS = {
    pygame.K_LEFT: imgui.Key.left_arrow,
    pygame.K_RIGHT: imgui.Key.right_arrow,
    pygame.K_UP: imgui.Key.up_arrow,
    pygame.K_DOWN: imgui.Key.down_arrow,
    pygame.K_RETURN: imgui.Key.enter,
    pygame.K_KP_ENTER: imgui.Key.enter,
}
"""Arrows choose a control, Enter presses it; every other key belongs to the window."""

_BUTTONS = {1: 0, 2: 2, 3: 1}  # pygame counts left, middle, right; imgui left, right, middle

OUTSIDE = -3.4e38  # imgui's own value for "the mouse is not here"


def feed(io: Any, event: pygame.event.Event, origin: tuple[int, int]) -> bool:
    """Pass one event on to imgui; False when it is none of its business."""
    if event.type == pygame.MOUSEMOTION:
        io.add_mouse_pos_event(event.pos[0] - origin[0], event.pos[1] - origin[1])
    elif event.type in (pygame.MOUSEBUTTONDOWN, pygame.MOUSEBUTTONUP):
        if event.button not in _BUTTONS:
            return False
        io.add_mouse_pos_event(event.pos[0] - origin[0], event.pos[1] - origin[1])
        io.add_mouse_button_event(_BUTTONS[event.button], event.type == pygame.MOUSEBUTTONDOWN)
    elif event.type in (pygame.KEYDOWN, pygame.KEYUP):
        key = _KEYS.get(event.key)
        if key is None:
            return False
        io.add_key_event(key, event.type == pygame.KEYDOWN)
    elif event.type == pygame.WINDOWLEAVE:
        io.add_mouse_pos_event(OUTSIDE, OUTSIDE)
    elif event.type in (pygame.WINDOWFOCUSGAINED, pygame.WINDOWFOCUSLOST):
        io.add_focus_event(event.type == pygame.WINDOWFOCUSGAINED)
    else:
        return False
    return True
