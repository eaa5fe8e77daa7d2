"""Tables into pages: each page keeps its text and gets new numbers between two marks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from vrapp.bench.signals import Table

BEGIN, END = "<!-- accuracy: vrapp bench signals -->", "<!-- end of accuracy -->"


class PageError(ValueError):
    """A page cannot take tables; the message says why."""


def markdown(table: Table) -> str:
    """One table in GitHub's form, under its title."""
    head = f"| {' | '.join(table.columns)} |"
    rule = f"|{'|'.join([' --- '] + [' ---: '] * (len(table.columns) - 1))}|"
    rows = [f"| {' | '.join(row)} |" for row in table.rows]
    return "\n".join([f"**{table.title}**", "", head, rule, *rows, ""])


def write_pages(tables: Sequence[Table], folder: Path) -> list[Path]:
    """Put the tables of each signal into `folder`/SIGNAL.md; the pages that were written.

    Raises
    ------
    PageError
        A page is missing, or lacks the two marks.
    """
    written = []
    for signal in dict.fromkeys(table.signal for table in tables):
        page = folder / f"{signal}.md"
        if not page.is_file():
            raise PageError(f"{page}: there is no such page; --markdown wants docs/signals")
        text = page.read_text(encoding="utf-8")
        body = "\n".join(markdown(table) for table in tables if table.signal == signal)
        pattern = re.escape(BEGIN) + ".*?" + re.escape(END)
        block = f"{BEGIN}\n{body}{END}".replace("\\", r"\\")
        new, times = re.subn(pattern, block, text, flags=re.DOTALL)
        if times != 1:
            raise PageError(f"{page}: needs the marks {BEGIN} and {END} once, in this order")
        page.write_text(new, encoding="utf-8")
        written.append(page)
    return written
