// Leaves of the kelp, 24 on each of 26 plants. They droop when the lungs are empty and rise, like
// arms, when they are full.
#include "reef/world.glsl"
#include "reef/waves.glsl"
#include "reef/lit.glsl"
#include "reef/kelp.glsl"

centroid out vec3 paint;
centroid out float across_it;   // -1..1

void main() {
    int s = instance_id / 24;
    int k = instance_id - 24 * s;
    vec4 r = in_random;
    float t = (float(k) + 0.7 * r.x) / 24.0 * 0.93 + 0.07;
    vec3 root = kelp_at(s, t);
    float turn = 2.4 * float(k) + 0.9 * r.y + 0.12 * sway(0.30 * time_s + 7.0 * r.z);
    float size = (0.62 + 0.40 * r.z) * (0.62 + 0.38 * sway(3.1416 * min(t * 1.05, 1.0)));
    float lift = mix(-0.95, 0.85, smoothstep(0.0, 1.0, swell * 1.25 - 0.25 * t)) + 0.5 * (r.w - 0.5) + 0.10 * sway(0.45 * time_s + 6.3 * r.w - 2.0 * t);
    vec2 heading = sway(vec2(turn + 1.5708, turn));
    vec3 outward = vec3(heading.x, 0.0, heading.y);
    vec2 rising = sway(vec2(lift + 1.5708, lift));
    vec3 along = outward * rising.x + vec3(0.0, rising.y, 0.0);
    vec3 across = vec3(-outward.z, 0.0, outward.x);
    vec3 face = cross(across, along);
    float v = in_uv.y;
    float x = 2.0 * in_uv.x - 1.0;
    // Lance-shaped.
    float half_width = 0.092 * size * sway(3.1416 * mix(v, sqrt(v), 0.73) * 0.985 + 0.05) * 1.35;
    // Tips hang or float, later than the foot, and the edges are wavy.
    float hang = (swell - 0.5) * 0.50 - 0.16 + 0.10 * sway(0.6 * time_s + 9.0 * r.x - 2.6 * v);
    vec3 p = root + along * (size * v) + vec3(0.0, hang * size * v * v, 0.0);
    p += face * (0.035 * size * sway(9.0 * v + 2.4 * x + 8.0 * r.y) * abs(x)) + across * (half_width * x) + across * (0.10 * size * (r.y - 0.5) * v * v);
    world_position = p;
    normal = face;
    across_it = x;
    vec3 view = normalize(p - eye_position.xyz);
    vec3 facing = face * -sign(dot(face, view) + 1e-4);
    float through = smoothstep(-0.2, 0.9, dot(view, SUN)) * 0.9 + 0.25;
    light_up(p, facing, 0.85, 0.45);
    vec3 albedo = mix(vec3(0.44, 0.32, 0.070), vec3(0.36, 0.38, 0.085), r.w) * (0.75 + 0.35 * v);
    // Light shines through a leaf: golden green.
    vec3 shining = vec3(0.42, 0.36, 0.050) * (through * sun_power() * (0.75 + 0.25 * r.w) * (0.5 + 0.5 * kept.g));
    // Where leaf and stem meet sits a float; it glows.
    vec3 shine = vec3(0.10, 0.60, 0.42) * (alive() * (v < 0.1 ? 0.9 : 0.14 * v));
    paint = as_shown(albedo * lit + (shining + shine) * kept + veil);
    gl_Position = clip_from_world * vec4(p, 1.0);
}
