"""CPU a stereo frame on the active OpenXR runtime, several programs in one run.

Every program is a child process and is measured in the same way, from outside (`outside`), so that
a program of another language and our own can be compared.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from vrapp.bench.outside import watch
from vrapp.bench.parts import percentile

HELLO, BARE = "hello_xr, C++ (Vulkan)", "the bare loop, Python"


@dataclass(frozen=True, slots=True)
class Contender:
    """A program that draws until it is ended; `settle_s` until it has drawn its first frames."""

    command: tuple[str, ...]
    settle_s: float = 3.0


def ours(scene: str) -> Contender:
    """The whole program with nobody's body: a scene's name, `empty`, or `meshes:N`."""
    program = f"from vrapp.bench.loop import run_headset; run_headset({scene!r})"
    return Contender((sys.executable, "-c", program), 6.0)


def panda(meshes: int) -> Contender:
    """panda3d-openxr with the same meshes."""
    return Contender((sys.executable, "-m", "vrapp.bench.panda", str(meshes)), 6.0)


def contenders(scenes: Iterable[str]) -> dict[str, Contender]:
    """What is measured: the least a program can do, ours with each scene, and a peer."""
    bare = "from vrapp.bench.bare import BareLoop; BareLoop().run(1e9)"
    found = {
        HELLO: Contender(("hello_xr", "--graphics", "Vulkan2")),
        BARE: Contender((sys.executable, "-c", bare)),
        OURS.format("an empty scene"): ours("empty"),
    }
    found |= {OURS.format(scene): ours(scene) for scene in scenes}
    for count in MESHES:
        found[OURS.format(f"{count} meshes")] = ours(f"meshes:{count}")
        found[f"panda3d-openxr, {count} meshes"] = panda(count)
    return found


OURS = "vrapp, {}"
MESHES = (50, 200)


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU of the main thread for each frame of one program, milliseconds."""

    what: str
    frames: int
    p50_ms: float
    p99_ms: float
    p999_ms: float
    fault: str = ""
    """Why there is nothing; the numbers are then NaN."""


def bench_headset(
    measured: Mapping[str, Contender],
    seconds: float = 20.0,
    progress: Callable[[str], None] = lambda what: None,
) -> list[Cost]:
    """Measure every program, one after the other, `seconds` long each.

    `progress` is told the name of each before it is started.

    Raises
    ------
    DisplayError
        Not on Linux, or no program at all came to draw: there is no runtime or no headset.
    """
    from vrapp.display.base import DisplayError

    if sys.platform != "linux":
        raise DisplayError("vrapp bench xr reads CPU times as Linux gives them; run it on Linux")
    costs = []
    for what, contender in measured.items():
        progress(what)
        costs.append(_cost(what, contender, seconds))
    if all(cost.fault for cost in costs):
        reasons = "; ".join(f"{cost.what}: {cost.fault}" for cost in costs)
        raise DisplayError(f"nothing could be measured ({reasons}); vrapp doctor tells what lacks")
    return costs


def _cost(what: str, contender: Contender, seconds: float) -> Cost:
    try:
        if shutil.which(contender.command[0]) is None:
            raise RuntimeError(f"{contender.command[0]} is not installed (Debian: libopenxr-utils)")
        cpu_ms = watch(contender.command, contender.settle_s, seconds) * 1e3
        if not cpu_ms.size:
            raise RuntimeError("it drew no frame that could be told from the next")
    except RuntimeError as error:
        return Cost(what, 0, np.nan, np.nan, np.nan, str(error))
    p50, p99, p999 = (percentile(cpu_ms, q) for q in (50, 99, 99.9))
    return Cost(what, cpu_ms.size, p50, p99, p999)
