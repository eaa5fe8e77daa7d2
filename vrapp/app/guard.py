"""Tells when the comfort guard damps the picture: that is a fault of a scene, to be looked into."""

from __future__ import annotations

from collections.abc import Callable

from biofeedback.types import BodyState
from vrapp.display.base import Frame
from vrapp.render.renderer import Renderer
from vrapp.session.session import Session


class GuardWatch:
    """An observer of the frame loop; says when the damping begins and when it is over.

    `show` is told with each frame how much of the light the guard lets through, 0..1.
    """

    def __init__(
        self,
        renderer: Renderer,
        tell: Callable[[str], None],
        show: Callable[[float], None] | None = None,
    ) -> None:
        self._renderer, self._tell, self._show = renderer, tell, show
        self._damped = False

    def see(self, frame: Frame, session: Session, body: BodyState) -> None:
        if self._show is not None:
            self._show(self._renderer.gain)
        if self._renderer.damped == self._damped:
            return
        self._damped = self._renderer.damped
        if self._damped:
            scene = session.status.scene
            self._tell(f"the comfort guard dims the picture: scene {scene} flashed too often")
        else:
            self._tell("the comfort guard shows the whole picture again")
