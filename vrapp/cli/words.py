"""How the command line speaks, and what it makes of errors."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NoReturn

import click
from rich.console import Console
from rich.table import Table

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


def say(text: str) -> None:
    """One line to standard output, as it is."""
    out.print(text, markup=False)


def table(
    title: str, columns: Sequence[str], rows: Iterable[tuple[str, ...]], numbers: bool = True
) -> None:
    """A table to standard output; all but the first column to the right where it has numbers."""
    made = Table(title=title, title_justify="left", header_style="bold", box=None, pad_edge=False)
    for i, column in enumerate(columns):
        made.add_column(column, justify="right" if numbers and i else "left", overflow="fold")
    for row in rows:
        made.add_row(*row)
    out.print(made)


def fail(message: str) -> NoReturn:
    """Say what is wrong and how to mend it; exit with 2."""
    err.print(f"vrapp: {message}", markup=False)
    sys.exit(2)


@contextmanager
def expected_errors() -> Iterator[None]:
    """Errors that a person can mend become one message and exit code 2; bugs stay tracebacks."""
    try:
        yield
    except click.exceptions.Abort:
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except KeyboardInterrupt:
        err.print("stopped")
        sys.exit(130)
    except Exception as error:
        if _is_expected(error):
            fail(str(error))
        raise


def _is_expected(error: Exception) -> bool:
    """Whether it is one of the project's own errors, whose text names place and remedy.

    The classes are looked up among the modules already imported: an error of a room can only
    come from a room that was entered, and starting must not import all of them.
    """
    homes = (
        ("biofeedback.sources.base", "SourceError"),
        ("vrapp.scene.errors", "SceneError"),
        ("vrapp.display.base", "DisplayError"),
        ("vrapp.render.target", "GraphicsError"),
        ("vrapp.report.folder", "FolderError"),
        ("vrapp.record.recorder", "RecordError"),
        ("vrapp.record.earlier", "EarlierError"),
        ("vrapp.session.arms", "StudyError"),
        ("vrapp.export.signals", "ExportError"),
        ("vrapp.history.errors", "HistoryError"),
        ("vrapp.watch.reading", "ReplayError"),
    )
    return any(
        isinstance(error, getattr(sys.modules[module], name))
        for module, name in homes
        if module in sys.modules
    )


class Number(click.FloatRange):
    """A finite number within bounds: NaN and infinities pass no bound check of their own."""

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        number = float(super().convert(value, param, ctx))
        if not math.isfinite(number):
            self.fail(f"{value!r} is not a finite number", param, ctx)
        return number
