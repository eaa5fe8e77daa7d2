"""Every scene that ships: nothing to complain of, compiles, and can be drawn."""

from __future__ import annotations

from pathlib import Path

import moderngl
import numpy as np
import pytest

from tests.vrapp.render.conftest import DATA, Camera
from vrapp.render.check import compile_problems
from vrapp.scene.check import check_scene
from vrapp.scene.library import data_root, list_scenes, load_scene, rest_state

SHIPPED = sorted(name for name, file in list_scenes().items() if data_root() in file.parents)
PROBES = sorted(file.stem for file in (DATA / "scenes").glob("*.toml"))


def test_there_are_scenes() -> None:
    assert SHIPPED


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_scene_is_good(context: moderngl.Context, name: str) -> None:
    assert check_scene(name) == []
    spec = load_scene(name)
    assert compile_problems(context, spec) == []
    camera = Camera(context, (96, 54), 1)
    try:
        low = {p.name: p.range[0] for p in spec.parameters}
        high = {p.name: p.range[1] for p in spec.parameters}
        rest, *ends = (
            camera.shoot(rest_state(spec, 20.0, **values)).astype(float)
            for values in ({}, low, high)
        )
    finally:
        camera.release()
    assert 8 < rest.mean() < 200  # neither black nor glaring
    assert rest.std() > 8
    assert all(np.abs(end - rest).max() > 4 for end in ends)  # its parameters are seen


@pytest.mark.parametrize("name", PROBES)
def test_the_scenes_of_these_tests_are_good(context: moderngl.Context, name: str) -> None:
    file = DATA / "scenes" / f"{name}.toml"
    assert check_scene(file) == []
    assert compile_problems(context, load_scene(file)) == []


def test_a_compile_error_is_found_for_each_faulty_layer(
    context: moderngl.Context, tmp_path: Path
) -> None:
    root = tmp_path
    for folder in ("scenes", "shaders"):
        (root / folder).mkdir()
    layers = "".join(
        f"[[layers]]\nname = '{n}'\nshader = '{n}'\ngeometry = {{ kind = 'screen' }}\n"
        for n in "abc"
    )
    (root / "scenes" / "bad.toml").write_text("format = 1\n" + layers)
    for name, word in (("a", "1.0"), ("b", "nope"), ("c", "nope2")):
        text = f"void main() {{\n    color = vec4({word});\n}}\n"
        (root / "shaders" / f"{name}.frag").write_text(text)
    found = compile_problems(context, load_scene(root / "scenes" / "bad.toml"))
    assert sum("b.frag:2" in line for line in found) >= 1
    assert sum("c.frag:2" in line for line in found) >= 1
    assert not any("a.frag" in line for line in found)
