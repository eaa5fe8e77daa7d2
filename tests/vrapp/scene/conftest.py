"""A small scene on disk that tests may spoil."""

from __future__ import annotations

from pathlib import Path

import pytest

GOOD = """\
format = 1
title = "Small"
[parameters.swell]
title = "Swell"
unit = "m"
range = [0.0, 0.4]
rest = 0.1
slew_per_s = 0.4
drive = { index = "breath", to = [0.05, 0.3], curve = "smooth", time_constant_s = 0.2 }
history_s = 10.0
[[layers]]
name = "water"
shader = "small/water"
geometry = { kind = "grid", near_m = 1.0, far_m = 100.0, rings = 8, segments = 12 }
"""

WATER = """\
#include "lib/own.glsl"
void main() {
    color = vec4(vec3(swell + swell_ago(2.0) + own()), 1.0);
}
"""


class Folder:
    """A root with one scene, `small`."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.toml = root / "scenes" / "small.toml"
        self.frag = root / "shaders" / "small" / "water.frag"
        self.lib = root / "shaders" / "lib" / "own.glsl"
        for file, text in (
            (self.toml, GOOD),
            (self.frag, WATER),
            (self.lib, "float own() { return 0.5; }\n"),
        ):
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")

    def edit(self, old: str, new: str) -> None:
        text = self.toml.read_text(encoding="utf-8")
        assert old in text
        self.toml.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)
