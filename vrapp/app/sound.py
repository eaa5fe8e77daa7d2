"""What a session sounds like: an observer of the frame loop, for the thread that plays it."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Protocol

from biofeedback.types import BodyState
from vrapp.audio.mix import Heard
from vrapp.display.base import Frame
from vrapp.session.pacer import volume
from vrapp.session.session import Session

LOOK_EVERY_S = 1.0 / 30.0
"""The sound looks twelve times a second; this costs the frame loop some microseconds."""
PAUSED = 0.3
"""Of the volume, in a pause: quiet enough to talk over, and not gone."""


class Listener(Protocol):
    """Whoever plays what is to be heard."""

    heard: Heard
    error: BaseException | None


class SoundScape:
    """Tells the player, frame by frame, what is to be heard: one attribute, a new object.

    A scene's sound comes with the choice, while the old picture still fades; a stop and the end
    let it fade away, as does a mute.
    """

    def __init__(self, player: Listener, say: Callable[[str], None], loudness: float = 1.0) -> None:
        self._player, self._say = player, say
        self._loudness = loudness
        self._told = False
        self._due = -math.inf

    def see(self, frame: Frame, session: Session, body: BodyState) -> None:
        """Hear this frame's moment."""
        if frame.time < self._due:
            return
        self._due = frame.time + LOOK_EVERY_S
        if self._player.error is not None and not self._told:
            self._told = True
            self._say(f"the sound has ended ({self._player.error}); going on without")
        status, pacer = session.status, session.pacer
        scene = session.scenes[status.scene]
        # while a chosen scene waits for the dark, the values are still those of the old one
        known = status.shown.keys() == {p.name for p in scene.parameters}
        right = frame.world_from_head[:, 0]
        self._player.heard = Heard(
            sound=scene.sound,
            values={name: value for name, (value, _) in status.shown.items()} if known else {},
            ears=(float(right[0]), float(right[2])),
            volume=self._volume(session),
            pacer=volume(pacer.phase),
            guided=float(pacer.guided),
        )

    def _volume(self, session: Session) -> float:
        status = session.status
        if status.muted or status.end_reason:
            return 0.0
        return self._loudness * (PAUSED if status.paused else 1.0)
