"""`vrapp desk`: the therapist chooses in the window, one session after another."""

from __future__ import annotations

import os
import sys
from datetime import datetime
from pathlib import Path

import click

from vrapp.cli.interrupted import Interrupted
from vrapp.cli.language import language_option
from vrapp.cli.live import live_options, screen_options
from vrapp.cli.sound import sound_options
from vrapp.cli.words import say


@click.command()
@click.option(
    "--sessions",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder that the sessions' folders go to. Default: vrapp in the user's documents.",
)
@click.option(
    "--headset", is_flag=True, help="Begin with the headset chosen instead of this window."
)
@screen_options
@click.option(
    "--patient",
    type=click.IntRange(min=0),
    default=1,
    show_default=True,
    metavar="SEED",
    help="Which simulated person sits in for somebody.",
)
@click.option("--children", is_flag=True, help="Assess at the paces of children.")
@click.option(
    "--randomise",
    type=int,
    metavar="SEED",
    help="A study: draw the arm by the code's number, in blocks of four.",
)
@click.option(
    "--arm",
    type=click.Choice(["live", "yoked", "pacing", "scene"]),
    help="A study: what the feedback is made of, for everybody.",
)
@click.option(
    "--yoke",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Session whose indices the yoked arm shows.",
)
@click.option("--blinded", is_flag=True, help="Neither page, desk nor outlets show the arm.")
@live_options
@click.option("--pacer-ring", is_flag=True, help="Also a plain ring for the pacer (key R).")
@language_option()
@sound_options
def desk(
    sessions: Path | None, headset: bool, fullscreen: bool, headset_scale: float, patient: int,
    children: bool, randomise: int | None, arm: str | None, yoke: Path | None, blinded: bool,
    wanted: tuple[str, ...], peers: tuple[str, ...], scope: str, publish: bool, pacer_ring: bool,
    mute: bool, volume: float, pacer_tone: bool, language: str,
) -> int:  # fmt: skip
    """Choose person, protocol and scene in a window, and run one session after another.

    Typing looks for a person, Tab goes from group to group, the arrows within one, Enter chooses,
    F9 starts, Esc leaves. With an encrypted history its passphrase is asked first, here.
    """
    if randomise is not None and arm is not None:
        raise click.UsageError("--randomise draws the arm, and --arm gives it: leave one out")
    if yoke is None and (randomise is not None or arm == "yoked"):
        raise click.UsageError("one of the arms is yoked: name a session for it with --yoke")
    _unlock()
    from vrapp.app.desk import run_desk
    from vrapp.app.options import Options
    from vrapp.report.place import sessions_folder
    from vrapp.session.arms import Study

    base = Options(
        display="headset" if headset else "window",
        fullscreen=fullscreen,
        headset_scale=headset_scale,
        streams=wanted,
        known_peers=peers,
        scope=scope,  # type: ignore[arg-type]
        publish=publish,
        pacer_ring=pacer_ring,
        mute=mute,
        volume=volume,
        pacer_tone=pacer_tone,
        instance=str(os.getpid()),
        study=Study(arm or "live", blinded, "", randomise),  # type: ignore[arg-type]
        yoke=yoke,
        language=language,
    )
    with Interrupted() as stopped:
        run_desk(base, sessions or sessions_folder(), patient, children, stopped, say, _now)
    return stopped.exit_code


def _unlock() -> None:
    """Ask for what opens an encrypted history, and see that it does.

    Raises
    ------
    HistoryError
        It does not.
    """
    from vrapp.history.database import Database, file_of, is_encrypted
    from vrapp.history.place import database_place
    from vrapp.history.secret import Secret, hold, secret_of_environment

    place = database_place()
    file = file_of(place)
    if file is None or not is_encrypted(file):
        return
    secret = secret_of_environment()
    if secret is None:
        if not sys.stdin.isatty():
            raise click.ClickException(
                f"the database {file} needs a passphrase; start this from a terminal, or set "
                "VRAPP_KEY_FILE or VRAPP_PASSPHRASE"
            )
        asked = click.prompt(f"Passphrase for the database {file}", hide_input=True, err=True)
        secret = Secret.of_passphrase(asked)
    with Database(place, secret).change():  # a wrong one is told here, before the window opens
        hold(secret)


def _now() -> datetime:
    return datetime.now()
