"""A seat in which a simulated patient looks and answers, and a desk at which a therapist acts.

Both act through the frame loop alone: the patient turns a head and puts a headset on or off, the
therapist sees what the desk is shown and hands back commands. Frames are small, and as few as
nothing is lost by: ten a second while something is asked (a look is held in steps of at most a
tenth of a second), else two.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np

from biofeedback.clock import Clock
from biofeedback.types import BodyState
from vrapp.app.loop import Observer
from vrapp.app.options import Options
from vrapp.app.screen import Screen
from vrapp.display.base import Display, Frame, InputEvent
from vrapp.display.headless import HeadlessDisplay
from vrapp.prompt.below import MANNER
from vrapp.prompt.cards import question_card
from vrapp.prompt.gaze import METRES_PER_DEG
from vrapp.prompt.look import DISTANCE_M
from vrapp.prompt.prompt import WORDS
from vrapp.scene.question import Question
from vrapp.session.commands import Command
from vrapp.session.session import Session
from vrapp.session.status import SessionStatus

SIZE = (48, 32)
ASKED_S, ELSE_S = 0.1, 0.5
HURTS_DEG = (9.7, 0.0)
"""Where "it hurts more" hangs from the stop's middle."""

Desk = Callable[[SessionStatus], Sequence[Command]]


class Seat(HeadlessDisplay):
    """A headless display whose person answers what they are asked by looking at it.

    `answers` are by question (the part before the first `_` where the whole is not named);
    `hurts_at` is when, in seconds of the session, they say that it hurts more.
    """

    def __init__(self, clock: Clock, answers: Mapping[str, str], hurts_at: float = math.inf):
        super().__init__(SIZE, 10.0, clock)
        self.answers, self.hurts_at = dict(answers), hurts_at
        self.status: SessionStatus | None = None
        self.happened: list[InputEvent] = []
        self._time_clock = clock
        self._asked: Question | None = None
        self._since_s = 0.0
        self._known: dict[Question, tuple[float, float]] = {}

    def frames(self) -> Iterator[Frame]:
        time = self._time_clock.now()
        frame = Frame(0, time, self.views, self._world_from_head)
        while not self._closed:
            self._time_clock.sleep_until(time)
            frame.time = time
            self._turn()
            yield frame
            frame.number += 1
            time += ASKED_S if self._busy() else ELSE_S

    def saw(self, frame: Frame, session: Session, body: BodyState) -> None:
        """An observer of the frame loop: the person sees what is shown."""
        self.status = status = session.status
        if status.question != self._asked:
            self._asked, self._since_s = status.question, status.elapsed_s
        if any(event.startswith("hurts more") for event in session.events):
            self.hurts_at = math.inf

    def events(self) -> Sequence[InputEvent]:
        happened, self.happened = self.happened, []
        return happened

    def wears(self, on: bool) -> None:
        self.happened.append(InputEvent("worn", 0.0, "yes" if on else "no"))

    def _busy(self) -> bool:
        status = self.status
        return status is not None and (status.question is not None or self._hurts())

    def _hurts(self) -> bool:
        return self.status is not None and self.status.elapsed_s >= self.hurts_at

    def _turn(self) -> None:
        """Look ahead, at the answer once the question was read, or far down."""
        status = self.status
        if self._hurts():
            self.look(*towards(MANNER.below_rad, *HURTS_DEG))
        elif status is not None and self._asked and status.elapsed_s > self._since_s + 1.0:
            self.look(*self._answer(self._asked))
        else:
            self.look()

    def _answer(self, question: Question) -> tuple[float, float]:
        """Where the answer to a question hangs."""
        if question not in self._known:  # a card takes a while to draw
            name = question.id if question.id in self.answers else question.id.split("_")[0]
            targets = {target.choice: target for target in question_card(question).targets}
            target = targets[self.answers[name]]
            self._known[question] = towards(WORDS.below_rad, target.x, target.y)
        return self._known[question]


def towards(below_rad: float, x_deg: float, y_deg: float) -> tuple[float, float]:
    """Yaw and pitch to a place of a plate that hangs so far below the level."""
    x, y = x_deg * METRES_PER_DEG, y_deg * METRES_PER_DEG
    cos, sin = math.cos(below_rad), math.sin(below_rad)
    up, away = y * cos - DISTANCE_M * sin, DISTANCE_M * cos + y * sin
    return math.atan2(-x, away), math.atan2(up, math.hypot(x, away))


class Room:
    """The seat and the desk as a screen (`vrapp.app.screen.Opener`), and what was seen there."""

    def __init__(self, therapist: Desk, answers: Mapping[str, str], hurts_at: float = math.inf):
        self.therapist, self._answers, self._hurts_at = therapist, answers, hurts_at
        self.told: list[str] = []
        self.said: list[str] = []
        self.shown: list[tuple[BodyState, SessionStatus]] = []
        """What the desk was given, once a second."""
        self.seat: Any = None

    @contextmanager
    def open(self, options: Options, clock: Clock, say: Callable[[str], None]) -> Iterator[Screen]:
        with Seat(clock, self._answers, self._hurts_at) as seat:
            self.seat = seat
            yield Screen(seat, "a seat", self._picture, self._desk, self.told.append)

    def watching(self, display: Display) -> Observer:
        observe: Observer = self.seat.saw
        return observe

    def say(self, text: str) -> None:
        self.said.append(text)

    def _picture(self) -> np.ndarray:
        picture: np.ndarray = self.seat.read_rgb()
        return picture

    def _desk(
        self, body: BodyState, status: SessionStatus, age_s: float | None
    ) -> Sequence[Command]:
        if not self.shown or status.t - self.shown[-1][1].t >= 1.0:
            self.shown.append((body, status))
        return self.therapist(status)


class Going:
    """Nobody asks the program to end."""

    on_first: Callable[[], None] | None = None
    on_hung: Callable[[], bool] | None = None

    def __bool__(self) -> bool:
        return False
