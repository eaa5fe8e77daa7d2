"""However long a session is, it needs no more memory: what a frame takes it gives back."""

from __future__ import annotations

import gc
import sys
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import moderngl
import numpy as np

from tests.vrapp.panel.bodies import make_body, make_status
from vrapp.bench.frames import patients_bodies
from vrapp.display.base import Frame
from vrapp.panel.panel import Panel
from vrapp.prompt.prompt import Prompt
from vrapp.report.folder import SessionFolder
from vrapp.scene.library import load_scene
from vrapp.session.protocol import open_session
from vrapp.session.session import Session

FPS = 60.0


def grown(step: Callable[[int], None], warm: int, steps: int, traced: int) -> tuple[int, float]:
    """How many blocks of memory Python holds more after `steps` than after `warm`, and how many kB
    after the last `traced` than after as many before: to trace them all would take minutes.
    """
    for i in range(warm):
        step(i)
    gc.collect()
    before = sys.getallocatedblocks()
    for i in range(warm, steps):
        step(i)
    gc.collect()
    blocks = sys.getallocatedblocks() - before
    tracemalloc.start()
    try:
        held = []
        for first in (steps, steps + traced):
            for i in range(first, first + traced):
                step(i)
            gc.collect()
            held.append(tracemalloc.get_traced_memory()[0])
    finally:
        tracemalloc.stop()
    return blocks, (held[1] - held[0]) / 1e3


def test_eleven_minutes_of_frames_are_forgotten(context: moderngl.Context, tmp_path: Path) -> None:
    spec = load_scene("bay")
    bodies = patients_bodies(10.0, seed=1)
    session = Session(open_session(), {spec.name: spec}, spec.name, 0.0)
    folder = SessionFolder(tmp_path / "session", "a patient", picture_period_s=None)
    frame = Frame(0, 0.0, (), np.eye(4, dtype=np.float32))

    def nothing() -> np.ndarray:
        raise AssertionError("no picture is wanted")

    with Prompt(context) as prompt:

        def step(i: int) -> None:
            frame.time = i / FPS
            body = replace(bodies[i % len(bodies)], t=frame.time)
            state = session.step(frame.time, body)
            prompt.step(frame, state)
            folder.see(session, body, nothing)

        blocks, traced_kb = grown(step, 10_000, 40_000, 1_000)
    folder.finish("the test is over")
    assert blocks < 100  # of 30,000 frames
    assert traced_kb < 8.0  # of 17 s: the story alone had 40 before it was bounded


def test_the_desks_drawings_leave_nothing_behind(context: moderngl.Context) -> None:
    panel = Panel()
    panel.open(context)

    def draw(i: int) -> None:
        t = 100.0 + 5.0 * i  # after 80 drawings the five minutes that it remembers are full
        panel.draw(make_body(t), make_status(t), 0.02, (0, 0, 404, 720))

    try:
        blocks, traced_kb = grown(draw, 80, 160, 70)
    finally:
        panel.close()
    assert blocks < 100  # moderngl's scopes alone were five a drawing
    assert traced_kb < 8.0
