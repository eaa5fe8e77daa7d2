"""Draws a scene's layers for the first time where nobody sees it."""

from __future__ import annotations

import math
from collections.abc import Iterator

import moderngl
import numpy as np

from vrapp.render.canvas import CanvasKey
from vrapp.render.layers import Layers
from vrapp.render.program import SceneProgram
from vrapp.render.shown import make_canvas
from vrapp.render.view import View, perspective
from vrapp.scene.library import rest_state

SIZE = (16, 16)
"""Pixels: what counts is the kind of the textures, for which a driver finishes its programs."""


def rehearsal(
    context: moderngl.Context, program: SceneProgram, samples: int, layers: Layers | None
) -> Iterator[None]:
    """Draw a built scene at rest into a canvas of its own, a draw at a time.

    Between two steps anything else may be drawn. `layers`: needed for a program of both eyes.
    """
    spec, slot = program.spec, None if program.layered else 0
    scale = spec.reflection.scale if spec.reflection else None
    key = CanvasKey(SIZE, scale, False, program.layered, spec.film == "layers")
    canvas = make_canvas(context, key, samples, layers)
    nothing = context.texture_array((1, 1, 2), 4) if program.layered else context.texture((1, 1), 4)
    clip_from_eye = perspective(math.radians(90.0), 1.0)
    try:
        program.blocks.set_state(rest_state(spec), 1.0)
        for eye in (0, 1) if program.layered else (0,):
            view = View(
                eye, np.eye(4, dtype=np.float32), clip_from_eye, canvas.scene, (0, 0, *SIZE)
            )
            program.blocks.set_view(eye, view, SIZE, SIZE)
        passes = [(canvas.scene, False, program.draws)]
        if canvas.mirror is not None:
            passes.append((canvas.mirror.framebuffer, True, program.mirrored))
        for target, mirrored, draws in passes:
            for draw in draws:
                program.blocks.send()
                program.blocks.bind(slot, mirrored)
                nothing.use(0)
                target.depth_mask = True
                target.use()
                target.clear()
                program.submit(target, mirrored=mirrored, draws=(draw,))
                yield
    finally:
        canvas.release()
        nothing.release()
