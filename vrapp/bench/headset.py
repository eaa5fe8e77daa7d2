"""CPU a stereo frame on the active OpenXR runtime, several programs in one run.

Every program is a child process and is measured in the same way, from outside (`outside`), so that
a program of another language and our own can be compared.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from vrapp.bench.outside import watch
from vrapp.bench.parts import percentile

SETTLE_S = 3.0
"""Until a program has its session and has drawn its first frames."""

BARE = "the bare loop, Python"
CONTENDERS: Mapping[str, Sequence[str]] = {
    "hello_xr, C++ (Vulkan)": ("hello_xr", "--graphics", "Vulkan2"),
    BARE: (sys.executable, "-c", "from vrapp.bench.bare import BareLoop; BareLoop().run(1e9)"),
}
"""What is measured, and how it is started; each runs until it is ended."""


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
    seconds: float = 20.0, contenders: Mapping[str, Sequence[str]] = CONTENDERS
) -> list[Cost]:
    """Measure every program, one after the other, `seconds` long each.

    Raises
    ------
    DisplayError
        Not on Linux, or no program at all came to draw: there is no runtime or no headset.
    """
    from vrapp.display.base import DisplayError

    if sys.platform != "linux":
        raise DisplayError("vrapp bench xr reads CPU times as Linux gives them; run it on Linux")
    costs = [_cost(what, command, seconds) for what, command in contenders.items()]
    if all(cost.fault for cost in costs):
        reasons = "; ".join(f"{cost.what}: {cost.fault}" for cost in costs)
        raise DisplayError(f"nothing could be measured ({reasons}); vrapp doctor tells what lacks")
    return costs


def _cost(what: str, command: Sequence[str], seconds: float) -> Cost:
    try:
        if shutil.which(command[0]) is None:
            raise RuntimeError(f"{command[0]} is not installed (Debian: libopenxr-utils)")
        cpu_ms = watch(command, SETTLE_S, seconds) * 1e3
        if not cpu_ms.size:
            raise RuntimeError("it drew no frame that could be told from the next")
    except RuntimeError as error:
        return Cost(what, 0, np.nan, np.nan, np.nan, str(error))
    p50, p99, p999 = (percentile(cpu_ms, q) for q in (50, 99, 99.9))
    return Cost(what, cpu_ms.size, p50, p99, p999)
