"""What keys and the mouse mean, without a window."""

from __future__ import annotations

import math

import pygame
import pytest

from vrapp.display.window_input import MAX_PITCH_RAD, Look, meaning


def press(key: int, mod: int = 0) -> pygame.event.Event:
    return pygame.event.Event(pygame.KEYDOWN, key=key, mod=mod, unicode="")


def test_keys_mean_what_the_manual_says() -> None:
    assert meaning(press(pygame.K_ESCAPE)) == ("stop", "therapist")
    assert meaning(press(pygame.K_F12)) == ("stop", "therapist")
    assert meaning(press(pygame.K_h)) == ("hurts", "patient (key)")
    assert meaning(press(pygame.K_SPACE)) == ("pause", "")
    assert meaning(press(pygame.K_n)) == ("next", "scene")
    assert meaning(press(pygame.K_p)) == ("previous", "scene")
    assert meaning(press(pygame.K_g)) == ("key", "guidance")
    assert meaning(press(pygame.K_r)) == ("key", "ring")
    assert meaning(press(pygame.K_z)) is None
    assert meaning(press(pygame.K_m)) == ("key", "mute")
    assert meaning(press(pygame.K_q)) == ("key", "pain")
    answers = [meaning(press(key)) for key in (pygame.K_0, pygame.K_9, pygame.K_x, pygame.K_y)]
    assert answers == [("key", "0"), ("key", "9"), ("key", "10"), ("key", "yes")]


def test_only_stop_is_heard_together_with_another_key() -> None:
    assert meaning(press(pygame.K_SPACE, pygame.KMOD_LCTRL)) is None
    assert meaning(press(pygame.K_ESCAPE, pygame.KMOD_LALT)) == ("stop", "therapist")
    assert meaning(press(pygame.K_n, pygame.KMOD_LSHIFT)) == ("next", "scene")


def test_looking_around_turns_freely_but_never_overhead() -> None:
    look = Look()
    look.drag(100.0, 0.0, 0.01)
    assert look.yaw_rad == pytest.approx(1.0)
    look.drag(300.0, 1e4, 0.01)
    assert -math.pi <= look.yaw_rad <= math.pi
    assert look.yaw_rad == pytest.approx(4.0 - math.tau)
    assert look.pitch_rad == MAX_PITCH_RAD
    look.ahead()
    assert (look.yaw_rad, look.pitch_rad) == (0.0, 0.0)
