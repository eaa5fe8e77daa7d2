"""The peer that is measured beside us: panda3d-openxr with the same meshes and the same light.

`python -m vrapp.bench.panda COUNT` runs until it is ended. It needs an X server, panda3d and
panda3d-openxr, which nothing else here does (`pip install vrapp[peers]`).
"""

from __future__ import annotations

import logging
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from direct.showbase.ShowBase import ShowBase
from p3dopenxr.p3dopenxr import P3DOpenXR
from panda3d import core

from vrapp.bench.meshes import mesh_scene
from vrapp.render.geometry import make_instances, make_mesh
from vrapp.scene.spec import Layer, SceneSpec

_VERTEX = """\
#version 330
uniform mat4 p3d_ModelViewProjectionMatrix;
in vec4 p3d_Vertex;
in vec3 p3d_Normal;
out vec3 normal;
void main() {
    normal = p3d_Normal;
    gl_Position = p3d_ModelViewProjectionMatrix * p3d_Vertex;
}
"""
_MESH = """\
#version 330
in vec3 normal;
out vec4 color;
void main() {
    float light = 0.2 + 0.8 * max(dot(normalize(normal), normalize(vec3(0.4, -0.3, 0.8))), 0.0);
    color = vec4(vec3(0.5, 0.6, 0.7) * light, 1.0);
}
"""
_SKY = """\
#version 330
in vec3 normal;
out vec4 color;
void main() {
    color = vec4(mix(vec3(0.4), vec3(0.1, 0.2, 0.5), clamp(normal.z, 0.0, 1.0)), 1.0);
}
"""
SKY_M = 50.0


def run(spec: SceneSpec) -> None:
    """Draw the scene's meshes in the headset until the process ends."""
    core.load_prc_file_data("", "window-type onscreen\nwin-size 64 64\naudio-library-name null")
    base = ShowBase()
    logging.disable(logging.INFO)  # it would log every frame's calls
    headset = P3DOpenXR(base)
    pictures = headset.create_default_fb_props()
    pictures.set_alpha_bits(8)  # sRGB without alpha, its own choice, Monado does not offer
    headset.init(fb_props=pictures)
    for layer in spec.layers:
        is_sky = layer.name == "sky"
        node = base.render.attach_new_node(_ball() if is_sky else _node(layer))
        fragment = _SKY if is_sky else _MESH
        node.set_shader(core.Shader.make(core.Shader.SL_GLSL, _VERTEX, fragment))
    base.run()


def _node(layer: Layer) -> Any:
    mesh = make_mesh(layer.geometry)
    place = make_instances(layer)[0, :3]
    return _geometry(
        layer.name, mesh.vertices[:, :3] + place, mesh.vertices[:, 3:6], mesh.triangles
    )


def _ball() -> Any:
    """A sky around everything, seen from inside: panda draws no triangle over the whole screen."""
    theta, phi = np.mgrid[0.0 : np.pi : 17j, 0.0 : 2.0 * np.pi : 33j]
    away = np.stack([np.sin(theta) * np.cos(phi), np.cos(theta), np.sin(theta) * np.sin(phi)], -1)
    at = np.arange(17 * 33).reshape(17, 33)
    a, b, c, d = (part.ravel() for part in (at[:-1, :-1], at[1:, :-1], at[1:, 1:], at[:-1, 1:]))
    both_ways = np.concatenate([np.stack([a, b, c], 1), np.stack([a, c, d], 1)])
    points = away.reshape(-1, 3)
    return _geometry("sky", SKY_M * points, points, both_ways)


def _geometry(name: str, points: Any, normals: Any, triangles: Any) -> Any:
    rows = np.hstack([_z_up(points), _z_up(normals)]).astype(np.float32)
    vertices = core.GeomVertexData(name, core.GeomVertexFormat.get_v3n3(), core.Geom.UH_static)
    vertices.unclean_set_num_rows(len(rows))
    memoryview(vertices.modify_array(0)).cast("B")[:] = rows.tobytes()
    faces = core.GeomTriangles(core.Geom.UH_static)
    for a, b, c in np.asarray(triangles).reshape(-1, 3).tolist():
        faces.add_vertices(a, b, c)
        if name == "sky":
            faces.add_vertices(a, c, b)
    geometry = core.Geom(vertices)
    geometry.add_primitive(faces)
    node = core.GeomNode(name)
    node.add_geom(geometry)
    return node


def _z_up(points: Any) -> Any:
    """Panda's axes: y ahead, z up."""
    x, y, z = np.asarray(points, dtype=np.float32).T
    return np.stack([x, -z, y], axis=1)


if __name__ == "__main__":
    with TemporaryDirectory() as folder:
        run(mesh_scene(int(sys.argv[1]), Path(folder)))
