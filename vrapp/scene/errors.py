"""What is wrong with a scene, said so that its author can mend it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from pathlib import Path


class SceneError(Exception):
    """A scene cannot be used. One line: the file, the place in it, what is allowed.

    `file` is the file at fault (or None), `line` the line in it (0: not known), `where` the place:
    a path of keys such as `parameters.swell.drive.curve`, or the line number of a shader.
    """

    def __init__(
        self, problem: str, file: Path | None = None, where: str = "", line: int = 0
    ) -> None:
        place = f"{file}: " if file else ""
        place += f"{line}: " if file and line else ""
        super().__init__(f"{place}{where + ': ' if where else ''}{problem}")
        self.problem = problem
        self.file = file
        self.where = where
        self.line = line


class ShaderError(SceneError):
    """A shader cannot be built. `details` are all complaints, each with its file and line."""

    def __init__(
        self,
        problem: str,
        file: Path | None = None,
        where: str = "",
        details: tuple[str, ...] = (),
        line: int = 0,
    ) -> None:
        super().__init__(problem, file, where, line)
        self.details = details


def nearest(word: str, allowed: Iterable[str]) -> str:
    """`; did you mean 'x'?` for the closest allowed word, or nothing when none is close."""
    close = difflib.get_close_matches(word, list(allowed), n=1, cutoff=0.5)
    return f"; did you mean {close[0]!r}?" if close else ""
