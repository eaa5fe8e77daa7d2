"""The `[sound]` table: checked like the rest of a scene."""

from __future__ import annotations

from pathlib import Path

import pytest

from vrapp.scene.check import spec_problems
from vrapp.scene.errors import SceneError
from vrapp.scene.library import list_scenes, load_scene
from vrapp.scene.sound import SCALES, Sound
from vrapp.scene.spec import parse_scene

BASE = """
format = 1
[parameters.swell]
range = [0.0, 0.4]
rest = 0.1
[[layers]]
name = "light"
shader = "x/light"
geometry = { kind = "screen" }
[sound]
"""
SURF = '[[sound.layers]]\nkind = "surf"\n'


def parse(text: str) -> Sound:
    spec = parse_scene(BASE + text, Path("sea.toml"), Path())
    assert spec.sound is not None
    return spec.sound


def test_a_layer_has_sensible_defaults() -> None:
    sound = parse(SURF)
    (layer,) = sound.layers
    assert (layer.kind, layer.gain, layer.azimuth_rad) == ("surf", 1.0, 0.0)
    assert layer.level.at({}) == 1.0
    assert layer.brightness.at({}) == 0.5
    assert sound.parameters == frozenset()


def test_a_parameter_moves_a_layer_over_its_range() -> None:
    sound = parse(SURF + 'level = { parameter = "swell", to = [0.2, 1.0] }')
    level = sound.layers[0].level
    assert level.at({"swell": 0.0}) == pytest.approx(0.2)
    assert level.at({"swell": 0.2}) == pytest.approx(0.6)
    assert level.at({"swell": 9.0}) == pytest.approx(1.0)
    assert level.at({}) == pytest.approx(0.4)  # at rest
    assert level.at({"swell": float("nan")}) == pytest.approx(0.4)
    assert sound.parameters == {"swell"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "sound.layers: are 0"),
        ("[[sound.layers]]\nkind = 'serf'", "did you mean 'surf'"),
        (SURF + "level = { parameter = 'swel' }", "did you mean 'swell'"),
        (SURF + "level = { parameter = 'swell', to = [0.5, 0.5] }", "same value twice"),
        (SURF + "level = { parameter = 'swell', to = [0.0, 2.0] }", "level.to[1]: is 2.0"),
        (SURF + "level = { at = 0.5, too = [0, 1] }", "level.too: is not a key here"),
        (SURF + "level_db = 20.0", "allowed is a number from -60 to 6"),
        (SURF + "azimut_deg = 20.0", "did you mean 'azimuth_deg'"),
        ("scale = 'major'\n" + SURF, "allowed are pentatonic"),
        ("root_hz = 5000.0\n" + SURF, "sound.root_hz: is 5000.0"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(text: str, said: str) -> None:
    with pytest.raises(SceneError) as caught:
        parse(text)
    assert said in str(caught.value)
    assert "sea.toml" in str(caught.value)


def test_notes_are_in_just_intonation() -> None:
    sound = parse("root_hz = 100.0\n" + SURF)
    assert [sound.note_hz(d) for d in (0, 3, 5, -5, 7)] == [100.0, 150.0, 200.0, 50.0, 250.0]
    assert all(3 / 2 in steps for steps in SCALES.values())


def test_a_parameter_that_is_only_heard_is_no_complaint(tmp_path: Path) -> None:
    (tmp_path / "scenes").mkdir()
    (tmp_path / "shaders" / "x").mkdir(parents=True)
    (tmp_path / "shaders" / "x" / "light.frag").write_text("void main() { color = vec4(0.1); }")
    text = BASE + SURF
    file = tmp_path / "scenes" / "sea.toml"
    unheard = spec_problems(parse_scene(text, file, tmp_path))
    assert any("moves no sound" in problem for problem in unheard)
    text += 'level = { parameter = "swell" }'
    assert spec_problems(parse_scene(text, file, tmp_path)) == []


@pytest.mark.parametrize("name", [n for n in list_scenes() if load_scene(n).sound is not None])
def test_every_sounding_scene_shows_its_breath_and_opens_with_its_body(name: str) -> None:
    """Something heard is moved by the breath, and something slower by the body."""
    spec = load_scene(name)
    assert spec.sound is not None
    driven = {p.name: p.drive.index for p in spec.parameters if p.drive is not None}
    indices = {driven.get(parameter, "") for parameter in spec.sound.parameters}
    assert indices & {"breath", "pacer", "own_breath"}
    assert indices & {"coherence", "calm", "arousal"}
