"""How a session goes through its protocol: phases, questions, commands, what they find.

The session asks it what to show; it knows neither scene nor brightness.
"""

from __future__ import annotations

from collections.abc import Mapping

from biofeedback.types import BodyState, Index, Pacer
from vrapp.scene.question import Question
from vrapp.session.asking import Asking
from vrapp.session.commands import (
    AdverseEvent,
    Answer,
    ChangeDuration,
    EndPhase,
    Rate,
    RepeatPhase,
    SkipPhase,
)
from vrapp.session.course import Course, Plan, sensors_good
from vrapp.session.override import Guarded
from vrapp.session.progress import Progress
from vrapp.session.protocol import LONGEST_HEADSET_S, Phase, Protocol
from vrapp.session.questions import sickness
from vrapp.session.ratings import Ratings, fits
from vrapp.session.screening import Screening
from vrapp.session.status import CourseStatus, Part

GUIDANCE_S = 14.0
"""Seconds that a line of guidance is shown: time to read it twice, then the scene is left alone."""
BELL = "bell"
"""The event at which a soft bell is to sound."""

Steering = SkipPhase | EndPhase | RepeatPhase | ChangeDuration


class Conduct:
    """Goes through a protocol by a plan, from `start` (LSL seconds) on."""

    def __init__(self, protocol: Protocol, plan: Plan, start: float) -> None:
        self.progress = Progress(protocol, plan.unattended)
        self.progress.leave_out_slower(plan.slowest_per_min)
        self.course = Course(plan)
        self.ratings = Ratings()
        self._plan, self._start = plan, start
        self._headset_off = False
        self._told_s = 0.0
        """Time in the phase up to which lines and questions were given."""
        self._told_long = False
        self._timeline: tuple[Part, ...] = ()
        self._places: tuple[int, ...] = ()

    @property
    def over(self) -> bool:
        return self.progress.over

    @property
    def phase(self) -> Phase:
        return self.progress.phase

    def begin(self, asking: Asking, paced_per_min: float, events: list[str]) -> None:
        """The present phase begins."""
        phase = self.phase
        if not self._timeline:
            events.append(f"arm: {self._plan.study.told}")
        events.append(f"phase: {phase.title}")
        self._draw()
        self.course.begin(phase, paced_per_min, events)
        self._told_s = -1.0
        self._tell(asking, events)
        if phase.question is not None:
            asking.ask(phase.question, events)

    def step(
        self,
        now: float,
        dt: float,
        body: BodyState,
        pacer: Pacer,
        asking: Asking,
        events: list[str],
        eased: bool = False,
    ) -> bool:
        """Move on by `dt` seconds; True when the phase is over: `begin` the next one.

        `eased`: the person is left in peace, and nothing of them is learnt or rewarded.
        """
        phase = self.phase
        if self.over:
            return False
        self.course.step(dt, phase, body, pacer, eased)
        good = phase.go_on == "sensors" and sensors_good(body, now)
        if self.progress.step(dt, good):
            self._leave(phase, asking, events)
            return True
        self._tell(asking, events)
        return False

    def screened(self, screening: Screening, events: list[str]) -> None:
        """What was found bounds the pace from now on; what is slower is left out."""
        slowest = max(self.course.slowest_per_min, screening.slowest_per_min)
        self.course.slowest_per_min = slowest
        if count := self.progress.leave_out_slower(slowest):
            events.append(f"left out: {count} parts slower than {slowest:g} breaths a minute")

    @property
    def guarded(self) -> Guarded:
        """Why the pace is not just set by hand now."""
        phase = self.phase
        if phase.kind == "assessment" and phase.guidance_per_min is not None:
            return "measured"
        return "study" if self._plan.study.controlled and phase.feedback != "off" else ""

    def worn(self, dt: float, paused_by: str) -> None:
        """So much time has passed; a headset that is off counts as none."""
        self.ratings.step(dt)
        if paused_by != "headset":
            self.progress.worn(dt)

    def headset_off(self, off: bool) -> bool:
        """The headset was taken off or put on; True where that is as it should be."""
        self._headset_off = off
        return not self.phase.headset and not self.over

    @property
    def misses_headset(self) -> bool:
        """Whether the present phase wants a headset that is off."""
        return self._headset_off and self.phase.headset

    def take(self, command: Steering, asking: Asking, events: list[str]) -> bool:
        """What the therapist does to the phase; True when another one begins by it."""
        phase = self.phase
        match command:
            case SkipPhase() if self.progress.next_title:
                self.progress.skip()
            case EndPhase():
                self.progress.end()
            case RepeatPhase():
                if refused := self.progress.repeat():
                    events.append(f"not repeated: {refused}")
                    return False
                events.append(f"repeated: {phase.title}")
                asking.withdraw(phase.question, events)
                return True
            case ChangeDuration(by_s=by_s):
                refused = self.progress.change(by_s)
                minutes = f"{self.phase.duration_s / 60.0:.3g} min"
                events.append(f"not changed: {refused}" if refused else f"lasts now {minutes}")
                self._draw()
                return False
            case _:
                return False
        self._leave(phase, asking, events)
        return True

    def go_on(self, events: list[str]) -> None:
        """The phase's question is answered."""
        phase = self.phase
        self.progress.end()
        self.course.finish(phase, None if self.over else self.phase, events)

    def answered(self, answer: Answer, now: float) -> str:
        """An answer was given; why the immersion must end by it, empty where it may go on."""
        return self.ratings.take(answer, now, self.phase.title)

    def note(self, said: AdverseEvent, now: float, events: list[str]) -> None:
        """An adverse event, as the therapist enters it."""
        self.ratings.note(said, now, self.phase.title)
        events.append(f"adverse event: {said.kind}, {said.severity}; {said.action or 'none'}")

    def rate(
        self, said: Rate, asking: Asking, now: float, events: list[str]
    ) -> tuple[str, Question | None]:
        """A rating that was said aloud. Why the immersion must end by it, and what was asked on
        that scale and is answered by it.
        """
        if not fits(said.id, said.value):
            events.append(f"not rated: {said.id}={said.value:g} lies on no scale")
            return "", None
        asked = asking.question
        if asked is not None and said.id not in (asked.id, asked.id.split("_")[0]):
            asked = None
        answer = Answer(said.id if asked is None else asked.id, f"{said.value:g}", said.by)
        events.append(f"rated: {answer.id}={answer.choice} by {said.by}")
        if asked is not None:
            asking.said(answer, events)
        return self.answered(answer, now), asked

    def pace(self) -> float | None:
        """The pace to show now; None where breathing is free."""
        return self.course.pace(self.phase)

    def shown(self, indices: Mapping[str, Index], guided: bool, now: float) -> dict[str, Index]:
        """The indices that may move the scene now, as they may."""
        return self.course.shown(indices, self.phase, guided, now - self._start)

    @property
    def text(self) -> str:
        """The line of guidance to show now; empty for none."""
        at_s = self.progress.in_phase_s
        for line in reversed(self.phase.said):
            if line.at_s <= at_s:
                return line.text if at_s < line.at_s + GUIDANCE_S else ""
        return ""

    def status(self) -> CourseStatus:
        """For the desk and the record."""
        progress, course, study = self.progress, self.course, self._plan.study
        return CourseStatus(
            protocol=progress.protocol.name,
            timeline=self._timeline,
            at=self._places[min(progress.number, len(self._places) - 1)],
            kind=progress.phase.kind,
            in_phase_s=progress.in_phase_s,
            waits_for=progress.waits_for,
            headset_s=progress.headset_s,
            arm=study.told,
            blinded=study.blinded,
            veiled=study.blinded and progress.phase.feedback != "off",
            pace_per_min=course.pace_per_min,
            slowest_per_min=course.slowest_per_min,
            resonance=course.resonance,
            reward=course.reward,
            baseline=course.baseline,
            notice=self.ratings.notice,
            ratings=self.ratings.given,
            adverse=self.ratings.adverse,
        )

    def _leave(self, phase: Phase, asking: Asking, events: list[str]) -> None:
        asking.withdraw(phase.question, events)
        self.course.finish(phase, None if self.over else self.phase, events)

    def _tell(self, asking: Asking, events: list[str]) -> None:
        """Bells, and the question for sickness, that fell due since the last step."""
        phase, before, now = self.phase, self._told_s, self.progress.in_phase_s
        self._told_s = now
        events.extend(BELL for line in phase.said if line.bell and before < line.at_s <= now)
        every = phase.sickness_every_s
        if every and now >= every and now // every > max(before, 0.0) // every:
            asking.ask(sickness(), events)
        if self.progress.headset_s >= LONGEST_HEADSET_S and not self._told_long:
            self._told_long = True
            events.append("half an hour in the headset: it is time for a break")
        self._told_long = self._told_long and self.progress.headset_s > 0.0

    def _draw(self) -> None:
        """The timeline anew: parts of one group are one."""
        parts: list[Part] = []
        places: list[int] = []
        group = ""
        for phase in self.progress.phases:
            if parts and phase.group and phase.group == group:
                last = parts[-1]
                parts[-1] = Part(last.title, last.kind, last.duration_s + phase.duration_s)
            else:
                title = phase.group.partition(". ")[2] or phase.title
                parts.append(Part(title, phase.kind, phase.duration_s))
            group = phase.group
            places.append(len(parts) - 1)
        self._timeline, self._places = tuple(parts), tuple(places)
