"""A new scene is a good one, and nothing of its author's is ever written over."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from vrapp.cli import vrapp
from vrapp.render.check import check_scene
from vrapp.render.target import GraphicsError
from vrapp.scene import library
from vrapp.scene.errors import SceneError
from vrapp.scene.library import load_scene
from vrapp.studio.new import TEMPLATE, new_scene
from vrapp.studio.photographer import Photographer
from vrapp.studio.puppet import Puppet


def test_a_new_scene_has_nothing_to_complain_of(tmp_path: Path) -> None:
    written = new_scene("glow-field", tmp_path)
    assert written[0] == tmp_path / "scenes" / "glow-field.toml"
    assert len(written) == len(list(TEMPLATE.iterdir()))
    assert check_scene(written[0]) == []
    assert load_scene(written[0]).title == "Glow field"
    for file in written:
        assert "@" not in file.read_text(encoding="utf-8")


def test_it_breathes_and_every_index_it_names_moves_it(tmp_path: Path) -> None:
    spec = load_scene(new_scene("mine", tmp_path)[0])
    try:
        photographer = Photographer((160, 90), msaa=1)
    except GraphicsError as error:
        pytest.skip(str(error))
    with photographer:
        light = {}
        for index in ("breath", "coherence", "calm", "arousal"):
            for value in (0.0, 1.0):
                puppet = Puppet(spec)
                for knob in puppet.knobs.values():
                    knob.by_itself, knob.trust, knob.value = False, 0.0, 0.5
                puppet.knobs[index].value, puppet.knobs[index].trust = value, 1.0
                light[index, value] = photographer.take(puppet.at(20.0)).astype(float)
    for index, most in (("breath", 60.0), ("coherence", 15.0), ("calm", 8.0), ("arousal", 6.0)):
        assert np.abs(light[index, 1.0] - light[index, 0.0]).max() > most, index
    middle = (slice(35, 60), slice(75, 100))  # where the lamp hangs
    assert light["breath", 1.0][middle].mean() > 1.2 * light["breath", 0.0][middle].mean()


def test_nothing_is_written_over(tmp_path: Path) -> None:
    files = new_scene("mine", tmp_path)
    files[0].write_text("precious", encoding="utf-8")
    with pytest.raises(SceneError, match=r"mine\.toml: is there already"):
        new_scene("mine", tmp_path)
    assert files[0].read_text(encoding="utf-8") == "precious"
    files[0].unlink()  # its shaders alone are reason enough
    with pytest.raises(SceneError, match="is there already"):
        new_scene("mine", tmp_path)
    assert not files[0].exists()


@pytest.mark.parametrize("name", ["", "Mine", "../mine", "a b", "1st", "x" * 41])
def test_a_name_that_cannot_be_one_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(SceneError, match="no scene name"):
        new_scene(name, tmp_path)
    assert not list(tmp_path.iterdir())


def test_the_command_writes_where_scenes_are_looked_for_and_says_what_is_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(library.SCENES_VARIABLE, str(tmp_path))
    result = CliRunner().invoke(vrapp, ["scenes", "new", "mine"])
    assert result.exit_code == 0, result.output
    assert "vrapp scenes play mine " in result.output
    assert load_scene("mine").file == tmp_path / "scenes" / "mine.toml"
    for name in ("mine", "bay"):
        again = CliRunner().invoke(vrapp, ["scenes", "new", name])
        assert again.exit_code != 0
        assert "already" in again.output


def test_the_users_own_folder_is_looked_through(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(library.SCENES_VARIABLE, raising=False)
    monkeypatch.setattr(library.platformdirs, "user_documents_dir", lambda: str(tmp_path))
    assert library.writing_root() == tmp_path / "vrapp"
    assert tmp_path / "vrapp" not in library.scene_roots()
    new_scene("mine", library.writing_root())
    assert "mine" in library.list_scenes()


def test_elsewhere_it_says_how_to_make_it_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(library.SCENES_VARIABLE, raising=False)
    result = CliRunner().invoke(vrapp, ["scenes", "new", "mine", "--out", str(tmp_path / "there")])
    assert result.exit_code == 0
    assert f"VRAPP_SCENES={tmp_path / 'there'}" in result.output
