"""A scene as data: one TOML file, read into checked, frozen types.

`parse_scene(text, file)` does the reading; finding files is `vrapp.scene.library`'s work.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from vrapp.scene.errors import SceneError, nearest
from vrapp.scene.geometry import MAX_VERTICES, Geometry, Points, Screen, read_geometry
from vrapp.scene.places import key_lines
from vrapp.scene.prelude import reserved
from vrapp.scene.sound import Sound, read_sound
from vrapp.scene.table import Table
from vrapp.scene.targets import TargetsSpec, read_targets

FORMAT = 1

INDICES: Mapping[str, str] = MappingProxyType(
    {
        "breath": "0 lungs empty .. 1 full; the pacer's when guided, the person's own when free",
        "pacer": "0 empty .. 1 full, of the breathing pacer",
        "own_breath": "0 empty .. 1 full, of the person",
        "coherence": "0 none .. 1 full: how regular the slow heart rhythm is, or its reward",
        "calm": "0 .. 1 against the person's own baseline",
        "arousal": "0 .. 1 against the person's own baseline",
        "heart_wave": "beat-to-beat heart rate, 0.5 = the person's running mean",
    }
)
"""What a parameter can be driven by: name -> meaning. The one list of them."""

Curve = Literal["linear", "smooth", "ease_in", "ease_out"]
Blend = Literal["none", "alpha", "add"]
Depth = Literal["write", "test", "none"]
Cull = Literal["none", "back"]
Tone = Literal["filmic", "none"]
Film = Literal["picture", "layers"]
_CURVES: tuple[Curve, ...] = ("linear", "smooth", "ease_in", "ease_out")
_BLENDS: tuple[Blend, ...] = ("none", "alpha", "add")
_DEPTHS: tuple[Depth, ...] = ("write", "test", "none")
_TONES: tuple[Tone, ...] = ("filmic", "none")
_FILMS: tuple[Film, ...] = ("picture", "layers")

_BIG = 1e6
FASTEST_RANGES_PER_S = 2.0
"""A parameter crosses its range at most this often a second: no scene gives comfort away."""
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}\Z")


@dataclass(frozen=True, slots=True)
class Drive:
    """Which index moves a parameter: 0 gives `to[0]`, 1 gives `to[1]`, in between by `curve`.

    `time_constant_s`: of the first-order lag between index and parameter (0 = none).
    """

    index: str
    to: tuple[float, float]
    curve: Curve = "linear"
    time_constant_s: float = 0.0

    def at(self, x: float) -> float:
        """The parameter's value for index `x`, which is held within 0..1."""
        x = min(max(x, 0.0), 1.0)
        if self.curve == "smooth":
            x = x * x * (3.0 - 2.0 * x)
        elif self.curve == "ease_in":
            x = x * x
        elif self.curve == "ease_out":
            x = x * (2.0 - x)
        return self.to[0] + (self.to[1] - self.to[0]) * x


@dataclass(frozen=True, slots=True)
class Parameter:
    """One quantity of a scene that the body may move. `name` is its name in GLSL too.

    `range`: hard bounds of what may be shown; `rest`: the look without any body; `slew_per_s`:
    fastest change, unit per second; `history_s`: how much of its shown past GLSL can read (0 =
    none).
    """

    name: str
    title: str
    unit: str
    range: tuple[float, float]
    rest: float
    slew_per_s: float
    drive: Drive | None = None
    history_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Reflection:
    """A mirrored pass about the level plane y = `plane_y_m`, at `scale` of the resolution."""

    plane_y_m: float
    scale: float


@dataclass(frozen=True, slots=True)
class Layer:
    """One draw of a scene: a shape, its shader and how it meets what was drawn before it.

    `encoded`: its shader hands out what `as_shown` of `lib/film.glsl` gave it, not light.
    """

    name: str
    shader: str
    geometry: Geometry
    at: tuple[tuple[float, float, float], ...]
    instances: int
    seed: int
    blend: Blend
    depth: Depth
    reflected: bool
    cull: Cull
    encoded: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class SceneSpec:
    """A whole scene, checked. Compared by identity: a reloaded scene is another scene.

    `root` is the folder whose `shaders/` it draws with. `tone` "none" leaves out the film curve
    (linear light is only clipped); `bloom` 0..1 is how much of the light is scattered softly.
    `film` says what is put through that curve: the finished picture's light, or each layer's
    by itself as it is drawn, which saves a pass over the picture.
    """

    name: str
    title: str
    description: str
    file: Path
    root: Path
    eye_height_m: float
    clip_m: tuple[float, float]
    exposure: float
    tone: Tone
    bloom: float
    parameters: tuple[Parameter, ...]
    reflection: Reflection | None
    layers: tuple[Layer, ...]
    targets: TargetsSpec | None = None
    sound: Sound | None = None
    film: Film = "picture"
    history_parameters: tuple[int, ...] = field(init=False)
    """Indices of the parameters with a history: the rows of `FrameState.histories`."""
    _index: Mapping[str, int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        rows = tuple(i for i, p in enumerate(self.parameters) if p.history_s > 0)
        object.__setattr__(self, "history_parameters", rows)
        object.__setattr__(self, "_index", {p.name: i for i, p in enumerate(self.parameters)})

    def index_of(self, name: str) -> int:
        """Place of a parameter in `parameters` and in `FrameState.values`. Raises `SceneError`."""
        try:
            return self._index[name]
        except KeyError:
            known = ", ".join(self._index) or "none"
            problem = f"no parameter {name!r}{nearest(name, self._index)} (known: {known})"
            raise SceneError(problem, self.file, "parameters") from None

    def parameter(self, name: str) -> Parameter:
        """One parameter by name. Raises `SceneError`."""
        return self.parameters[self.index_of(name)]


def _drive(table: Table, low: float, high: float) -> Drive:
    start, end = table.numbers("to", 2, low, high)
    drive = Drive(
        table.choice("index", tuple(INDICES)),
        (start, end),
        table.choice("curve", _CURVES, "linear"),
        table.number("time_constant_s", 0.0, 600.0, 0.0),
    )
    table.finish()
    return drive


def _parameter(name: str, table: Table) -> Parameter:
    if not _NAME.match(name):
        table.fail("", f"{name!r} is no parameter name; allowed are a-z, 0-9, _ (a letter first)")
    if reserved(name):
        table.fail("", f"{name!r} already means something in GLSL or in our shaders; rename it")
    low, high = table.numbers("range", 2, -_BIG, _BIG)
    if not low < high:
        table.fail("range", f"is [{low:g}, {high:g}]; the first must be less than the second")
    drive = table.table("drive")
    found = Parameter(
        name,
        table.text("title", name.replace("_", " ").capitalize()),
        table.text("unit", ""),
        (low, high),
        table.number("rest", low, high),
        table.number(
            "slew_per_s", 0.0, FASTEST_RANGES_PER_S * (high - low), high - low, above=True
        ),
        _drive(drive, low, high) if drive is not None else None,
        table.number("history_s", 0.0, 600.0, 0.0),
    )
    table.finish()
    return found


def _layer(table: Table) -> Layer:
    name = table.text("name")
    geometry_table = table.table("geometry")
    if geometry_table is None:
        table.fail("geometry", "is missing, such as { kind = 'screen' }")
    placed = read_geometry(geometry_table)
    shape = placed.shape
    if placed.at and table.has("instances"):
        table.fail("instances", "is set by the length of `at`; leave it out")
    count = 1 if isinstance(shape, Screen) else 1_000_000
    instances = len(placed.at) or table.integer("instances", 1, count, 1)
    if (total := instances * shape.vertices) > MAX_VERTICES:
        table.fail("instances", f"times {shape.vertices} vertices is {total}, over {MAX_VERTICES}")
    shader = table.text("shader")
    if not re.fullmatch(r"[\w-]+(/[\w-]+)*", shader):
        table.fail("shader", f"is {shader!r}; allowed is a path below shaders/, such as bay/water")
    # A quad that faces the eye has no back.
    culls: tuple[Cull, ...] = ("none",) if isinstance(shape, Screen | Points) else ("none", "back")
    found = Layer(
        name,
        shader,
        shape,
        placed.at,
        instances,
        table.integer("seed", 0, 2**32 - 1, 0),
        table.choice("blend", _BLENDS, "none"),
        table.choice("depth", _DEPTHS, "write"),
        table.boolean("reflected", False),
        table.choice("cull", culls, "none"),
        table.boolean("encoded", False),
    )
    if found.encoded and found.blend != "none":
        table.fail("encoded", "needs blend none: what is blended is light")
    table.finish()
    return found


def _reflection(table: Table | None) -> Reflection | None:
    if table is None:
        return None
    found = Reflection(
        table.number("plane_y_m", -_BIG, _BIG, 0.0), table.number("scale", 0.1, 1.0, 0.5)
    )
    table.finish()
    return found


def parse_scene(text: str, file: Path, root: Path) -> SceneSpec:
    """A scene from its TOML text. The name is `file`'s stem. Raises `SceneError`."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"at line (\d+)", str(error))
        line = int(at[1]) if at else len(text.splitlines())
        raise SceneError(f"is not valid TOML: {error}", file, line=line) from None
    top = Table(file, data, lines=key_lines(text))
    top.integer("format", FORMAT, FORMAT)
    near, far = top.numbers("clip_m", 2, 0.0, 1e5, [0.05, 2000.0], above=True)
    if not near < far:
        top.fail("clip_m", f"is [{near:g}, {far:g}]; the first must be less than the second")
    parameters = tuple(_parameter(name, table) for name, table in top.named("parameters"))
    spec = SceneSpec(
        name=file.stem,
        title=top.text("title", file.stem),
        description=top.text("description", ""),
        file=file,
        root=root,
        eye_height_m=top.number("eye_height_m", -1e4, 1e4, 1.2),
        clip_m=(near, far),
        exposure=top.number("exposure", 0.0, 1000.0, 1.0, above=True),
        tone=top.choice("tone", _TONES, "filmic"),
        bloom=top.number("bloom", 0.0, 1.0, 0.0),
        parameters=parameters,
        reflection=_reflection(top.table("reflection")),
        layers=tuple(_layer(table) for table in top.tables("layers")),
        targets=read_targets(top.table("targets"), top.number("eye_height_m", -1e4, 1e4, 1.2)),
        sound=read_sound(top.table("sound"), parameters),
        film=top.choice("film", _FILMS, "picture"),
    )
    top.finish()
    if spec.film == "layers" and (spec.bloom > 0 or spec.reflection is not None):
        top.fail("film", "is layers: then there is no bloom and no reflection, which need light")
    if not spec.layers:
        top.fail("layers", "is empty; a scene needs at least one [[layers]]")
    seen: set[str] = set()
    for i, layer in enumerate(spec.layers):
        if layer.name in seen:
            top.fail(f"layers[{i}].name", f"{layer.name!r} is used twice")
        seen.add(layer.name)
        if layer.encoded and spec.film != "layers":
            top.fail(f"layers[{i}].encoded", 'needs film = "layers"')
    return spec
