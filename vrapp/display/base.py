"""The contract of a display. Timing and views come *from* the display.

The frame loop reads: *for each frame the display gives us, take the commands, step the session to
the frame's time with the latest body, and for each eye draw.*

    with HeadlessDisplay(...) as display:
        for frame in display.frames():
            state = session.step(frame.time, body)
            renderer.draw(state, frame.views)
            display.present()
            ...  # whatever can wait: nobody's picture waits for it now

A test reads every backend against this file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, Self, runtime_checkable

import moderngl

from vrapp.render.plates import Plate
from vrapp.render.view import Matrix, View


@dataclass(slots=True)
class Frame:
    """One frame to be drawn. Reused by the display: valid until the next one is asked for."""

    number: int
    time: float  # LSL seconds at which this frame will be seen
    views: Sequence[View]  # empty when nothing is visible: step the session, draw nothing
    world_from_head: Matrix  # (4, 4) float32: where the head will be then; the gaze is its -Z
    attended: bool = True  # the person looks at this and nothing else: gaze and buttons count


InputKind = Literal[
    "stop", "hurts", "pause", "next", "previous", "select", "answer", "recentre", "worn", "key",
    "resized", "quit",
]  # fmt: skip
"""`stop` and `hurts` (it hurts more) are the person's own, at any time; detail: how they said it.
`worn` tells (detail "yes" or "no") that the person came to the picture or left it: a headset
was put on or taken off, or something else is shown there for a while. `select` confirms what the
gaze rests on, or with a detail "x y" what lies there in the picture (-1..1, to the right and up);
`answer` (detail: the choice) is what the gaze has answered."""


@dataclass(frozen=True, slots=True)
class InputEvent:
    """Something a person did: patient's or therapist's, by key, button or gaze."""

    kind: InputKind
    time: float
    detail: str = ""


@runtime_checkable
class ShowsPlates(Protocol):
    """A display that can show plates by itself (as layers of a compositor, crisper than drawn)."""

    def show_plates(self, plates: Sequence[Plate]) -> bool:
        """Show these, back to front, over this frame's picture; called every frame, with none
        too. False: they are to be drawn into the views instead.
        """
        ...


@dataclass(slots=True)
class Hand:
    """A controller or bare hand. Refreshed in place every frame."""

    side: str
    tracked: bool = False  # its place is measured, not guessed
    local_from_grip: tuple[tuple[float, float, float, float], tuple[float, float, float]] = (
        (0.0, 0.0, 0.0, 1.0),
        (0.0, 0.0, 0.0),
    )
    """Rotation (x, y, z, w) and place in metres, at the frame's time, in a space that moves
    neither with the head nor with the world when that is recentred."""


@runtime_checkable
class HasHands(Protocol):
    """A display that knows where hands are, and can be felt in them."""

    @property
    def hands(self) -> Sequence[Hand]:
        """The hands in this frame; none while there is no headset or it shows something else."""
        ...

    def feel(self, strength: float) -> None:
        """A gentle vibration in both hands, 0..1, for a tenth of a second; nothing without."""
        ...


class DisplayError(Exception):
    """A display cannot be opened or was lost; the message names the remedy."""


class Display(Protocol):
    """A place where frames are seen."""

    name: str
    context: moderngl.Context

    def __enter__(self) -> Self: ...

    def __exit__(self, *exc: object) -> None: ...

    def frames(self) -> Iterator[Frame]:
        """Frames at the display's own pace until it is closed."""
        ...

    def present(self) -> None:
        """The frame is drawn: show it. Once a frame, before anything that can wait."""
        ...

    def recentre(self) -> None:
        """Where the head is and looks now becomes the world's origin. Moves the picture at once:
        the session asks for it in the dark.
        """
        ...

    def events(self) -> Sequence[InputEvent]:
        """What people did since the last call."""
        ...

    def close(self) -> None:
        """End `frames()` after the current frame; safe to call at any time, twice too."""
        ...
