"""`python -m tests.openxr.switch FOLDER` runs a session in the headset and changes its scene.

The whole program with nobody's body: a scene of one colour, and after some seconds, as the desk
asks, one of meshes. Says, as JSON: what the person saw (the companion's copies of the left eye,
(height, width, 3) as nested lists, small) before and after, how dark it was at the darkest, and
what the meter saw of the frames.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from biofeedback.clock import Clock
from biofeedback.lsl.clock import LslClock
from biofeedback.types import BodyState
from vrapp.app.body import Body
from vrapp.app.options import Options
from vrapp.app.run import run_with
from vrapp.app.screen import Screen
from vrapp.bench.loop import Meter, Never, Nobody
from vrapp.bench.meshes import empty_scene, mesh_scene
from vrapp.display.base import Frame
from vrapp.display.headless import HeadlessDisplay
from vrapp.display.openxr.display import OpenXrDisplay
from vrapp.session.commands import ChooseScene, Command
from vrapp.session.protocol import open_session
from vrapp.session.session import Session

SETTLED_S, AFTER_S = 4.0, 5.0
"""In the headset before the change, and from the new scene's first frame to the end."""


class Companion(HeadlessDisplay):
    """Keeps every copy of what the person sees."""

    copies_per_s = 5.0

    def __init__(self, clock: Clock) -> None:
        super().__init__((64, 64), 20.0, clock)
        self.seen: list[np.ndarray] = []

    def show_copy(self, picture: Any) -> None:
        super().show_copy(picture)
        self.seen.append(self.read_rgb()[::2, ::2])


class Switch:
    """An observer of the frame loop, and the desk: changes the scene once, and ends after that."""

    def __init__(self, display: OpenXrDisplay, companion: Companion) -> None:
        self._display, self._companion = display, companion
        self.meter = Meter(display)
        self.before: list[np.ndarray] = []
        self._asked: Sequence[Command] = ()
        self._began: float | None = None
        self._changed: float | None = None

    def __call__(self, frame: Frame, session: Session, body: BodyState) -> None:
        self.meter(frame, session, body)
        if self._display.headset is None or not frame.views:
            return
        if self._began is None:
            self._began = frame.time
        if not self.before and frame.time > self._began + SETTLED_S:
            self.before = list(self._companion.seen)
            self._companion.seen.clear()
            self._asked = [ChooseScene("meshes_20")]
        if self.before and any(event.startswith("scene: ") for event in session.events):
            self._changed = frame.time
        if self._changed is not None and frame.time > self._changed + AFTER_S:
            self._display.close()

    def desk(self) -> Sequence[Command]:
        asked, self._asked = self._asked, ()
        return asked


def main(folder: Path) -> None:
    empty_scene(folder)
    mesh_scene(20, folder)
    os.environ["VRAPP_SCENES"] = str(folder)
    clock = LslClock()
    companion = Companion(clock)
    watched: list[Switch] = []

    @contextmanager
    def opened(options: Options, clock: Clock, say: Callable[[str], None]) -> Iterator[Screen]:
        with companion, OpenXrDisplay(companion, LslClock(), 0.3, say, depth=False) as display:
            desk = lambda body, status, age_s: watched[0].desk()  # noqa: E731
            yield Screen(display, "a headset", companion.read_rgb, desk, both=True)

    def watching(display: Any) -> Switch:
        watched.append(Switch(display, companion))
        return watched[-1]

    options = Options(source="lsl", scene="empty", display="headset", scope="machine")
    body = Body(Nobody(), "nobody", clock, live=True)
    session = run_with(
        body, options, open_session(), Never(), lambda text: None, watching=watching, opened=opened
    )
    switch = watched[0]
    print(
        json.dumps(
            {
                "before": switch.before[-1].tolist(),
                "after": companion.seen[-1].tolist(),
                "darkest": min(float(picture.mean()) for picture in companion.seen),
                "scene": session.status.scene,
                **switch.meter.result(),
            }
        )
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
