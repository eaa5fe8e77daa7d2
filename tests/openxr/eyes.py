"""What the eyes see in the headset: `python -m tests.openxr.eyes` draws the measuring scene.

Reads both swapchain images back as the compositor gets them, and checks them against the angles
that a metre at two metres covers. `VRAPP_SCENES` must name `tests/stereo`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from biofeedback.lsl.clock import LslClock
from biofeedback.types import EMPTY_BODY
from tests.stereo.measure import check, read
from vrapp.display.headless import HeadlessDisplay
from vrapp.display.openxr.display import OpenXrDisplay
from vrapp.render.renderer import Renderer
from vrapp.render.view import View
from vrapp.scene.library import load_scene
from vrapp.session.protocol import open_session
from vrapp.session.session import Session

SETTLED = 60  # frames in the headset: the picture has faded in
GIVE_UP = 3000


def assert_depth(views: Sequence[View]) -> None:
    """The cube's near face is two metres away, in what the compositor gets."""
    for view in views:
        assert view.depth_target is not None
        data = np.frombuffer(
            view.depth_target.read(viewport=view.viewport, components=1, attachment=-1, dtype="f4"),
            np.float32,
        )
        near, far = view.depth_m
        width, height = view.viewport[2:]
        ahead = float(data.reshape(height, width)[height // 2, width // 2])
        metres = near * far / (far - ahead * (far - near))
        assert abs(metres - 2.0) < 0.02, metres


def main() -> None:
    clock, seen = LslClock(), 0
    with (
        HeadlessDisplay((64, 64), 60.0, clock) as companion,
        OpenXrDisplay(companion, clock, scale=2.0) as display,
        Renderer(display.context) as renderer,
    ):
        session = Session(open_session(), {"cube": load_scene("cube")}, "cube", clock.now())
        for frame in display.frames():
            state = session.step(frame.time, EMPTY_BODY)
            renderer.draw(state, frame.views)
            seen += len(frame.views) == 2
            if seen == SETTLED:
                hidden = [view.hidden for view in frame.views]
                assert_depth(frame.views)
                check([read(view) for view in frame.views], frame.views)
                assert display.context.error == "GL_NO_ERROR"
                display.present()
                print("checked", [h is not None for h in hidden])
                break
            display.present()
            assert frame.number < GIVE_UP, "the headset did not come up"


if __name__ == "__main__":
    main()
