"""Our own program in the headset, whole, with one more observer that measures it from inside."""

from __future__ import annotations

import gc
import json
import math
import os
import time
from array import array
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from biofeedback.lsl.clock import LslClock
from biofeedback.types import BodyState, Pacer, Pull, StreamInfo
from vrapp.app.body import Body
from vrapp.app.options import Options
from vrapp.app.run import run_session, run_with
from vrapp.bench.meshes import empty_scene, mesh_scene
from vrapp.bench.parts import MEMORY_EVERY_S
from vrapp.display.base import Display, Frame
from vrapp.display.openxr.display import OpenXrDisplay
from vrapp.session.protocol import open_session
from vrapp.session.session import Session

SETTLE_FRAMES = 30
"""In the headset, before anything counts: the picture has faded in and caches are warm."""
PAGE = 4096


class Meter:
    """Counts what each frame in the headset took; keeps plain numbers only."""

    def __init__(self, display: Display) -> None:
        assert isinstance(display, OpenXrDisplay)
        self._display = display
        self._frames = 0
        self.shown, self.wall, self.cpu = array("d"), array("d"), array("d")
        self.memory = array("d")
        self.collections = 0
        self._cpu = self._next_memory = 0.0
        gc.callbacks.append(self._collected)

    def __call__(self, frame: Frame, session: Session, body: BodyState) -> None:
        display = self._display
        cpu = time.thread_time()
        if display.headset is not None and frame.views:
            self._frames += 1
            if self._frames > SETTLE_FRAMES:
                self.shown.append(frame.time)
                self.wall.append(display.handed_at - display.began_at)
                self.cpu.append(cpu - self._cpu)
        self._cpu = cpu
        if frame.time >= self._next_memory:
            self._next_memory = frame.time + MEMORY_EVERY_S
            own = len(self.shown) * 3 * self.shown.itemsize / 2**20
            self.memory.append(_resident_mib() - own)

    def _collected(self, phase: str, info: dict[str, int]) -> None:
        if phase == "start" and self._display.began_at > self._display.handed_at:
            self.collections += 1

    def result(self) -> dict[str, Any]:
        """Plain numbers: see the keys."""
        shown, wall = np.asarray(self.shown), np.asarray(self.wall)
        steps = np.diff(shown)
        period = float(np.median(steps)) if steps.size else np.nan
        return {
            "frames": wall.size,
            "period_s": period,
            "wall_s": percentiles(wall),
            "cpu_s": percentiles(np.asarray(self.cpu)),
            "skipped": int(np.round(np.maximum(steps / period - 1.0, 0.0)).sum()),
            "late_by_us": int((wall > period).sum()),
            "collections": self.collections,
            "memory_mib": list(self.memory),
        }


class Nobody:
    """A source without a stream."""

    streams: Sequence[StreamInfo] = ()

    def read(self, until: float) -> Pull:
        return Pull()

    def hear(self, pacer: Pacer) -> None: ...

    def close(self) -> None: ...


def percentiles(values: np.ndarray) -> dict[str, float]:
    """The middle and the tail, by their names."""
    if not values.size:
        return {}
    return {name: float(np.percentile(values, q)) for name, q in QUANTILES.items()}


QUANTILES = {"p50": 50.0, "p99": 99.0, "p99.9": 99.9, "max": 100.0}


def _resident_mib() -> float:
    return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE / 2**20


class Never:
    """Nobody stops a measurement; it is killed, or ends by itself."""

    on_first: Callable[[], None] | None = None
    on_hung: Callable[[], bool] | None = None

    def __bool__(self) -> bool:
        return False


def run_headset(
    scene: str,
    seconds: float = math.inf,
    alone: bool = True,
    out: Path | None = None,
    result: Path | None = None,
) -> None:
    """Run a session in the headset; write what the meter has to `result`, as JSON.

    Parameters
    ----------
    scene
        A scene's name, `empty`, or `meshes:N`.
    seconds
        How long, from the start on; without end the process is killed.
    alone
        Nobody's body and no window beside the headset; otherwise as `vrapp run` does it, with what
        LSL streams there are.
    out
        Folder for the session's record, or none.
    result
        The file to write, or none.
    """
    if alone:
        for name in ("DISPLAY", "WAYLAND_DISPLAY"):
            os.environ.pop(name, None)
    meters: list[Meter] = []

    def watching(display: Display) -> Meter:
        meters.append(Meter(display))
        return meters[-1]

    def quiet(text: str) -> None:
        """What a session says is not wanted here."""

    with TemporaryDirectory() as folder:
        options = Options(
            source="lsl",
            scene=scene_in(scene, Path(folder)),
            display="headset",
            scope="machine",
            folder=out,
            picture_period_s=10.0 if out else None,
        )
        phases = open_session(seconds)
        if alone:
            body = Body(Nobody(), "nobody", LslClock(), live=True)
            run_with(body, options, phases, Never(), quiet, watching=watching)
        else:
            run_session(options, phases, Never(), quiet, watching)
    if result is not None:
        result.write_text(json.dumps(meters[0].result()), encoding="utf-8")


def scene_in(scene: str, folder: Path) -> str:
    """The name or file of the scene that is meant; those for measuring are written there."""
    if scene == "empty":
        return str(empty_scene(folder).file)
    kind, _, count = scene.partition(":")
    return str(mesh_scene(int(count), folder).file) if kind == "meshes" else scene
