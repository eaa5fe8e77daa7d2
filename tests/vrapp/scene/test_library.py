from __future__ import annotations

import numpy as np
import pytest

from tests.vrapp.scene.conftest import Folder
from vrapp.scene import library
from vrapp.scene.errors import SceneError
from vrapp.scene.frame import HISTORY_LENGTH
from vrapp.scene.library import data_root, list_scenes, load_scene, rest_state


def test_our_own_root_has_scenes_and_shaders() -> None:
    assert (data_root() / "shaders" / "lib" / "tone.glsl").is_file()


def test_a_folder_of_ones_own_is_looked_through_first(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "small" not in list_scenes()
    assert list_scenes([folder.root])["small"] == folder.toml
    monkeypatch.setenv(library.SCENES_VARIABLE, str(folder.root))
    assert load_scene("small").title == "Small"


def test_an_unknown_scene_is_named_with_the_nearest(folder: Folder) -> None:
    with pytest.raises(SceneError, match=r"no scene 'smal'; did you mean 'small'\?"):
        load_scene("smal", [folder.root])


def test_a_file_that_cannot_be_read_is_a_scene_error(folder: Folder) -> None:
    with pytest.raises(SceneError, match=r"none\.toml: cannot be read: No such file"):
        load_scene(folder.root / "none.toml")
    folder.toml.write_bytes(b"title = '\xff\xfe'")
    with pytest.raises(SceneError, match="not UTF-8"):
        load_scene(folder.toml)


def test_the_rest_state_is_the_rest_of_every_parameter(folder: Folder) -> None:
    spec = load_scene(folder.toml)
    state = rest_state(spec, 3.0)
    assert state.value("swell") == pytest.approx(0.1)
    assert state.histories.shape == (1, HISTORY_LENGTH)
    assert np.all(state.histories == np.float32(0.1))
    assert rest_state(spec, swell=9.0).value("swell") == pytest.approx(0.4)
    with pytest.raises(SceneError, match="no parameter 'sea'"):
        rest_state(spec, sea=1.0)
