"""`vrapp replay FOLDER --render` and `--verify`: what was shown in a session, again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from vrapp.cli.traced import trace
from vrapp.cli.words import Number, err, say, table

if TYPE_CHECKING:
    from vrapp.watch.again import Again
    from vrapp.watch.reading import ShownSession

Command = TypeVar("Command", bound=Callable[..., object])
Told = Callable[[str], str]

SOFTWARE_SCALE = 0.5
"""Pixels drawn per pixel of the window where there is no graphics card."""


def shown_options(command: Command) -> Command:
    """What `vrapp replay` takes beside a recording's options."""
    for option in reversed(
        (
            click.option(
                "--render", "wanted", is_flag=True, help="Show what was shown in a session."
            ),
            click.option("--verify", is_flag=True, help="Check a session's record against itself."),
            click.option(
                "--pictures",
                type=click.Path(path_type=Path, file_okay=False),
                help="With --render: no window, but PNG files into this folder.",
            ),
            click.option(
                "--sheet",
                type=click.Path(path_type=Path, dir_okay=False),
                help="With --render: no window, but one sheet of pictures (.png or .jpg).",
            ),
            click.option(
                "--every",
                type=Number(min=0, min_open=True),
                help="A picture every so many seconds; default 10.",
            ),
            click.option(
                "--at",
                type=Number(min=0),
                multiple=True,
                help="A picture so many seconds after the session's beginning; repeat.",
            ),
            click.option(
                "--scene",
                "scene_files",
                type=click.Path(path_type=Path, exists=True, dir_okay=False),
                multiple=True,
                help="File of a scene that was shown and is not the program's own; repeat.",
            ),
        )
    ):
        command = option(command)
    return command


def replay_shown(
    folder: Path,
    speed: float,
    loop: bool,
    wanted: bool,
    verify: bool,
    pictures: Path | None,
    sheet: Path | None,
    every: float | None,
    at: tuple[float, ...],
    scene_files: tuple[Path, ...],
) -> int:
    """Show, draw into files, or verify; the exit code."""
    from vrapp.watch.reading import read_shown
    from vrapp.words.catalogue import load_words

    if not folder.is_dir():
        raise click.UsageError(f"{folder} is no folder; --render and --verify want a session's")
    shown = read_shown(folder, scene_files)
    for warning in shown.warnings:
        err.print(f"note: {warning}", markup=False)
    told = load_words(shown.manifest.get("language") or "en").told
    if verify:
        found = _verify(shown, told)
        if found or not wanted:
            return found
    trace(folder, "replayed")
    if pictures or sheet:
        return _write(shown, told, pictures, sheet, every, at)
    if every or at:
        raise click.UsageError("--every and --at want --pictures or --sheet")
    return _window(shown, told, speed, loop)


@contextmanager
def _headless(shown: ShownSession, told: Told) -> Iterator[Again]:
    from vrapp.render.target import standalone_context
    from vrapp.watch.again import Again

    context = standalone_context()
    try:
        with Again(context, shown, told) as again:
            yield again
    finally:
        context.release()


def _verify(shown: ShownSession, told: Told) -> int:
    from vrapp.watch.verify import verify

    with _headless(shown, told) as again:
        checked = list(verify(shown, again))
        if not again.same_driver(shown):
            then = shown.driver
            err.print(
                "note: pictures are compared on the driver that drew them: "
                f"{then.get('renderer')}, {then.get('version')}, {then.get('samples')} samples",
                markup=False,
            )
    rows = [(f"{c.since_s:.1f} to {c.at_s:.1f}", c.frames, c.pictures) for c in checked]
    table("Checkpoints", ("seconds", "frames", "picture"), rows, numbers=False)
    if not checked:
        say("no checkpoint was recorded")
    wrong = [c for c in checked if "differs" in (c.frames, c.pictures)]
    if wrong:
        say(f"{len(wrong)} of {len(checked)} checkpoints differ from what was shown")
    return 1 if wrong or not checked else 0


def _write(
    shown: ShownSession,
    told: Told,
    pictures: Path | None,
    sheet: Path | None,
    every_s: float | None,
    at: tuple[float, ...],
) -> int:
    from vrapp.watch.stills import every, stills, write

    times = [*at, *(every(shown, every_s or 10.0) if every_s or not at else ())]
    with _headless(shown, told) as again:
        for path in write(stills(shown, again, times), pictures, sheet):
            say(str(path))
    return 0


def _window(shown: ShownSession, told: Told, speed: float, loop: bool) -> int:
    from biofeedback.lsl.clock import LslClock
    from vrapp.display.window import WindowDisplay
    from vrapp.render.target import is_software
    from vrapp.watch.again import Again
    from vrapp.watch.playing import play

    title = f"vrapp: {shown.folder.name}"
    with WindowDisplay((1280, 720), LslClock(), title=title) as display:
        if is_software(display.context.info["GL_RENDERER"]):
            display.render_scale = SOFTWARE_SCALE
        goes_on = True
        while goes_on:
            with Again(display.context, shown, told) as again:
                goes_on = play(display, again, shown, speed) and loop
    return 0
