"""A simulated patient walks through a protocol in virtual time, without display or recorder."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from biofeedback.engine import Engine
from biofeedback.sources.patient import Patient
from biofeedback.types import Beat, BodyState, Breath, Respiration
from tests.vrapp.session.conftest import make_scene
from vrapp.session.commands import Answer, Command
from vrapp.session.course import Plan
from vrapp.session.protocol import Protocol
from vrapp.session.session import Session
from vrapp.session.status import SessionStatus

TICK_S = 1 / 8
ANSWER_EVERY = 80  # steps
Script = Callable[[SessionStatus], Sequence[Command]]


class EngineBody:
    """What the engine makes of the patient's signals."""

    def __init__(self, patient: Patient, **engine) -> None:
        self.patient, self.engine = patient, Engine(traces=False, **engine)

    def at(self, t: float) -> BodyState:
        return self.engine.step(self.patient.read(t), t)


class TrueBody:
    """What really happened in the patient, without sensors: quick, for many of them."""

    def __init__(self, patient: Patient) -> None:
        self.patient = patient
        self._body, self._due = BodyState(), 0.0

    def at(self, t: float) -> BodyState:
        self.patient.read(t)
        if t < self._due:
            return self._body
        self._due = t + 2.0
        truth = self.patient.truth
        peaks, inhales, exhales = (
            x[(x <= t) & (x > t - 66.0)] for x in (truth.r_peaks, truth.inhales, truth.exhales)
        )
        beats = tuple(
            Beat(b, b, 0.95, "ecg", b - a, b - a)
            for a, b in zip(peaks[:-1].tolist(), peaks[1:].tolist(), strict=True)
        )
        breaths = []
        for start in inhales.tolist():
            later = exhales[exhales > start]
            if later.size:
                breaths.append(Breath(start, float(later[0]), float(later[0]), 0.95))
        rate = 1.0 / float(np.median(np.diff(inhales))) if inhales.size > 2 else 0.2
        respiration = Respiration(t, 0.0, rate, 1.0, 0.9, "")
        self._body = BodyState(t=t, beats=beats, breaths=tuple(breaths), respiration=respiration)
        return self._body


def walk(
    protocol: Protocol,
    body: EngineBody | TrueBody,
    script: Script = lambda status: (),
    plan: Plan | None = None,
    watch: Callable[[Session, BodyState], None] = lambda session, body: None,
    at_most_s: float = 4000.0,
    tick_s: float = TICK_S,
) -> Session:
    """Walk to the end in steps of `tick_s`; `script` answers and goes on, `watch` sees it all."""
    session = Session(protocol, {"a": make_scene("a")}, "a", 0.0, plan)
    commands: Sequence[Command] = ()
    step = 0
    while not session.ended:
        step += 1
        t = step * tick_s
        assert t < at_most_s, f"still in {session.status.phase}"
        now = body.at(t)
        session.step(t, now, commands)
        body.patient.hear(session.pacer)
        watch(session, now)
        commands = script(session.status)
    return session


def obliging(status: SessionStatus) -> Sequence[Command]:
    """Answers every question with its third choice after a while."""
    question = status.question
    if question is None or round(status.elapsed_s / TICK_S) % ANSWER_EVERY:
        return ()
    return (Answer(question.id, question.choices[2], "gaze"),)
