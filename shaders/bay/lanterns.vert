// Paper lanterns on the water: lantern i shows the heart-rate wave of i times 1.5 s ago. `at` holds its
// place (x, z) and, as y, which one it is: 0 nearest .. 1 farthest (lantern_place of bay/world.glsl).
#include "bay/world.glsl"

out vec3 local;      // on the unit sphere
flat out float power;

void main() {
    float s = in_offset.y;
    vec3 at = lantern_center(s, in_offset.xz);
    // A little taller than wide, flattened at top and bottom, nodding with the water.
    vec3 p = in_position;
    float shape = 1.0 - 0.10 * p.y * p.y;
    p *= vec3(shape, 1.12, shape);
    vec2 nod = 0.9 * long_waves_slope(at.xz) + 0.03 * vec2(sin(time_s * 0.7 + 5.0 * s), cos(time_s * 0.6 + 9.0 * s));
    p.xz += nod * p.y;
    world_position = at + p * lantern_radius(s);
    normal = normalize(in_normal * vec3(1.0, 0.9, 1.0));
    local = in_position;
    power = lantern_power(s);
    gl_Position = clip_from_world * vec4(for_pass(world_position, length(at.xz)), 1.0);
}
