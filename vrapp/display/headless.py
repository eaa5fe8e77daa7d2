"""A display nobody looks at: frames into memory, as fast as a virtual clock or in real time."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol, Self

import moderngl
import numpy as np
import numpy.typing as npt

from vrapp.display.base import DisplayError, Frame, InputEvent
from vrapp.display.camera import FOV_Y_RAD, IPD_M, eye_from_world, perspective
from vrapp.display.context import headless_context
from vrapp.render.target import Target
from vrapp.render.view import View


class Clock(Protocol):
    """What a display needs of a clock."""

    def now(self) -> float: ...

    def sleep_until(self, time: float) -> None: ...


class HeadlessDisplay:
    """Frames into a framebuffer of its own, without a window system.

    Frame n is seen at start + n / fps. A virtual clock is moved there, so frames come as fast as
    they are drawn and at exactly those times; a real clock is waited for, and when drawing took
    too long the frames that were missed are left out.

    Parameters
    ----------
    size
        (width, height) in pixels of one eye's picture.
    fps
        Frames a second, above 0.
    stereo
        Two views, left beside right, instead of one.
    frame_limit, duration_s
        End after so many frames, or before the first frame at or after so many seconds.
    context
        Draw in this context instead of a new one (it then stays open on close).
    """

    name = "headless"
    copies_per_s = 1.0
    """Of a headset's picture: nobody looks on, a picture is kept every few seconds."""

    def __init__(
        self,
        size: tuple[int, int],
        fps: float,
        clock: Clock,
        stereo: bool = False,
        frame_limit: int | None = None,
        duration_s: float | None = None,
        fov_y_rad: float = FOV_Y_RAD,
        context: moderngl.Context | None = None,
    ) -> None:
        if min(size) < 1:
            raise ValueError(f"size is {size}; allowed are width and height from 1")
        if not (math.isfinite(fps) and fps > 0):
            raise ValueError(f"fps is {fps}; allowed is a number above 0")
        self._clock, self._fps = clock, fps
        self._frame_limit = math.inf if frame_limit is None else frame_limit
        self._duration_s = math.inf if duration_s is None else duration_s
        self._owns_context = context is None
        self.context = headless_context() if context is None else context
        self._closed = self._released = False
        width, height = size
        eyes = (-IPD_M / 2, IPD_M / 2) if stereo else (0.0,)
        full = (width * len(eyes), height)
        limit = int(self.context.info["GL_MAX_RENDERBUFFER_SIZE"])
        if max(full) > limit:
            self.context.release()
            raise DisplayError(f"a picture of {full[0]}x{full[1]} is over this driver's {limit}")
        self._target = Target(self.context, full)
        self._world_from_head = np.eye(4, dtype=np.float32)
        self._copied: moderngl.Texture | None = None
        self.views: tuple[View, ...] = tuple(
            View(
                eye=i,
                eye_from_world=eye_from_world(eye_x_m=x),
                clip_from_eye=perspective(fov_y_rad, width / height),
                target=self._target.framebuffer,
                viewport=(i * width, 0, width, height),
            )
            for i, x in enumerate(eyes)
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()
        self.release()

    def look(self, yaw_rad: float = 0.0, pitch_rad: float = 0.0) -> None:
        """Turn the head: left by yaw, up by pitch."""
        for view in self.views:
            x = -float(view.eye_from_world[0, 3])
            view.eye_from_world[...] = eye_from_world(yaw_rad, pitch_rad, x)
        self._world_from_head[...] = eye_from_world(yaw_rad, pitch_rad).T

    def frames(self) -> Iterator[Frame]:
        start = self._clock.now()
        frame = Frame(0, start, self.views, self._world_from_head)
        step = 0  # counts frame times, also those that were missed
        while not self._closed and frame.number < self._frame_limit:
            time = start + step / self._fps
            if time - start >= self._duration_s:
                return
            self._clock.sleep_until(time)
            frame.time = time
            self._copied = None
            yield frame
            frame.number += 1
            step = max(step + 1, math.ceil((self._clock.now() - start) * self._fps - 1e-6))

    def present(self) -> None:
        """The picture stays where it is, to be read."""

    def show_copy(self, picture: moderngl.Texture) -> None:
        """From now on `read_rgb` gives another display's picture, until a frame is drawn here."""
        self._copied = picture

    def recentre(self) -> None:
        self.look()

    def events(self) -> Sequence[InputEvent]:
        """Nobody is here to do anything."""
        return ()

    def close(self) -> None:
        self._closed = True

    def release(self) -> None:
        """Give back the framebuffer and, when it is our own, the context; safe to call twice."""
        if self._released:
            return
        self._closed = self._released = True
        self._target.release()
        if self._owns_context:
            self.context.release()

    def read_rgb(self) -> npt.NDArray[np.uint8]:
        """The last frame, (height, width, 3), top row first; stereo: left beside right."""
        if self._copied is None:
            return self._target.read_rgb()
        width, height = self._copied.size
        data = np.frombuffer(self._copied.read(alignment=1), np.uint8)
        return data.reshape(height, width, 4)[::-1, :, :3].copy()

    def save_png(self, path: Path) -> None:
        """Write the last frame as a PNG file."""
        from PIL import Image

        Image.fromarray(self.read_rgb()).save(path)
