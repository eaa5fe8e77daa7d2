"""On which line of a TOML file a key stands.

`tomllib` forgets where it read what. This looks at the text alone, line by line: table headers,
keys, and values that run over several lines. What stands inside an inline table or a list is found
on its owner's line, or on its own where it begins one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

_PART = r"""(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')"""
_PATH = rf"{_PART}(?:\s*\.\s*{_PART})*"
_HEADER = re.compile(rf"\s*(\[\[?)\s*({_PATH})\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(rf"\s*({_PATH})\s*=")
_TOKENS = re.compile(r"""\"""|'''|"(?:\\.|[^"\\])*"|'[^']*'|\#.*|[\[\]{}]""")


def key_lines(text: str) -> Mapping[str, int]:
    """Line (1-based) of each key and table of a TOML text, by its path (`layers[0].geometry`).

    Never fails: of a text that is no TOML it finds what it can.
    """
    found: dict[str, int] = {}
    counts: dict[str, int] = {}
    table = ""
    for number, line in _openings(text):
        if header := _HEADER.match(line):
            table = _numbered(_plain(header[2]), counts)
            if header[1] == "[[":
                counts[table] = counts.get(table, -1) + 1
                found.setdefault(table, number)
                table = f"{table}[{counts[table]}]"
            found.setdefault(table, number)
        elif key := _KEY.match(line):
            found.setdefault(f"{table}.{_plain(key[1])}" if table else _plain(key[1]), number)
    return found


def line_of(lines: Mapping[str, int], path: str) -> int:
    """Line of a path, or of the nearest thing that holds it; 1 when nothing is known of it.

    A key that is missing is told at its table: that is where it is to be written.
    """
    while path not in lines:
        cut = max(path.rfind("."), path.rfind("["))
        if cut < 0:
            return 1
        path = path[:cut]
    return lines[path]


def line_in(file: Path, path: str) -> int:
    """As `line_of`, of a file as it is now; 1 where it cannot be read."""
    try:
        return line_of(key_lines(file.read_text(encoding="utf-8")), path)
    except (OSError, UnicodeDecodeError):
        return 1


def _plain(path: str) -> str:
    return ".".join(part.strip("\"'") for part in re.findall(_PART, path))


def _numbered(path: str, counts: Mapping[str, int]) -> str:
    """`layers.geometry` after `[[layers]]` is of the newest one: `layers[2].geometry`."""
    parts = path.split(".")
    made = parts[0]
    for part in parts[1:]:
        made = f"{made}[{counts[made]}].{part}" if made in counts else f"{made}.{part}"
    return made


def _openings(text: str) -> Iterator[tuple[int, str]]:
    """The lines that begin outside of every value, with their numbers."""
    depth, quote = 0, ""
    for number, line in enumerate(text.splitlines(), start=1):
        if depth == 0 and not quote:
            yield number, line
            if _HEADER.match(line):
                continue
        at = 0
        while at < len(line):
            if quote:
                end = line.find(quote, at)
                if end < 0:
                    break
                at, quote = end + 3, ""
                continue
            token = _TOKENS.search(line, at)
            if token is None:
                break
            at = token.end()
            if token[0] in ('"""', "'''"):
                quote = token[0]
            elif token[0] in "[{":
                depth += 1
            elif token[0] in "]}":
                depth = max(depth - 1, 0)
