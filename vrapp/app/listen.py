"""A scene's sound without a session, as fast as the machine allows: to hear, to see, to measure."""

from __future__ import annotations

import math
import wave
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from vrapp.audio.base import RATE, Floats
from vrapp.audio.mix import HOP, Heard, Mix, as_int16
from vrapp.scene.errors import SceneError, nearest
from vrapp.scene.spec import INDICES, SceneSpec
from vrapp.session.pacer import BreathPacer

Course = tuple[float, float]
"""A value at the beginning and at the end of what is rendered."""


def listen(
    spec: SceneSpec,
    seconds: float,
    held: Mapping[str, Course] | None = None,
    breaths_per_min: float = 6.0,
    turn_deg: Course = (0.0, 0.0),
    pacer_tone: bool = False,
) -> Floats:
    """The scene's sound as (n, 2) samples at `RATE`, breathing at a steady pace.

    Parameters
    ----------
    spec
        The scene.
    seconds
        How long.
    held
        Parameters and indices with their course; an index moves all that it drives.
    breaths_per_min
        Of the breath that moves the scene, 4 to 15; an index `breath` in `held` takes its place.
    turn_deg
        Where the head looks, to the right.
    pacer_tone
        With the pacer's tone.

    Raises
    ------
    SceneError
        The scene has no sound, or `held` names what is neither parameter nor index.
    """
    if spec.sound is None and not pacer_tone:
        raise SceneError("has no [sound] table", spec.file)
    held = dict(held or {})
    known = {p.name for p in spec.parameters} | set(INDICES)
    for name in held:
        if name not in known:
            hint = nearest(name, known)
            raise SceneError(f"{name!r} is no parameter of {spec.name} and no index{hint}")
    pacer = BreathPacer(breaths_per_min)
    mix = Mix(pacer_tone=pacer_tone)
    blocks = []
    total = round(seconds * RATE)
    for begin in range(0, total, HOP):
        share = begin / total
        now = {name: course[0] + (course[1] - course[0]) * share for name, course in held.items()}
        breath = {"breath": pacer.volume, "pacer": pacer.volume, "own_breath": pacer.volume}
        yaw = math.radians(turn_deg[0] + (turn_deg[1] - turn_deg[0]) * share)
        heard = Heard(
            sound=spec.sound,
            values=_values(spec, {**breath, **now}),
            ears=(math.cos(yaw), math.sin(yaw)),
            pacer=pacer.volume,
            guided=1.0,
        )
        blocks.append(mix.render(heard, min(HOP, total - begin)))
        pacer.step(HOP / RATE, breaths_per_min)
    return np.concatenate(blocks) if blocks else np.zeros((0, 2), np.float32)


def _values(spec: SceneSpec, now: Mapping[str, float]) -> dict[str, float]:
    """Each parameter: as held, or as its index drives it, or at rest."""
    values = {}
    for p in spec.parameters:
        values[p.name] = now.get(p.name, p.rest)
        if p.name not in now and p.drive is not None and p.drive.index in now:
            values[p.name] = p.drive.at(now[p.drive.index])
    return values


def write_wav(samples: Floats, file: Path) -> None:
    """(n, 2) samples of -1..1 as 16-bit WAV. Raises `OSError`."""
    with file.open("wb") as raw, wave.open(raw, "wb") as out:
        out.setnchannels(2)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes(as_int16(samples).tobytes())
