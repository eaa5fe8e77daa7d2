from __future__ import annotations

import moderngl
import numpy as np
import pytest

from tests.vrapp.render.conftest import DATA, probe
from vrapp.render import check
from vrapp.render import target as context_module
from vrapp.render.check import check_scene
from vrapp.render.still import render_still
from vrapp.render.target import GraphicsError
from vrapp.scene.library import rest_state


def test_a_still_is_the_same_in_a_context_of_its_own(context: moderngl.Context) -> None:
    state = rest_state(probe("probe"), 2.0, lift=0.5)
    lent = render_still(state, (120, 80), context=context)
    assert lent.shape == (80, 120, 3)
    assert np.array_equal(lent, render_still(state, (120, 80)))
    turned = render_still(state, (120, 80), yaw_rad=0.3, context=context)
    assert not np.array_equal(lent, turned)


def test_a_scene_that_does_not_compile_is_told_where_there_is_a_driver(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    good = DATA / "scenes" / "encode.toml"
    # a scene to measure with goes all the way to white
    assert all(": brightness: " in line for line in check_scene(good))

    def fail() -> None:
        raise GraphicsError("none here")

    root = good.parents[1]
    source = root / "shaders" / "measure" / "level.frag"
    read = type(source).read_text

    def spoilt(self: object, *args: object, **kwargs: object) -> str:
        text = read(self, *args, **kwargs)  # type: ignore[arg-type]
        return text.replace("vec3(level)", "vec3(level, nope)")

    monkeypatch.setattr(type(source), "read_text", spoilt)
    assert any("level.frag:2:" in line and "nope" in line for line in check_scene(good))
    monkeypatch.setattr(check, "standalone_context", fail)
    assert check_scene(good) == []  # reads well; nobody here can compile it


def test_without_opengl_a_still_names_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise Exception("libEGL.so not loaded")

    monkeypatch.setattr(context_module.moderngl, "create_context", fail)
    with pytest.raises(GraphicsError, match=r"libEGL\.so not loaded"):
        render_still(rest_state(probe("encode")), (16, 16))
