"""The frames of a kept session, exactly as they were shown.

shown = read_shown(folder)
for frame in shown.frames():
    frame.state, frame.views, frame.gain
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from biofeedback.sources.recording import Recording, open_recording
from vrapp.record.earlier import read_manifest
from vrapp.record.recorder import FILE
from vrapp.record.shown import CLIP, EYE_FLOATS, FRAMES, HEAD_FLOATS, source_id
from vrapp.render.view import Matrix, perspective
from vrapp.scene.frame import FrameState
from vrapp.scene.question import Question
from vrapp.scene.spec import SceneSpec
from vrapp.session.history import Histories
from vrapp.session.session import LONGEST_SCENE_STEP_S
from vrapp.watch.scenes import scenes_of

FloatArray = npt.NDArray[np.float64]
Rows = tuple[FloatArray, FloatArray]
"""Stamps (n,) and values (n, channel)."""


class ReplayError(Exception):
    """What was shown cannot be shown again; the message names the remedy."""


@dataclass(frozen=True, slots=True)
class ShownView:
    """One eye's view: pose, field of view and place in the picture, as in `View`."""

    eye: int
    eye_from_world: Matrix
    clip_from_eye: Matrix
    viewport: tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """SHA-256 of the frames since the checkpoint before, and of the views' pictures if taken."""

    frames: str
    pictures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShownFrame:
    """A frame that was shown: `at_s` seconds after the session began, `gain` of its light."""

    number: int
    at_s: float
    state: FrameState
    views: tuple[ShownView, ...]
    world_from_head: Matrix
    gain: float
    attended: bool
    checkpoint: Checkpoint | None


@dataclass(frozen=True, slots=True)
class ShownSession:
    """Everything that was shown; `warnings` say what is not as it was."""

    folder: Path
    manifest: Mapping[str, Any]
    driver: Mapping[str, Any]
    start: float
    warnings: tuple[str, ...]
    _scenes: Mapping[str, SceneSpec]
    _labels: tuple[str, ...]
    _t: FloatArray
    _frames: FloatArray
    _values: FloatArray
    _views: FloatArray
    _targets: FloatArray
    _told: Sequence[Mapping[str, Any]]
    _checks: Mapping[int, Checkpoint]

    def __len__(self) -> int:
        return self._t.size

    @property
    def length_s(self) -> float:
        """Seconds from the session's beginning to its last frame."""
        return float(self._t[-1]) - self.start

    def frames(self) -> Iterator[ShownFrame]:
        """Every frame in order. The past of each value is worked out anew, as the session did."""
        told, upcoming = self._told[0], list(self._told[1:])
        before, shown = self.start, ""
        scene, question, columns = self._scenes[told["scene"]], None, []
        histories = Histories(scene)
        for k, t in enumerate(self._t.tolist()):
            number, time_s, brightness, gain, count, attended = self._frames[k].tolist()
            while upcoming and upcoming[0]["frame"] <= number:
                told = upcoming.pop(0)
                question = None
            if told["scene"] != shown:
                shown, scene = told["scene"], self._scenes[told["scene"]]
                columns = [self._labels.index(p.name) for p in scene.parameters]
                histories = Histories(scene)
            values = self._values[k, columns].astype(np.float32)
            dt, before = min(max(t - before, 0.0), LONGEST_SCENE_STEP_S), t
            histories.step(dt, values)
            if question is None and told["question"] is not None:
                question = _question(told["question"])
            spec = scene.targets
            floats = self._targets[k, : spec.floats] if spec is not None else ()
            state = FrameState(
                time_s=time_s,
                display_time=t,
                scene=scene,
                values=values,
                histories=histories.rows(values),
                brightness=brightness,
                text=told["text"],
                targets=tuple(map(float, floats)),
                question=question,
            )
            yield ShownFrame(
                number=int(number),
                at_s=t - self.start,
                state=state,
                views=_views(self._views[k], told["viewports"]) if count else (),
                world_from_head=_placed(self._views[k, :HEAD_FLOATS]),
                gain=gain,
                attended=bool(attended),
                checkpoint=self._checks.get(int(number)),
            )


def read_shown(folder: Path, scene_files: Sequence[Path] = ()) -> ShownSession:
    """What a session's folder says of its frames, as far as its record goes.

    `scene_files` are scenes that do not come with the program.

    Raises
    ------
    ReplayError, EarlierError, SourceError, SceneError
        The folder is no session's, has no record of its frames, or a scene is missing.
    """
    manifest = read_manifest(folder)
    path = folder / FILE
    if not path.is_file():
        raise ReplayError(f"{path} is missing: nothing was recorded; choose another session")
    recording = open_recording(path)
    rows, labels, texts = _read(recording)
    told = [json.loads(text) for text in texts.get(source_id("shown"), ())]
    if not told or source_id("frames") not in rows:
        raise ReplayError(
            f"{path} does not tell what was shown (a session before this could be replayed, or "
            "one that was killed as it began); choose another session"
        )
    t, frames = rows[source_id("frames")]
    start = float(manifest["start_lsl_s"])
    values = _at(t, rows.get(source_id("parameters")))
    views = _at(t, rows.get(source_id("views")), HEAD_FLOATS + 2 * EYE_FLOATS)
    targets = _at(t, rows.get(source_id("targets")))
    drawn = frames[:, FRAMES.index("views")] > 0
    whole = values[1] & (views[1] | ~drawn) & (frames[:, 0] >= told[0]["frame"])
    specs, warnings = scenes_of({each["scene"] for each in told}, manifest, scene_files)
    whole &= targets[1] | ~_has_targets(frames[:, 0], told, specs)
    kept = np.flatnonzero(whole)
    if not kept.size:
        raise ReplayError(f"{path} has no whole frame; choose another session")
    known = labels[source_id("parameters")]
    for spec in specs.values():
        for parameter in spec.parameters:
            if parameter.name not in known:
                raise ReplayError(
                    f"scene {spec.name!r} shows {parameter.name!r} now, which was not recorded; "
                    f"replay it with the program that ran it ({_version(manifest)})"
                )
    missing = int(frames[kept[-1], 0] - frames[kept[0], 0]) + 1 - kept.size
    if missing:
        warnings.append(
            f"{missing} frames are not in the record; after them the past of the values is not "
            "quite what was shown"
        )
    if manifest.get("end") is None:
        warnings.append("the session was cut short; it is shown as far as its record goes")
    driver = {k: told[0].get(k) for k in ("renderer", "version", "samples", "display")}
    checks = (json.loads(text) for text in texts.get(source_id("checkpoints"), ()))
    return ShownSession(
        folder,
        manifest,
        driver,
        start,
        tuple(warnings),
        specs,
        known,
        t[kept],
        frames[kept],
        values[0][kept],
        views[0][kept],
        targets[0][kept],
        told,
        {c["frame"]: Checkpoint(c["frames"], tuple(c["pictures"])) for c in checks},
    )


def _read(
    recording: Recording,
) -> tuple[dict[str, Rows], dict[str, tuple[str, ...]], dict[str, list[str]]]:
    """Of our own streams, by source id: rows, the channels' labels, and texts."""
    pull = recording.read(math.inf)
    rows: dict[str, Rows] = {}
    labels: dict[str, tuple[str, ...]] = {}
    for chunk in pull.chunks:
        rows[chunk.stream.source_id] = chunk.t, chunk.x
        labels[chunk.stream.source_id] = tuple(c.label for c in chunk.stream.channels)
    texts: dict[str, list[str]] = {}
    for marker in pull.markers:
        texts.setdefault(marker.stream.source_id, []).append(marker.text)
    return rows, labels, texts


def _at(t: FloatArray, rows: Rows | None, width: int = 1) -> tuple[FloatArray, npt.NDArray[Any]]:
    """Of each frame its row (NaN where there is none), and whether there is one."""
    if rows is None or not rows[0].size:
        return np.full((t.size, width), np.nan), np.zeros(t.size, dtype=bool)
    stamps, values = rows
    shared = min(t.size, stamps.size)
    if np.array_equal(t[:shared], stamps[:shared]):  # the rule, even where frames share a stamp
        there = np.arange(t.size) < stamps.size
        place = np.minimum(np.arange(t.size), stamps.size - 1)
    else:
        place = np.minimum(np.searchsorted(stamps, t), stamps.size - 1)
        there = stamps[place] == t
    return np.where(there[:, None], values[place], np.nan), there


def _has_targets(
    numbers: FloatArray, told: Sequence[Mapping[str, Any]], specs: Mapping[str, SceneSpec]
) -> npt.NDArray[np.bool_]:
    """Whether each frame's scene has targets."""
    since = np.array([each["frame"] for each in told])
    theirs = np.array([specs[each["scene"]].targets is not None for each in told])
    found: npt.NDArray[np.bool_] = theirs[
        np.maximum(np.searchsorted(since, numbers, side="right") - 1, 0)
    ]
    return found


def _views(row: FloatArray, viewports: Sequence[Sequence[int]]) -> tuple[ShownView, ...]:
    found: list[ShownView] = []
    for eye in (0, 1):
        at = HEAD_FLOATS + eye * EYE_FLOATS
        if np.isnan(row[at]):
            continue
        clip = perspective(1.0, 1.0)  # of its depth, which no tangent tells, and which is not used
        for entry, value in zip(CLIP, row[at + HEAD_FLOATS : at + EYE_FLOATS], strict=True):
            clip[entry] = value
        x, y, width, height = viewports[len(found)]
        place = (int(x), int(y), int(width), int(height))
        found.append(ShownView(eye, _placed(row[at : at + HEAD_FLOATS]), clip, place))
    return tuple(found)


def _placed(upper: FloatArray) -> Matrix:
    matrix = np.eye(4, dtype=np.float32)
    if not np.isnan(upper[0]):
        matrix[:3] = upper.reshape(3, 4)
    return matrix


def _question(told: Mapping[str, Any]) -> Question:
    first, last = told["ends"]
    return Question(
        told["id"], told["text"], tuple(told["choices"]), (first, last), told["decline"]
    )


def _version(manifest: Mapping[str, Any]) -> str:
    program = manifest.get("program", {})
    return f"{program.get('name', 'vrapp')} {program.get('version', 'unknown')}"
