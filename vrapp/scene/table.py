"""A TOML table that is read key by key, checked, and complains about what was not read."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from vrapp.scene.errors import SceneError, nearest
from vrapp.scene.places import line_of

_REQUIRED: Any = object()
_Word = TypeVar("_Word", bound=str)


class Table:
    """One table of a scene file. `path` is its place, as `parameters.swell.drive`; `lines` are
    the lines of its file's keys (`vrapp.scene.places.key_lines`), where they are known.

    Each reader takes a key, its default (none: the key is required) and its bounds, and raises
    `SceneError` naming file, place, value and what is allowed. `finish` rejects unread keys.
    """

    def __init__(
        self,
        file: Path,
        data: Mapping[str, Any],
        path: str = "",
        lines: Mapping[str, int] | None = None,
    ) -> None:
        self.file, self.path, self._data, self._lines = file, path, data, lines
        self._read: dict[str, None] = {}

    def where(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key

    def fail(self, key: str, problem: str) -> NoReturn:
        where = self.where(key) if key else self.path
        line = line_of(self._lines, where) if self._lines is not None else 0
        raise SceneError(problem, self.file, where, line)

    def has(self, key: str) -> bool:
        self._read[key] = None
        return key in self._data

    def _take(self, key: str, default: Any) -> Any:
        if self.has(key):
            return self._data[key]
        if default is _REQUIRED:
            stranger = next((k for k in self._data if nearest(k, [key])), None)
            hint = f"; is {stranger!r} meant to be it?" if stranger else ""
            self.fail(key, f"is missing and has no default{hint}")
        return default

    def text(self, key: str, default: Any = _REQUIRED) -> str:
        value = self._take(key, default)
        if not isinstance(value, str):
            self.fail(key, f"is {value!r}; allowed is a text in quotes")
        return value

    def choice(self, key: str, allowed: Sequence[_Word], default: Any = _REQUIRED) -> _Word:
        value = self._take(key, default)
        found = next((word for word in allowed if word == value), None)
        if found is None:
            hint = nearest(str(value), allowed)
            self.fail(key, f"is {value!r}; allowed are {', '.join(allowed)}{hint}")
        return found

    def boolean(self, key: str, default: Any = _REQUIRED) -> bool:
        value = self._take(key, default)
        if not isinstance(value, bool):
            self.fail(key, f"is {value!r}; allowed are true and false")
        return value

    def integer(self, key: str, low: int, high: int, default: Any = _REQUIRED) -> int:
        value = self._take(key, default)
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            self.fail(key, f"is {value!r}; allowed is a whole number from {low} to {high}")
        return value

    def number(
        self, key: str, low: float, high: float, default: Any = _REQUIRED, *, above: bool = False
    ) -> float:
        """A finite number within [low, high], or (low, high] when `above`."""
        return self._number(key, self._take(key, default), low, high, above)

    def _number(self, key: str, value: Any, low: float, high: float, above: bool) -> float:
        good = (
            isinstance(value, int | float)
            and not isinstance(value, bool)
            and math.isfinite(value)
            and low <= value <= high
            and not (above and value == low)
        )
        if not good:
            start = f"above {low:g}" if above else f"from {low:g}"
            self.fail(key, f"is {value!r}; allowed is a number {start} to {high:g}")
        return float(value)

    def numbers(
        self,
        key: str,
        count: int,
        low: float,
        high: float,
        default: Any = _REQUIRED,
        *,
        above: bool = False,
    ) -> tuple[float, ...]:
        """A list of exactly `count` numbers, each within the bounds."""
        value = self._take(key, default)
        if not isinstance(value, list | tuple) or len(value) != count:
            self.fail(key, f"is {value!r}; allowed is a list of {count} numbers")
        return tuple(
            self._number(f"{key}[{i}]", item, low, high, above) for i, item in enumerate(value)
        )

    def points(self, key: str, limit: int) -> tuple[tuple[float, float, float], ...]:
        """A list of 1 to `limit` positions [x, y, z] in metres; empty when the key is absent."""
        if not self.has(key):
            return ()
        value = self._data[key]
        if not isinstance(value, list) or not 1 <= len(value) <= limit:
            self.fail(key, f"is {value!r:.60}; allowed is a list of 1 to {limit} positions [x,y,z]")
        found: list[tuple[float, float, float]] = []
        for i, item in enumerate(value):
            spot = f"{key}[{i}]"
            if not isinstance(item, list) or len(item) != 3:
                self.fail(spot, f"is {item!r}; allowed is a position [x, y, z] in metres")
            x, y, z = (
                self._number(f"{spot}[{j}]", v, -1e5, 1e5, False) for j, v in enumerate(item)
            )
            found.append((x, y, z))
        return tuple(found)

    def texts(self, key: str, limit: int) -> tuple[str, ...]:
        """A list of 1 to `limit` texts."""
        value = self._take(key, _REQUIRED)
        good = isinstance(value, list) and all(isinstance(item, str) for item in value)
        if not good or not 1 <= len(value) <= limit:
            self.fail(key, f"is {value!r:.60}; allowed is a list of 1 to {limit} texts")
        return tuple(value)

    def table(self, key: str) -> Table | None:
        """The table at `key`, or None when there is none."""
        if not self.has(key):
            return None
        value = self._data[key]
        if not isinstance(value, dict):
            self.fail(key, f"is {value!r}; allowed is a table")
        return Table(self.file, value, self.where(key), self._lines)

    def tables(self, key: str) -> list[Table]:
        """The array of tables at `key` (`[[key]]`), empty when there is none."""
        value = self._take(key, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self.fail(key, f"must be written as tables [[{key}]]")
        where, lines = self.where(key), self._lines
        return [Table(self.file, v, f"{where}[{i}]", lines) for i, v in enumerate(value)]

    def named(self, key: str) -> list[tuple[str, Table]]:
        """The tables below `key` in file order, with their names (`[key.NAME]`)."""
        outer = self.table(key)
        if outer is None:
            return []
        found: list[tuple[str, Table]] = []
        for name in outer._data:
            inner = outer.table(name)
            if inner is not None:
                found.append((name, inner))
        return found

    def finish(self) -> None:
        """Reject the first key that nobody read."""
        for key in self._data:
            if key not in self._read:
                allowed = ", ".join(self._read)
                hint = nearest(key, self._read)
                self.fail(key, f"is not a key here{hint} (allowed: {allowed})")
