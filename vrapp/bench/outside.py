"""CPU a frame of a program that we cannot look into, from outside. Linux.

The kernel keeps every thread's time on a processor and its time waiting for one
(`/proc/PID/task/TID/schedstat`, the first two numbers, nanoseconds), exact while the thread sleeps.
The main thread of an OpenXR program sleeps in `xrWaitFrame` for most of a frame, so that, looked at
every millisecond, its CPU time rises in steps: one step a frame. The steps are what is measured.
Where frames follow each other without a sleep of `GAP_S` they cannot be told apart, and the result
says so by their number.
"""

from __future__ import annotations

import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

LOOK_S = 0.001
GAP_S = 0.003
"""A sleep this long may end a frame: waits inside one, for a reply or an image, are shorter."""
GAP_SHARE = 0.3
"""A sleep of this share of the frames' period does: on a busy machine a reply takes its time."""


def watch(command: Sequence[str], settle_s: float, seconds: float) -> np.ndarray:
    """Start a program, let it settle, and measure its main thread.

    Returns
    -------
    CPU seconds of each frame, (frame,).

    Raises
    ------
    RuntimeError
        The program ended by itself; the message has its last line.
    """
    program = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    schedstat = Path(f"/proc/{program.pid}/task/{program.pid}/schedstat")
    try:
        time.sleep(settle_s)
        looks = _look(schedstat, seconds)
    except OSError:  # it is gone, and its files with it
        looks = np.empty((0, 3))
    ended = program.poll() is not None
    program.kill()
    said = program.communicate()[0].decode(errors="replace").strip().splitlines()
    if ended or not looks.size:
        raise RuntimeError(f"{command[0]} ended by itself: {said[-1] if said else 'no word'}")
    return frames(*looks.T)


def frames(
    stamps: np.ndarray, cpu: np.ndarray, waited: np.ndarray, gap_s: float = GAP_S
) -> np.ndarray:
    """Split a thread's growing CPU time at its sleeps.

    Parameters
    ----------
    stamps, cpu, waited
        Wall seconds of each look, and what the thread had then had of a processor and of waiting
        for one, seconds, (look,).
    gap_s
        No shorter sleep ends a frame.

    Returns
    -------
    CPU seconds of each whole frame, (frame,): what was under way at either end is left out.
    """
    grew = np.flatnonzero(np.diff(cpu) > 0.0) + 1  # looks that found more than the one before
    if grew.size < 2:
        return np.empty(0)
    # The thread slept from the look before a growth back to the growth before that.
    # Without a processor it did not sleep: another program had it.
    slept = stamps[grew[1:] - 1] - stamps[grew[:-1]] - (waited[grew[1:]] - waited[grew[:-1]])
    ends = grew[:-1][slept >= gap_s]
    if ends.size > 1:
        period_s = float(np.median(np.diff(stamps[ends])))
        ends = grew[:-1][slept >= max(gap_s, GAP_SHARE * period_s)]
    return np.diff(cpu[ends])


def _look(schedstat: Path, seconds: float) -> np.ndarray:
    """(look, 3): wall seconds, CPU seconds, seconds of waiting for a processor."""
    looks: list[tuple[float, float, float]] = []
    with schedstat.open("rb", buffering=0) as file:
        end = time.perf_counter() + seconds
        while not looks or looks[-1][0] < end:
            file.seek(0)
            had, waited, _ = file.read().split()
            looks.append((time.perf_counter(), int(had) * 1e-9, int(waited) * 1e-9))
            time.sleep(LOOK_S)
    return np.asarray(looks)
