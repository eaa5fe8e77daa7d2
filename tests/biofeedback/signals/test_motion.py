from __future__ import annotations

import numpy as np
import pytest

from biofeedback.signals.motion import Motion
from biofeedback.types import Channel, Chunk, StreamInfo

AXES = tuple(Channel(axis, "g", "ACC") for axis in "XYZ")
STREAM = StreamInfo("acc", "motion", "acc", AXES, 50.0)


def run(motion, moved_g, gravity=1.0, seconds=10.0):
    rng = np.random.default_rng(5)
    t = np.arange(int(seconds * 50)) / 50
    x = gravity * (np.array([0.0, 0.6, 0.8]) + rng.normal(0, 0.002, (t.size, 3)))
    x[:, 2] += gravity * moved_g * np.sqrt(2) * np.sin(2 * np.pi * 1.3 * t)
    motion.step(Chunk(STREAM, t, x))
    return {f.name: f for f in motion.features(t[-1])}


@pytest.mark.parametrize("gravity", [1.0, 9.81, 4096.0])
def test_stillness_in_any_unit_of_acceleration(gravity):
    still, moving = run(Motion(STREAM), 0.0, gravity), run(Motion(STREAM), 0.2, gravity)
    assert still["stillness"].value > 0.98
    assert moving["stillness"].value < 0.2
    assert moving["motion"].value == pytest.approx(0.2 * 0.8, rel=0.2)  # along gravity's share
    assert still["stillness"].trust == 1.0


def test_flat_silent_and_just_begun_are_named():
    motion = Motion(STREAM)
    assert motion.quality(0.0) == (0.0, "no motion signal")
    run(motion, 0.0, seconds=1.0)
    assert motion.quality(1.0) == (0.0, "the motion signal has just begun")
    t = 2.0 + np.arange(500) / 50
    motion.step(Chunk(STREAM, t, np.tile([0.0, 0.6, 0.8], (500, 1))))
    assert motion.quality(t[-1]) == (0.0, "the motion signal is flat")
    assert motion.quality(t[-1] + 5.0) == (0.0, "no motion signal")
