"""The frame loop."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from biofeedback.types import BodyState, Pacer
from vrapp.app.attend import attention
from vrapp.app.feed import Feed
from vrapp.display.base import Display, Frame, InputEvent, ShowsPlates
from vrapp.panel.intents import command_for
from vrapp.prompt.prompt import Prompt
from vrapp.render.view import View
from vrapp.scene.frame import FrameState
from vrapp.session.attention import NOBODY
from vrapp.session.commands import Command
from vrapp.session.pacer import volume
from vrapp.session.session import RECENTRED, Session
from vrapp.session.status import SessionStatus

Observer = Callable[[Frame, Session, BodyState], None]
Desk = Callable[[BodyState, SessionStatus, float | None], Sequence[Command]]
"""Shows the therapist body, session and the age of the newest sample; answers with commands."""


class Draws(Protocol):
    """What draws a frame: the renderer, or who stands before it."""

    def draw(self, state: FrameState, views: Sequence[View]) -> None: ...


def run_frames(
    display: Display,
    renderer: Draws,
    session: Session,
    feed: Feed,
    desk: Desk | None = None,
    observers: Sequence[Observer] = (),
    prompt: Prompt | None = None,
) -> None:
    """Run until the session has ended or the display is closed.

    For each frame the display gives us, take the commands, step the session to the frame's time
    with the latest body, and draw it for each eye; over it hangs what the person reads and answers.
    """
    by_itself = display if isinstance(display, ShowsPlates) else None
    by_gaze: Sequence[InputEvent] = ()
    from_desk: Sequence[Command] = ()
    for frame in display.frames():
        happened = display.events()
        commands = [*meant([*by_gaze, *happened], session), *from_desk]
        body = feed.body(frame.time)
        attends = attention(frame, happened) if session.heeds_looks else NOBODY
        state = session.step(frame.time, body, commands, attends)
        renderer.draw(state, frame.views)
        if prompt is not None:
            by_gaze = prompt.step(frame, state, happened, led(session.pacer))
            if by_itself is None or not by_itself.show_plates(prompt.plates):
                prompt.draw(frame.views)
        display.present()
        feed.hear(session.pacer)
        for observe in observers:
            observe(frame, session, body)
        if RECENTRED in session.events:
            display.recentre()  # after the observers: they see the views that were shown
        if desk is not None:
            from_desk = desk(body, session.status, age_s(frame, body))
        if session.ended:
            display.close()


def meant(events: Sequence[InputEvent], session: Session) -> Sequence[Command]:
    """The commands that people meant by what they did at the display."""
    if not events:
        return ()
    status = session.status
    found = (command_for(event.kind, event.detail, status) for event in events)
    return [command for command in found if command is not None]


def led(pacer: Pacer) -> float | None:
    """How full the lungs are to be, 0..1; None while nobody is led."""
    return volume(pacer.phase) if pacer.guided else None


def age_s(frame: Frame, body: BodyState) -> float | None:
    """Seconds from the newest sample this frame could show until it is seen; None without any."""
    newest = max((s.last_t for s in body.streams if s.state == "live"), default=None)
    return None if newest is None else frame.time - newest
