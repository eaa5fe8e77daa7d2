"""What is wrong with a scene, said so that its author can mend it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from pathlib import Path


class SceneError(Exception):
    """A scene cannot be used. One line: the file, the place in it, what is allowed.

    `file` is the file at fault (or None), `where` the place in it: a path of keys such as
    `parameters.swell.drive.curve`, or a line number.
    """

    def __init__(self, problem: str, file: Path | None = None, where: str = "") -> None:
        place = f"{file}: " if file else ""
        super().__init__(f"{place}{where + ': ' if where else ''}{problem}")
        self.problem = problem
        self.file = file
        self.where = where


class ShaderError(SceneError):
    """A shader cannot be built. `details` are all complaints, each with its file and line."""

    def __init__(
        self, problem: str, file: Path | None = None, where: str = "", details: tuple[str, ...] = ()
    ) -> None:
        super().__init__(problem, file, where)
        self.details = details


def nearest(word: str, allowed: Iterable[str]) -> str:
    """`; did you mean 'x'?` for the closest allowed word, or nothing when none is close."""
    close = difflib.get_close_matches(word, list(allowed), n=1, cutoff=0.5)
    return f"; did you mean {close[0]!r}?" if close else ""
