"""`vrapp doctor`."""

from __future__ import annotations

import click

from vrapp.cli.words import out

MARKS = {"good": "[green]ok  [/]", "note": "[yellow]note[/]", "bad": "[bold red]BAD [/]"}


@click.command()
def doctor() -> int:
    """Look at what this machine has and lacks, and say how to mend it."""
    from rich.markup import escape

    from vrapp.doctor import examine

    bad = 0
    for finding in examine():
        out.print(f"{MARKS[finding.verdict]} {finding.what}: {escape(finding.detail)}")
        if finding.remedy:
            out.print(f"       -> {escape(finding.remedy)}")
        bad += finding.verdict == "bad"
    out.print("nothing stands in the way" if not bad else f"{bad} thing(s) need mending")
    return 2 if bad else 0
