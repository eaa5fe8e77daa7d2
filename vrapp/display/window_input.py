"""Keys and mouse of the desktop window: what they mean, and the look around by dragging."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pygame

from vrapp.display.base import InputKind

MAX_PITCH_RAD = math.radians(75.0)

KEYS: dict[int, tuple[InputKind, str]] = {
    pygame.K_ESCAPE: ("stop", "therapist"),
    pygame.K_F12: ("stop", "therapist"),
    pygame.K_h: ("hurts", "patient (key)"),
    pygame.K_SPACE: ("pause", ""),
    pygame.K_n: ("next", "scene"),
    pygame.K_p: ("previous", "scene"),
    pygame.K_g: ("key", "guidance"),
    pygame.K_r: ("key", "ring"),
    pygame.K_k: ("key", "skip"),
    pygame.K_m: ("key", "mute"),
    pygame.K_q: ("key", "pain"),
    pygame.K_y: ("key", "yes"),
    pygame.K_x: ("key", "10"),
    pygame.K_BACKSPACE: ("key", "declined"),
    **{pygame.K_0 + n: ("key", str(n)) for n in range(10)},
    pygame.K_HOME: ("recentre", ""),
    pygame.K_MINUS: ("key", "slower"),
    pygame.K_KP_MINUS: ("key", "slower"),
    pygame.K_PLUS: ("key", "faster"),
    pygame.K_EQUALS: ("key", "faster"),
    pygame.K_KP_PLUS: ("key", "faster"),
}
"""Escape, alone in its corner and found without looking, is the therapist's stop, and so is F12,
which is heard while a note is typed as well; the patient's own is a look or a controller. H is
what the patient says: it hurts more. Q asks for the pain; digits (X is ten), Y and N (the next
scene's key otherwise) enter the patient's answer, Backspace declines."""

KEY_STOP = pygame.K_F12
"""The stop that nothing takes: not even a line that is being typed."""

KEY_FULLSCREEN, KEY_PANEL = pygame.K_F11, pygame.K_TAB

_COMBINED = pygame.KMOD_CTRL | pygame.KMOD_ALT | pygame.KMOD_META


def meaning(event: pygame.event.Event) -> tuple[InputKind, str] | None:
    """What a pressed key asks for; stop is heard even with Ctrl or Alt held, nothing else is."""
    found = KEYS.get(event.key)
    if found is None or (event.mod & _COMBINED and found[0] != "stop"):
        return None
    return found


@dataclass(slots=True)
class Look:
    """Where the seated person looks; the picture sticks to the pointer that drags it."""

    yaw_rad: float = 0.0  # to the left
    pitch_rad: float = 0.0  # up
    dragging: bool = False

    def drag(self, dx: float, dy: float, rad_per_pixel: float) -> None:
        """Move by `dx` pixels to the right and `dy` down."""
        self.yaw_rad = math.remainder(self.yaw_rad + dx * rad_per_pixel, math.tau)
        pitch = self.pitch_rad + dy * rad_per_pixel
        self.pitch_rad = min(max(pitch, -MAX_PITCH_RAD), MAX_PITCH_RAD)

    def ahead(self) -> None:
        self.yaw_rad = self.pitch_rad = 0.0
