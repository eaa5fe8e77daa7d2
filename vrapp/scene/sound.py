"""What a scene sounds like: its `[sound]` table, read into checked, frozen types.

The kinds of sound are the files in `vrapp/audio/kinds`; they are looked up by name and never
imported here. A layer is moved by the scene's own parameters, as a shader is: they carry trust,
slew and comfort already, so that no sound can follow a signal that the picture would not.
"""

from __future__ import annotations

import math
import pkgutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

from vrapp.scene.errors import nearest
from vrapp.scene.table import Table

SCALES: Mapping[str, tuple[float, ...]] = MappingProxyType(
    {
        "pentatonic": (1.0, 9 / 8, 5 / 4, 3 / 2, 5 / 3),
        "minor_pentatonic": (1.0, 6 / 5, 4 / 3, 3 / 2, 9 / 5),
        "suspended": (1.0, 9 / 8, 4 / 3, 3 / 2, 16 / 9),
        "dorian": (1.0, 9 / 8, 6 / 5, 4 / 3, 3 / 2, 5 / 3, 9 / 5),
    }
)
"""Scales in just intonation (5-limit ratios to the root): any of their notes may sound together."""

MAX_LAYERS = 12
LOUDEST_DB = 6.0
_KINDS = Path(__file__).resolve().parents[1] / "audio" / "kinds"


class Ranged(Protocol):
    """What is asked of a scene's parameter here."""

    @property
    def name(self) -> str: ...

    @property
    def range(self) -> tuple[float, float]: ...

    @property
    def rest(self) -> float: ...


@cache
def sound_kinds() -> tuple[str, ...]:
    """Names of the kinds of sound there are, sorted."""
    return tuple(sorted(module.name for module in pkgutil.iter_modules([str(_KINDS)])))


@dataclass(frozen=True, slots=True)
class Control:
    """A number 0..1 that a parameter moves: `to[0]` at the low end of its range, `to[1]` at the
    high end, linear between. Without a `parameter` it is `to[0]`.
    """

    to: tuple[float, float]
    parameter: str = ""
    range: tuple[float, float] = (0.0, 1.0)
    rest: float = 0.0  # of the parameter: where nothing is known of it

    def at(self, values: Mapping[str, float]) -> float:
        """Its value when parameters have these values; one that is no number counts as at rest."""
        if not self.parameter:
            return self.to[0]
        value = values.get(self.parameter, self.rest)
        if not math.isfinite(value):
            value = self.rest
        low, high = self.range
        share = min(max((value - low) / (high - low), 0.0), 1.0)
        return self.to[0] + (self.to[1] - self.to[0]) * share


@dataclass(frozen=True, slots=True)
class SoundLayer:
    """One sound of a scene.

    `gain` is its loudness at `level` 1 (a factor; the kinds are about equally loud at 1).
    `level` 0..1 moves the loudness, `brightness` 0..1 what opens the sound: treble of noises,
    notes of a pad, how often animals and bells are heard. `azimuth_rad` is where it is: 0 ahead,
    positive to the right, fixed in the world. `seed` makes it another one of its kind.
    """

    kind: str
    gain: float
    azimuth_rad: float
    level: Control
    brightness: Control
    seed: int


@dataclass(frozen=True, slots=True)
class Sound:
    """All of a scene's sound. Equal tables are equal sounds: reloading one changes nothing."""

    root_hz: float
    scale: str
    layers: tuple[SoundLayer, ...]

    def note_hz(self, degree: int) -> float:
        """Frequency of a degree of the scale: 0 is the root, negative ones lie below it."""
        steps = SCALES[self.scale]
        octave, step = divmod(degree, len(steps))
        return float(self.root_hz * 2.0**octave * steps[step])

    @property
    def parameters(self) -> frozenset[str]:
        """Names of the parameters that are heard."""
        controls = (c for layer in self.layers for c in (layer.level, layer.brightness))
        return frozenset(c.parameter for c in controls if c.parameter)


def read_sound(table: Table | None, parameters: Sequence[Ranged]) -> Sound | None:
    """Check a `[sound]` table; None when the scene has none. Raises `SceneError`."""
    if table is None:
        return None
    layers = table.tables("layers")
    if not 1 <= len(layers) <= MAX_LAYERS:
        table.fail("layers", f"are {len(layers)}; allowed are 1 to {MAX_LAYERS} [[sound.layers]]")
    found = Sound(
        table.number("root_hz", 27.5, 440.0, 146.83),
        table.choice("scale", tuple(SCALES), "pentatonic"),
        tuple(_layer(layer, parameters, i) for i, layer in enumerate(layers)),
    )
    table.finish()
    return found


def _layer(table: Table, parameters: Sequence[Ranged], place: int) -> SoundLayer:
    found = SoundLayer(
        table.choice("kind", sound_kinds()),
        10.0 ** (table.number("level_db", -60.0, LOUDEST_DB, 0.0) / 20.0),
        math.radians(table.number("azimuth_deg", -180.0, 180.0, 0.0)),
        _control(table, "level", 1.0, parameters),
        _control(table, "brightness", 0.5, parameters),
        table.integer("seed", 0, 2**31 - 1, place),
    )
    table.finish()
    return found


def _control(table: Table, key: str, default: float, parameters: Sequence[Ranged]) -> Control:
    """`level = { at = 0.7 }`, or `level = { parameter = "swell", to = [0.3, 1.0] }`."""
    inner = table.table(key)
    if inner is None:
        return Control((default, default))
    if inner.has("at"):
        value = inner.number("at", 0.0, 1.0)
        inner.finish()
        return Control((value, value))
    name = inner.text("parameter")
    by_name = {p.name: p for p in parameters}
    if name not in by_name:
        known = ", ".join(by_name) or "none"
        inner.fail("parameter", f"is {name!r}{nearest(name, by_name)} (known: {known})")
    low, high = inner.numbers("to", 2, 0.0, 1.0, [0.0, 1.0])
    if low == high:
        inner.fail("to", "has the same value twice: the parameter would move nothing")
    inner.finish()
    return Control((low, high), name, by_name[name].range, by_name[name].rest)
