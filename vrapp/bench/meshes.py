"""Scenes of many meshes, for measuring what one costs to submit; written as any scene is."""

from __future__ import annotations

import math
from pathlib import Path

from vrapp.scene.library import load_scene
from vrapp.scene.spec import SceneSpec

AHEAD_RAD = math.radians(25.0)
"""Either side of straight ahead: within any headset's view."""

_HEAD = """\
format = 1
title = "{title}"
eye_height_m = 1.2
clip_m = [0.1, 100.0]
[parameters.swell]
range = [0.0, 0.3]
rest = 0.1
drive = {{ index = "breath", to = [0.0, 0.3] }}
"""
_LAYER = """\
[[layers]]
name = "{name}"
shader = "{shader}"
geometry = {geometry}
"""
_SKY_LAYER = _LAYER.format(name="sky", shader="bench/sky", geometry='{ kind = "screen" }')
_SOLID = 'cull = "back"\n'
"""Nobody sees the inside of a closed shape; panda3d leaves it out by itself."""
_SHAPES = (
    'kind = "box", size_m = [0.3, 0.3, 0.3]',
    'kind = "sphere", radius_m = 0.17, rings = 5, segments = 8',
    'kind = "cylinder", radius_m = 0.15, height_m = 0.3, sides = 8',
)
_MESH = """\
void main() {
    float light = 0.2 + 0.8 * max(dot(normalize(normal), normalize(vec3(0.4, 0.8, 0.3))), 0.0);
    color = vec4(vec3(0.5, 0.6, 0.7) * light, 1.0);
}
"""
_SKY = """\
void main() {
    float up = clamp(normalize(ray).y + swell, 0.0, 1.0);
    color = vec4(mix(vec3(0.4), vec3(0.1, 0.2, 0.5), up), 1.0);
}
"""


def empty_scene(folder: Path) -> SceneSpec:
    """The least a scene can be: one colour all around. Written into `folder`."""
    _write_sky(folder)
    file = folder / "scenes" / "empty.toml"
    file.write_text(_HEAD.format(title="Nothing") + _SKY_LAYER, encoding="utf-8")
    return load_scene(file)


def mesh_scene(count: int, folder: Path, alike: bool = True) -> SceneSpec:
    """A sky and `count` meshes ahead of the viewer, each a layer of its own.

    The scene's file and shaders are written into `folder`. `alike`: they share a shader, as most
    of a scene does, and can be submitted together; otherwise each has its own text.
    """
    if count < 1:
        raise ValueError(f"count is {count}; allowed are numbers from 1")
    shaders = _write_sky(folder)
    (shaders / "mesh.frag").write_text(_MESH, encoding="utf-8")
    layers = []
    for i in range(count):
        # all ahead, so that nobody gains by leaving out what is not in view
        angle, far = AHEAD_RAD * math.sin(2.39996 * i), 2.0 + 6.0 * i / count
        x, y, z = far * math.sin(angle), 0.12 * far * (i % 5 - 2), -far * math.cos(angle)
        shape = f"{{ {_SHAPES[i % len(_SHAPES)]}, at = [[{x:.3f}, {y:.3f}, {z:.3f}]] }}"
        shader = "bench/mesh"
        if not alike:
            shader = f"bench/mesh_{i}"
            (folder / "shaders" / f"{shader}.frag").write_text(f"// {i}\n{_MESH}", encoding="utf-8")
        layers.append(_LAYER.format(name=f"mesh_{i}", shader=shader, geometry=shape) + _SOLID)
    file = folder / "scenes" / f"meshes_{count}.toml"
    file.write_text(
        _HEAD.format(title=f"{count} meshes") + "".join([*layers, _SKY_LAYER]), encoding="utf-8"
    )
    return load_scene(file)


def _write_sky(folder: Path) -> Path:
    """Make the folders of a scene with a sky; where its shaders are."""
    shaders = folder / "shaders" / "bench"
    for place in (shaders, folder / "scenes"):
        place.mkdir(parents=True, exist_ok=True)
    (shaders / "sky.frag").write_text(_SKY, encoding="utf-8")
    return shaders
