"""A plain ring that grows while one is to inhale and shrinks while one is to exhale.

For those who want the pacer as itself and not as the scene's own light or water: shown only when
asked for, only while the breath is guided, and never beside a question. It is drawn once; a
breath only changes its size.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from vrapp.display.base import Frame, InputEvent
from vrapp.prompt.cards import ring_card
from vrapp.prompt.gaze import METRES_PER_DEG
from vrapp.prompt.look import DISTANCE_M
from vrapp.prompt.place import Manner, Place
from vrapp.prompt.shelf import Shelf
from vrapp.render.plates import Plate

FADE_S = 0.8
"""Seconds to come or go."""

OPACITY = 0.85
WIDEST_DEG = 7.4
"""Across, at the end of the inhalation: as wide as a small layer of the headset's may be (0.25 m)
and little enough to be seen as a whole without moving the eyes (ours)."""

NARROWEST = 0.5
"""Of the widest, at the end of the exhalation: twice as narrow, and its line still seen."""

MANNER = Manner(math.radians(4.0), math.radians(28.0), DISTANCE_M)
"""Just below the level of looking, well above the words (13 degrees)."""

TOGGLE = ("key", "ring")
"""The input event that shows it or puts it away."""


class PacerRing:
    """Where the ring hangs, how wide and how clear it is.

    Attributes
    ----------
    wanted
        Whether the person wants to see it.
    """

    def __init__(self, shelf: Shelf, wanted: bool = False) -> None:
        self.wanted = wanted
        self._place = Place(MANNER)
        self._clear = 0.0
        picture = shelf.keep(ring_card(WIDEST_DEG))
        self._plate = Plate(
            picture.texture, self._place.world_from_plate, (0.0, 0.0), 0.0, picture.version
        )

    def step(
        self,
        dt: float,
        frame: Frame,
        lungs: float | None,
        brightness: float,
        room: bool,
        happened: Sequence[InputEvent] = (),
    ) -> Plate | None:
        """Move on by `dt` seconds; the plate to show, if any.

        `lungs`: how full the pacer's lungs are, 0..1; None while nobody is guided (the ring fades
        at the size it had). `room`: whether nothing else wants to be read there.
        """
        for event in happened:
            if (event.kind, event.detail) == TOGGLE:
                self.wanted = not self.wanted
        if not self.wanted and self._clear <= 0.0:
            self._place.forget()
            return None
        shown = self.wanted and room and lungs is not None and brightness > 0.0
        step = dt / FADE_S
        self._clear += min(max((1.0 if shown else 0.0) - self._clear, -step), step)
        if self._clear <= 0.0:
            self._place.forget()  # nobody sees it move
            return None
        self._place.step(dt, frame.world_from_head)
        if lungs is not None:
            share = NARROWEST + (1.0 - NARROWEST) * min(max(lungs, 0.0), 1.0)
            side = WIDEST_DEG * METRES_PER_DEG * share
            self._plate.size_m = (side, side)
        self._plate.opacity = OPACITY * self._clear * brightness
        return self._plate if self._plate.opacity > 0.0 else None
