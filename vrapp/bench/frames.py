"""The frame loop: wall time and CPU time a frame, headless and in stereo."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from biofeedback.clock import VirtualClock
from biofeedback.engine import Engine
from biofeedback.types import TICK_S, BodyState, Pacer
from vrapp.bench import Row
from vrapp.bench.parts import Tape, percentile, timed

if TYPE_CHECKING:
    from vrapp.display.base import Frame
    from vrapp.session.session import Session


def bench_frames(
    scene: str = "bay", size: tuple[int, int] = (512, 512), seconds: float = 10.0
) -> list[Row]:
    """The frame loop in stereo, headless, as fast as it goes, moved by a simulated patient.

    Parameters
    ----------
    scene
        Name or path of the scene.
    size
        Pixels of one eye's picture.
    seconds
        How long to measure.

    Raises
    ------
    SceneError, DisplayError
        The scene is not sound; there is no OpenGL.
    """
    from vrapp.app.loop import run_frames
    from vrapp.display.headless import HeadlessDisplay
    from vrapp.render.renderer import Renderer
    from vrapp.scene.library import load_scene
    from vrapp.session.protocol import open_session
    from vrapp.session.session import Session

    spec = load_scene(scene)
    bodies = patients_bodies(10.0, seed=1)
    wall: list[float] = []
    cpu: list[float] = []
    clock = VirtualClock()
    with (
        HeadlessDisplay(size, 90.0, clock, stereo=True) as display,
        Renderer(display.context) as renderer,
    ):
        info = display.context.info
        end = time.perf_counter() + seconds

        def note(frame: Frame, session: Session, body: BodyState) -> None:
            wall.append(time.perf_counter())
            cpu.append(time.thread_time())
            if wall[-1] >= end and len(wall) > 3:
                display.close()

        session = Session(open_session(), {spec.name: spec}, spec.name, clock.now())
        run_frames(display, renderer, session, _Canned(bodies), None, [note])
    session = Session(open_session(), {spec.name: spec}, spec.name, 0.0)
    steps = timed(lambda i: session.step(i / 90.0, bodies[i % len(bodies)]), 900)
    # The first frame builds the scene.
    frame_ms, main_ms = np.diff(wall)[1:] * 1e3, np.diff(cpu)[1:] * 1e3
    return [
        (f"frames, {size[0]}×{size[1]} an eye on {info['GL_RENDERER']}", float(len(wall)), ""),
        ("frame, wall p50", percentile(frame_ms, 50), "ms"),
        ("frame, wall p99", percentile(frame_ms, 99), "ms"),
        ("frame, CPU of the main thread p50", percentile(main_ms, 50), "ms"),
        ("frame, CPU of the main thread p99", percentile(main_ms, 99), "ms"),
        ("of which session step p50", percentile(steps * 1e3, 50), "ms"),
        ("of which session step p99", percentile(steps * 1e3, 99), "ms"),
    ]


class _Canned:
    """A feed of ready-made bodies, so that the engine is not measured."""

    def __init__(self, bodies: Sequence[BodyState]) -> None:
        self._bodies = bodies

    def body(self, time: float) -> BodyState:
        return self._bodies[int(time / TICK_S) % len(self._bodies)]

    def kept(self, until: float) -> Sequence[BodyState]:
        return ()

    def hear(self, pacer: Pacer) -> None:
        """Ready-made bodies hear nothing."""

    def close(self) -> None:
        self._bodies = ()


def patients_bodies(seconds: float, seed: int) -> list[BodyState]:
    """What the engine makes of a simulated patient, one state a tick from 0 s on."""
    engine = Engine(traces=False)
    pulls = Tape(seconds, seed).pulls
    return [engine.step(pull, (i + 1) * TICK_S) for i, pull in enumerate(pulls)]
