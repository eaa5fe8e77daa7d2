"""What the eyes see in the headset: `python -m tests.openxr.eyes` draws the measuring scene.

Reads both swapchain images back as the compositor gets them, and checks them against the angles
that a metre at two metres covers. `VRAPP_SCENES` must name `tests/stereo`.
"""

from __future__ import annotations

import numpy as np

from biofeedback.lsl.clock import LslClock
from biofeedback.types import EMPTY_BODY
from tests.stereo.measure import check
from vrapp.display.headless import HeadlessDisplay
from vrapp.display.openxr.display import OpenXrDisplay
from vrapp.render.renderer import Renderer
from vrapp.render.view import View
from vrapp.scene.library import load_scene
from vrapp.session.protocol import open_session
from vrapp.session.session import Session

SETTLED = 60  # frames in the headset: the picture has faded in
GIVE_UP = 3000


def read(view: View) -> np.ndarray:
    width, height = view.viewport[2:]
    data = view.target.read(components=3, alignment=1)
    return np.frombuffer(data, np.uint8).reshape(height, width, 3)[::-1]


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
                check([read(view) for view in frame.views], frame.views)
                assert display.context.error == "GL_NO_ERROR"
                display.present()
                print("checked", [h is not None for h in hidden])
                break
            display.present()
            assert frame.number < GIVE_UP, "the headset did not come up"


if __name__ == "__main__":
    main()
