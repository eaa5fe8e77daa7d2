"""Where a plate hangs: before the person, following the head lazily, never rolling with it.

The head may move within a comfortable cone and the plate stays in the room. Past it the plate
eases after the head, without overshoot, until it is before the person again. A head that looks up
for long (a person lies down) is followed in pitch as well.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Matrix = npt.NDArray[np.float32]
_Pose = tuple[float, float, float, float, float]  # yaw, pitch, x, y, z

EASE_S = 0.25
"""Time constant of each of two low passes in a row: nine tenths of the way in a second."""

LEAN_M = 0.2
"""A head that moves no further leaves the plate where it is: near things show parallax."""

ARRIVED_RAD = math.radians(1.5)
PITCH_CONE_RAD = math.radians(35.0)
LYING_S = 4.0
"""A look up or down that lasts as long is how the person sits or lies, no glance."""

LOWEST_RAD, HIGHEST_RAD = math.radians(-25.0), math.radians(80.0)


@dataclass(frozen=True, slots=True)
class Manner:
    """How a plate hangs, in radians and metres.

    `below_rad` lower than the person's level of looking; it waits while the head stays within
    `cone_rad` to either side.
    """

    below_rad: float
    cone_rad: float
    distance_m: float


class Place:
    """The pose of one plate. `step` is a plain function of time passed, head and state."""

    def __init__(self, manner: Manner) -> None:
        self.manner = manner
        self._goal: _Pose | None = None
        self._half = self._now = (0.0, 0.0, 0.0, 0.0, 0.0)
        self._following = False
        self._tilted_s = 0.0
        self.moves = 0
        """How often it has moved: another number, another pose."""
        self.world_from_plate: Matrix = np.eye(4, dtype=np.float32)
        """(4, 4): the plate's middle, +x to the reader's right, +y up, +z towards the reader."""

    def step(self, dt: float, world_from_head: Matrix, hold: bool = False) -> None:
        """Follow the head for `dt` seconds; `hold` keeps the plate still (it is being answered)."""
        if self._goal is None:
            self.put(world_from_head)
            return
        if not hold:
            self._aim(dt, _pose(world_from_head))
        if self._now == self._goal and self._half == self._goal:
            return
        self._ease(dt)
        self._write()

    def forget(self) -> None:
        """Nobody sees it: with the next step it hangs before the head, wherever that is then."""
        self._goal = None

    def put(self, world_from_head: Matrix) -> None:
        """Hang it before the head at once; only while nobody sees it."""
        yaw, pitch, *at = _pose(world_from_head)
        level = min(max(pitch, LOWEST_RAD), HIGHEST_RAD) if abs(pitch) > PITCH_CONE_RAD else 0.0
        self._goal = self._half = self._now = (yaw, level, at[0], at[1], at[2])
        self._following, self._tilted_s = False, 0.0
        self._write()

    def _aim(self, dt: float, head: _Pose) -> None:
        """Let the goal follow the head where that has left its cone."""
        goal = self._goal
        if goal is None:  # pragma: no cover - step() has put it
            return
        turn = math.remainder(head[0] - goal[0], math.tau)
        tilted = abs(head[1] - goal[1]) > PITCH_CONE_RAD
        self._tilted_s = self._tilted_s + dt if tilted else 0.0
        away = math.dist(head[2:], goal[2:])
        if abs(turn) > self.manner.cone_rad or away > LEAN_M or self._tilted_s > LYING_S:
            self._following = True
        if not self._following:
            return
        pitch = goal[1]
        if self._tilted_s > LYING_S:
            # back within the cone of sitting it hangs as for a seated person, straight ahead
            lying = abs(head[1]) > PITCH_CONE_RAD
            pitch = min(max(head[1], LOWEST_RAD), HIGHEST_RAD) if lying else 0.0
            self._tilted_s = 0.0
        self._goal = (goal[0] + turn, pitch, head[2], head[3], head[4])
        self._following = abs(self._goal[0] - self._now[0]) > ARRIVED_RAD

    def _ease(self, dt: float) -> None:
        """Two low passes in a row, exactly, whatever the frame rate: never past the goal."""
        if self._goal is None:  # pragma: no cover
            return
        x = max(dt, 0.0) / EASE_S
        keep = math.exp(-x)
        goal = np.array(self._goal)
        half, now = np.array(self._half) - goal, np.array(self._now) - goal
        now = (now + x * half) * keep
        half = half * keep
        if max(np.abs(half).max(), np.abs(now).max()) < 1e-5:
            self._half = self._now = self._goal
            return
        self._half = tuple((half + goal).tolist())
        self._now = tuple((now + goal).tolist())

    def _write(self) -> None:
        self.moves += 1
        yaw, level, x, y, z = self._now
        pitch = level - self.manner.below_rad
        cy, sy, cp, sp = math.cos(yaw), math.sin(yaw), math.cos(pitch), math.sin(pitch)
        distance = self.manner.distance_m
        self.world_from_plate[:3] = (
            (cy, sy * sp, sy * cp, x - distance * sy * cp),
            (0.0, cp, -sp, y + distance * sp),
            (-sy, cy * sp, cy * cp, z - distance * cy * cp),
        )


def _pose(world_from_head: Matrix) -> _Pose:
    """Heading and pitch of a head, without its roll, and its place.

    Where the head looks straight up or down the heading is that of its crown: their sum, each by
    its share, is one direction at every pitch.
    """
    (_, ux, zx, x0), (_, _, zy, y0), (_, uz, zz, z0), _ = world_from_head.tolist()
    fx, fy, fz = -zx, -zy, -zz
    level = math.hypot(fx, fz)
    x, z = fx * level - ux * fy, fz * level - uz * fy
    yaw = math.atan2(-x, -z)
    pitch = math.asin(min(max(fy, -1.0), 1.0))
    return yaw, pitch, x0, y0, z0
