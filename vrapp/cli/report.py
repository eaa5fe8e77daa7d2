"""`vrapp report`: the page that is filed."""

from __future__ import annotations

from pathlib import Path

import click

from vrapp.cli.language import language_option
from vrapp.cli.words import err, say


@click.command()
@click.argument("what", metavar="SESSION|CODE")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The HTML file; default: report.html in the session's folder.",
)
@click.option(
    "--sessions",
    "parent",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder that holds the sessions; default: vrapp in the user's documents.",
)
@language_option("Its language", usual="the session's own")
def report(what: str, out: Path | None, parent: Path | None, language: str) -> None:
    """Write the report of a session (its folder), or of the last session of a person (their code).

    One HTML file that needs nothing else; a browser prints it to paper or PDF. With a code the
    sessions of that person before it give the trend.
    """
    from vrapp.cli.traced import trace
    from vrapp.record.hold import is_held
    from vrapp.record.recorder import FILE as RECORD
    from vrapp.record.whole import write_whole
    from vrapp.report.joined import whole
    from vrapp.report.kept import manifests_of, passed_over, read_session
    from vrapp.report.page import NAME, earlier, render
    from vrapp.report.place import sessions_folder
    from vrapp.words.catalogue import load_words

    folder = Path(what)
    if folder.is_dir():
        kept = read_session(folder)
        parent = parent or folder.resolve().parent
    else:
        parent = parent or sessions_folder()
        sessions = manifests_of(what, parent)
        if not sessions:
            raise click.ClickException(
                f"{what!r} is neither a session's folder nor a code of one below {parent}; "
                "name the folder of the sessions with --sessions"
            )
        for why in passed_over(parent):
            err.print(f"note: left out, and may be of {what}: {why}", markup=False)
        kept = read_session(sessions[-1][0])
    if is_held(kept.folder / RECORD):
        if out is None:
            raise click.ClickException(
                f"the session in {kept.folder} is still running; its report is written as it ends. "
                "What there is of it so far: --out FILE"
            )
        say(f"The session in {kept.folder} is still running: this is what there is of it so far.")
    kept = whole(kept)
    path = out or kept.folder / NAME
    words = load_words(language) if language else None
    try:
        write_whole(path, render(kept, earlier(kept, parent), words))
    except OSError as error:
        raise click.ClickException(
            f"cannot write {path}: {error.strerror}; give another --out"
        ) from error
    say(f"written to {path}")
    trace(kept.folder, "reported")
