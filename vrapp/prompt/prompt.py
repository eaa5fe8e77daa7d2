"""What hangs in the scene at one moment, and what the person answers by looking at it.

    events = prompt.step(frame, state, display.events())
    prompt.draw(frame.views)        # or hand prompt.plates to a display that shows them itself

Fades of half a second or more and the picture's own brightness lie over all of it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Self

import moderngl

from vrapp.display.base import Frame, InputEvent
from vrapp.prompt.cards import (
    Target,
    Told,
    as_it_is,
    dot_card,
    fill_card,
    line_card,
    question_card,
    stop_card,
)
from vrapp.prompt.dwell import DRAIN_S, HOLD_S, Dwell
from vrapp.prompt.gaze import METRES_PER_DEG, angle_rad, meets, pointer
from vrapp.prompt.look import DISTANCE_M
from vrapp.prompt.place import Manner, Matrix, Place
from vrapp.prompt.ring import PacerRing
from vrapp.prompt.shelf import Picture, Shelf
from vrapp.render.plates import Painter, Plate
from vrapp.render.view import View
from vrapp.scene.frame import FrameState
from vrapp.scene.question import Question

FADE_S = 0.6
"""Seconds for a plate to come or go (text fades over >= 0.5 s)."""

SEEN_S = 0.7
"""A question is fully there for so long before looking at it can answer it."""

STOP_HOLD_S = 2.5
STOP_BY = "patient (gaze)"

DIM = 0.14
"""The stop's opacity while one looks elsewhere: to be found, never to be noticed."""

NEAR_RAD, FAR_RAD = math.radians(12.0), math.radians(28.0)
"""The stop is clear when looked at within the first, dim from the second on."""

WORDS = Manner(math.radians(13.0), math.radians(28.0), DISTANCE_M)
STOP = Manner(math.radians(42.0), math.radians(50.0), DISTANCE_M)

LONGEST_STEP_S = 0.1
"""A frame that took longer fades and holds no further."""


class _Hung:
    """A place where one picture hangs at a time, what is looked at there, and how clear it is."""

    def __init__(self, manner: Manner, hold_s: float) -> None:
        self.place = Place(manner)
        self.dwell = Dwell(hold_s)
        self.picture: Picture | None = None
        self.clear = 0.0
        self.plate: Plate | None = None

    def hang(self, picture: Picture) -> None:
        self.picture = picture
        self.plate = _plate(picture, self.place.world_from_plate)
        self.dwell.clear()

    def fade(self, dt: float, to: float) -> None:
        step = dt / FADE_S
        self.clear += min(max(to - self.clear, -step), step)


class Prompt:
    """Guidance, questions and the patient's own stop, in one OpenGL context.

    Parameters
    ----------
    context
        OpenGL 3.3 core or newer.
    hold_s, stop_hold_s
        Seconds a gaze is held to answer, and to stop.
    stop_word
        What stands in the ring.
    pacer_ring
        Whether the breath's guidance is shown as a ring as well; the event `key ring` toggles it.
    told
        Gives a text in the person's language.
    """

    def __init__(
        self,
        context: moderngl.Context,
        hold_s: float = HOLD_S,
        stop_hold_s: float = STOP_HOLD_S,
        stop_word: str = "Stop",
        pacer_ring: bool = False,
        told: Told = as_it_is,
    ) -> None:
        self._told = told
        self._shelf = Shelf(context)
        self._painter = Painter(context)
        self._words = _Hung(WORDS, hold_s)
        self._stop = _Hung(STOP, stop_hold_s)
        self._stop.hang(self._shelf.picture("stop", lambda: stop_card(told(stop_word))))
        self._dot = _plate(self._shelf.picture("dot", dot_card), self._stop.place.world_from_plate)
        self._dot_clear = 0.0
        self._ring = PacerRing(self._shelf, pacer_ring)
        self._shown: str | Question = ""
        self._seen_s = 0.0
        self._answered = False
        self._then: float | None = None
        self.plates: Sequence[Plate] = ()
        """What hangs there now, back to front; valid until the next step."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.release()

    def prepare(self, content: str | Question) -> None:
        """Draw a line or a question ahead of its first frame, which must not wait for it."""
        if content:
            self._picture(content)

    def step(
        self,
        frame: Frame,
        state: FrameState,
        happened: Sequence[InputEvent] = (),
        lungs: float | None = None,
    ) -> Sequence[InputEvent]:
        """Move on to the frame; return what the person meant by looking (or by a press at it).

        `lungs`: how full the pacer's are, 0..1; None while the breath is not guided.
        """
        dt = 0.0 if self._then is None else min(max(frame.time - self._then, 0.0), LONGEST_STEP_S)
        self._then = frame.time
        presses = [event for event in happened if event.kind == "select"] if happened else []
        pressed = frame.attended and bool(presses)
        looks = _looks(frame, presses)
        plates: list[Plate] = []
        meant: list[InputEvent] = []
        room = state.question is None and not isinstance(self._shown, Question)
        ring = self._ring.step(dt, frame, lungs, state.brightness, room, happened)
        if ring is not None:
            plates.append(ring)  # the hindmost: whatever is read hangs before it
        self._step_stop(dt, frame, state, looks, pressed, plates, meant)
        self._step_words(dt, frame, state, looks, pressed, plates, meant)
        self.plates = plates
        return meant

    def draw(self, views: Sequence[View]) -> None:
        """Blend the plates over the picture that the views' targets hold."""
        self._painter.draw(self.plates, views)

    def release(self) -> None:
        self._painter.release()
        self._shelf.release()

    # -- the patient's own stop ---------------------------------------------------------------

    def _step_stop(
        self,
        dt: float,
        frame: Frame,
        state: FrameState,
        looks: Matrix,
        pressed: bool,
        plates: list[Plate],
        meant: list[InputEvent],
    ) -> None:
        stop, head = self._stop, frame.world_from_head
        if state.brightness <= 0.0:
            stop.place.forget()
        angle = angle_rad(head, stop.plate) if stop.plate is not None else math.pi
        stop.place.step(dt, head, hold=angle < FAR_RAD)
        near = min(max((FAR_RAD - angle) / (FAR_RAD - NEAR_RAD), 0.0), 1.0)
        stop.fade(dt, DIM + (1.0 - DIM) * near if frame.attended else DIM)
        at = self._look(stop, looks) if angle < FAR_RAD or pressed else None
        counts = frame.attended and state.brightness > 0.5
        chosen = self._hold(stop, dt, at, counts, pressed, state.brightness, plates)
        if chosen is not None:
            meant.append(InputEvent("stop", frame.time, STOP_BY))

    # -- words --------------------------------------------------------------------------------

    def _step_words(
        self,
        dt: float,
        frame: Frame,
        state: FrameState,
        looks: Matrix,
        pressed: bool,
        plates: list[Plate],
        meant: list[InputEvent],
    ) -> None:
        words, head = self._words, frame.world_from_head
        wanted: str | Question = state.question or state.text
        if wanted != self._shown:
            self._seen_s, self._answered = 0.0, False
            words.fade(dt, 0.0)
            if words.clear <= 0.0:
                self._shown = wanted
                if wanted:
                    words.hang(self._picture(wanted))
        elif wanted:
            words.fade(dt, 1.0)
        if words.plate is None or not (self._shown and words.clear > 0.0):
            words.place.forget()  # nobody sees it move
            self._dot_clear = 0.0
            return
        words.place.step(dt, head, hold=words.dwell.target is not None)
        asked = self._shown if isinstance(self._shown, Question) else None
        fully = words.clear >= 1.0 and state.brightness >= 1.0
        self._seen_s = self._seen_s + dt if fully else 0.0
        counts = (
            asked is not None and frame.attended and not self._answered and self._seen_s >= SEEN_S
        )
        at = self._look(words, looks) if asked is not None else None
        chosen = self._hold(words, dt, at, counts, pressed, state.brightness, plates)
        if chosen is not None:
            self._answered = True
            meant.append(InputEvent("answer", frame.time, chosen.choice))
        self._point(dt, words, at if counts else None, state.brightness, plates)

    def _picture(self, content: str | Question) -> Picture:
        if isinstance(content, Question):
            return self._shelf.picture(content, lambda: question_card(content, self._told))
        return self._shelf.picture(content, lambda: line_card(self._told(content)))

    # -- both ---------------------------------------------------------------------------------

    @staticmethod
    def _look(hung: _Hung, head: Matrix) -> tuple[float, float] | None:
        return meets(head, hung.plate) if hung.plate is not None else None

    def _hold(
        self,
        hung: _Hung,
        dt: float,
        at: tuple[float, float] | None,
        counts: bool,
        pressed: bool,
        brightness: float,
        plates: list[Plate],
    ) -> Target | None:
        """Show a plate and the light that grows where it is looked at; return what is chosen."""
        plate, picture, dwell = hung.plate, hung.picture, hung.dwell
        if plate is None or picture is None:
            return None
        plate.opacity = hung.clear * brightness
        if plate.opacity > 0.0:
            plates.append(plate)
        chosen = dwell.step(dt, at, picture.card.targets, counts, pressed)
        target, progress = dwell.target, dwell.progress
        if target is not None and progress > 0.0:
            size = target.size
            light = self._shelf.picture(("fill", size), lambda: fill_card(size))
            grown = 0.3 + 0.7 * progress
            fill = _plate(light, _moved(plate.world_from_plate, target.x, target.y))
            fill.size_m = (fill.size_m[0] * grown, fill.size_m[1] * grown)
            # it runs out in DRAIN_S, so this fades over half a second as everything does
            fill.opacity = plate.opacity * min(progress * DRAIN_S / 0.5, 1.0)
            plates.append(fill)
        return chosen

    def _point(
        self,
        dt: float,
        hung: _Hung,
        at: tuple[float, float] | None,
        brightness: float,
        plates: list[Plate],
    ) -> None:
        """A soft dot where the head points, while that is on the card and beside every target
        (a target's own light tells of it, and its word is not to be covered).
        """
        plate, picture = hung.plate, hung.picture
        if plate is None or picture is None:
            return
        width, height = picture.card.size_deg
        inside = at is not None and abs(at[0]) < width / 2 and abs(at[1]) < height / 2
        on = inside and hung.dwell.target is None
        step = dt / FADE_S
        self._dot_clear += min(max((1.0 if on else 0.0) - self._dot_clear, -step), step)
        if at is not None:
            self._dot.world_from_plate = _moved(plate.world_from_plate, *at)
        if self._dot_clear > 0.0:
            self._dot.opacity = self._dot_clear * hung.clear * brightness
            plates.append(self._dot)


def _looks(frame: Frame, presses: Sequence[InputEvent]) -> Matrix:
    """The head; for a frame the pointer, where that has pressed a place of the picture."""
    place = next((event.detail for event in presses if event.detail), "")
    if not place or not frame.views:
        return frame.world_from_head
    x, _, y = place.partition(" ")
    return pointer(frame.views[0], float(x), float(y))


def _plate(picture: Picture, world_from_plate: Matrix) -> Plate:
    width, height = picture.card.size_deg
    size_m = (width * METRES_PER_DEG, height * METRES_PER_DEG)
    return Plate(picture.texture, world_from_plate, size_m, 0.0, picture.version)


def _moved(world_from_plate: Matrix, x_deg: float, y_deg: float) -> Matrix:
    """The same plane, `x_deg` to the right and `y_deg` up."""
    moved = world_from_plate.copy()
    x, y = x_deg * METRES_PER_DEG, y_deg * METRES_PER_DEG
    moved[:3, 3] += moved[:3, 0] * x + moved[:3, 1] * y
    return moved
