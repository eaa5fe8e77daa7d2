"""Every frame that was shown, so that the same pictures can be drawn again.

Beside what `Made` records (the values in "vrapp parameters", at the same stamps), five streams:

- "vrapp frames": a row a frame; its stamp is the frame's display time.
- "vrapp views": where the head was, and each eye's pose and field of view.
- "vrapp targets": `FrameState.targets`, in frames of scenes that have them.
- "vrapp shown": texts in JSON, where scene, words, question or picture sizes change.
- "vrapp checkpoints": now and then, in JSON, SHA-256 of all frames since the one before (`fold`)
  and, where nobody waits for them, of this frame's pictures.

What is drawn in single precision is recorded in single precision, exactly; times are double.
"""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from biofeedback.types import Channel
from vrapp.record.incoming import description
from vrapp.record.recorder import Recorder
from vrapp.render.view import Matrix, View
from vrapp.scene.frame import FrameState

FRAMES = ("number", "scene_time_s", "brightness", "comfort_gain", "views", "attended")
_PLACE = tuple(f"{row}{column}" for row in "xyz" for column in "xyzt")
"""The upper three rows of a matrix (4, 4); the last is always 0 0 0 1."""
CLIP = ((0, 0), (1, 1), (0, 2), (1, 2))
"""The entries of `clip_from_eye` that hold the four tangents: (xz +- 1) / xx, (yz +- 1) / yy."""
_EYE = (*(f"eye_from_world_{n}" for n in _PLACE), "clip_xx", "clip_yy", "clip_xz", "clip_yz")
EYE_FLOATS, HEAD_FLOATS = len(_EYE), len(_PLACE)
VIEWS = (
    *(f"world_from_head_{n}" for n in _PLACE),
    *(f"{side}_{name}" for side in ("left", "right") for name in _EYE),
)


DoubleArray = npt.NDArray[np.float64]
FloatArray = npt.NDArray[np.float32]


class Digest(Protocol):
    """What SHA-256 has in Python."""

    def update(self, data: bytes, /) -> None: ...


class Seen(Protocol):
    """What is recorded of a `View`."""

    @property
    def eye(self) -> int: ...

    @property
    def eye_from_world(self) -> Matrix: ...

    @property
    def clip_from_eye(self) -> Matrix: ...

    @property
    def viewport(self) -> tuple[int, int, int, int]: ...


def source_id(name: str) -> str:
    """How a stream of this program is told from the others in a record."""
    return f"vrapp.{name}"


class Shown:
    """Records the frames of a session.

    Parameters
    ----------
    targets
        The most numbers that `FrameState.targets` has in any scene; 0 where no scene has targets.
    start
        LSL seconds at which the session begins.
    driver
        What is told of who draws: `renderer`, `version`, `samples`, `display`.
    """

    def __init__(
        self, recorder: Recorder, targets: int, start: float, driver: Mapping[str, Any]
    ) -> None:
        self._recorder, self._start, self._driver = recorder, start, dict(driver)
        self._frames = self._open("frames", "Frames", FRAMES)
        self._views = self._open("views", "Poses", VIEWS, number="float32")
        self._width = targets
        if targets:
            names = [f"target_{i}" for i in range(targets)]
            self._targets = self._open("targets", "Targets", names, number="float32")
        self._said = self._open("shown", "Markers", ["shown"], text=True)
        self._checks = self._open("checkpoints", "Markers", ["checkpoint"], text=True)
        self._known: tuple[object, ...] = ()
        self._viewports: tuple[tuple[int, int, int, int], ...] = ()
        self._digest = hashlib.sha256()
        self._last_t = start
        self._number = 0

    def see(
        self,
        state: FrameState,
        views: Sequence[Seen],
        world_from_head: Matrix,
        gain: float,
        attended: bool = True,
        pictures: Sequence[str] | None = None,
    ) -> None:
        """A frame was shown. With `pictures` it is a checkpoint: hashes of its views, or none."""
        n, t = self._number, state.display_time
        self._number += 1
        if views:
            self._viewports = tuple(view.viewport for view in views)
        known = (state.scene.name, state.text, state.question, self._viewports)
        if known != self._known:
            self._known = known
            told = {"frame": n, **words(state), "viewports": self._viewports, **self._driver}
            self._say(self._said, t, told)
        row = numbers(n, state, gain, len(views), attended)
        self._row(self._frames, t, row)
        poses = view_floats(views, world_from_head)
        if views:
            self._row(self._views, t, poses)
        if state.targets:
            targets = np.full((1, self._width), np.nan, dtype=np.float32)
            targets[0, : len(state.targets)] = state.targets
            self._row(self._targets, t, targets)
        fold(self._digest, state, row, poses)
        self._last_t = t
        if pictures is not None:
            self._check(t, pictures)

    def close(self) -> None:
        """The last checkpoint, for the frames since the one before."""
        if self._known:
            self._check(self._last_t, ())

    def _check(self, t: float, pictures: Sequence[str]) -> None:
        told = {
            "frame": self._number - 1,
            "frames": self._digest.hexdigest(),
            "pictures": list(pictures),
        }
        self._digest = hashlib.sha256()
        self._say(self._checks, t, told)

    def _say(self, stream: int, t: float, told: Mapping[str, Any]) -> None:
        self._recorder.texts(stream, [t], [json.dumps(told, ensure_ascii=False)])

    def _row(self, stream: int, t: float, row: npt.NDArray[Any]) -> None:
        self._recorder.samples(stream, np.array([t]), row)

    def _open(
        self,
        name: str,
        kind: str,
        labels: Iterable[str],
        text: bool = False,
        number: str = "double64",
    ) -> int:
        channels = [Channel(label, "", "Marker" if text else kind) for label in labels]
        xml = description(f"vrapp {name}", kind, channels, 0.0, source_id(name), text, number)
        stream = self._recorder.open_stream(xml)
        self._recorder.offset(stream, self._start, 0.0)  # it is on our clock
        return stream


def words(state: FrameState) -> dict[str, Any]:
    """What of a frame is no number, as plain JSON."""
    asked = state.question
    return {
        "scene": state.scene.name,
        "text": state.text,
        "question": None if asked is None else asdict(asked),
    }


def numbers(n: int, state: FrameState, gain: float, views: int, attended: bool) -> DoubleArray:
    """A row of "vrapp frames", (1, 6)."""
    row = (n, state.time_s, state.brightness, gain, views, attended)
    return np.array([row], dtype=np.float64)


def view_floats(views: Sequence[Seen], world_from_head: Matrix) -> FloatArray:
    """A row of "vrapp views", (1, 44); NaN for an eye that has no view."""
    row = np.full((1, len(VIEWS)), np.nan, dtype=np.float32)
    row[0, :HEAD_FLOATS] = world_from_head[:3].ravel()
    for view in views:
        at, clip = HEAD_FLOATS + view.eye * EYE_FLOATS, view.clip_from_eye
        row[0, at : at + HEAD_FLOATS] = view.eye_from_world[:3].ravel()
        row[0, at + HEAD_FLOATS : at + EYE_FLOATS] = [clip[entry] for entry in CLIP]
    return row


def picture_hash(view: View) -> str:
    """SHA-256 of a view's picture: RGB bytes, left to right, bottom row first."""
    picture = view.target.read(viewport=view.viewport, components=3, alignment=1)
    return hashlib.sha256(picture).hexdigest()


def fold(digest: Digest, state: FrameState, row: DoubleArray, poses: FloatArray) -> None:
    """Add a frame, all that is drawn of it: two runs of frames with one digest are the same."""
    digest.update(row.tobytes())
    if row[0, FRAMES.index("views")]:
        digest.update(poses.tobytes())
    digest.update(struct.pack("<d", state.display_time))
    digest.update(state.values.tobytes())
    digest.update(state.histories.tobytes())
    digest.update(struct.pack(f"<{len(state.targets)}f", *state.targets))
    digest.update(repr((state.scene.name, state.text, state.question)).encode())
