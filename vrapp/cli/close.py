"""`vrapp close`: a session that was cut short gets its end."""

from __future__ import annotations

from pathlib import Path

import click

from vrapp.cli.traced import trace
from vrapp.cli.words import say


@click.command()
@click.argument("what", metavar="SESSION|RECORD", type=click.Path(path_type=Path, exists=True))
def close(what: Path) -> None:
    """Close a session (its folder) that a crash or a power cut has cut short, or mend an XDF file.

    The record is cut back to what was wholly written and its streams are ended; summary, plot and
    report are written from what is there, and the manifest says that the session was cut short.
    """
    from vrapp.record.chunks import NoXdf, mend
    from vrapp.record.hold import Held

    try:
        if what.is_file():
            cut = mend(what)
            say(f"{what} is whole" + (f"; {cut} unfinished bytes were cut off" if cut else ""))
            return
        from vrapp.report.afterwards import close_session

        for path in close_session(what):
            say(f"  {path.name}")
        say(f'{what} is closed. Into the history of its person: vrapp history add "{what}"')
        trace(what, "closed")
    except NoXdf as error:
        raise click.ClickException(str(error)) from error
    except Held as error:
        raise click.ClickException(f"{error}; close it when the session has ended") from error
    except OSError as error:
        raise click.ClickException(
            f"cannot write to {what}: {error.strerror or error}; free some space, or copy it to "
            "where you may write"
        ) from error
