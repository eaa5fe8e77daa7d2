"""The recent past of a shown parameter, evenly spaced from now backwards, for the scene to draw."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from vrapp.scene.frame import HISTORY_LENGTH
from vrapp.scene.spec import SceneSpec

_NONE = np.empty((0, HISTORY_LENGTH), dtype=np.float32)
_NONE.setflags(write=False)


class ParameterHistory:
    """Keeps what was shown on a fixed time grid and reads it relative to any 'now'.

    Reading at `now` rather than on the grid lets a travelling wave move smoothly at every frame
    rate instead of stepping from grid line to grid line.
    """

    def __init__(self, span_s: float, value: float) -> None:
        self._step_s = span_s / (HISTORY_LENGTH - 1)
        self._grid = np.full(HISTORY_LENGTH, value, dtype=np.float32)  # newest first
        self._since_grid_s = 0.0

    def step(self, dt: float, value: float) -> None:
        """Take the value shown after another `dt` seconds."""
        self._since_grid_s += dt
        lines = int(self._since_grid_s / self._step_s)
        if lines:
            self._since_grid_s -= lines * self._step_s
            lines = min(lines, self._grid.size)
            self._grid = np.concatenate(
                (np.full(lines, value, dtype=np.float32), self._grid[: self._grid.size - lines])
            )

    def read_into(self, out: npt.NDArray[np.float32], value: float) -> None:
        """Fill `out` (HISTORY_LENGTH,): the present value, then the past, oldest last."""
        # now - k steps lies between grid lines k and k - 1, `part` of the way to the newer one
        part = np.float32(self._since_grid_s / self._step_s)
        np.multiply(self._grid[1:], np.float32(1) - part, out=out[1:])
        out[1:] += part * self._grid[:-1]
        out[0] = value


class Histories:
    """The past of those of a scene's parameters that have one, in the scene's order."""

    def __init__(self, scene: SceneSpec) -> None:
        self._of = {
            i: ParameterHistory(p.history_s, p.rest)
            for i, p in enumerate(scene.parameters)
            if p.history_s
        }
        self._names = {
            (scene.parameters[i].name, scene.parameters[i].history_s): i for i in self._of
        }

    def continue_from(self, before: Histories) -> None:
        """Take over what another version of the scene remembers by the same name and length."""
        for name, i in self._names.items():
            if name in before._names:
                self._of[i] = before._of[before._names[name]]

    def step(self, dt: float, values: Sequence[float] | npt.NDArray[np.float32]) -> None:
        """Take the parameters' values as they are shown after another `dt` seconds."""
        for i, history in self._of.items():
            history.step(dt, values[i])

    def rows(self, values: Sequence[float] | npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """The past of each, (n, HISTORY_LENGTH), behind its present value; read-only."""
        if not self._of:
            return _NONE
        made = np.empty((len(self._of), HISTORY_LENGTH), dtype=np.float32)
        for row, (i, history) in zip(made, self._of.items(), strict=True):
            history.read_into(row, values[i])
        made.setflags(write=False)
        return made
