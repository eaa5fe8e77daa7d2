"""A long session in the headset with everything on, beside the same loop alone."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from vrapp.bench import Row
from vrapp.bench.parts import MEMORY_EVERY_S
from vrapp.display.base import DisplayError

ALONE_SHARE = 0.2
"""Of the time goes to the loop alone, before and for comparison."""
FILLING_S = 360.0
"""By then the engine's windows and the desk's memory, five minutes long, are full: they fill by
about 1.5 MiB a minute, and what grows after that is a leak."""
GRACE_S = 60.0
"""For starting, fading out and writing what a session leaves."""


@dataclass(frozen=True, slots=True)
class Soak:
    """What two runs had to tell: the loop alone, and with streams, record and desk."""

    alone: dict[str, Any]
    everything: dict[str, Any]

    @property
    def rows(self) -> list[Row]:
        """Plain rows, milliseconds and MiB."""
        rows: list[Row] = []
        for what, run in (("alone", self.alone), ("with everything", self.everything)):
            rows.append(
                (f"{what}: frames, one each {1e3 * run['period_s']:.1f} ms", run["frames"], "")
            )
            rows += [
                (f"{what}: wait over → handed over, {name}", 1e3 * value, "ms")
                for name, value in run["wall_s"].items()
            ]
            rows += [
                (f"{what}: CPU of the main thread, {name}", 1e3 * value, "ms")
                for name, value in run["cpu_s"].items()
            ]
            rows.append((f"{what}: frames that took us longer than one", run["late_by_us"], ""))
            rows.append((f"{what}: frames the runtime left out", run["skipped"], ""))
            rows.append((f"{what}: collections within a frame", run["collections"], ""))
        memory = self.everything["memory_mib"]
        half = memory[len(memory) // 2 :]
        rows.append(("with everything: memory at the end", memory[-1], "MiB"))
        rows.append(("of which grown in the second half", half[-1] - half[0], "MiB"))
        full = memory[round(FILLING_S / MEMORY_EVERY_S) :]
        if len(full) > 1:
            what = f"of which grown after the first {FILLING_S / 60.0:g} min"
            rows.append((what, full[-1] - full[0], "MiB"))
        return rows


def bench_soak(
    scene: str, seconds: float, progress: Callable[[str], None] = lambda what: None
) -> Soak:
    """Run the loop alone for a fifth of the time, then the whole program for the rest.

    The whole program: six streams of a simulated patient over LSL from another process, recorded,
    with the window and its desk where there is a screen (`xvfb-run` is one).

    Raises
    ------
    DisplayError
        A run ended without a word: no runtime, no headset.
    """
    progress("the loop alone")
    alone = _run(scene, seconds * ALONE_SHARE, alone=True)
    progress("with six streams, record and desk")
    with _patient():
        everything = _run(scene, seconds * (1.0 - ALONE_SHARE), alone=False)
    return Soak(alone, everything)


def _run(scene: str, seconds: float, alone: bool) -> dict[str, Any]:
    with TemporaryDirectory() as folder:
        result, out = Path(folder, "result.json"), Path(folder, "session")
        program = (
            "from pathlib import Path\n"
            "from vrapp.bench.loop import run_headset\n"
            f"run_headset({scene!r}, {seconds!r}, {alone!r}, "
            f"{None if alone else 'Path(' + repr(str(out)) + ')'}, Path({str(result)!r}))"
        )
        done = subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True,
            timeout=seconds + GRACE_S,
        )  # fmt: skip
        if done.returncode or not result.exists():
            said = (done.stderr.strip() or "no word").splitlines()[-1]
            raise DisplayError(
                f"the measured session failed ({said}); vrapp doctor tells what lacks"
            )
        run: dict[str, Any] = json.loads(result.read_text(encoding="utf-8"))
    if not run["frames"]:
        raise DisplayError("no frame came to a headset; vrapp doctor tells what lacks")
    return run


@contextmanager
def _patient() -> Iterator[None]:
    program = subprocess.Popen(
        [sys.executable, "-m", "vrapp", "simulate"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield
    finally:
        program.terminate()
        program.wait()
