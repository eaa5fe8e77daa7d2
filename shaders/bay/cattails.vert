// Heads of the cattails among the reeds: the first a clump near the jetty, the rest farther off.
#include "bay/solid.glsl"

centroid out vec3 lit;

void main() {
    vec4 r = in_random;
    int i = instance_id;
    vec2 gauss = vec2(r.x + fract(r.x * 13.7) - 1.0, r.y + fract(r.y * 17.3) - 1.0);
    vec2 root = i < 14 ? vec2(-2.75, -2.1) + gauss * vec2(0.70, 0.85)
              : i < 22 ? vec2(-4.6, -0.2) + gauss * vec2(0.8, 1.0) : vec2(3.9, 3.6) + gauss * vec2(0.9, 1.3);
    float tall = 1.15 + 0.55 * r.z;
    float a = 6.2831853 * r.w;
    // 0 foot .. 1 tip, along the sphere that is drawn out to a stem: most of its rings for the head.
    float y = in_uv.y < 0.25 ? 2.88 * in_uv.y : in_uv.y < 0.875 ? 0.72 + 0.352 * (in_uv.y - 0.25) : 0.94 + 0.48 * (in_uv.y - 0.875);
    vec2 round = in_position.xz * inversesqrt(max(dot(in_position.xz, in_position.xz), 1e-8));
    vec2 bend = vec2(cos(a), sin(a)) * (0.04 + 0.12 * r.y);
    float sway = (0.014 + 0.040 * ripple) * sin(time_s * (0.50 + 0.2 * r.x) + root.x * 1.3 + root.y + 3.0 * r.y);
    bend += vec2(0.8, 0.4) * sway;
    // A stem, the brown head over its last quarter, a spike on top.
    float thick = y < 0.73 ? 0.0042 : y < 0.93 ? 0.0165 * sqrt(max(0.0, 1.0 - pow(abs(y - 0.83) / 0.101, 6.0))) + 0.003 : 0.003;
    world_position = vec3(root.x + round.x * thick, -0.35 + y * tall, root.y + round.y * thick);
    world_position.xz += bend * y * y * tall;
    vec3 c = y > 0.72 && y < 0.94 ? vec3(0.105, 0.064, 0.043) : vec3(0.150, 0.150, 0.080);
    lit = shade(c, 0.15, world_position, normalize(vec3(round.x, 0.02, round.y)), 1.0, lamp_of(0), lamp_of(1));
    gl_Position = clip_from_world * vec4(for_pass(world_position, length(root)), 1.0);
    world_position.y -= mirrored * water_level(length(root));  // the mirrored pass cuts it off at the water
}
