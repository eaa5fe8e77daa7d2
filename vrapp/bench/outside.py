"""CPU a frame of a program that we cannot look into, from outside. Linux.

The kernel keeps every thread's time on a processor (`/proc/PID/task/TID/schedstat`, first number,
nanoseconds) and it is exact while the thread sleeps. The main thread of an OpenXR program sleeps
in `xrWaitFrame` for most of a frame, so that, looked at every millisecond, its CPU time rises in
steps: one step a frame. The steps are what is measured. Where frames follow each other without a
pause of `GAP_S` they cannot be told apart, and the result says so by their number.
"""

from __future__ import annotations

import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

LOOK_S = 0.001
GAP_S = 0.003
"""A sleep this long ends a frame: waits inside a frame, for a reply or an image, are shorter."""


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
        stamps, cpu = _look(schedstat, seconds)
    except OSError:  # it is gone, and its files with it
        stamps, cpu = np.empty(0), np.empty(0)
    ended = program.poll() is not None
    program.kill()
    said = program.communicate()[0].decode(errors="replace").strip().splitlines()
    if ended or not cpu.size:
        raise RuntimeError(f"{command[0]} ended by itself: {said[-1] if said else 'no word'}")
    return frames(stamps, cpu)


def frames(stamps: np.ndarray, cpu: np.ndarray, gap_s: float = GAP_S) -> np.ndarray:
    """Split a thread's growing CPU time at its sleeps.

    Parameters
    ----------
    stamps, cpu
        Wall seconds and the CPU seconds read then, (look,).
    gap_s
        CPU time that has not grown for this long ends a frame.

    Returns
    -------
    CPU seconds of each whole frame, (frame,): what was under way at either end is left out.
    """
    grew = np.flatnonzero(np.diff(cpu) > 0.0) + 1  # looks that found more than the one before
    if grew.size < 2:
        return np.empty(0)
    # The thread slept from the look before a growth back to the growth before that.
    slept = stamps[grew[1:] - 1] - stamps[grew[:-1]]
    ends = grew[:-1][slept >= gap_s]
    return np.diff(cpu[ends])


def _look(schedstat: Path, seconds: float) -> tuple[np.ndarray, np.ndarray]:
    stamps: list[float] = []
    cpu: list[float] = []
    with schedstat.open("rb", buffering=0) as file:
        end = time.perf_counter() + seconds
        while not stamps or stamps[-1] < end:
            file.seek(0)
            cpu.append(int(file.read().split()[0]) * 1e-9)
            stamps.append(time.perf_counter())
            time.sleep(LOOK_S)
    return np.asarray(stamps), np.asarray(cpu)
