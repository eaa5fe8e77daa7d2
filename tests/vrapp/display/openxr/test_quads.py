"""Which plates a frame draws anew; how they look as layers is tested beside a real runtime."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from vrapp.render.plates import Plate

pytest.importorskip("xr", exc_type=ImportError, reason="no OpenXR loader here")

from vrapp.display.openxr.quads import STEPS, due


@dataclass(eq=False)
class Slot:
    version: int
    opacity: float


def plate(version: int, opacity: float) -> Plate:
    texture: Any = None
    return Plate(texture, np.eye(4, dtype=np.float32), (0.1, 0.1), opacity, version)


def test_plates_that_hang_still_are_not_drawn() -> None:
    slots = [Slot(1, 0.5), Slot(2, round(STEPS * 0.14) / STEPS)]
    assert due([plate(1, 0.5), plate(2, 0.14)], slots, slots) == []


def test_other_pictures_are_drawn_at_once() -> None:
    slots = [Slot(1, 0.5), Slot(2, 0.5), Slot(3, 0.5)]
    assert due([plate(4, 0.5), plate(2, 0.5), plate(5, 0.5)], slots, slots) == [0, 2]


def test_what_was_not_seen_just_now_is_drawn_at_once() -> None:
    slots = [Slot(1, 1.0), Slot(2, 1.0)]
    assert due([plate(1, 0.01), plate(2, 0.02)], slots, []) == [0, 1]


def test_fading_together_they_take_turns_and_all_arrive() -> None:
    slots = [Slot(i, 0.0) for i in range(4)]
    frames = 54  # 0.6 s at 90 Hz
    for n in range(1, frames + 8):
        plates = [plate(i, min(n / frames, 1.0) * (1.0, 0.14, 0.14, 0.3)[i]) for i in range(4)]
        drawn = due(plates, slots, slots)
        assert len(drawn) <= 1
        for i in drawn:
            slots[i].opacity = round(STEPS * plates[i].opacity) / STEPS
        lag = max(abs(p.opacity - s.opacity) for p, s in zip(plates, slots, strict=True))
        assert lag < 0.04, n  # two frames of the fastest
    assert due(plates, slots, slots) == []
