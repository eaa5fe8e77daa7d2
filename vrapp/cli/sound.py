"""Words about sound: the options of a session, and `vrapp scenes listen`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from vrapp.cli.words import Number, say

_Command = TypeVar("_Command", bound=Callable[..., Any])


def sound_options(command: _Command) -> _Command:
    """`--mute`, `--volume` and `--pacer-tone`."""
    for option in (
        click.option(
            "--pacer-tone", is_flag=True, help="Hear the pacer: a soft tone that climbs to inhale."
        ),
        click.option(
            "--volume", type=Number(0, 1), default=1.0, show_default=True,
            help="Of the sound, in a window or headset.",
        ),
        click.option("--mute", is_flag=True, help="Begin without sound; M switches it."),
    ):  # fmt: skip
        command = option(command)
    return command


@click.command()
@click.argument("scene")
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="WAV file."
)
@click.option("--seconds", type=Number(0.5, 3600), default=30.0, show_default=True)
@click.option(
    "--breaths", type=Number(4, 15), default=6.0, show_default=True, help="Breaths a minute."
)
@click.option(
    "--set",
    "values",
    multiple=True,
    metavar="NAME=VALUE",
    help="A parameter or index, or from..to over the whole, as coherence=0..1; repeat.",
)
@click.option(
    "--turn", default="0", metavar="DEGREES", help="Where the head looks, to the right; or from..to"
)
@click.option("--pacer-tone", is_flag=True, help="With the pacer's tone.")
def listen(
    scene: str, out: Path, seconds: float, breaths: float, values: tuple[str, ...], turn: str,
    pacer_tone: bool,
) -> None:  # fmt: skip
    """Write what SCENE sounds like to a WAV file."""
    from vrapp.app.listen import listen as listen_to
    from vrapp.app.listen import write_wav
    from vrapp.scene.library import load_scene

    held = {}
    for pair in values:
        name, _, value = pair.partition("=")
        held[name] = course(value, f"{pair!r} is not NAME=VALUE, such as coherence=0.8 or 0..1")
    heading = course(turn, f"--turn {turn!r} is no number of degrees, nor from..to")
    samples = listen_to(load_scene(scene), seconds, held, breaths, heading, pacer_tone)
    try:
        write_wav(samples, out)
    except OSError as error:
        reason = error.strerror or str(error)
        raise click.ClickException(f"cannot write {out}: {reason}; give another --out") from error
    say(f"written to {out}")


def course(text: str, complaint: str) -> tuple[float, float]:
    """`0.8` -> (0.8, 0.8), `0..1` -> (0.0, 1.0)."""
    first, between, last = text.partition("..")
    try:
        found = float(first), float(last if between else first)
    except ValueError:
        raise click.BadParameter(complaint) from None
    if not all(abs(x) < 1e9 for x in found):
        raise click.BadParameter(complaint)
    return found
