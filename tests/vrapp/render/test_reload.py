"""A scene can be edited while it runs; a mistake is told and changes nothing."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.vrapp.render.conftest import Camera
from vrapp.scene.errors import ShaderError
from vrapp.scene.frame import FrameState
from vrapp.scene.library import load_scene, rest_state

TOML = """\
format = 1
tone = "none"
[parameters.level]
range = [0.0, 1.0]
rest = 0.5
history_s = 2.0
[[layers]]
name = "all"
shader = "live/all"
geometry = { kind = "screen" }
"""
BLUE = "void main() {\n    color = vec4(0.0, 0.0, level_ago(1.0), 1.0);\n}\n"


class Live:
    def __init__(self, root: Path) -> None:
        self.toml, self.frag = root / "scenes" / "live.toml", root / "shaders" / "live" / "all.frag"
        self._now = 1_000_000_000
        self.write(self.toml, TOML)
        self.write(self.frag, BLUE)

    def write(self, file: Path, text: str) -> None:
        """Later than anything written before, on file systems with coarse times too."""
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        self._now += 10
        os.utime(file, (self._now, self._now))


@pytest.fixture
def live(tmp_path: Path) -> Live:
    return Live(tmp_path)


def mean(camera: Camera, state: FrameState) -> list[int]:
    return [round(x) for x in camera.shoot(state).mean((0, 1))]


def test_nothing_changed_costs_nothing(camera: Camera, live: Live) -> None:
    assert camera.renderer.reload_if_changed() is None
    camera.shoot(rest_state(load_scene(live.toml)))
    assert camera.renderer.reload_if_changed() is None


def test_an_edited_shader_is_taken(camera: Camera, live: Live) -> None:
    state = rest_state(load_scene(live.toml))
    assert mean(camera, state) == [0, 0, 188]
    live.write(live.frag, BLUE.replace("0.0, level_ago(1.0)", "level, 0.0"))
    assert mean(camera, state) == [0, 0, 188]  # not before it is asked for
    reload = camera.renderer.reload_if_changed()
    assert reload is not None
    assert not reload.error
    assert [spec.name for spec in reload.specs] == ["live"]
    assert mean(camera, state) == [0, 188, 0]


def test_a_mistake_keeps_the_old_picture_and_says_where(camera: Camera, live: Live) -> None:
    state = rest_state(load_scene(live.toml))
    mean(camera, state)
    live.write(live.frag, BLUE.replace("level_ago", "levle_ago"))
    reload = camera.renderer.reload_if_changed()
    assert reload is not None
    assert reload.specs == ()
    assert f"{live.frag.resolve()}: 2:" in reload.error
    assert "levle_ago" in reload.error
    assert camera.renderer.error == reload.error
    assert mean(camera, state) == [0, 0, 188]
    assert camera.renderer.reload_if_changed() is None  # not tried again in vain
    assert camera.renderer.error
    live.write(live.frag, BLUE)
    reload = camera.renderer.reload_if_changed()
    assert reload is not None
    assert reload.error == camera.renderer.error == ""


def test_a_file_that_goes_away_and_comes_back(camera: Camera, live: Live) -> None:
    state = rest_state(load_scene(live.toml))
    mean(camera, state)
    live.frag.unlink()
    reload = camera.renderer.reload_if_changed()
    assert reload is not None
    assert "no shader 'live/all.frag'" in reload.error
    live.write(live.frag, BLUE)
    reload = camera.renderer.reload_if_changed()
    assert reload is not None
    assert not reload.error
    assert mean(camera, state) == [0, 0, 188]


def test_changed_parameters_are_drawn_before_the_session_knows_them(
    camera: Camera, live: Live
) -> None:
    tint = "[parameters.tint]\nrange = [0, 1]\nrest = 1.0"
    before = rest_state(load_scene(live.toml), level=0.25)
    mean(camera, before)
    live.write(
        live.toml,
        TOML.replace("[parameters.level]", f"{tint}\n[parameters.level]"),
    )
    live.write(live.frag, BLUE.replace("0.0, 0.0, level_ago(1.0)", "level_ago(1.0), tint, level"))
    reload = camera.renderer.reload_if_changed()
    assert reload is not None
    (spec,) = reload.specs
    assert [p.name for p in spec.parameters] == ["tint", "level"]
    # The old state goes by name; what is new rests.
    assert mean(camera, before) == [137, 255, 137]
    assert mean(camera, rest_state(spec, tint=0.0, level=1.0)) == [255, 0, 255]


def test_a_vertex_shader_may_be_added_later(camera: Camera, live: Live) -> None:
    state = rest_state(load_scene(live.toml))
    mean(camera, state)
    live.write(
        live.frag.with_suffix(".vert"),
        "void main() {\n    ray = vec3(0.0);\n"
        "    gl_Position = vec4(in_position.xy * 0.5 - 0.5, 1.0, 1.0);\n}\n",
    )
    assert camera.renderer.reload_if_changed() is not None
    assert mean(camera, state)[0] < 150


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("void main() {\n    color = vec4(nothing, 1.0);\n}\n", ": 2:"),
        ("void main() {\n    color = vec4(1.0)\n}\n", ": 3:"),
        ("\n\nvoid main() {\n    color = vec3(1.0);\n}\n", ": 4:"),
        ("uniform float a;\nvoid main() { color = vec4(a); }\n", ": 1: uniform 'a' is fed by"),
        (
            '#include "lib/non.glsl"\nvoid main() { color = vec4(1.0); }\n',
            ": 1: no shader 'lib/non",
        ),
    ],
)
def test_a_new_scene_that_cannot_be_built_says_why(
    camera: Camera, live: Live, source: str, said: str
) -> None:
    live.write(live.frag, source)
    with pytest.raises(ShaderError) as caught:
        camera.shoot(rest_state(load_scene(live.toml)))
    assert f"{live.frag.resolve()}{said}" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_many_scenes_and_sizes_keep_only_a_few(camera: Camera, live: Live) -> None:
    for i in range(20):
        camera.view.viewport = (0, 0, 100 + i, 100)
        camera.shoot(rest_state(load_scene(live.toml)))
    assert len(camera.renderer._scenes) == 16
    assert len(camera.renderer._canvases) == 3
