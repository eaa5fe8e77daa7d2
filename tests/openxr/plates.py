"""`python -m tests.openxr.plates layers|drawn` hangs one plate in the headset, for ever.

As layers of the compositor, or drawn into the eyes: both must look alike. Prints `hangs`, and once
more in each headset that comes after one was lost.
"""

from __future__ import annotations

import sys

import numpy as np

from biofeedback.lsl.clock import LslClock
from biofeedback.types import EMPTY_BODY
from vrapp.display.headless import HeadlessDisplay
from vrapp.display.openxr.display import OpenXrDisplay
from vrapp.render.plates import Painter, Plate
from vrapp.render.renderer import Renderer
from vrapp.scene.library import load_scene
from vrapp.session.protocol import open_session
from vrapp.session.session import Session

SETTLED = 60  # frames in the headset: the picture has faded in


def plate(context) -> Plate:
    """0.6 m by 0.3 m, 1.9 m away: dark and four fifths dense, with a light square on its left."""
    pixels = np.zeros((128, 256, 4), dtype=np.float32)
    pixels[..., :3], pixels[..., 3] = np.array([16, 21, 27]) / 255 * 0.8, 0.8
    pixels[32:96, 32:96] = np.array([213, 201, 181, 255]) / 255
    texture = context.texture((256, 128), 4, np.round(pixels * 255).astype(np.uint8))
    texture.build_mipmaps()
    place = np.eye(4, dtype=np.float32)
    place[:3, 3] = 0.0, 0.0, -1.9
    return Plate(texture, place, (0.6, 0.3), 1.0, 1)


def main(as_layers: bool) -> None:
    clock, seen = LslClock(), 0
    with (
        HeadlessDisplay((64, 64), 60.0, clock) as companion,
        OpenXrDisplay(companion, clock) as display,
        Renderer(display.context) as renderer,
    ):
        painter, plates = Painter(display.context), [plate(display.context)]
        session = Session(open_session(), {"cube": load_scene("cube")}, "cube", clock.now())
        for frame in display.frames():
            state = session.step(frame.time, EMPTY_BODY)
            renderer.draw(state, frame.views)
            if as_layers:
                assert display.show_plates(plates) or len(frame.views) < 2
            else:
                painter.draw(plates, frame.views)
            display.present()
            assert display.context.error == "GL_NO_ERROR"
            seen = seen + 1 if len(frame.views) == 2 else 0
            if seen == SETTLED:
                print("hangs", flush=True)


if __name__ == "__main__":
    main(sys.argv[1] == "layers")
