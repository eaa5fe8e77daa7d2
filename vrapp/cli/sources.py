"""`vrapp simulate` and `vrapp replay`: bodies without hardware, and sessions shown again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from vrapp.cli.again import replay_shown, shown_options
from vrapp.cli.interrupted import Interrupted
from vrapp.cli.words import Number, err, say

Command = TypeVar("Command", bound=Callable[..., object])

SCOPES = click.Choice(["machine", "link", "site"])
SCOPE_HELP = (
    "How far the streams announce themselves: this machine only (default), the local network "
    "segment, or the whole site. Whatever you choose, LSL listens on all network interfaces."
)


def recording_options(command: Command) -> Command:
    """`--rate` and `--map`, for every command that reads a file of signals."""
    rate = click.option(
        "--rate",
        type=Number(min=0, min_open=True),
        help="Samples a second, for a CSV without a time column.",
    )
    mapping = click.option(
        "--map",
        "mapping",
        multiple=True,
        metavar="SIGNAL=COLUMN",
        help="Which column of the file a signal is in; repeat.",
    )
    return rate(mapping(command))


@click.command()
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=1,
    show_default=True,
    help="Which person; the same seed, the same.",
)
@click.option(
    "--adherence",
    default=0.85,
    show_default=True,
    type=Number(0, 1),
    help="How faithfully the person follows the breathing pacer.",
)
@click.option(
    "--artifacts",
    default=0.0,
    show_default=True,
    type=Number(0, 60),
    help="Motion artifacts a minute.",
)
@click.option(
    "--dropouts",
    default=0.0,
    show_default=True,
    type=Number(0, 60),
    help="Sensor dropouts a minute.",
)
@click.option(
    "--duration",
    type=Number(min=0, min_open=True),
    help="Seconds; default: until stopped.",
)
@click.option("--scope", type=SCOPES, default="machine", help=SCOPE_HELP)
def simulate(
    seed: int,
    adherence: float,
    artifacts: float,
    dropouts: float,
    duration: float | None,
    scope: str,
) -> int:
    """Be a patient: ECG, PPG, RR, respiration, EDA and EEG as live LSL streams.

    The simulated person breathes with the pacer that `vrapp run` publishes, and calms down in a
    calm scene. Stop with Ctrl-C.
    """
    from biofeedback.sources.simulate import run_simulator

    with Interrupted() as stopped:
        run_simulator(
            seed=seed,
            adherence=adherence,
            artifacts_per_min=artifacts,
            dropouts_per_min=dropouts,
            duration_s=duration,
            scope=scope,
            stop=lambda: bool(stopped),
            say=say,
        )
    return stopped.exit_code


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--speed",
    default=1.0,
    show_default=True,
    type=Number(0.01, 1000),
    help="Times its own pace.",
)
@click.option("--loop", is_flag=True, help="Begin again at the end, until stopped.")
@recording_options
@click.option("--scope", type=SCOPES, default="machine", help=SCOPE_HELP)
@shown_options
def replay(
    file: Path,
    speed: float,
    loop: bool,
    rate: float | None,
    mapping: tuple[str, ...],
    scope: str,
    **again: Any,
) -> int:
    """Play a recording (XDF, CSV with a header, BIDS physio) as live LSL streams.

    With --render FILE is a session's folder, and what the person saw is drawn again: in a window
    (space pauses, Escape ends), or with --pictures or --sheet into files. With --verify every
    checkpoint of its record is worked out again; the exit code is 1 where one differs.
    """
    if again["wanted"] or again["verify"]:
        return replay_shown(file, speed, loop, **again)
    if file.is_dir():
        raise click.UsageError(
            f"{file} is a folder; a session's folder is shown with --render, a recording is a file"
        )
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    from biofeedback.sources.recording import open_recording
    from biofeedback.sources.replay import run_replay

    recording = open_recording(file, rate_hz=rate, mapping=parse_mapping(mapping))
    kinds = ", ".join(f"{s.name} ({s.kind})" for s in recording.streams)
    say(f"playing {file.name}: {kinds}")
    columns = (TextColumn("{task.fields[clock]}"), BarColumn(), TimeRemainingColumn())
    with Interrupted() as stopped, Progress(*columns, console=err) as progress:
        task = progress.add_task("", clock="")

        def show(position_s: float, total_s: float) -> None:
            clock = f"{position_s:7.1f} / {total_s:.1f} s"
            progress.update(task, completed=position_s, total=total_s, clock=clock)

        run_replay(
            recording,
            speed=speed,
            loop=loop,
            scope=scope,
            stop=lambda: bool(stopped),
            progress=show,
        )
    return stopped.exit_code


def parse_mapping(pairs: tuple[str, ...]) -> dict[str, str]:
    """`("ecg=Lead II",)` -> `{"ecg": "Lead II"}`; a malformed pair is a usage error."""
    mapping = {}
    for pair in pairs:
        signal, separator, column = pair.partition("=")
        if not (separator and signal.strip() and column.strip()):
            raise click.BadParameter(f"{pair!r} is not SIGNAL=COLUMN, such as ecg=ECG_raw")
        mapping[signal.strip().lower()] = column.strip()
    return mapping
