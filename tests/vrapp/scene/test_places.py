"""Each complaint about a scene is one line with its file and the line in it."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.vrapp.scene.conftest import GOOD, Folder
from vrapp.scene.check import check_scene
from vrapp.scene.library import data_root
from vrapp.scene.places import key_lines, line_of

TEXT = """\
# [not.a.table]
format = 1
title = \"""
[neither] = "this"
\"""
clip_m = [
    0.1,  # ] a bracket in a comment
    2.0,
]
"quoted key" = 3
[parameters.swell]
drive = { index = "breath", to = [0.0, 1.0] }
sub.key = "a ] and a # in a text"
[[layers]]
name = "one"
[[layers]]
name = "two"
[layers.geometry]
kind = "screen"
"""


def test_every_key_is_found_on_its_line() -> None:
    tomllib.loads(TEXT)
    assert dict(key_lines(TEXT)) == {
        "format": 2,
        "title": 3,
        "clip_m": 6,
        "quoted key": 10,
        "parameters.swell": 11,
        "parameters.swell.drive": 12,
        "parameters.swell.sub.key": 13,
        "layers": 14,
        "layers[0]": 14,
        "layers[0].name": 15,
        "layers[1]": 16,
        "layers[1].name": 17,
        "layers[1].geometry": 18,
        "layers[1].geometry.kind": 19,
    }


def test_what_is_not_written_is_told_at_what_holds_it() -> None:
    lines = key_lines(TEXT)
    assert line_of(lines, "parameters.swell.drive.to[1]") == 12
    assert line_of(lines, "parameters.swell.rest") == 11
    assert line_of(lines, "layers[1].shader") == 16
    assert line_of(lines, "nothing.at.all") == 1


@pytest.mark.parametrize("file", sorted((data_root() / "scenes").glob("*.toml")), ids=str)
def test_no_key_of_a_shipped_scene_is_missed(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    lines, written = key_lines(text), text.splitlines()

    def walk(table: dict[str, object], path: str) -> None:
        for key, value in table.items():
            where = f"{path}.{key}" if path else key
            if where in lines or not isinstance(value, dict):
                assert key in written[line_of(lines, where) - 1]
            if isinstance(value, dict):
                walk(value, where)
            elif isinstance(value, list):
                for i, item in enumerate(value):
                    if isinstance(item, dict):
                        walk(item, f"{where}[{i}]")

    walk(tomllib.loads(text), "")


@given(st.text(alphabet="ab[]{}=\"'#.\n ", max_size=80))
@settings(max_examples=150, deadline=None, derandomize=True)
def test_any_text_gives_lines_that_it_has(text: str) -> None:
    assert all(1 <= line <= text.count("\n") + 1 for line in key_lines(text).values())


def _line(text: str, word: str) -> int:
    return next(i for i, line in enumerate(text.splitlines(), 1) if word in line)


@pytest.mark.parametrize(
    ("old", "new", "at", "said"),
    [
        ("rest = 0.1", "rest = 0.9", "rest =", "parameters.swell.rest: is 0.9"),
        ("rest = 0.1\n", "", "[parameters.swell]", "parameters.swell.rest: is missing"),
        ("slew_per_s", "slew_pers", "slew_pers", "did you mean 'slew_per_s'?"),
        ("rings = 8", "rings = 8, ring = 8", "rings", "layers[0].geometry.ring: is not a key"),
        ('"breath"', '"breth"', "breth", "did you mean 'breath'?"),
        ('title = "Small"', "title = ", "title", "not valid TOML"),
        ("range = [0.0, 0.4]", "range = [0.4, 0.0]", "range", "parameters.swell.range"),
        ("to = [0.05, 0.3]", "to = [0.3, 0.3]", "drive", "has the same value twice"),
        ("history_s = 10.0\n", "", "[parameters.swell]", "history_s is not set"),
        ("history_s = 10.0", "history_s = 9.0\n[parameters.idle]\nrange = [0, 1]\nrest = 0",
         "[parameters.idle]", "parameters.idle: is read by no shader"),
        ("[[layers]]", "[reflection]\n[[layers]]", "[reflection]", "sampled by no shader"),
        ("[[layers]]", "[[layers]]\nreflected = true", "reflected", "has no effect"),
        ('"small/water"', '"small/wate"', "shader", "no shader 'small/wate.frag'"),
    ],
)  # fmt: skip
def test_a_complaint_about_the_toml_names_its_line(
    folder: Folder, old: str, new: str, at: str, said: str
) -> None:
    assert old in GOOD
    text = GOOD.replace(old, new, 1)
    folder.toml.write_text(text, encoding="utf-8")
    problems = check_scene(folder.toml)
    found = [p for p in problems if said in p]
    assert len(found) == 1, problems
    assert found[0].startswith(f"{folder.toml}: {_line(text, at)}: ")
    assert "\n" not in found[0]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("uniform float swel;", "uniform 'swel' is fed by nobody"),
        ('#include "lib/owl.glsl"', "no shader 'lib/owl.glsl'"),
        ("#version 450", "scenes are written in 330 core"),
    ],
)
def test_a_complaint_about_a_shader_names_its_line(folder: Folder, line: str, said: str) -> None:
    text = f"// one\n\n{line}\nvoid main() {{ color = vec4(swell + swell_ago(1.0)); }}\n"
    folder.frag.write_text(text, encoding="utf-8")
    problems = check_scene(folder.toml)
    assert len(problems) == 1
    assert problems[0].startswith(f"{folder.frag.resolve()}: 3: ")
    assert said in problems[0]
