"""The command line: words and exit codes only.

Exit codes: 0 done; 2 something given or missing (one message with the remedy, no traceback);
130 and 143 ended by Ctrl-C and SIGTERM after keeping what was recorded; 1 a bug, with traceback.
"""

from __future__ import annotations

import io
import sys

import click

from vrapp.cli.close import close
from vrapp.cli.desk import desk
from vrapp.cli.doctor import doctor
from vrapp.cli.export import export
from vrapp.cli.history import history
from vrapp.cli.report import report
from vrapp.cli.research import analyze, bench
from vrapp.cli.scenes import render, scenes
from vrapp.cli.session import demo, run
from vrapp.cli.sound import listen
from vrapp.cli.sources import replay, simulate
from vrapp.cli.study import protocols
from vrapp.cli.words import expected_errors


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="vrapp", message="%(package)s %(version)s")
def vrapp() -> None:
    """A calm scene that breathes with a body.

    Begin with `vrapp demo`. Ask `vrapp doctor` when something does not work.
    """


for command in (
    demo, desk, run, simulate, replay, analyze, report, history, close, export, scenes, protocols,
    render, bench, doctor,
):  # fmt: skip
    vrapp.add_command(command)
scenes.add_command(listen)


def main() -> None:
    """Run the command line and exit."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a Windows pipe may not know every character
            stream.reconfigure(errors="replace")
    with expected_errors():
        result = vrapp.main(prog_name="vrapp", standalone_mode=False)
        sys.exit(result if isinstance(result, int) else 0)
