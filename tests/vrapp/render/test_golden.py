"""Pictures that must not change by themselves.

What is kept is each picture's 64 x 36 block means: they hold from driver to driver, where single
pixels at edges do not. Write them anew, after looking at them, with VRAPP_GOLDEN=write.
"""

from __future__ import annotations

import os
from pathlib import Path

import moderngl
import numpy as np
import pytest
from PIL import Image

from tests.vrapp.render.conftest import Camera, Picture, probe
from vrapp.display.camera import perspective
from vrapp.scene.library import rest_state

GOLDEN = Path(__file__).parent / "golden"
SIZE = (640, 360)
TOLERANCE = 3.0  # of 255, in a block's mean

SHOTS: dict[str, tuple[str, float, dict[str, float], dict[str, float]]] = {
    "probe_rest": ("probe", 0.0, {}, {}),
    "probe_lifted": ("probe", 5.0, {"lift": 1.0, "glow": 1.0}, {"yaw_rad": 0.2, "pitch_rad": -0.1}),
    "kinds": ("kinds", 0.0, {}, {"pitch_rad": 0.1}),
}


def blocks(picture: Picture) -> np.ndarray:
    """(36, 64, 3) means of blocks of 10 x 10 pixels."""
    height, width, _ = picture.shape
    return picture.reshape(height // 10, 10, width // 10, 10, 3).mean((1, 3))


def outlines(means: np.ndarray) -> np.ndarray:
    """How much each block differs from its right and lower neighbours."""
    grey = means.mean(2)
    across, down = np.diff(grey, axis=1)[:-1], np.diff(grey, axis=0)[:, :-1]
    return np.hypot(across, down)


def test_the_pictures_are_as_they_were(context: moderngl.Context) -> None:
    camera = Camera(context, SIZE)
    camera.view.clip_from_eye[...] = perspective(np.radians(62), SIZE[0] / SIZE[1])
    try:
        for name, (scene, time_s, values, look) in SHOTS.items():
            means = blocks(camera.shoot(rest_state(probe(scene), time_s, **values), **look))
            file = GOLDEN / f"{name}.png"
            if os.environ.get("VRAPP_GOLDEN") == "write":
                GOLDEN.mkdir(exist_ok=True)
                Image.fromarray(means.round().astype(np.uint8)).save(file)
            kept = np.asarray(Image.open(file)).astype(float)
            worst = np.abs(means - kept).max()
            assert worst <= TOLERANCE, f"{name}: a block is {worst:.1f} of 255 off"
            likeness = np.corrcoef(outlines(means).ravel(), outlines(kept).ravel())[0, 1]
            assert likeness > 0.98, f"{name}: the outlines agree only to {likeness:.3f}"
    finally:
        camera.release()


def test_the_comparison_notices_a_small_change(context: moderngl.Context) -> None:
    """Five centimetres of lift are more than the tolerance lets pass."""
    camera = Camera(context, SIZE)
    camera.view.clip_from_eye[...] = perspective(np.radians(62), SIZE[0] / SIZE[1])
    try:
        means = blocks(camera.shoot(rest_state(probe("probe"), lift=0.30)))
    finally:
        camera.release()
    kept = np.asarray(Image.open(GOLDEN / "probe_rest.png")).astype(float)
    assert np.abs(means - kept).max() > 2 * TOLERANCE


@pytest.mark.parametrize("name", SHOTS)
def test_a_golden_picture_shows_something(name: str) -> None:
    kept = np.asarray(Image.open(GOLDEN / f"{name}.png")).astype(float)
    assert kept.shape == (36, 64, 3)
    assert kept.std() > 10
