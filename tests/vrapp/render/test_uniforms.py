"""The uniform block of a view against the same matrices worked out by numpy."""

from __future__ import annotations

import moderngl
import numpy as np
import pytest

from tests.vrapp.render.conftest import probe
from vrapp.display.camera import eye_from_world, perspective
from vrapp.render.target import Target
from vrapp.render.uniforms import Blocks
from vrapp.render.view import View


def matrices(data: bytes) -> tuple[list[np.ndarray], np.ndarray]:
    floats = np.frombuffer(data, np.float32).astype(float)
    return [floats[k : k + 16].reshape(4, 4).T for k in (0, 16, 32)], floats[48:64]


@pytest.mark.parametrize("eye", [0, 1])
@pytest.mark.parametrize("name", ["mirror", "measure"])
def test_matrices_and_their_mirror_images(context: moderngl.Context, eye: int, name: str) -> None:
    spec = probe(name)
    target = Target(context, (8, 4))
    projection = perspective(1.0, 1.5)
    projection[0, 2], projection[1, 2] = 0.13, -0.07  # a headset's eye is not symmetric
    roll = np.eye(4, dtype=np.float32)
    roll[:2, :2] = [[np.cos(0.2), -np.sin(0.2)], [np.sin(0.2), np.cos(0.2)]]
    pose = roll @ eye_from_world(0.4, -0.3, 0.03)
    view = View(eye, pose, projection, target.framebuffer, (0, 0, 8, 4))
    blocks = Blocks(context, spec)
    try:
        blocks.set_view(eye, view, (8, 4), (4, 2))
        blocks.send()
        data = blocks._buffer.read()
    finally:
        blocks.release()
        target.release()

    raised = np.eye(4)
    raised[1, 3] = -spec.eye_height_m
    eye_from_scene = view.eye_from_world.astype(float) @ raised
    near, far = spec.clip_m
    clip_from_eye = projection.astype(float)
    clip_from_eye[2] = perspective(1.0, 1.5, near, far)[2]
    tangents = projection[[0, 1, 0, 1], [0, 1, 2, 2]]
    mirror = np.diag([1.0, -1.0, 1.0, 1.0])
    plane = spec.reflection.plane_y_m if spec.reflection else 0.0
    mirror[1, 3] = 2 * plane
    turns = [np.eye(4), mirror] if spec.reflection else [np.eye(4)]
    for k, turn in enumerate(turns):
        (clip, eye_matrix, world), rest = matrices(data[256 * (eye + 2 * k) :][:256])
        assert np.allclose(eye_matrix, eye_from_scene @ turn, atol=1e-6)
        assert np.allclose(clip, clip_from_eye @ eye_from_scene @ turn, rtol=1e-5, atol=1e-6)
        assert np.allclose(clip @ world, np.eye(4), atol=1e-3)
        place = turn @ np.linalg.inv(eye_from_scene)[:, 3]
        assert np.allclose(rest[:3], place[:3], atol=1e-6)
        assert rest[3:].tolist() == pytest.approx(
            [eye, 0, 0, *((8, 4), (4, 2))[k], k, plane, near, far, *tangents]
        )
