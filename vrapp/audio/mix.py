"""From what is shown to what is heard: layers, scenes that cross over, and the master's fades."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from vrapp.audio.base import Block, Floats, Glide, Pair, Voice, make_voice, ramp, stereo, times
from vrapp.audio.limiter import Limiter
from vrapp.audio.loudness import LoudnessCeiling
from vrapp.scene.sound import Control, Sound, SoundLayer

HOP = 4096
"""Samples between two looks at what is shown (85 ms); in between everything moves linearly."""
SCENE_IN_S, SCENE_OUT_S = 4.0, 3.0
"""Seconds in which a scene's sound comes and goes."""
MASTER_S = 1.2
"""Seconds from full to silent for pause, mute and stop, and back."""
SCENES_AT_ONCE = 3
"""No further scene begins to sound while so many still do: switching on and on costs no more."""
LEVEL_LAG_S, BRIGHTNESS_LAG_S, GUIDED_LAG_S = 0.25, 0.4, 1.5

STILL = 0.01
"""A head turned by less than this (radians, 0.6 degrees: nobody hears less) has not turned."""

SILENCE = Sound(146.83, "pentatonic", ())
"""Of a scene that declares none."""
PACER = SoundLayer("pacer", 0.4, 0.0, Control((1.0, 1.0)), Control((0.5, 0.5)), 0)
"""The pacer's tone, in every scene's key, for those who ask for it."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What is to be heard now. Frozen: the frame loop makes a new one, the sound thread reads it.

    `values`: the scene's parameters as shown; `ears`: (x, z) of the head's right-pointing axis in
    the world; `volume` 0..1 (0 muted or ended); `pacer` 0 (empty) .. 1 (full), `guided` 0..1.
    """

    sound: Sound | None = None
    values: Mapping[str, float] = field(default_factory=dict)
    ears: Pair = (1.0, 0.0)
    volume: float = 1.0
    pacer: float = 0.0
    guided: float = 0.0


Build = Callable[[Sound], Sequence[Voice] | None]
"""The voices of a scene, one a layer; None while they are not ready yet."""


def build(sound: Sound) -> Sequence[Voice]:
    """Make them all now: some tenths of a second."""
    return [make_voice(layer, sound) for layer in sound.layers]


class Mix:
    """The whole sound of a session: the same states give the same samples for any block lengths.

    Parameters
    ----------
    voices
        How scenes get their voices.
    pacer_tone
        Whether the pacer is heard while it guides.
    """

    def __init__(self, voices: Build = build, pacer_tone: bool = False) -> None:
        self._voices = voices
        self._extra = (PACER,) if pacer_tone else ()
        self._scenes: list[_Scene] = []
        self._ears: Pair | None = None
        self._pacer = Glide(0.0, lag_s=0.1)
        self._guided = Glide(0.0, lag_s=GUIDED_LAG_S)
        self._master = Glide(0.0, full_s=MASTER_S)
        self._ceiling, self._limiter = LoudnessCeiling(), Limiter()
        self._ready = stereo(0)

    @property
    def silent(self) -> bool:
        """Whether the master has been turned down to nothing."""
        return self._master.value == 0.0

    @property
    def scenes(self) -> int:
        """How many scenes sound at once now."""
        return len(self._scenes)

    def render(self, heard: Heard, n: int) -> Floats:
        """The next (n, 2) samples of -0.5..0.5, for what is to be heard now."""
        parts = [self._ready]
        have = self._ready.shape[0]
        while have < n:
            parts.append(self._hop(heard))
            have += HOP
        whole = np.concatenate(parts) if len(parts) > 1 else parts[0]
        self._ready = whole[n:]
        return whole[:n]

    def _hop(self, heard: Heard) -> Floats:
        wanted = min(max(heard.volume, 0.0), 1.0) if math.isfinite(heard.volume) else 0.0
        master = self._master.step(wanted, HOP)
        ears = heard.ears if np.isfinite(heard.ears).all() else self._ears or (1.0, 0.0)
        before = self._ears or ears
        if math.dist(before, ears) < STILL:
            ears = before
        turned = (before, ears)
        self._ears = ears
        self._choose(heard.sound or SILENCE)
        if master == (0.0, 0.0):  # nobody hears it: it waits where it is
            return self._limiter.render(stereo(HOP))
        block = Block(
            HOP,
            turned,
            pacer=self._pacer.step(_unit(heard.pacer), HOP),
            guided=self._guided.step(_unit(heard.guided), HOP),
        )
        out = stereo(HOP)
        for scene in self._scenes:
            scene.add_to(out, block, heard.values)
        self._scenes = [scene for scene in self._scenes if not scene.gone]
        out *= ramp(master, HOP)[:, None]
        return self._limiter.render(self._ceiling.render(out))

    def _choose(self, sound: Sound) -> None:
        """Let this sound come and the others go, as soon as its voices are ready."""
        if not any(scene.sound == sound for scene in self._scenes):
            if len(self._scenes) >= SCENES_AT_ONCE:
                return
            whole = Sound(sound.root_hz, sound.scale, (*sound.layers, *self._extra))
            voices = self._voices(whole)
            if voices is None:
                return
            self._scenes.append(_Scene(sound, whole.layers, voices))
        for scene in self._scenes:
            scene.wanted = scene.sound == sound


def _unit(x: float) -> float:
    return min(max(x, 0.0), 1.0) if math.isfinite(x) else 0.0


class _Scene:
    """One scene's layers, coming or going."""

    def __init__(self, sound: Sound, layers: Sequence[SoundLayer], voices: Sequence[Voice]) -> None:
        self.sound = sound
        self.wanted = True
        self._parts = [_Part(*part) for part in zip(layers, voices, strict=True)]
        self._in, self._out = Glide(0.0, full_s=SCENE_IN_S), Glide(1.0, full_s=SCENE_OUT_S)

    @property
    def gone(self) -> bool:
        return not self.wanted and self._out.value == 0.0

    def add_to(self, out: Floats, block: Block, values: Mapping[str, float]) -> None:
        """Add the next block to `out`."""
        come = self._in.step(1.0, block.n)
        stay = self._out.step(1.0 if self.wanted else 0.0, block.n)
        fade = tuple(math.sin(0.5 * math.pi * x) for x in times(come, stay))  # equal power
        for part in self._parts:
            part.add_to(out, block, values, (fade[0], fade[1]))


class _Part:
    """A layer, its voice, and where its controls are."""

    def __init__(self, layer: SoundLayer, voice: Voice) -> None:
        self._layer, self._voice = layer, voice
        self._level: Glide | None = None
        self._brightness: Glide | None = None

    def add_to(self, out: Floats, block: Block, values: Mapping[str, float], fade: Pair) -> None:
        level, brightness = self._layer.level.at(values), self._layer.brightness.at(values)
        if self._level is None or self._brightness is None:  # it begins where the scene is
            self._level = Glide(level, lag_s=LEVEL_LAG_S)
            self._brightness = Glide(brightness, lag_s=BRIGHTNESS_LAG_S)
        moved = self._level.step(level, block.n)
        bright = self._brightness.step(brightness, block.n)
        gain = self._layer.gain
        loud = (moved[0] * fade[0] * gain, moved[1] * fade[1] * gain)
        if loud == (0.0, 0.0):
            return
        sound = self._voice.render(
            Block(block.n, block.ears, moved, bright, block.pacer, block.guided)
        )
        out += sound * ramp(loud, block.n)[:, None]


def as_int16(samples: Floats) -> npt.NDArray[np.int16]:
    """(n, 2) samples of -1..1 as whole numbers of 16 bits."""
    return np.ascontiguousarray(np.rint(np.clip(samples, -1.0, 1.0) * 32767.0), "<i2")
