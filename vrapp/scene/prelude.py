"""The GLSL that every shader gets for nothing: uniform blocks, attributes, varyings, helpers.

The blocks are std140 (OpenGL 4.6 core, 7.6.2.2): floats pack to 4 bytes, vec4 and mat4 align to
16. `vrapp.render.blocks` fills them; the two layouts are one, kept here.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from vrapp.scene.frame import HISTORY_LENGTH
from vrapp.scene.geometry import Geometry, Points, Screen

if TYPE_CHECKING:
    from vrapp.scene.spec import SceneSpec

VIEW_MEMBERS = (
    ("mat4", "clip_from_world"),
    ("mat4", "eye_from_world"),
    ("mat4", "world_from_clip"),
    ("vec4", "eye_position"),
    ("vec4", "viewport"),
    ("float", "mirrored"),
    ("float", "reflection_plane_m"),
    ("float", "clip_near_m"),
    ("float", "clip_far_m"),
)
"""ViewBlock in order."""

SCENE_HEAD = ("time_s", "exposure", "brightness", "bloom_share")
"""Floats that open SceneBlock, before the parameters; the last pass reads only these."""

_WORDS = """
    attribute const uniform varying layout centroid flat smooth noperspective break continue do for
    while switch case default if else in out inout float int uint bool void true false invariant
    precise discard return lowp mediump highp precision struct sampler common partition active asm
    class union enum typedef template this packed goto inline noinline volatile public static extern
    external interface long short double half fixed unsigned superp input output filter sizeof cast
    namespace using row_major buffer shared coherent restrict readonly writeonly subroutine sample
    patch resource main radians degrees sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh
    pow exp log exp2 log2 sqrt inversesqrt abs sign floor trunc round ceil fract mod modf min max
    clamp mix step smoothstep isnan isinf length distance dot cross normalize faceforward reflect
    refract transpose determinant inverse any all not texture noise color uv ray normal
    world_position instance_random instance_id reflection billboard
    """
_RESERVED = frozenset(_WORDS.split())
_TYPES = re.compile(r"([biud]?vec|d?mat)[234](x[234])?\Z|[iu]?sampler\w*\Z|gl_|in_|.*__|vrapp_")


def reserved(name: str) -> bool:
    """Whether a parameter must not be called so, because GLSL or the prelude uses the name."""
    ours = {n for _, n in VIEW_MEMBERS} | set(SCENE_HEAD)
    suffix = name.endswith(("_history", "_ago"))
    return name in _RESERVED or name in ours or suffix or bool(_TYPES.match(name))


def _blocks(spec: SceneSpec) -> str:
    view = "".join(f"    {kind} {name};\n" for kind, name in VIEW_MEMBERS)
    floats = [*SCENE_HEAD, *(p.name for p in spec.parameters)]
    scene = "".join(f"    float {name};\n" for name in floats)
    vectors = HISTORY_LENGTH // 4
    past = [spec.parameters[i] for i in spec.history_parameters]
    scene += "".join(f"    vec4 {p.name}_history[{vectors}];\n" for p in past)
    text = f"layout(std140) uniform ViewBlock {{\n{view}}};\n"
    text += f"layout(std140) uniform SceneBlock {{\n{scene}}};\n"
    for p in past:
        scale = (HISTORY_LENGTH - 1) / p.history_s
        text += (
            f"float {p.name}_ago(float seconds) {{\n"
            f"    float at = clamp(seconds * {scale:.9g}, 0.0, {HISTORY_LENGTH - 1}.0);\n"
            f"    int low = min(int(at), {HISTORY_LENGTH - 2}), high = low + 1;\n"
            f"    return mix({p.name}_history[low >> 2][low & 3],\n"
            f"               {p.name}_history[high >> 2][high & 3], at - float(low));\n"
            "}\n"
        )
    return text


def _varyings(geometry: Geometry, way: str) -> str:
    if isinstance(geometry, Screen):
        return f"{way} vec3 ray;\n"
    return (
        f"{way} vec3 world_position;\n{way} vec3 normal;\n{way} vec2 uv;\n"
        f"flat {way} vec4 instance_random;\n"
    )


_ATTRIBUTES = """\
in vec3 in_position;
in vec3 in_normal;
in vec2 in_uv;
in vec3 in_offset;
in vec4 in_random;
#define instance_id gl_InstanceID
"""

# Upright as seen from the eye; straight overhead any heading will do.
_BILLBOARD = """\
vec3 billboard(vec3 centre, vec2 corner_m) {
    vec3 to_eye = normalize(eye_position.xyz - centre);
    vec3 across = cross(vec3(0.0, 1.0, 0.0), to_eye);
    float size = length(across);
    vec3 right = size > 1e-4 ? across / size : vec3(1.0, 0.0, 0.0);
    return centre + right * corner_m.x + cross(to_eye, right) * corner_m.y;
}
"""

_SURFACE = """\
void main() {
    world_position = %s;
    normal = in_normal;
    uv = in_uv;
    instance_random = in_random;
    gl_Position = clip_from_world * vec4(world_position, 1.0);
}
"""

# The far plane is flat, so the ray to it is linear over the screen and interpolates exactly.
_SCREEN = """\
void main() {
    vec4 far = world_from_clip * vec4(in_position.xy, 1.0, 1.0);
    ray = far.xyz / far.w - eye_position.xyz;
    gl_Position = vec4(in_position.xy, 1.0, 1.0);
}
"""


_CLIPPED = """\
#undef main
void main() {
    vrapp_main();
    gl_ClipDistance[0] = mirrored > 0.5 ? world_position.y - reflection_plane_m : 1.0;
}
"""


def mesh_default(geometry: Geometry) -> str:
    """The vertex shader of a layer that brings none."""
    if isinstance(geometry, Screen):
        return _SCREEN
    if isinstance(geometry, Points):
        return _SURFACE % "billboard(in_offset, in_position.xy)"
    return _SURFACE % "in_position + in_offset"


def vertex_prelude(spec: SceneSpec, geometry: Geometry) -> tuple[str, str]:
    """Text before and after a vertex shader.

    The shader's own `main` is wrapped: in the mirrored pass what lies under the plane is cut off,
    so that the bottom of a boat does not show in the water.
    """
    before = _blocks(spec) + _ATTRIBUTES + _varyings(geometry, "out") + _BILLBOARD
    if spec.reflection is None or isinstance(geometry, Screen):
        return before, ""
    before += "#define main vrapp_main\n"
    return before, _CLIPPED


def fragment_prelude(spec: SceneSpec, geometry: Geometry) -> str:
    """Text before a fragment shader."""
    text = _blocks(spec) + _varyings(geometry, "in") + "out vec4 color;\n"
    return text + ("uniform sampler2D reflection;\n" if spec.reflection else "")
