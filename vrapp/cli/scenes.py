"""`vrapp scenes` and `vrapp render`: looking at scenes without a body."""

from __future__ import annotations

from pathlib import Path

import click

from vrapp.cli.words import Number, err, say, table


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


@click.command()
@click.argument("scene")
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="PNG file."
)
@click.option(
    "--time",
    "time_s",
    type=Number(),
    default=10.0,
    show_default=True,
    help="Seconds into the scene.",
)
@click.option("--size", default="1280x720", show_default=True, help="WIDTHxHEIGHT in pixels.")
@click.option(
    "--set",
    "values",
    multiple=True,
    metavar="NAME=VALUE",
    help="A parameter other than at rest; repeat.",
)
def render(scene: str, out: Path, time_s: float, size: str, values: tuple[str, ...]) -> None:
    """Render one picture of SCENE to a PNG file."""
    from PIL import Image

    from vrapp.render.still import render_still
    from vrapp.scene.library import load_scene, rest_state

    spec = load_scene(scene)
    held = {}
    for pair in values:
        name, _, value = pair.partition("=")
        try:
            held[name] = float(value)
        except ValueError:
            raise click.BadParameter(f"{pair!r} is not NAME=VALUE, such as swell=0.2") from None
    for parameter in spec.parameters:
        low, high = parameter.range
        if not low <= held.get(parameter.name, low) <= high:
            raise click.BadParameter(
                f"{parameter.name} goes from {low:g} to {high:g}, not to {held[parameter.name]:g}"
            )
    picture = render_still(rest_state(spec, time_s, **held), parse_size(size))
    try:
        Image.fromarray(picture).save(out)
    except (OSError, ValueError) as error:  # ValueError: an ending that Pillow does not know
        raise click.ClickException(f"cannot write {out}: {error}; give another --out") from error
    say(f"written to {out}")


def parse_size(text: str) -> tuple[int, int]:
    """`1280x720` -> (1280, 720), each 16 to 8192; otherwise a usage error."""
    width, separator, height = text.lower().partition("x")
    if separator and width.isdigit() and height.isdigit():
        size = int(width), int(height)
        if all(16 <= side <= 8192 for side in size):
            return size
    raise click.BadParameter(f"size {text!r} is not WIDTHxHEIGHT with sides of 16 to 8192 pixels")
