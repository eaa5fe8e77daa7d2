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
from vrapp.prompt.below import STOP_HOLD_S, Below
from vrapp.prompt.cards import Told, as_it_is, dot_card, line_card, question_card
from vrapp.prompt.dwell import HOLD_S
from vrapp.prompt.gaze import pointer
from vrapp.prompt.hung import FADE_S, Hung, moved, plate_of
from vrapp.prompt.look import DISTANCE_M
from vrapp.prompt.place import Manner, Matrix, Place
from vrapp.prompt.ring import PacerRing
from vrapp.prompt.shelf import Picture, Shelf
from vrapp.render.plates import Painter, Plate
from vrapp.render.view import View
from vrapp.scene.frame import FrameState
from vrapp.scene.question import Question

SEEN_S = 0.7
"""A question is fully there for so long before looking at it can answer it."""

WORDS = Manner(math.radians(13.0), math.radians(28.0), DISTANCE_M)

LONGEST_STEP_S = 0.1
"""A frame that took longer fades and holds no further."""


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
        self._words = Hung(Place(WORDS), hold_s)
        self._below = Below(self._shelf, told, stop_word, stop_hold_s)
        self._dot = plate_of(self._shelf.keep(dot_card()), self._words.place.world_from_plate)
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
        room = state.question is None and not isinstance(self._shown, Question)
        ring = self._ring.step(dt, frame, lungs, state.brightness, room, happened)
        if ring is not None:
            plates.append(ring)  # the hindmost: whatever is read hangs before it
        meant = self._below.step(dt, frame, state, looks, pressed, plates)
        self._step_words(dt, frame, state, looks, pressed, plates, meant)
        self.plates = plates
        return meant

    def draw(self, views: Sequence[View]) -> None:
        """Blend the plates over the picture that the views' targets hold."""
        self._painter.draw(self.plates, views)

    def release(self) -> None:
        self._painter.release()
        self._shelf.release()

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
        at = words.look(looks) if asked is not None else None
        chosen = words.hold(dt, at, counts, pressed, state.brightness, self._shelf, plates)
        if chosen is not None:
            self._answered = True
            meant.append(InputEvent("answer", frame.time, chosen.choice))
        self._point(dt, words, at if counts else None, state.brightness, plates)

    def _picture(self, content: str | Question) -> Picture:
        if isinstance(content, Question):
            return self._shelf.picture(content, lambda: question_card(content, self._told))
        return self._shelf.picture(content, lambda: line_card(self._told(content)))

    def _point(
        self,
        dt: float,
        hung: Hung,
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
            self._dot.world_from_plate = moved(plate.world_from_plate, *at)
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
