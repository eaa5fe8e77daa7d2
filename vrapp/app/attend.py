"""Where the person looks and what they throw at, from a frame and what happened at the display."""

from __future__ import annotations

import math
from collections.abc import Sequence

from vrapp.display.base import Frame, InputEvent
from vrapp.prompt.gaze import pointer
from vrapp.render.view import Matrix
from vrapp.session.attention import NOBODY, Attention, Look


def attention(frame: Frame, happened: Sequence[InputEvent]) -> Attention:
    """The head's look, and a throw for each press: along the look, or where a pointer pressed.

    Nobody's, while the person does not attend to the frame.
    """
    if not frame.attended:
        return NOBODY
    look = look_of(frame.world_from_head)
    throws = [_thrown(frame, event, look) for event in happened if event.kind == "select"]
    return Attention(look, throws)


def look_of(world_from_head: Matrix) -> Look:
    """Where a head is and looks (its -Z)."""
    (_, _, zx, x), (_, _, zy, y), (_, _, zz, z), _ = world_from_head.tolist()
    length = max(math.hypot(zx, zy, zz), 1e-6)
    return Look((x, y, z), (-zx / length, -zy / length, -zz / length))


def _thrown(frame: Frame, event: InputEvent, look: Look) -> Look:
    across, _, up = event.detail.partition(" ")
    if not up or not frame.views:
        return look
    return look_of(pointer(frame.views[0], float(across), float(up)))
