"""The GLSL that every shader gets for nothing: uniform blocks, attributes, varyings, helpers.

The blocks are std140 (OpenGL 4.6 core, 7.6.2.2): floats pack to 4 bytes, vec4 and mat4 align to
16. `vrapp.render.uniforms` fills them; the two layouts are one, kept here.

Where the driver can, one pass draws both eyes (`layer_extension` is then its extension's name):
every instance is drawn twice, even ones into the left eye's layer, odd ones into the right's. A
scene's own GLSL does not see this: the same names mean its eye's view and its eye's reflection.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from vrapp.scene.frame import HISTORY_LENGTH
from vrapp.scene.geometry import Geometry, Points, Screen
from vrapp.scene.targets import SNOWBALL_MEMBERS, SNOWBALLS, TARGET_MEMBERS

if TYPE_CHECKING:
    from vrapp.scene.spec import Layer, SceneSpec

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
    ("vec4", "tangents"),  # of clip_from_eye: x and y scale, x and y shift
)
"""ViewBlock in order: 256 bytes an eye, so that each may be bound alone."""

SCENE_HEAD = ("time_s", "exposure", "brightness", "bloom_share", "comfort_gain")
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
    world_position instance_random instance_id reflection billboard targets snowballs
    """
_RESERVED = frozenset(_WORDS.split())
_TYPES = re.compile(r"([biud]?vec|d?mat)[234](x[234])?\Z|[iu]?sampler\w*\Z|gl_|in_|.*__|vrapp_")


def reserved(name: str) -> bool:
    """Whether a parameter must not be called so, because GLSL or the prelude uses the name."""
    ours = {n for _, n in VIEW_MEMBERS} | set(SCENE_HEAD)
    suffix = name.endswith(("_history", "_ago"))
    return name in _RESERVED or name in ours or suffix or bool(_TYPES.match(name))


def view_block(layered: bool) -> str:
    """ViewBlock of one eye, or of both under the same names."""
    members = "".join(f"    {kind} {name};\n" for kind, name in VIEW_MEMBERS)
    if not layered:
        return f"layout(std140) uniform ViewBlock {{\n{members}}};\n"
    text = f"struct vrapp_View {{\n{members}}};\n"
    text += "layout(std140) uniform ViewBlock { vrapp_View vrapp_views[2]; };\n"
    names = (f"#define {name} vrapp_views[vrapp_eye].{name}\n" for _, name in VIEW_MEMBERS)
    return text + "".join(names)


LAYERED_SAMPLING = """\
#define sampler2D sampler2DArray
#define texture(sampler, at) texture(sampler, vec3(at, vrapp_eye))
#define textureLod(sampler, at, lod) textureLod(sampler, vec3(at, vrapp_eye), lod)
#define textureSize(sampler, lod) textureSize(sampler, lod).xy
"""
"""Reads of a picture are of the eye's own. Other ways to read one do not compile with it, and the
scene is then drawn in two passes."""


def _blocks(spec: SceneSpec, layered: bool) -> str:
    film = "#define FILMIC\n" if spec.film == "layers" and spec.tone == "filmic" else ""
    floats = [*SCENE_HEAD, *(p.name for p in spec.parameters)]
    scene = "".join(f"    float {name};\n" for name in floats)
    vectors = HISTORY_LENGTH // 4
    past = [spec.parameters[i] for i in spec.history_parameters]
    scene += "".join(f"    vec4 {p.name}_history[{vectors}];\n" for p in past)
    text = film + view_block(layered)
    if spec.targets is not None:
        text += _targets(spec.targets.slots)
        scene += "    vrapp_Target targets[TARGETS];\n    vrapp_Snowball snowballs[SNOWBALLS];\n"
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


def _targets(count: int) -> str:
    """What a scene with targets can read of them: structs whose arrays have no gaps in std140."""
    text = f"const int TARGETS = {count}, SNOWBALLS = {SNOWBALLS};\n"
    for name, members in (("Target", TARGET_MEMBERS), ("Snowball", SNOWBALL_MEMBERS)):
        lines = "".join(f"    {kind} {member};\n" for kind, member in members)
        text += f"struct vrapp_{name} {{\n{lines}}};\n"
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
"""

_EYE = """\
flat out int vrapp_layer;
#define vrapp_eye (gl_InstanceID & 1)
#define instance_id (gl_InstanceID >> 1)
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


_CLIP = "    gl_ClipDistance[0] = mirrored > 0.5 ? world_position.y - reflection_plane_m : 1.0;\n"
_LAYER = "    gl_Layer = vrapp_layer = vrapp_eye;\n"


def mesh_default(geometry: Geometry) -> str:
    """The vertex shader of a layer that brings none."""
    if isinstance(geometry, Screen):
        return _SCREEN
    if isinstance(geometry, Points):
        return _SURFACE % "billboard(in_offset, in_position.xy)"
    return _SURFACE % "in_position + in_offset"


def vertex_prelude(
    spec: SceneSpec, geometry: Geometry, layer_extension: str = ""
) -> tuple[str, str]:
    """Text before and after a vertex shader.

    The shader's own `main` is wrapped: in the mirrored pass what lies under the plane is cut off,
    so that the bottom of a boat does not show in the water; and each eye goes to its layer.
    """
    layered = bool(layer_extension)
    clips = spec.reflection is not None and not isinstance(geometry, Screen)
    before = f"#extension {layer_extension} : require\n" if layered else ""
    before += _EYE if layered else "#define instance_id gl_InstanceID\n"
    before += _blocks(spec, layered) + _ATTRIBUTES + _varyings(geometry, "out") + _BILLBOARD
    if not (clips or layered):
        return before, ""
    before += "#define main vrapp_main\n"
    extra = (_CLIP if clips else "") + (_LAYER if layered else "")
    return before, f"#undef main\nvoid main() {{\n    vrapp_main();\n{extra}}}\n"


def fragment_prelude(spec: SceneSpec, layer: Layer, layered: bool = False) -> tuple[str, str]:
    """Text before and after a fragment shader; where each layer brings its own film (it needs
    `FILM` then), the shader's own `main` is wrapped.
    """
    text = "flat in int vrapp_layer;\n#define vrapp_eye vrapp_layer\n" if layered else ""
    text += _blocks(spec, layered) + _varyings(layer.geometry, "in") + "out vec4 color;\n"
    text += LAYERED_SAMPLING if layered else ""
    text += "uniform sampler2D reflection;\n" if spec.reflection else ""
    if spec.film != "layers":
        return text, ""
    way = "encoded" if layer.encoded else "opaque" if layer.blend == "none" else "blended"
    return text + "#define main vrapp_main\n", _FILMED % _FILM_WAYS[way]


FILM = "lib/film.glsl"
"""Has what the end of a layer with a film of its own calls."""
_FILMED = """\
#undef main
void main() {
    vrapp_main();
    color = %s;
}
"""
_FILM_WAYS = {
    "encoded": "vec4(dithered(color.rgb, gl_FragCoord.xy), 1.0)",
    "opaque": "vec4(dithered(as_shown(color.rgb), gl_FragCoord.xy), 1.0)",
    "blended": "vec4(dithered_light(filmed(color.rgb) * comfort_gain, gl_FragCoord.xy), color.a)",
}
