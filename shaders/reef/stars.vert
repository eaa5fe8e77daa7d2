// Sea stars on the sand.
#include "reef/world.glsl"
#include "reef/lit.glsl"

centroid out vec3 paint;
centroid out vec3 knobbed;
centroid out vec2 arm;         // x: 0 middle .. 1 tip, y: across the arm, in knobs

void main() {
    int i = instance_id;
    vec2 p = i == 0 ? vec2(-0.62, -2.25) : i == 1 ? vec2(1.75, -1.55) : i == 2 ? vec2(-1.9, -0.4) : vec2(0.9, 2.4);
    float size = 0.11 + 0.05 * in_random.y;
    vec3 u = normalize(in_position);
    float a = 6.2831853 * in_uv.x;
    float flat_r = length(u.xz);
    float five = 0.5 + 0.5 * cos(5.0 * a);
    float reach = 0.24 + 0.76 * five * five * five;
    float turn = a + 6.2831853 * in_random.x + 0.14 * sin(3.0 * a + 9.0 * in_random.z) * flat_r;
    vec2 at = flat_r * reach * vec2(cos(turn), sin(turn));
    float high = 0.16 * u.y * (1.0 - 0.55 * flat_r * reach) * (u.y > 0.0 ? 1.0 : 0.3);
    world_position = vec3(p.x, bed(p), p.y) + size * vec3(at.x, high + 0.015, at.y);
    normal = normalize(vec3(0.8 * at.x * u.y, 0.75 + 0.4 * u.y, 0.8 * at.y * u.y) + 0.5 * sin(5.0 * a) * flat_r * vec3(-sin(turn), 0.0, cos(turn)));
    arm = vec2(13.0 * flat_r * reach, 5.0 * sin(2.5 * a));
    light_up(world_position, normal, 0.55 + 0.45 * smoothstep(-0.1, 0.5, u.y), 0.3);
    vec3 tint = in_random.w < 0.5 ? vec3(0.74, 0.38, 0.22) : vec3(0.36, 0.38, 0.66);
    paint = painted(tint);
    knobbed = painted(mix(tint, vec3(0.80, 0.70, 0.58), 0.7), tint * (0.10 * alive()));
    gl_Position = clip_from_world * vec4(world_position, 1.0);
}
