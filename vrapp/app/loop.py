"""The frame loop."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from biofeedback.types import BodyState
from vrapp.app.feed import Feed
from vrapp.display.base import Display, Frame, InputEvent
from vrapp.render.renderer import Renderer
from vrapp.session.commands import ChooseScene, Command, Pause, SetGuidance, SkipPhase, Stop
from vrapp.session.session import Session
from vrapp.session.status import SessionStatus

Observer = Callable[[Frame, Session, BodyState], None]


class Desk(Protocol):
    """Where the therapist sits: sees the session, answers with commands."""

    def draw(self, body: BodyState, status: SessionStatus, latency_s: float | None) -> None: ...

    def commands(self) -> Sequence[Command]: ...


def run_frames(
    display: Display,
    renderer: Renderer,
    session: Session,
    feed: Feed,
    desk: Desk | None = None,
    observers: Sequence[Observer] = (),
) -> None:
    """Until the session has ended or the display is closed.

    For each frame the display gives us, take the commands, step the session to the frame's time
    with the latest body, and for each eye draw.
    """
    for frame in display.frames():
        commands = [*asked(display.events(), session.status)]
        if desk is not None:
            commands += desk.commands()
        body = feed.body(frame.time)
        state = session.step(frame.time, body, commands)
        for view in frame.views:
            renderer.draw(state, view)
        feed.hear(session.pacer)
        for observe in observers:
            observe(frame, session, body)
        if desk is not None:
            desk.draw(body, session.status, _age_s(frame, body))
        if session.ended:
            display.close()


def asked(events: Sequence[InputEvent], status: SessionStatus) -> Sequence[Command]:
    """What people meant by what they pressed."""
    commands: list[Command] = []
    for event in events:
        match event.kind:
            case "stop":
                commands.append(Stop(event.detail or "patient"))
            case "pause":
                commands.append(Pause(not status.paused))
            case "next" | "previous":
                step = 1 if event.kind == "next" else -1
                at = status.scenes.index(status.scene)
                commands.append(ChooseScene(status.scenes[(at + step) % len(status.scenes)]))
            case "select" if event.detail == "guidance":
                commands.append(SetGuidance(6.0 if status.guidance_per_min is None else None))
            case "select" if event.detail == "skip":
                commands.append(SkipPhase())
            case _:
                pass
    return commands


def _age_s(frame: Frame, body: BodyState) -> float | None:
    """Seconds from the newest sample that this frame could show to the moment it is seen."""
    newest = max((s.last_t for s in body.streams if s.state == "live"), default=None)
    return None if newest is None else frame.time - newest
