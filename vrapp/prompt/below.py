"""What the patient can say at any time by looking far down: stop, and "it hurts more".

Two rings side by side, dim until one looks down, clear then. Both take a held look and nothing
else: no hand, and no finer aim than at a fist held out. The stop hangs straight below, where it has
always been; the other to its right, so far that a look held at one cannot wander into the other.
"""

from __future__ import annotations

import math

from vrapp.display.base import Frame, InputEvent, InputKind
from vrapp.prompt.cards import HURTS, STOP, Told, ring_of_words
from vrapp.prompt.gaze import nearest_rad
from vrapp.prompt.hung import Hung, moved
from vrapp.prompt.look import DISTANCE_M
from vrapp.prompt.place import Manner, Matrix, Place
from vrapp.prompt.shelf import Shelf
from vrapp.render.plates import Plate
from vrapp.scene.frame import FrameState

STOP_HOLD_S = 2.5
HURTS_HOLD_S = 1.8
"""Shorter than the stop: by accident it costs a question, and pain has no patience (ours)."""
BY = "patient (gaze)"

DIM = 0.14
"""Their opacity while one looks elsewhere: to be found, never to be noticed."""

NEAR_RAD, FAR_RAD = math.radians(12.0), math.radians(28.0)
"""They are clear when one is looked at within the first, dim from the second on."""

APART_DEG = 3.0
"""Between the two rings: more than both keep of a look that wavers (`dwell.KEEP`)."""

MANNER = Manner(math.radians(42.0), math.radians(50.0), DISTANCE_M)

HURTS_WORDS = "It hurts more"


class Below:
    """The two rings: where they hang, how clear they are, and what is held.

    Parameters
    ----------
    shelf
        Where their pictures are kept.
    told
        Gives a text in the person's language.
    stop_word
        What stands in the stop's ring.
    stop_hold_s, hurts_hold_s
        Seconds a look is held.
    """

    def __init__(
        self,
        shelf: Shelf,
        told: Told,
        stop_word: str = "Stop",
        stop_hold_s: float = STOP_HOLD_S,
        hurts_hold_s: float = HURTS_HOLD_S,
    ) -> None:
        self._shelf, self._place = shelf, Place(MANNER)
        stop = shelf.keep(ring_of_words(told(stop_word), STOP))
        hurts = shelf.keep(ring_of_words(told(HURTS_WORDS), HURTS))
        self._aside_deg = (stop.card.size_deg[0] + hurts.card.size_deg[0]) / 2 + APART_DEG
        self.stop = Hung(self._place, stop_hold_s)
        self.stop.hang(stop)
        self.hurts = Hung(self._place, hurts_hold_s)
        self.hurts.hang(hurts, self._place.world_from_plate.copy())
        self._moves = -1
        self._middles: list[list[float]] = []
        self._hang()

    def step(
        self,
        dt: float,
        frame: Frame,
        state: FrameState,
        looks: Matrix,
        pressed: bool,
        plates: list[Plate],
    ) -> list[InputEvent]:
        """Move on by `dt` seconds; show what is seen of them, and return what was meant."""
        head = frame.world_from_head
        if state.brightness <= 0.0:
            self._place.forget()
        angle = nearest_rad(head, self._middles)
        self._place.step(dt, head, hold=angle < FAR_RAD)
        self._hang()
        near = min(max((FAR_RAD - angle) / (FAR_RAD - NEAR_RAD), 0.0), 1.0)
        clear = DIM + (1.0 - DIM) * near if frame.attended else DIM
        reached = angle < FAR_RAD or pressed
        counts = frame.attended and state.brightness > 0.5
        asked = state.question is not None and state.question.id.split("_")[0] == "pain"
        meant: list[InputEvent] = []
        both: tuple[tuple[InputKind, Hung, bool], ...] = (
            ("hurts", self.hurts, not asked),
            ("stop", self.stop, True),
        )
        for kind, hung, shown in both:
            hung.fade(dt, clear if shown else 0.0)
            held_at = hung.look(looks) if reached else None
            chosen = hung.hold(
                dt, held_at, counts and shown, pressed, state.brightness, self._shelf, plates
            )
            if chosen is not None:
                meant.append(InputEvent(kind, frame.time, BY))
        return meant

    def _hang(self) -> None:
        """Bring the second ring to the first one's side, where that has moved."""
        if self._moves == self._place.moves:
            return
        self._moves, at = self._place.moves, self._place.world_from_plate
        aside = moved(at, self._aside_deg, 0.0)
        if self.hurts.plate is not None:
            self.hurts.plate.world_from_plate[...] = aside
        self._middles = [at[:3, 3].tolist(), aside[:3, 3].tolist()]
