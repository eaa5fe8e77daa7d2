"""Draws as the renderer does, and keeps what was drawn for the record."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from biofeedback.types import BodyState
from vrapp.display.base import Display, Frame
from vrapp.record.shown import Shown, picture_hash
from vrapp.render.renderer import Renderer
from vrapp.render.view import View
from vrapp.scene.frame import FrameState
from vrapp.session.session import Session

CHECK_S = 10.0


class Witness:
    """Between frame loop and renderer.

    Pictures are read back at checkpoints where nobody looks (headless): it waits for the graphics
    card.

    Parameters
    ----------
    check_s
        Seconds from one checkpoint to the next.
    """

    def __init__(self, renderer: Renderer, display: Display, check_s: float = CHECK_S) -> None:
        self._renderer = renderer
        self._hashes, self._check_s = display.name == "headless", check_s
        self._due = math.nan
        self._state: FrameState | None = None
        self._found: Sequence[str] | None = None
        self.driver: Mapping[str, Any] = {
            **driver_of(renderer),
            "samples": renderer.samples,
            "display": display.name,
        }
        """Who draws, for the record."""

    def draw(self, state: FrameState, views: Sequence[View]) -> None:
        """Draw a frame; at a checkpoint take its hashes, before anything hangs over it."""
        self._renderer.draw(state, views)
        self._state, self._found = state, None
        if math.isnan(self._due):
            self._due = state.display_time + self._check_s
        if state.display_time >= self._due:
            self._due = state.display_time + self._check_s
            self._found = [picture_hash(view) for view in views] if self._hashes else ()

    def observer(self, shown: Shown) -> Callable[[Frame, Session, BodyState], None]:
        """For the frame loop: records each frame that was drawn."""

        def see(frame: Frame, session: Session, body: BodyState) -> None:
            if self._state is not None:
                shown.see(
                    self._state,
                    frame.views,
                    frame.world_from_head,
                    self._renderer.gain,
                    frame.attended,
                    self._found,
                )

        return see


def driver_of(renderer: Renderer) -> dict[str, str]:
    """Who must draw again for pictures to be the same to the last bit."""
    info = renderer.context.info
    return {"renderer": info["GL_RENDERER"], "version": info["GL_VERSION"]}
