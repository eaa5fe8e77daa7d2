from __future__ import annotations

import pytest

from tests.vrapp.scene.conftest import Folder
from vrapp.scene.check import check_scene


def test_a_good_scene_has_no_problem(folder: Folder) -> None:
    assert check_scene(folder.toml) == []


@pytest.mark.parametrize(
    ("frag", "toml", "said"),
    [
        (("swell + swell_ago(2.0) + ", ""), None, "parameters.swell: is read by no shader"),
        (("swell_ago(2.0) + ", ""), None, "parameters.swell.history_s: is read by no shader"),
        (None, ("history_s = 10.0", ""), "swell_ago is used by a shader but history_s is not set"),
        (None, ("to = [0.05, 0.3]", "to = [0.3, 0.3]"), "parameters.swell.drive.to: has the same"),
        (None, ("[[layers]]", "[reflection]\n[[layers]]"), "reflection: is sampled by no shader"),
        (None, ("[[layers]]", "[[layers]]\nreflected = true"), "layers[0].reflected: has no"),
        (None, ("rest = 0.1", "rest = 5.0"), "parameters.swell.rest: is 5.0"),
        (('"lib/own.glsl"', '"lib/owl.glsl"'), None, "water.frag: 1: no shader 'lib/owl.glsl'"),
    ],
)
def test_a_problem_is_found_and_placed(
    folder: Folder,
    frag: tuple[str, str] | None,
    toml: tuple[str, str] | None,
    said: str,
) -> None:
    if frag:
        text = folder.frag.read_text()
        assert frag[0] in text
        folder.frag.write_text(text.replace(*frag))
    if toml:
        folder.edit(*toml)
    problems = check_scene(folder.toml)
    assert any(said in problem for problem in problems), problems
    assert all("\n" not in problem for problem in problems)


def test_a_name_in_a_comment_is_no_use(folder: Folder) -> None:
    folder.frag.write_text("// swell swell_ago\nvoid main() { color = vec4(1.0); }\n")
    assert any("is read by no shader" in p for p in check_scene(folder.toml))


def test_a_parameter_that_is_only_heard_is_of_use(folder: Folder) -> None:
    folder.frag.write_text("void main() { color = vec4(1.0); }\n")
    folder.edit("history_s = 10.0\n", "")
    folder.edit(
        "[[layers]]",
        '[[sound.layers]]\nkind = "wind"\nlevel = { parameter = "swell" }\n[[layers]]',
    )
    assert check_scene(folder.toml) == []
