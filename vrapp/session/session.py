"""The session: `step(now, body, commands) -> FrameState`, a plain function of inputs and state.

It knows no thread, no socket, no clock and no pixel. The order inside a step is the order of
power: protocol, commands, breath, mapping, and comfort last.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType

import numpy as np

from biofeedback.types import EMPTY_BODY, BodyState, Index, Pacer
from vrapp.scene.frame import FrameState
from vrapp.scene.question import Question
from vrapp.scene.spec import SceneSpec
from vrapp.session.asking import Asking
from vrapp.session.attention import NOBODY, Attention
from vrapp.session.breath import SceneBreath
from vrapp.session.comfort import Comfort
from vrapp.session.commands import (
    AdverseEvent,
    Answer,
    Ask,
    ChangeDuration,
    ChooseScene,
    Command,
    EndPhase,
    HurtsMore,
    Mute,
    Note,
    Pause,
    Rate,
    Recentre,
    RepeatPhase,
    Screened,
    SetGuidance,
    SkipPhase,
    Stop,
)
from vrapp.session.conduct import Conduct
from vrapp.session.course import Plan
from vrapp.session.ease import LINE, Ease
from vrapp.session.history import Histories
from vrapp.session.mapping import SceneMapping, fresh
from vrapp.session.override import Override
from vrapp.session.protocol import Protocol
from vrapp.session.ratings import Noted
from vrapp.session.screening import Screening
from vrapp.session.status import TO_THERAPIST, SessionStatus
from vrapp.session.targets import SceneTargets

RECENTRED = "recentred"
"""The event at which the display is to take where the person looks as ahead: it is dark now."""

LONGEST_SCENE_STEP_S = 0.25
"""A frame that took longer moves the scene's own time no further: water must not jump."""


class Session:
    """One person's session: a protocol, the scenes to choose from, and what is shown now.

    After each step, `status` and `pacer` are new objects that describe it, and `events` lists
    what happened in it, in words fit for a marker stream.

    Parameters
    ----------
    protocol
        The phases to go through.
    scenes
        Every scene that can be chosen, by name.
    scene
        The name of the first one.
    start
        LSL seconds at which the session begins.
    plan
        The study's arm and what is known of the person from before.
    muted
        Whether it begins without sound.
    unready
        Scenes that cannot be shown yet: a change to one waits in the dark until it is `ready`.

    Raises
    ------
    KeyError
        The first scene is not among the scenes.
    """

    def __init__(
        self,
        protocol: Protocol,
        scenes: Mapping[str, SceneSpec],
        scene: str,
        start: float,
        plan: Plan | None = None,
        *,
        muted: bool = False,
        unready: Collection[str] = (),
    ) -> None:
        self.scenes = dict(scenes)
        self._unready = set(unready)
        self._conduct = Conduct(protocol, plan or Plan(), start)
        self._breath = SceneBreath()
        self._start = self._now = start
        self._scene_time_s = 0.0
        self._asking = Asking()
        self._targets = SceneTargets()
        self._paused_by = ""
        self._muted = muted
        self._notes: tuple[Noted, ...] = ()
        self._recentring = False
        self._end_reason = ""
        self._next_scene = ""
        self._override = Override()
        self._ease = Ease()
        self._noticed = ""
        self._enter(self.scenes[scene], brightness=0.0)
        self.events: Sequence[str] = ()
        self._opening = [f"session started: {protocol.name}", f"scene: {scene}"]
        self._conduct.begin(self._asking, self._breath.pacer.per_min, self._opening)
        self.pacer = Pacer(start)
        self._indices = self._shown_indices(EMPTY_BODY, start, self._guidance() is not None)
        self._described: SessionStatus | None = None

    @property
    def status(self) -> SessionStatus:
        """Where the session is, after its last step; made where somebody asks for it."""
        if self._described is None:
            self._described = self._status(self._indices)
        return self._described

    @property
    def ended(self) -> bool:
        """True once the picture has faded out after a stop or the protocol's end."""
        return bool(self._end_reason) and self._comfort.brightness <= 0.0

    def step(
        self,
        now: float,
        body: BodyState,
        commands: Sequence[Command] = (),
        attention: Attention = NOBODY,
    ) -> FrameState:
        """Move on to `now` (never backwards) and return the frame to be shown then."""
        dt = max(now - self._now, 0.0)
        self._now = max(now, self._now)
        scene_dt = min(dt, LONGEST_SCENE_STEP_S)
        self._scene_time_s += scene_dt
        events, self._opening = self._opening, []
        if commands:
            self._take(commands, events)
        conduct = self._conduct
        if not self._end_reason:
            conduct.worn(dt, self._paused_by)
        self._ease.step(now, dt, self._asking, events)
        eased = self._ease.active
        goes = not self._paused_by and not self._end_reason
        if goes and conduct.step(now, dt, body, self.pacer, self._asking, events, eased):
            self._phase_changed(events)

        guidance = self._guidance()
        self._breath.step(now, dt, body, guidance)
        indices = self._indices = self._shown_indices(body, now, guidance is not None)
        rests = bool(self._paused_by or self._end_reason) or eased
        self._mapping.step(dt, indices, at_rest=rests)
        self._comfort.step(dt, self._mapping.wanted, self._wanted_brightness())
        waits = self._next_scene in self._unready
        if self._next_scene and self._comfort.brightness <= 0.0 and not waits:
            self._enter(self.scenes[self._next_scene], brightness=0.0)
            events.append(f"scene: {self._next_scene}")
            self._next_scene = ""
        if self._recentring and self._comfort.brightness <= 0.0:
            self._recentring = False
            events.append(RECENTRED)

        free = not (rests or self._asking.question)
        self._targets.step(scene_dt, attention, free, events)
        self._call(events)
        self.events = tuple(events)
        self.pacer = Pacer(
            now,
            self._breath.pacer.phase,
            self._breath.pacer.rate_hz,
            guidance is not None and not self._paused_by and not eased,
            self._comfort.brightness,
        )
        self._described = None
        return self._frame(scene_dt)

    @property
    def heeds_looks(self) -> bool:
        """Whether it matters to the scene, or to the one that comes, where the person looks."""
        return bool(self._targets.state.targets or self._next_scene)

    @property
    def awaited(self) -> str:
        """The scene that it is dark for and that is not ready; empty for none."""
        dark = self._comfort.brightness <= 0.0 and not self._end_reason
        return self._next_scene if dark and self._next_scene in self._unready else ""

    def ready(self, name: str) -> None:
        """Say that a scene can be shown."""
        self._unready.discard(name)

    def leave_out(self, name: str) -> None:
        """Say that a scene, not the one that is shown, cannot be: it can no longer be chosen."""
        if self.scenes.pop(name, None) is not None:
            self._opening.append(f"scene left out: {name}")
        if self._next_scene == name:
            self._next_scene = ""

    def replace_scene(self, scene: SceneSpec) -> None:
        """Go on with a changed version of a scene; what it shows moves on from where it is."""
        self.scenes[scene.name] = scene
        if self._mapping.scene.name == scene.name:
            mapping, values, past = self._mapping, self._comfort.values, self._histories
            names = [p.name for p in mapping.scene.parameters]
            self._enter(scene, self._comfort.brightness)
            self._mapping.continue_from(mapping)
            self._comfort.continue_from(dict(zip(names, values, strict=True)))
            self._histories.continue_from(past)

    def _take(self, commands: Sequence[Command], events: list[str]) -> None:
        conduct = self._conduct
        for command in commands:
            match command:
                case Stop(by=by) if not self._end_reason:
                    self._end_reason = by
                    events.append(f"stopped by {by}")
                case Pause(paused=paused, by=by):
                    self._pause(paused, by, events)
                case Mute(muted=muted):
                    self._muted = muted
                    events.append("sound off" if muted else "sound on")
                case Recentre():
                    self._recentring = True
                case ChooseScene(name=name) if name in self.scenes:
                    self._next_scene = "" if name == self._mapping.scene.name else name
                case SetGuidance(breaths_per_min=pace):
                    guarded, slowest = conduct.guarded, conduct.course.slowest_per_min
                    if self._override.take(pace, self._now, guarded, events, slowest):
                        conduct.course.void(events)
                case HurtsMore(by=by) if not self._end_reason:
                    self._hurts(by, events)
                case Ask(question=question) if not self._end_reason:
                    self._asking.ask(question, events)
                case Answer() if not self._end_reason:
                    self._answer(command, events)
                case SkipPhase() | EndPhase() if self._conduct.phase.kind == "screening":
                    events.append("not skipped: the screening comes first")
                case SkipPhase() | EndPhase() | RepeatPhase() | ChangeDuration() if (
                    not self._end_reason
                ):
                    if self._conduct.take(command, self._asking, events):
                        self._phase_changed(events)
                case Screened(screening=screening) if not self._end_reason:
                    self._screened(screening, events)
                case Note(text=text, t=t):
                    at = self._now if t is None else min(t, self._now)
                    self._notes += (Noted(at, text, self._conduct.progress.phase.title),)
                    events.append(f"note: {text}")
                case Rate():
                    sick, asked = conduct.rate(command, self._asking, self._now, events)
                    self._obey(sick, events)
                    self._is_answered(asked, events)
                case AdverseEvent():
                    conduct.note(command, self._now, events)
                case _:
                    pass

    def _answer(self, answer: Answer, events: list[str]) -> None:
        asked = self._asking.question
        if self._asking.take(answer, events):
            self._obey(self._conduct.answered(answer, self._now), events)
            self._is_answered(asked, events)

    def _is_answered(self, asked: Question | None, events: list[str]) -> None:
        """A phase that only asks goes on with its answer."""
        if asked is not None and asked == self._conduct.phase.question:
            self._conduct.go_on(events)
            self._phase_changed(events)

    def _hurts(self, by: str, events: list[str]) -> None:
        """The person says that it hurts more: asked at once, left in peace, and told on."""
        events.append(f"hurts more: {by}")
        phase = self._conduct.phase.title
        self._notes += (Noted(self._now, f"It hurts more, says the {by}", phase),)
        self._conduct.ratings.hurts()
        self._ease.begin(self._now, self._asking, events)

    def _call(self, events: list[str]) -> None:
        """What the therapist should ask about is an event too, as soon as it is known."""
        notice = self._conduct.ratings.notice
        if notice and notice != self._noticed:
            events.append(TO_THERAPIST + notice)
        self._noticed = notice

    def _screened(self, screening: Screening, events: list[str]) -> None:
        """Go on from the screening, or end where there must be no session."""
        if self._conduct.phase.kind != "screening" and not screening.blocked:
            return  # it has been answered
        events.append(screening.told)
        if screening.blocked:
            self._end_reason = "screening"
            events.append(f"stopped: {screening.blocked}")
            return
        self._conduct.screened(screening, events)
        if self._conduct.take(EndPhase(), self._asking, events):
            self._phase_changed(events)

    def _obey(self, sick: str, events: list[str]) -> None:
        """The sickness rule: the immersion ends calmly."""
        if sick and not self._end_reason:
            self._end_reason = "sickness rule"
            events.append(f"stopped: {sick}")

    def _pause(self, paused: bool, by: str, events: list[str]) -> None:
        if by == "headset" and self._conduct.headset_off(paused):
            return  # in a break nobody waits for the headset
        if paused and not self._paused_by:
            self._paused_by = by
            events.append("paused" if by == "person" else "paused: the headset is not worn")
        elif paused and by == "person":
            self._paused_by = by  # putting the headset on no longer resumes
        elif not paused and self._paused_by and by in ("person", self._paused_by):
            self._paused_by = ""
            events.append("resumed")

    def _phase_changed(self, events: list[str]) -> None:
        self._override.clear()
        if self._conduct.over:
            self._end_reason = "protocol"
            events.append("protocol finished")
            return
        self._conduct.begin(self._asking, self._breath.pacer.per_min, events)
        if self._conduct.misses_headset:
            self._pause(True, "headset", events)

    def _guidance(self) -> float | None:
        if self._override.pace is not None:
            return self._override.pace[0]
        return self._conduct.pace()

    def _shown_indices(self, body: BodyState, now: float, guided: bool) -> Mapping[str, Index]:
        """The body's indices with the trust they still have at `now`, and the breaths."""
        indices = fresh(body, now)
        for index in self._breath.indices:
            indices[index.name] = index
        return self._conduct.shown(indices, guided, now)

    def _wanted_brightness(self) -> float:
        return 0.0 if self._end_reason or self._next_scene or self._recentring else 1.0

    def _enter(self, scene: SceneSpec, brightness: float) -> None:
        self._mapping = SceneMapping(scene)
        self._comfort = Comfort(scene, brightness)
        self._targets.enter(scene)
        self._histories = Histories(scene)

    def _frame(self, dt: float) -> FrameState:
        values = np.array(self._comfort.values, dtype=np.float32)
        values.setflags(write=False)
        self._histories.step(dt, self._comfort.values)
        return FrameState(
            time_s=self._scene_time_s,
            display_time=self._now,
            scene=self._mapping.scene,
            values=values,
            histories=self._histories.rows(self._comfort.values),
            brightness=self._comfort.brightness,
            text=LINE if self._ease.active else self._conduct.text,
            question=None if self._end_reason else self._asking.question,
            targets=self._targets.floats,
        )

    def _status(self, indices: Mapping[str, Index]) -> SessionStatus:
        scene = self._mapping.scene
        progress = self._conduct.progress
        return SessionStatus(
            t=self._now,
            elapsed_s=self._now - self._start,
            phase=progress.phase.title,
            phase_remaining_s=progress.remaining_s,
            next_phase=progress.next_title,
            paused=bool(self._paused_by),
            ended=self.ended,
            end_reason=self._end_reason,
            scene=self._next_scene or scene.name,
            scenes=tuple(self.scenes),
            guidance_per_min=self._guidance(),
            breath_source=self._breath.source,
            engagement=self._mapping.engagement,
            reason=self._mapping.weakest(indices),
            shown=MappingProxyType(
                {
                    p.name: (value, p.unit)
                    for p, value in zip(scene.parameters, self._comfort.values, strict=True)
                }
            ),
            question=None if self._end_reason else self._asking.question,
            answers=self._asking.answers,
            course=self._conduct.status(),
            muted=self._muted,
            notes=self._notes,
        )
