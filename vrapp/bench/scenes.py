"""What a scene's stereo frame costs to draw, in units of plain arithmetic on the same device.

The unit is a calibration shader that does 1,000 fused multiply-adds a pixel, measured in the same
run on the same number of pixels: a ratio of 1 is about 1.3 TFLOP/s at 90 Hz and 2 x 3.5 megapixels.
"""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import moderngl

from vrapp.bench.meshes import empty_scene
from vrapp.render.renderer import Renderer
from vrapp.render.target import Target, is_software, standalone_context
from vrapp.render.view import View, eye_from_world, perspective
from vrapp.scene.frame import FrameState
from vrapp.scene.library import load_scene, rest_state
from vrapp.scene.spec import SceneSpec

AIM, MOST, LANTERN_AIM = 0.5, 1.0, 0.1
"""Of the calibration: every scene's aim, what none may be above, and the aim of the smallest."""
SUBMISSION_AIM_US = 100.0

_FOV_RAD = math.radians(90.0)  # a headset's, not a desktop's
_IPD_M = 0.063
_YAWS_RAD = (0.0, math.radians(60.0))
_AT_S = 12.0

# 250 steps of four: the plain way to write it. Every graphics card does these at its full rate.
# Mesa's software rasteriser does not: written out in steps of ten it takes 0.6 of the time, in two
# chains that do not wait for each other 0.35, so a ratio there is as good as this choice.
_ARITHMETIC = """\
#version 330 core
in vec2 uv;
out vec4 color;
void main() {
    vec4 a = vec4(0.99, 0.98, 0.97, 0.96) + 0.001 * uv.xyxy;
    vec4 b = vec4(0.01, 0.02, 0.03, 0.04) * uv.yxyx;
    color = vec4(uv, 0.1, 0.2);
    for (int i = 0; i < 250; ++i) color = color * a + b;
}
"""
_TRIANGLE = """\
#version 330 core
out vec2 uv;
void main() {
    uv = vec2(float((gl_VertexID << 1) & 2), float(gl_VertexID & 2));
    gl_Position = vec4(uv * 2.0 - 1.0, 0.0, 1.0);
}
"""


@dataclass(frozen=True, slots=True)
class SceneCost:
    """One scene's stereo frame, over its moments and directions.

    `ms`: of the device (of all processor threads on a software rasteriser), the mean of the
    moments; `ratio`: that in units of the calibration; `worst`: of the dearest moment;
    `submission_us`: CPU of the main thread with a driver that draws nothing, NaN if not measured.
    """

    name: str
    ms: float
    ratio: float
    worst: float
    submission_us: float = math.nan


@dataclass(frozen=True, slots=True)
class LayerCost:
    """What one layer adds, in units of the calibration.

    `alone`: with nothing else in the scene, above an empty one; `saved`: what leaving it out of the
    whole scene saves (less, or less than nothing, where it hides what is behind it).
    """

    name: str
    alone: float
    saved: float


class Bench:
    """A pair of eyes, a clock for what the device does, and the calibration."""

    def __init__(self, context: moderngl.Context, size: int = 512, msaa: int | None = None) -> None:
        self.context = context
        self.renderer = Renderer(context, msaa)
        self._software = is_software(context.info["GL_RENDERER"])
        self._target = Target(context, (2 * size, size))
        clip = perspective(_FOV_RAD, 1.0)
        self._views = [
            View(eye, eye_from_world(), clip, self._target.framebuffer, (eye * size, 0, size, size))
            for eye in (0, 1)
        ]
        self._query = None if self._software else context.query(time=True)
        self._program = context.program(vertex_shader=_TRIANGLE, fragment_shader=_ARITHMETIC)
        self._array = context.vertex_array(self._program, [])
        self.calibration_ms: list[float] = []

    def arithmetic(self) -> None:
        """1,000 multiply-adds for every pixel of both eyes."""
        self.context.enable_only(moderngl.NOTHING)
        self._target.framebuffer.viewport = (0, 0, *self._target.size)
        self._target.framebuffer.use()
        self._array.render(vertices=3)

    def frame(self, state: FrameState, yaw_rad: float) -> None:
        """A stereo frame of `state` with the head turned left by `yaw_rad`."""
        for view, x in zip(self._views, (-_IPD_M / 2, _IPD_M / 2), strict=True):
            view.eye_from_world[...] = eye_from_world(yaw_rad, 0.0, x)
        self.renderer.draw(state, self._views)

    def ms(self, draw: Callable[[], None]) -> float:
        """What the device takes for one call, milliseconds."""
        self.context.finish()
        if self._query is None:
            began = time.process_time()
            draw()
            self.context.finish()
            return (time.process_time() - began) * 1e3
        with self._query:
            draw()
        return float(self._query.elapsed) * 1e-6

    def compare(
        self, draws: Sequence[Callable[[], None]], blocks: int, frames: int
    ) -> list[tuple[float, float]]:
        """(ms, ratio) of each draw: medians over blocks that alternate with the calibration.

        What disturbs the machine then disturbs both, and what it does for a moment is outvoted.
        """
        for draw in (*draws, self.arithmetic):  # the first builds
            draw()
        costs: list[list[tuple[float, float]]] = [[] for _ in draws]
        for _ in range(blocks):
            for draw, cost in zip(draws, costs, strict=True):
                unit = median(self.ms(self.arithmetic) for _ in range(frames))
                took = median(self.ms(draw) for _ in range(frames))
                self.calibration_ms.append(unit)
                cost.append((took, took / unit))
        return [(median(ms for ms, _ in c), median(ratio for _, ratio in c)) for c in costs]

    def submission_us(self, draw: Callable[[], None], frames: int) -> float:
        """CPU of this thread for one call, without the wait for the device."""
        times = []
        for i in range(frames + 10):
            began = time.thread_time()
            draw()
            if i >= 10:
                times.append(time.thread_time() - began)
            self.context.finish()
        return median(times) * 1e6

    def release(self) -> None:
        self.renderer.release()
        for thing in (self._array, self._program, self._target):
            thing.release()


def moments(spec: SceneSpec) -> list[FrameState]:
    """At rest, and with every index at its highest."""
    full = {p.name: p.drive.at(1.0) for p in spec.parameters if p.drive is not None}
    return [rest_state(spec, _AT_S), rest_state(spec, _AT_S, **full)]


def _draws(bench: Bench, spec: SceneSpec) -> list[Callable[[], None]]:
    return [partial(bench.frame, s, yaw) for s in moments(spec) for yaw in _YAWS_RAD]


def bench_scenes(
    scenes: Sequence[str],
    size: int = 512,
    blocks: int = 5,
    frames: int = 3,
    progress: Callable[[str], None] = lambda what: None,
) -> tuple[str, float, list[SceneCost]]:
    """The device, the calibration's milliseconds and what each scene costs.

    `size`: pixels along a side of one eye's picture; `blocks` of `frames` each are measured at
    every moment of every scene. An engine with nothing to draw comes first, as "an empty scene".
    Raises `SceneError` or `GraphicsError`.
    """
    context = standalone_context()
    with TemporaryDirectory() as folder:
        specs = [
            replace(empty_scene(Path(folder)), name="an empty scene"),
            *map(load_scene, scenes),
        ]
        bench = Bench(context, size)
        try:
            costs = []
            for spec in specs:
                progress(spec.name)
                found = bench.compare(_draws(bench, spec), blocks, frames)
                mean_ms, mean = (sum(values) / len(found) for values in zip(*found, strict=True))
                worst = max(ratio for _, ratio in found)
                costs.append(SceneCost(spec.name, mean_ms, mean, worst))
            device, unit = context.info["GL_RENDERER"], median(bench.calibration_ms)
        finally:
            bench.release()
            context.release()
    progress("submission")
    submitted = _submissions(scenes)
    return device, unit, [replace(c, submission_us=submitted.get(c.name, math.nan)) for c in costs]


def submissions(scenes: Sequence[str], frames: int = 300) -> dict[str, float]:
    """CPU of the main thread for a stereo frame of each scene at rest, microseconds."""
    context = standalone_context()
    bench = Bench(context, 64, msaa=1)
    try:
        return {
            name: bench.submission_us(_draws(bench, load_scene(name))[0], frames) for name in scenes
        }
    finally:
        bench.release()
        context.release()


def _submissions(scenes: Sequence[str]) -> dict[str, float]:
    """`submissions` in a process whose Mesa draws nothing; other drivers do not mind."""
    program = (
        "import sys, json; from vrapp.bench.scenes import submissions;"
        "print(json.dumps(submissions(sys.argv[1:])))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *scenes],
        env={**os.environ, "GALLIUM_NOOP": "1"},
        check=True,
        capture_output=True,
        text=True,
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


def profile_scene(
    scene: str,
    size: int = 512,
    blocks: int = 5,
    progress: Callable[[str], None] = lambda what: None,
) -> list[LayerCost]:
    """What each layer of a scene adds, looked at ahead and at rest; and what the engine's do.

    The first rows are not layers: everything, an empty scene, its glow, and the mirrored pass.
    """
    spec = load_scene(scene)
    context = standalone_context()
    with TemporaryDirectory() as folder:
        sky = empty_scene(Path(folder))
        bench = Bench(context, size)

        def cost(*variants: SceneSpec) -> list[float]:
            draws = [partial(bench.frame, rest_state(v, _AT_S), 0.0) for v in variants]
            return [ratio for _, ratio in bench.compare(draws, blocks, 1)]

        try:
            dry = replace(spec, layers=tuple(replace(x, reflected=False) for x in spec.layers))
            whole, empty, glowing, unmirrored = cost(spec, sky, replace(sky, bloom=0.1), dry)
            rows = [
                LayerCost("everything", whole - empty, whole),
                LayerCost("the engine, nothing to draw", empty, math.nan),
                LayerCost("its glow", glowing - empty, math.nan),
                LayerCost("mirrored once more", math.nan, whole - unmirrored),
            ]
            for layer in spec.layers:
                progress(layer.name)
                rest = tuple(x for x in spec.layers if x is not layer)
                alone = replace(spec, layers=(layer,), bloom=0.0)
                unlit = replace(spec, layers=(), bloom=0.0)
                a, n, left, all_of_it = cost(alone, unlit, replace(spec, layers=rest), spec)
                rows.append(LayerCost(layer.name, a - n, all_of_it - left))
        finally:
            bench.release()
            context.release()
    return rows
