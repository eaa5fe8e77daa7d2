"""Every scene that ships has been looked at: no stripes, no glare, nothing that is no number."""

from __future__ import annotations

import moderngl
import pytest

from tests.vrapp.render.test_shipped import SHIPPED
from vrapp.render.looked import look_problems
from vrapp.scene.library import load_scene


@pytest.mark.proof
@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_scene_may_be_shown(context: moderngl.Context, name: str) -> None:
    assert look_problems(context, load_scene(name)) == []
