"""One line that a person types, from pygame's events. Pure of drawing."""

from __future__ import annotations

from collections.abc import Callable

import pygame

ENTER = (pygame.K_RETURN, pygame.K_KP_ENTER)


def anything(letter: str) -> bool:
    """Every letter that can be seen, and the space."""
    return letter.isprintable()


class Line:
    """Text and where the next letter goes; `longest` letters at most.

    `allowed` tells which letters are taken; others are passed over.
    """

    def __init__(self, longest: int, allowed: Callable[[str], bool] = anything) -> None:
        self.text, self.at = "", 0
        self._longest, self._allowed = longest, allowed

    def clear(self) -> None:
        self.text, self.at = "", 0

    def take(self, event: pygame.event.Event) -> bool:
        """Take an event; True where it changed the text or the place in it."""
        before = self.text, self.at
        if event.type == pygame.TEXTINPUT:
            self.insert(event.text)
        elif event.type == pygame.KEYDOWN:
            self._press(event.key)
        return (self.text, self.at) != before

    def insert(self, text: str) -> None:
        """Put letters in, as far as they are allowed and there is room."""
        room = self._longest - len(self.text)
        new = "".join(letter for letter in text if self._allowed(letter))[:room]
        self.text = self.text[: self.at] + new + self.text[self.at :]
        self.at += len(new)

    def _press(self, key: int) -> None:
        text, at = self.text, self.at
        if key == pygame.K_BACKSPACE and at:
            self.text, self.at = text[: at - 1] + text[at:], at - 1
        elif key == pygame.K_DELETE:
            self.text = text[:at] + text[at + 1 :]
        elif key == pygame.K_LEFT:
            self.at = max(at - 1, 0)
        elif key == pygame.K_RIGHT:
            self.at = min(at + 1, len(text))
        elif key == pygame.K_HOME:
            self.at = 0
        elif key == pygame.K_END:
            self.at = len(text)
