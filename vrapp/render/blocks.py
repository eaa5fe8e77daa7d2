"""The uniform blocks of `vrapp.scene.prelude`, filled and sent to the graphics card.

Everything is written into arrays made once; a frame makes no lasting object.
"""

from __future__ import annotations

import moderngl
import numpy as np
import numpy.typing as npt

from vrapp.render.view import View
from vrapp.scene.frame import HISTORY_LENGTH, FrameState
from vrapp.scene.prelude import SCENE_HEAD
from vrapp.scene.spec import SceneSpec

VIEW_BINDING = 0
SCENE_BINDING = 1

_SLOT_BYTES = 256  # the largest alignment a driver may ask for; ViewBlock is 240 bytes
_CLIP, _EYE, _WORLD, _POSITION, _VIEWPORT, _REST = 0, 16, 32, 48, 52, 56  # in floats


def bind_block(program: moderngl.Program, name: str, binding: int) -> None:
    """Tell a program where its block is, if it uses it."""
    member = program.get(name, None)
    if isinstance(member, moderngl.UniformBlock):
        member.binding = binding


class ViewBlocks:
    """ViewBlock for two eyes, each with its mirrored twin."""

    def __init__(self, context: moderngl.Context) -> None:
        # A buffer an eye, always written whole: the driver may then take fresh memory instead of
        # waiting until the graphics card has read the last frame's.
        self._buffers = tuple(context.buffer(reserve=2 * _SLOT_BYTES, dynamic=True) for _ in "lr")
        self._floats = np.zeros((2, 2, _SLOT_BYTES // 4), dtype=np.float32)
        self._eye = np.eye(4)
        self._clip_from_eye = np.eye(4)
        self._clip = np.empty((4, 4))

    def write(
        self, view: View, spec: SceneSpec, size: tuple[int, int], mirror_size: tuple[int, int]
    ) -> None:
        """Send one eye's block, and its mirrored one when the scene has a reflection.

        The display's origin is the seated person's eye at rest; the scene puts it at its
        `eye_height_m`, and sets the depth range (`clip_m`) of a perspective view.
        """
        out = self._floats[view.eye]
        eye, clip_from_eye, clip = self._eye, self._clip_from_eye, self._clip
        eye[...] = view.eye_from_world
        eye[:, 3] -= eye[:, 1] * spec.eye_height_m
        clip_from_eye[...] = view.clip_from_eye
        near, far = spec.clip_m
        if clip_from_eye[3, 2] == -1.0:
            clip_from_eye[2] = (
                0.0,
                0.0,
                (near + far) / (near - far),
                2 * near * far / (near - far),
            )
        np.matmul(clip_from_eye, eye, out=clip)
        world = np.linalg.inv(clip)
        position = -(eye[:3, :3].T @ eye[:3, 3])

        direct = out[0]
        direct[_CLIP:_EYE].reshape(4, 4)[...] = clip.T  # GLSL matrices are column-major
        direct[_EYE:_WORLD].reshape(4, 4)[...] = eye.T
        direct[_WORLD:_POSITION].reshape(4, 4)[...] = world.T
        direct[_POSITION : _POSITION + 3] = position
        direct[_POSITION + 3] = view.eye
        direct[_VIEWPORT + 2 : _REST] = size
        direct[_REST + 2 : _REST + 4] = (near, far)
        if spec.reflection is None:
            self._buffers[view.eye].write(out)
            return
        # Mirrored: world points are first reflected, p.y -> 2 h - p.y; as columns, y turns its
        # sign and the translation takes the rest.
        twice = 2.0 * spec.reflection.plane_y_m
        direct[_REST : _REST + 2] = (0.0, spec.reflection.plane_y_m)
        mirror = out[1]
        mirror[...] = direct
        for start in (_CLIP, _EYE):
            columns = mirror[start : start + 16].reshape(4, 4)
            columns[3] += twice * columns[1]
            columns[1] *= -1.0
        columns = mirror[_WORLD:_POSITION].reshape(4, 4)
        columns[:, 1] = twice * columns[:, 3] - columns[:, 1]
        mirror[_POSITION + 1] = twice - position[1]
        mirror[_VIEWPORT + 2 : _REST] = mirror_size
        mirror[_REST] = 1.0
        self._buffers[view.eye].write(out)

    def bind(self, eye: int, mirrored: bool) -> None:
        offset = _SLOT_BYTES if mirrored else 0
        self._buffers[eye].bind_to_uniform_block(VIEW_BINDING, offset=offset, size=_SLOT_BYTES)

    def release(self) -> None:
        for buffer in self._buffers:
            buffer.release()


class SceneBlock:
    """SceneBlock of one scene: its time and light, its parameters, their histories."""

    def __init__(self, context: moderngl.Context, spec: SceneSpec) -> None:
        floats = len(SCENE_HEAD) + len(spec.parameters)
        self._past = (floats + 3) // 4 * 4  # a vec4 array starts on 16 bytes
        rows = len(spec.history_parameters)
        self._floats = np.zeros(self._past + rows * HISTORY_LENGTH, dtype=np.float32)
        self._values = self._floats[len(SCENE_HEAD) : floats]
        self._histories = self._floats[self._past :].reshape(rows, HISTORY_LENGTH)
        self._buffer = context.buffer(reserve=self._floats.nbytes, dynamic=True)
        self._spec = spec
        self._written: FrameState | None = None

    def write(self, state: FrameState) -> None:
        """Send a state, once however many views draw it."""
        if state is self._written:
            return
        spec = self._spec
        head: npt.NDArray[np.float32] = self._floats
        head[0], head[1], head[2], head[3] = (
            state.time_s, spec.exposure, state.brightness, spec.bloom,
        )  # fmt: skip
        if state.scene is spec:
            self._values[...] = state.values
            self._histories[...] = state.histories
        else:
            self._write_by_name(state)
        self._buffer.write(self._floats)
        self._written = state

    def _write_by_name(self, state: FrameState) -> None:
        """The session still speaks of the scene as it was before it was edited."""
        old = state.scene
        rows = {old.parameters[i].name: row for row, i in enumerate(old.history_parameters)}
        shown = {p.name: value for p, value in zip(old.parameters, state.values, strict=True)}
        for i, p in enumerate(self._spec.parameters):
            self._values[i] = min(max(shown.get(p.name, p.rest), p.range[0]), p.range[1])
        for row, i in enumerate(self._spec.history_parameters):
            name = self._spec.parameters[i].name
            self._histories[row] = state.histories[rows[name]] if name in rows else self._values[i]

    def bind(self) -> None:
        self._buffer.bind_to_uniform_block(SCENE_BINDING)

    def release(self) -> None:
        self._buffer.release()
