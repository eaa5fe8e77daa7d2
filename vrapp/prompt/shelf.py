"""Cards as textures: each drawn and sent to the graphics card once, then kept."""

from __future__ import annotations

from collections.abc import Callable, Hashable

import moderngl
import numpy as np

from vrapp.prompt.cards import Card

KEPT = 24


class Picture:
    """A card on the graphics card. `version` is another one for other pixels."""

    def __init__(self, context: moderngl.Context, card: Card, version: int) -> None:
        height, width = card.pixels.shape[:2]
        # OpenGL counts rows from the bottom, and so do its swapchains
        rows = np.ascontiguousarray(card.pixels[::-1])
        self.texture = context.texture((width, height), 4, rows)
        self.texture.build_mipmaps()
        self.texture.filter = moderngl.LINEAR_MIPMAP_LINEAR, moderngl.LINEAR
        self.texture.repeat_x = self.texture.repeat_y = False
        self.card = card
        self.version = version


class Shelf:
    """The pictures in use, made when first asked for; the oldest goes when there are many."""

    def __init__(self, context: moderngl.Context) -> None:
        self._context = context
        self._kept: dict[Hashable, Picture] = {}
        self._made = 0
        self._held: list[Picture] = []

    def picture(self, key: Hashable, make: Callable[[], Card]) -> Picture:
        found = self._kept.pop(key, None)
        if found is None:
            self._made += 1
            found = Picture(self._context, make(), self._made)
        self._kept[key] = found  # the newest last
        while len(self._kept) > KEPT:
            self._kept.pop(next(iter(self._kept))).texture.release()
        return found

    def keep(self, card: Card) -> Picture:
        """A picture for as long as the shelf stands."""
        self._made += 1
        self._held.append(Picture(self._context, card, self._made))
        return self._held[-1]

    def release(self) -> None:
        for picture in (*self._kept.values(), *self._held):
            picture.texture.release()
        self._kept.clear()
        self._held.clear()
