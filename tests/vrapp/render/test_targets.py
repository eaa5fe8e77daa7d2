"""The numbers of targets reach GLSL in their places, and a still moment stands in for them."""

from __future__ import annotations

from dataclasses import replace

import moderngl
import numpy as np
import pytest

from tests.vrapp.render.conftest import Camera, probe
from vrapp.scene.library import rest_state
from vrapp.scene.targets import resting_targets

# What the last two of a snowball's floats are for nobody reads.
SPARE = [k for k in range(60) if k >= 36 and (k - 36) % 8 >= 6]


def shown(camera: Camera, numbers: tuple[float, ...]) -> np.ndarray:
    """The numbers as the shader reads them, to a grey level."""
    state = replace(rest_state(probe("targets")), targets=numbers)
    picture = camera.shoot(state).astype(float) / 255.0
    linear = np.where(picture <= 0.04045, picture / 12.92, ((picture + 0.055) / 1.055) ** 2.4)
    assert linear[-1, 0, 0] == pytest.approx(0.25 * 0.75, abs=0.01)  # what lies before is in place
    return np.asarray(linear[0, :, 0])


def test_every_number_is_in_its_place(context: moderngl.Context) -> None:
    with_them = Camera(context, (60, 2), msaa=1)
    try:
        numbers = np.random.Generator(np.random.PCG64(3)).random(60)
        numbers[SPARE] = 0.0
        assert shown(with_them, tuple(numbers.tolist())) == pytest.approx(numbers, abs=0.01)
        still = resting_targets(probe("targets").targets, 0.0)  # type: ignore[arg-type]
        for given in ((), (0.5,) * 12):  # none, or those of another version of the scene
            assert shown(with_them, given) == pytest.approx(np.clip(still, 0, 1), abs=0.01)
    finally:
        with_them.release()
