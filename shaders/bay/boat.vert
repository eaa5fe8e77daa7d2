#include "bay/boat.glsl"

flat out vec4 lamp_a;
flat out vec4 lamp_b;
out vec3 local;
out vec2 skin;

void main() {
    vec2 p = in_position.xz;
    vec3 at = hull(p);
    const float E = 0.03;
    vec3 along = hull(p + vec2(0.0, E)) - hull(p - vec2(0.0, E));
    vec3 across = hull(p + vec2(E, 0.0)) - hull(p - vec2(E, 0.0));
    vec3 n = cross(along, across);
    n = dot(n, n) > 1e-12 ? normalize(n) : vec3(0.0, 1.0, 0.0);
    local = at;
    skin = p;
    world_position = afloat(at);
    normal = normalize(afloat(at + n * 0.1) - world_position);
    lamp_a = lamp_of(0);
    lamp_b = lamp_of(1);
    gl_Position = clip_from_world * vec4(for_pass(world_position, 2.3), 1.0);
}
