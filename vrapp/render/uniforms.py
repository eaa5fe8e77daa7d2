"""The uniform blocks of `vrapp.scene.prelude`, filled and sent to the graphics card.

Everything is written into arrays made once; a frame makes no lasting object.
"""

from __future__ import annotations

import struct

import moderngl
import numpy as np

from vrapp.render.view import View
from vrapp.scene.frame import HISTORY_LENGTH, FrameState
from vrapp.scene.prelude import SCENE_HEAD
from vrapp.scene.spec import SceneSpec
from vrapp.scene.targets import resting_targets

VIEW_BINDING = 0
SCENE_BINDING = 1

_SLOT_BYTES = 256  # ViewBlock of one eye, and the largest alignment a driver may ask for
_PACK = struct.Struct("<64f")  # three matrices by columns, two vectors, four numbers, a vector
_MIRRORED = 2 * _SLOT_BYTES  # after both eyes as they are come both as mirrored
_SCENE = 4 * _SLOT_BYTES
_GAIN = SCENE_HEAD.index("comfort_gain")


Column = tuple[float, float, float, float]


def _turned(column: Column) -> Column:
    return -column[0], -column[1], -column[2], -column[3]


def _shifted(column: Column, along: Column, by: float) -> Column:
    return (
        column[0] + by * along[0],
        column[1] + by * along[1],
        column[2] + by * along[2],
        column[3] + by * along[3],
    )


def _mirrored(column: Column, twice: float) -> Column:
    return column[0], twice * column[3] - column[1], column[2], column[3]


class Blocks:
    """ViewBlock of both eyes, each with its mirrored twin, and SceneBlock of one scene.

    They share one buffer that is always written whole, once a frame: the driver may then take
    fresh memory instead of waiting until the graphics card has read the last frame's.

    The matrices are worked out in plain floats: they are few and sparse, and a numpy call costs
    more than all of one matrix (58 µs a view that way, 14 this way, measured between draws).
    """

    def __init__(self, context: moderngl.Context, spec: SceneSpec) -> None:
        floats = len(SCENE_HEAD) + len(spec.parameters)
        past = (floats + 3) // 4 * 4  # a vec4 array starts on 16 bytes
        rows = len(spec.history_parameters)
        targets = past + rows * HISTORY_LENGTH
        scene_bytes = 4 * (targets + (spec.targets.floats if spec.targets else 0))
        self._bytes = bytearray(_SCENE + scene_bytes)
        self._scene = np.frombuffer(self._bytes, dtype=np.float32, offset=_SCENE)
        self._values = self._scene[len(SCENE_HEAD) : floats]
        self._histories = self._scene[past:targets].reshape(rows, HISTORY_LENGTH)
        self._targets_at = _SCENE + 4 * targets
        self._still = resting_targets(spec.targets, spec.eye_height_m) if spec.targets else ()
        self._pack_targets = struct.Struct(f"<{len(self._still)}f").pack_into
        self._scene_bytes = scene_bytes
        self._buffer = context.buffer(reserve=len(self._bytes), dynamic=True)
        self._spec = spec
        self._shown: FrameState | None = None

    def send(self) -> None:
        """Send what was set to the graphics card, and bind what does not depend on the pass."""
        self._buffer.write(self._bytes)
        self._buffer.bind_to_uniform_block(SCENE_BINDING, offset=_SCENE, size=self._scene_bytes)

    def bind(self, slot: int | None, mirrored: bool) -> None:
        """Let the programs of one view see the view in `slot` (0 or 1), those of both eyes both."""
        offset, size = (0, 2 * _SLOT_BYTES) if slot is None else (slot * _SLOT_BYTES, _SLOT_BYTES)
        if mirrored:
            offset += _MIRRORED
        self._buffer.bind_to_uniform_block(VIEW_BINDING, offset=offset, size=size)

    def set_view(
        self, slot: int, view: View, size: tuple[int, int], mirror_size: tuple[int, int]
    ) -> tuple[float, float, float]:
        """Set one eye's block, and its mirrored one when the scene has a reflection; where in the
        scene the eye is, in metres.

        The display's origin is the seated person's eye at rest; the scene puts it at its
        `eye_height_m`. Of `clip_from_eye` only the four tangents are taken: the depth range is
        the scene's (`clip_m`).
        """
        spec, at = self._spec, slot * _SLOT_BYTES
        (x0, x1, x2, x3), (y0, y1, y2, y3), (z0, z1, z2, z3), _ = view.eye_from_world.tolist()
        (a, _, c, _), (_, b, d, _), _, _ = view.clip_from_eye.tolist()
        near, far = spec.clip_m
        e, f = (near + far) / (near - far), 2.0 * near * far / (near - far)
        height = spec.eye_height_m
        x3, y3, z3 = x3 - x1 * height, y3 - y1 * height, z3 - z1 * height
        # The eye's place is -R't, since eye_from_world turns and shifts only.
        px = -(x0 * x3 + y0 * y3 + z0 * z3)
        py = -(x1 * x3 + y1 * y3 + z1 * z3)
        pz = -(x2 * x3 + y2 * y3 + z2 * z3)

        eye: tuple[Column, ...] = (
            (x0, y0, z0, 0.0), (x1, y1, z1, 0.0), (x2, y2, z2, 0.0), (x3, y3, z3, 1.0)
        )  # fmt: skip
        clip: tuple[Column, ...] = (
            (a * x0 + c * z0, b * y0 + d * z0, e * z0, -z0),
            (a * x1 + c * z1, b * y1 + d * z1, e * z1, -z1),
            (a * x2 + c * z2, b * y2 + d * z2, e * z2, -z2),
            (a * x3 + c * z3, b * y3 + d * z3, e * z3 + f, -z3),
        )
        # The inverse, column by column: where clip space's axes lie in the world.
        i, j, g = c / a, d / b, e / f
        world: tuple[Column, ...] = (
            (x0 / a, x1 / a, x2 / a, 0.0),
            (y0 / b, y1 / b, y2 / b, 0.0),
            (px / f, py / f, pz / f, 1.0 / f),
            (
                x0 * i + y0 * j - z0 + px * g,
                x1 * i + y1 * j - z1 + py * g,
                x2 * i + y2 * j - z2 + pz * g,
                g,
            ),
        )
        plane = spec.reflection.plane_y_m if spec.reflection else 0.0
        _PACK.pack_into(
            self._bytes, at, *clip[0], *clip[1], *clip[2], *clip[3],
            *eye[0], *eye[1], *eye[2], *eye[3], *world[0], *world[1], *world[2], *world[3],
            px, py, pz, view.eye, 0.0, 0.0, *size, 0.0, plane, near, far, a, b, c, d,
        )  # fmt: skip
        if spec.reflection is not None:
            # World points are reflected first, y -> 2 plane - y: in a matrix that takes world
            # points column 1 turns its sign and the last takes the rest, in one that gives world
            # points it is row 1 that turns.
            twice = 2.0 * plane
            _PACK.pack_into(
                self._bytes, at + _MIRRORED,
                *clip[0], *_turned(clip[1]), *clip[2], *_shifted(clip[3], clip[1], twice),
                *eye[0], *_turned(eye[1]), *eye[2], *_shifted(eye[3], eye[1], twice),
                *_mirrored(world[0], twice), *_mirrored(world[1], twice),
                *_mirrored(world[2], twice), *_mirrored(world[3], twice),
                px, twice - py, pz, view.eye, 0.0, 0.0, *mirror_size, 1.0, plane, near, far,
                a, b, c, d,
            )  # fmt: skip
        return px, py, pz

    def set_state(self, state: FrameState, gain: float) -> None:
        """Set what the scene shows, and how much of its light is."""
        self._scene[_GAIN] = gain
        if state is self._shown:
            return
        spec, head = self._spec, self._scene
        head[0], head[1], head[2], head[3] = (
            state.time_s, spec.exposure, state.brightness, spec.bloom,
        )  # fmt: skip
        if state.scene is spec:
            self._values[...] = state.values
            self._histories[...] = state.histories
        else:
            self._set_by_name(state)
        if still := self._still:
            targets = state.targets if len(state.targets) == len(still) else still
            self._pack_targets(self._bytes, self._targets_at, *targets)
        self._shown = state

    def _set_by_name(self, state: FrameState) -> None:
        """The session still speaks of the scene as it was before it was edited."""
        old = state.scene
        rows = {old.parameters[i].name: row for row, i in enumerate(old.history_parameters)}
        shown = {p.name: value for p, value in zip(old.parameters, state.values, strict=True)}
        for i, p in enumerate(self._spec.parameters):
            self._values[i] = min(max(shown.get(p.name, p.rest), p.range[0]), p.range[1])
        for row, i in enumerate(self._spec.history_parameters):
            name = self._spec.parameters[i].name
            self._histories[row] = state.histories[rows[name]] if name in rows else self._values[i]

    def release(self) -> None:
        self._buffer.release()
