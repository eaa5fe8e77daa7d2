"""What a scene shows at one moment: the only thing that travels from the session to the picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from vrapp.scene.question import Question

if TYPE_CHECKING:
    from vrapp.scene.spec import SceneSpec

HISTORY_LENGTH = 128
"""Entries in one parameter's history, newest first."""


@dataclass(frozen=True, slots=True)
class FrameState:
    """A frame, complete: the same `FrameState` and view give the same pixels on the same driver.

    `values` (n_parameters,) float32 in the order of `scene.parameters`, already limited by the
    comfort room. `histories` (n_histories, HISTORY_LENGTH) float32: for each parameter of the
    scene with `history_s`, its shown value from now (0) back to `history_s` seconds ago (last).
    `time_s` is the scene's own time (it stops for nobody: water goes on moving when paused).
    `brightness` 0..1 multiplies the whole picture (eased start, scene change and stop).
    """

    time_s: float
    display_time: float  # LSL seconds
    scene: SceneSpec
    values: npt.NDArray[np.float32]
    histories: npt.NDArray[np.float32]
    brightness: float = 1.0
    text: str = ""  # guidance for the patient, at most one short line
    targets: tuple[float, ...] = ()  # see vrapp.scene.targets; none: the scene's own still moment
    question: Question | None = None  # asked of the patient now; it takes the guidance's place

    def value(self, name: str) -> float:
        """The shown value of one parameter, by name."""
        return float(self.values[self.scene.index_of(name)])
