"""Words about live sensors and where a session is shown: options that `run` and `desk` share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from vrapp.cli.words import Number

_Command = TypeVar("_Command", bound=Callable[..., Any])


def live_options(command: _Command) -> _Command:
    """`--stream` (wanted), `--known-peer` (peers), `--scope` and `--publish`."""
    for option in (
        click.option(
            "--publish",
            is_flag=True,
            help="Send indices, shown parameters and events out over LSL (the pacer always goes).",
        ),
        click.option(
            "--scope",
            type=click.Choice(["machine", "link", "site"]),
            default="site",
            help="How far to look for LSL streams (default: site).",
        ),
        click.option(
            "--known-peer",
            "peers",
            multiple=True,
            metavar="HOST",
            help="A machine to ask directly where multicast fails; repeat.",
        ),
        click.option(
            "--stream",
            "wanted",
            multiple=True,
            metavar="WHICH",
            help="Only these: a kind (ecg), name=..., source_id=..., host=... or xpath=...; "
            "repeat.",
        ),
    ):
        command = option(command)
    return command


def screen_options(command: _Command) -> _Command:
    """`--fullscreen` and `--headset-scale`."""
    for option in (
        click.option(
            "--headset-scale",
            type=Number(0.3, 2.0),
            default=1.0,
            show_default=True,
            help="Pixels drawn for each that the headset recommends, along either side.",
        ),
        click.option("--fullscreen", is_flag=True),
    ):
        command = option(command)
    return command
