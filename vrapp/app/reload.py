"""Scenes that change on disk while they are shown."""

from __future__ import annotations

import math
from collections.abc import Callable

from biofeedback.types import BodyState
from vrapp.display.base import Frame
from vrapp.render.renderer import Renderer
from vrapp.session.session import Session

LOOK_EVERY_S = 0.5


class HotReload:
    """An observer of the frame loop: takes a changed scene, or says why it cannot be taken."""

    def __init__(self, renderer: Renderer, say: Callable[[str], None]) -> None:
        self._renderer = renderer
        self._say = say
        self._look_at = -math.inf

    def __call__(self, frame: Frame, session: Session, body: BodyState) -> None:
        if frame.time < self._look_at:
            return
        self._look_at = frame.time + LOOK_EVERY_S
        reload = self._renderer.reload_if_changed()
        if reload is None:
            return
        for spec in reload.specs:
            session.replace_scene(spec)
            self._say(f"scene {spec.name} changed and was taken")
        if reload.error:
            self._say(f"a changed scene is not taken: {reload.error}")
