from __future__ import annotations

from pathlib import Path

import pytest

from vrapp.scene.spec import SceneSpec, parse_scene

TOML = """
format = 1
title = "Test"
[parameters.swell]
unit = "m"
range = [0.0, 0.4]
rest = 0.1
slew_per_s = 0.4
drive = { index = "breath", to = [0.0, 0.3] }
[parameters.warmth]
range = [0.0, 1.0]
rest = 0.4
slew_per_s = 0.1
drive = { index = "coherence", to = [0.2, 1.0], curve = "smooth", time_constant_s = 2.0 }
[parameters.heart]
range = [0.0, 1.0]
rest = 0.5
slew_per_s = 2.0
history_s = 12.7
drive = { index = "heart_wave", to = [0.0, 1.0] }
[parameters.still]
range = [0.0, 1.0]
rest = 0.25
slew_per_s = 1.0
[[layers]]
name = "all"
shader = "test/all"
geometry = { kind = "screen" }
"""


def make_scene(name: str = "test") -> SceneSpec:
    return parse_scene(TOML, Path(f"{name}.toml"), Path())


@pytest.fixture
def scene() -> SceneSpec:
    return make_scene()
