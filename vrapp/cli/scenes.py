"""`vrapp scenes` and `vrapp render`: looking at scenes without a body."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from vrapp.cli.words import Number, err, say, table

if TYPE_CHECKING:
    from vrapp.studio.puppet import Puppet


@click.group()
def scenes() -> None:
    """List and check the scenes."""


@scenes.command("list")
def list_() -> None:
    """Every scene that can be shown, and what moves it."""
    from vrapp.scene.library import list_scenes, load_scene

    rows = []
    for name in list_scenes():
        spec = load_scene(name)
        driven = ", ".join(f"{p.name} <- {p.drive.index}" for p in spec.parameters if p.drive)
        rows.append((name, spec.title, driven))
    table("", ["scene", "title", "moved by"], rows, numbers=False)


@scenes.command()
@click.argument("names", nargs=-1)
def check(names: tuple[str, ...]) -> int:
    """Check scenes (all, or NAMES): files, keys, ranges, shaders, and compile them if possible."""
    from vrapp.render.check import can_compile, check_scene
    from vrapp.scene.library import list_scenes

    bad = 0
    if not can_compile():
        err.print("note: no OpenGL here, so shaders are not compiled; see `vrapp doctor`")
    for name in names or tuple(list_scenes()):
        problems = check_scene(name)
        bad += bool(problems)
        say(f"{name}: good" if not problems else f"{name}:")
        for problem in problems:
            err.print(f"  {problem}", markup=False)
    return 2 if bad else 0


@scenes.command()
@click.argument("name")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for scenes/ and shaders/; default: VRAPP_SCENES, or vrapp among your documents.",
)
def new(name: str, out: Path | None) -> None:
    """Begin a scene called NAME: a meadow, a sky and a light that breathes, to be changed."""
    from vrapp.scene.library import list_scenes, scene_roots, writing_root
    from vrapp.studio.new import new_scene

    root = out or writing_root()
    if name in list_scenes():
        raise click.ClickException(f"there is a scene {name!r} already; choose another name")
    written = new_scene(name, root)
    for path in written:
        say(f"  {path}")
    known = root.resolve() in [folder.resolve() for folder in scene_roots()]
    word = name if known else str(written[0])
    say("Next:")
    say(f"  vrapp scenes play {word}     see it, move it; it reloads when you save a file")
    say(f"  vrapp scenes check {word}    what is wrong with it, with file and line")
    say(f"  vrapp render {word} --out {name}.png --level full")
    if not known:
        say(f"Set VRAPP_SCENES={root} to have it among the scenes of a session.")


@scenes.command()
@click.argument("scene")
@click.option("--size", default="1600x900", show_default=True, help="Of the window.")
def play(scene: str, size: str) -> None:
    """Show SCENE in a window with a slider for every index and every parameter.

    Its files reload when they are saved; what is wrong with them is shown beside the last good
    picture, with file and line. Space holds the time, drag looks around, Home looks ahead, Tab
    puts the sliders away, Esc ends.
    """
    from biofeedback.lsl.clock import LslClock
    from vrapp.app.play import play_scene

    play_scene(scene, LslClock(), parse_size(size))


@scenes.command()
@click.argument("names", nargs=-1)
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="PNG or JPEG file.",
)
@click.option("--size", default="420x236", show_default=True, help="Of each picture.")
@click.option("--limit", type=Number(min=0.01), default=1.5, show_default=True, help="Megabytes.")
def gallery(names: tuple[str, ...], out: Path, size: str, limit: float) -> None:
    """Every scene (or NAMES) at rest, half way and fully coherent, in one picture."""
    from vrapp.scene.library import list_scenes, load_scene
    from vrapp.studio.gallery import gallery as take
    from vrapp.studio.sheet import save

    specs = [load_scene(name) for name in names or tuple(list_scenes())]
    picture = take(specs, parse_size(size), lambda name: err.print(f"  {name}", markup=False))
    try:
        taken = save(picture, out, int(limit * 1e6))
    except (OSError, ValueError) as error:
        raise click.ClickException(f"cannot write {out}: {error}") from error
    say(f"written to {out} ({taken / 1e6:.2f} MB)")


@click.command()
@click.argument("scene")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    required=True,
    help="PNG or JPEG file; with several times and no --sheet a folder for PNG files.",
)
@click.option("--time", "time_s", type=Number(), help="Seconds into the scene (default: 10).")
@click.option("--times", metavar="FROM:TO:STEP", help="Several pictures, such as 0:60:5.")
@click.option("--size", default="1280x720", show_default=True, help="WIDTHxHEIGHT in pixels.")
@click.option(
    "--set",
    "values",
    multiple=True,
    metavar="NAME=VALUE",
    help="Hold a parameter at a value; repeat.",
)
@click.option(
    "--index",
    "indices",
    multiple=True,
    metavar="NAME=VALUE",
    help="What the body is like, such as coherence=1; repeat. breath=auto runs by itself.",
)
@click.option("--trust", type=Number(0, 1), default=1.0, show_default=True, help="Of each --index.")
@click.option("--level", type=click.Choice(["rest", "half", "full"]), help="A body as a whole.")
@click.option(
    "--pace", type=Number(4, 15), default=6.0, show_default=True, help="Breaths a minute."
)
@click.option("--yaw", "yaws", type=Number(), multiple=True, help="Degrees to the left; repeat.")
@click.option("--pitch", type=Number(-90, 90), default=0.0, show_default=True, help="Degrees up.")
@click.option("--stereo", is_flag=True, help="Left and right eye side by side.")
@click.option("--sheet", is_flag=True, help="All pictures in one, with captions.")
def render(
    scene: str, out: Path, time_s: float | None, times: str | None, size: str,
    values: tuple[str, ...], indices: tuple[str, ...], trust: float, level: str | None,
    pace: float, yaws: tuple[float, ...], pitch: float, stereo: bool, sheet: bool,
) -> None:  # fmt: skip
    """Render pictures of SCENE: one, a sequence, or a contact sheet of them.

    Without --index or --level the scene is at rest and nothing moves it. Time runs as in a
    session: what an index moves has settled before the first picture.
    """
    from vrapp.scene.library import load_scene
    from vrapp.studio.photographer import Photographer
    from vrapp.studio.puppet import Puppet
    from vrapp.studio.sheet import in_rows, lay_out, save

    if times is not None and time_s is not None:
        raise click.UsageError("give --time or --times, not both")
    moments = parse_times(times) if times else [10.0 if time_s is None else time_s]
    spec = load_scene(scene)
    puppet = Puppet(spec, pace)
    pose(puppet, level, indices, trust, values)
    looks = [(t, yaw) for t in moments for yaw in (yaws or (0.0,))]
    many = len(looks) > 1 and not sheet
    if many:
        _new_folder(out)
    pictures, captions = [], []
    with Photographer(parse_size(size), stereo) as photographer:
        for number, (t, yaw) in enumerate(looks):
            picture = photographer.take(puppet.at(t), yaw, pitch)
            if many:
                _write(picture, out / f"{spec.name}-{number:05d}.png")
            else:
                pictures.append(picture)
                captions.append(f"{t:g} s" + (f", {yaw:g}° left" if len(yaws) > 1 else ""))
    if sheet:
        columns = len(yaws) if len(yaws) > 1 and len(moments) > 1 else 0
        try:
            save(lay_out(in_rows(pictures, captions, columns)), out)
        except (OSError, ValueError) as error:
            raise click.ClickException(f"cannot write {out}: {error}") from error
    elif not many:
        _write(pictures[0], out)
    say(f"{len(looks)} pictures written to {out}" if many else f"written to {out}")


def pose(
    puppet: Puppet,
    level: str | None,
    indices: tuple[str, ...],
    trust: float,
    values: tuple[str, ...],
) -> None:
    """Set the knobs and hold the parameters that the options ask for."""
    from vrapp.scene.errors import nearest

    if level is not None:
        puppet.set_level(level)
    else:
        for knob in puppet.knobs.values():
            knob.trust, knob.by_itself = 0.0, False
    for name, value in pairs(indices, "coherence=1", auto=True):
        if name not in puppet.knobs:
            raise click.BadParameter(
                f"no index {name!r}{nearest(name, puppet.knobs)} (known: {', '.join(puppet.knobs)})"
            )
        if value is not None and not 0.0 <= value <= 1.0:
            raise click.BadParameter(f"index {name} goes from 0 to 1, not to {value:g}")
        knob = puppet.knobs[name]
        knob.trust, knob.by_itself = trust, value is None
        knob.value = 0.5 if value is None else value
    for name, value in pairs(values, "swell=0.2"):
        low, high = puppet.spec.parameter(name).range
        if value is None or not low <= value <= high:
            raise click.BadParameter(f"{name} goes from {low:g} to {high:g}, not to {value:g}")
        puppet.held[name] = value


def pairs(
    given: tuple[str, ...], example: str, auto: bool = False
) -> list[tuple[str, float | None]]:
    """`name=value` of each; None for `auto` of what can run by itself."""
    from vrapp.studio.puppet import BY_ITSELF, number_of

    found: list[tuple[str, float | None]] = []
    for pair in given:
        name, _, value = pair.partition("=")
        if auto and value == "auto" and name in BY_ITSELF:
            found.append((name, None))
            continue
        try:
            found.append((name, number_of(value)))
        except ValueError:
            raise click.BadParameter(f"{pair!r} is not NAME=VALUE, such as {example}") from None
    return found


MOST_PICTURES = 20_000


def parse_times(text: str) -> list[float]:
    """`0:60:5` -> 0, 5, ... 60; otherwise a usage error."""
    from vrapp.studio.puppet import number_of

    try:
        start, end, step = (number_of(part) for part in text.split(":"))
    except ValueError:
        raise click.BadParameter(f"times {text!r} are not FROM:TO:STEP, such as 0:60:5") from None
    if not (end >= start and step > 0 and (end - start) / step < MOST_PICTURES):
        raise click.BadParameter(
            f"times {text!r} must rise by a step above 0, in at most {MOST_PICTURES} pictures"
        )
    return [start + step * i for i in range(int((end - start) / step + 1e-6) + 1)]


def _new_folder(out: Path) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
        full = any(out.iterdir())
    except OSError as error:
        raise click.ClickException(f"{out} can be no folder: {error}; give another --out") from None
    if full:
        raise click.ClickException(f"{out} is not empty; give a new folder as --out")


def _write(picture: Any, out: Path) -> None:
    from PIL import Image

    try:
        Image.fromarray(picture).save(out)
    except (OSError, ValueError) as error:  # ValueError: an ending that Pillow does not know
        raise click.ClickException(f"cannot write {out}: {error}; give another --out") from error


def parse_size(text: str) -> tuple[int, int]:
    """`1280x720` -> (1280, 720), each 16 to 8192; otherwise a usage error."""
    width, separator, height = text.lower().partition("x")
    if separator and width.isdigit() and height.isdigit():
        size = int(width), int(height)
        if all(16 <= side <= 8192 for side in size):
            return size
    raise click.BadParameter(f"size {text!r} is not WIDTHxHEIGHT with sides of 16 to 8192 pixels")
