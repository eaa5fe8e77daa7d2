"""`vrapp protocols`, and what `vrapp run` can be told of protocol, person and study."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from vrapp.cli.words import Number, err, say, table

if TYPE_CHECKING:
    from vrapp.app.resume import Rest
    from vrapp.session.arms import Study
    from vrapp.session.protocol import Protocol

Command = TypeVar("Command", bound=Callable[..., Any])
FOLDER = click.Path(path_type=Path, exists=True, file_okay=False)


@click.group()
def protocols() -> None:
    """List and check the protocols."""


@protocols.command("list")
def list_() -> None:
    """Every protocol, how long it takes and its phases."""
    from vrapp.session.protocols import list_protocols, load_protocol

    rows = []
    for name in list_protocols():
        protocol = load_protocol(name)
        titles = list(dict.fromkeys(p.group.partition(". ")[2] for p in protocol.phases))
        minutes = f"{protocol.duration_s / 60:.0f} min"
        rows.append((name, protocol.title, minutes, " · ".join(titles)))
    table("", ["protocol", "title", "at most", "phases"], rows, numbers=False)


@protocols.command()
@click.argument("names", nargs=-1)
def check(names: tuple[str, ...]) -> int:
    """Check protocols (all, or NAMES or files): keys, bounds, time in the headset."""
    from vrapp.scene.errors import SceneError
    from vrapp.session.protocols import list_protocols, load_protocol

    bad = 0
    for name in names or tuple(list_protocols()):
        try:
            load_protocol(name)
        except SceneError as error:
            bad += 1
            err.print(str(error), markup=False)
        else:
            say(f"{name}: good")
    return 2 if bad else 0


def study_options(command: Command) -> Command:
    """What `vrapp run` can be told of protocol, person and study; see `chosen_*` below."""
    for option in (
        click.option("--blinded", is_flag=True, help="Desk and outlets do not show the arm."),
        click.option("--code", default="", metavar="P012", help="The person's code in the study."),
        click.option(
            "--randomise",
            type=int,
            metavar="SEED",
            help="Draw the arm by the code's number: blocks of four, each arm once.",
        ),
        click.option(
            "--yoke",
            type=FOLDER,
            help="Session whose indices the yoked arm shows; always where it is drawn blinded.",
        ),
        click.option(
            "--arm",
            type=click.Choice(["live", "yoked", "pacing", "scene"]),
            help="What the feedback is made of (default: live).",
        ),
        click.option("--children", is_flag=True, help="Assess at the paces of children."),
        click.option(
            "--previous",
            type=FOLDER,
            help="Earlier session of this person: its pace and baseline are known.",
        ),
        click.option(
            "--pace", type=Number(4, 10), help="The person's resonance, breaths a minute."
        ),
        click.option("--protocol", help="Name or file of a protocol; see `vrapp protocols list`."),
    ):
        command = option(command)
    return command


def chosen_protocol(chosen: dict[str, Any], otherwise: Protocol, others: bool) -> Protocol:
    """The protocol to run; `others` tells whether options were given that only an open session has.

    Raises
    ------
    click.UsageError
        Options contradict each other.
    """
    from vrapp.session.protocols import load_protocol

    name = chosen["protocol"]
    if name is None:
        if chosen["children"]:
            raise click.UsageError("--children is of an assessment; name one with --protocol")
        return otherwise
    if others:
        raise click.UsageError("--duration, --guided and --ask-pain are of a session without one")
    return load_protocol(name, children=chosen["children"])


def chosen_study(chosen: dict[str, Any]) -> Study:
    """The study's arm, given or drawn.

    Raises
    ------
    click.UsageError
        An arm was both given and to be drawn.
    StudyError
        It cannot be drawn by that code.
    """
    from vrapp.session.arms import Study, allocate

    seed, code, arm = chosen["randomise"], chosen["code"], chosen["arm"]
    if seed is not None and arm is not None:
        raise click.UsageError("--randomise draws the arm, and --arm gives it: leave one out")
    if seed is not None:
        arm = allocate(seed, code)
    return Study(arm or "live", chosen["blinded"], code, seed)


def what_is_left(folder: Path, chosen: dict[str, Any], open_only: bool) -> Rest:
    """What is left of a session that was cut short; says where it goes on.

    Raises
    ------
    click.UsageError
        Options were given that the earlier session answers.
    EarlierError
        It cannot be gone on with.
    """
    from vrapp.app.resume import rest_of
    from vrapp.session.protocols import load_protocol

    answered = ("code", "arm", "randomise", "blinded", "previous", "pace")
    given = [f"--{name}" for name in answered if chosen[name] not in (None, "", False)]
    if given or open_only:
        raise click.UsageError(
            f"--resume takes person, arm and protocol from the session itself; leave out "
            f"{', '.join(given) or '--duration, --guided and --ask-pain'}"
        )
    rest = rest_of(
        folder,
        lambda name: load_protocol(chosen["protocol"] or name, children=chosen["children"]),
        say,
    )
    say(f"Going on with {rest.study.code or 'the session'}, from its part: {rest.part}")
    if rest.worn_s >= 60.0:
        say(
            f"They had been in the headset for {rest.worn_s / 60.0:.0f} min without a break: if it "
            "stayed on, let it come off for a while first. Its time is counted from zero again."
        )
    return rest
