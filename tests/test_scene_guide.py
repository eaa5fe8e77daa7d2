"""docs/writing-a-scene.md tells of every key that a scene file has, and of no other."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from vrapp.scene.geometry import KINDS
from vrapp.scene.library import data_root
from vrapp.scene.spec import INDICES, parse_scene
from vrapp.scene.table import Table

DOC = Path(__file__).resolve().parents[1] / "docs" / "writing-a-scene.md"
LIBRARY = sorted((data_root() / "shaders" / "lib").glob("*.glsl"))
_FUNCTION = re.compile(r"^(?:float|int|bool|u?vec[234]|mat[234]|[A-Z]\w*) (\w+)\([^)]*\)? *\{?")

EXPECTED_LATER = {"targets"}
"""Keys that the page has a place for and the format is about to have."""

SHAPES: Mapping[str, str] = {
    "screen": "",
    "dome": "radius_m = 1.0, rings = 4, segments = 4",
    "grid": "near_m = 1.0, far_m = 2.0, rings = 4, segments = 4",
    "plane": "size_m = [1, 1]",
    "ribbon": "segments = 4",
    "points": "",
    "box": "size_m = [1, 1, 1]",
    "cylinder": "radius_m = 1.0, height_m = 1.0",
    "sphere": "radius_m = 1.0",
    "blade": "height_m = 1.0, width_m = 1.0",
}


@pytest.fixture(scope="module")
def read_keys() -> Mapping[str, set[str]]:
    """Keys that the parser asks for, by the path of their table (numbers and names as *)."""
    found: dict[str, set[str]] = {}
    finish = Table.finish

    def recording(table: Table) -> None:
        keys = set(table._read)
        place = re.sub(r"parameters\.\w+", "parameters.*", re.sub(r"\[\d+\]", "[*]", table.path))
        if place == "layers[*].geometry":
            place = f"geometry {table._data['kind']}"
        found.setdefault(place, set()).update(keys)
        finish(table)

    layers = "".join(
        f"[[layers]]\nname = '{kind}'\nshader = 'x'\n"
        f"geometry = {{ kind = '{kind}'{', ' + rest if rest else ''} }}\n"
        for kind, rest in SHAPES.items()
    )
    text = (
        "format = 1\n[parameters.a]\nrange = [0, 1]\nrest = 0\n"
        f"drive = {{ index = 'breath', to = [0, 1] }}\n[reflection]\n{layers}"
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Table, "finish", recording)
        parse_scene(text, Path("scenes/all.toml"), Path())
    return found


def section(title: str) -> str:
    text = DOC.read_text(encoding="utf-8")
    start = text.index(f"### {title}\n")
    ends = [at for mark in ("\n### ", "\n## ") if (at := text.find(mark, start + 4)) >= 0]
    return text[start : min(ends)]


def told(title: str, header: str = "key") -> set[str]:
    """First column of the table under a heading whose first column is called `header`."""
    table = re.search(rf"^\| {header} \|.*\n(?:\|.*\n)+", section(title) + "\n", re.MULTILINE)
    assert table is not None
    return set(re.findall(r"^\| `(\w+)` \|", table[0], re.MULTILINE))


@pytest.mark.parametrize(
    ("title", "place"),
    [
        ("Top", ""),
        ("Parameters", "parameters.*"),
        ("Drive", "parameters.*.drive"),
        ("Reflection", "reflection"),
        ("Layers", "layers[*]"),
    ],
)
def test_a_table_of_the_page_is_the_parsers(
    read_keys: Mapping[str, set[str]], title: str, place: str
) -> None:
    assert told(title) - EXPECTED_LATER == read_keys[place] - EXPECTED_LATER
    assert read_keys[place] <= told(title)


def test_every_shape_is_told_with_its_keys(read_keys: Mapping[str, set[str]]) -> None:
    assert set(SHAPES) == set(KINDS) == told("Geometry", "kind")
    for kind in KINDS:
        row = re.search(rf"^\| `{kind}` \|([^|]*)\|", section("Geometry"), re.MULTILINE)
        assert row is not None
        assert set(re.findall(r"`(\w+)`", row[1])) == read_keys[f"geometry {kind}"] - {"kind"}


def test_every_index_is_told() -> None:
    assert told("Drive", "index") == set(INDICES)


@pytest.mark.parametrize("file", LIBRARY, ids=lambda file: file.name)
def test_every_function_of_the_library_has_a_comment_and_is_told(file: Path) -> None:
    lines = file.read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("// "), "a file says first what it is for"
    library = section("The library")
    names = [(i, match[1]) for i, line in enumerate(lines) if (match := _FUNCTION.match(line))]
    assert names
    assert f"**{file.name}**" in library
    for i, name in names:
        assert lines[i - 1].startswith("//"), f"{file.name}: {i + 1}: {name} has no comment"
        assert f"`{name}(" in library, f"{name} of {file.name} is not in {DOC.name}"


def test_the_library_that_is_told_is_there() -> None:
    named = set(re.findall(r"`(\w+)\(", section("The library")))
    text = "\n".join(file.read_text(encoding="utf-8") for file in LIBRARY)
    assert {name for name in named if f" {name}(" not in text} == set()


def test_commands_of_the_page_are_the_programs() -> None:
    from vrapp.cli import vrapp
    from vrapp.cli.scenes import render, scenes

    options = {word for parameter in render.params for word in parameter.opts}
    for line in re.findall(r"^vrapp (.*?)(?:   #.*)?$", DOC.read_text("utf-8"), re.MULTILINE):
        words = line.split()
        assert words[0] in vrapp.commands
        if words[0] == "scenes":
            assert words[1] in scenes.commands
        if words[0] == "render":
            assert {word for word in words if word.startswith("--")} <= options
