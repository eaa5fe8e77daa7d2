"""A picture that hangs in the room, how clear it is, and the light that grows under a look."""

from __future__ import annotations

from vrapp.prompt.cards import Target, fill_card
from vrapp.prompt.dwell import DRAIN_S, Dwell
from vrapp.prompt.gaze import METRES_PER_DEG, meets
from vrapp.prompt.place import Matrix, Place
from vrapp.prompt.shelf import Picture, Shelf
from vrapp.render.plates import Plate

FADE_S = 0.6
"""Seconds for a plate to come or go (text fades over >= 0.5 s)."""


class Hung:
    """A place where one picture hangs at a time, what is looked at there, and how clear it is."""

    def __init__(self, place: Place, hold_s: float) -> None:
        self.place = place
        self.dwell = Dwell(hold_s)
        self.picture: Picture | None = None
        self.clear = 0.0
        self.plate: Plate | None = None

    def hang(self, picture: Picture, world_from_plate: Matrix | None = None) -> None:
        """Show another picture: at the place, or at a pose of the caller's own."""
        self.picture = picture
        at = self.place.world_from_plate if world_from_plate is None else world_from_plate
        self.plate = plate_of(picture, at)
        self.dwell.clear()

    def fade(self, dt: float, to: float) -> None:
        step = dt / FADE_S
        self.clear += min(max(to - self.clear, -step), step)

    def look(self, looks: Matrix) -> tuple[float, float] | None:
        """Where a head's look meets the picture; None beside or behind it."""
        return meets(looks, self.plate) if self.plate is not None else None

    def hold(
        self,
        dt: float,
        at: tuple[float, float] | None,
        counts: bool,
        pressed: bool,
        brightness: float,
        shelf: Shelf,
        plates: list[Plate],
    ) -> Target | None:
        """Show the plate and the light that grows where it is looked at; what is chosen now."""
        plate, picture, dwell = self.plate, self.picture, self.dwell
        if plate is None or picture is None:
            return None
        plate.opacity = self.clear * brightness
        if plate.opacity > 0.0:
            plates.append(plate)
        chosen = dwell.step(dt, at, picture.card.targets, counts, pressed)
        target, progress = dwell.target, dwell.progress
        if target is not None and progress > 0.0:
            size = target.size
            light = shelf.picture(("fill", size), lambda: fill_card(size))
            grown = 0.3 + 0.7 * progress
            fill = plate_of(light, moved(plate.world_from_plate, target.x, target.y))
            fill.size_m = (fill.size_m[0] * grown, fill.size_m[1] * grown)
            # it runs out in DRAIN_S, so this fades over half a second as everything does
            fill.opacity = plate.opacity * min(progress * DRAIN_S / 0.5, 1.0)
            plates.append(fill)
        return chosen


def plate_of(picture: Picture, world_from_plate: Matrix) -> Plate:
    """A plate with that picture there, not yet seen."""
    width, height = picture.card.size_deg
    size_m = (width * METRES_PER_DEG, height * METRES_PER_DEG)
    return Plate(picture.texture, world_from_plate, size_m, 0.0, picture.version)


def moved(world_from_plate: Matrix, x_deg: float, y_deg: float) -> Matrix:
    """The same plane, `x_deg` to the right and `y_deg` up."""
    there = world_from_plate.copy()
    x, y = x_deg * METRES_PER_DEG, y_deg * METRES_PER_DEG
    there[:3, 3] += there[:3, 0] * x + there[:3, 1] * y
    return there
