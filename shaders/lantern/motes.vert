// Motes in the air. They drift where they like; as the rhythm settles they gather into a slow
// round about the lantern.
#include "lantern/world.glsl"

out vec2 corner;
flat out vec3 light;

void main() {
    vec4 r = in_random;
    vec3 m = middle();
    // Drifting: a box of air before and about the seat, wrapped where the mote has faded.
    vec3 f = fract(r.xyz + vec3(0.0011, 0.0016 + 0.0012 * r.w, -0.0007) * time_s);
    vec3 s = abs(f - 0.5);
    float there = smoothstep(0.5, 0.40, max(s.x, max(s.y, s.z)));
    vec3 drifting = vec3((f.x - 0.5) * 7.0, 0.12 + 2.3 * f.y, 1.4 - 7.0 * f.z);
    drifting += 0.10 * vec3(sin(0.23 * time_s + 30.0 * r.w), sin(0.31 * time_s + 50.0 * r.x), sin(0.19 * time_s + 20.0 * r.y));
    // Gathered: rounds of their own width and height, the outer ones slower.
    float wide = 0.46 + 0.75 * r.z * r.z + 0.10 * fract(r.w * 7.7);
    float a = 6.2831853 * r.x + time_s * 0.085 / (0.5 + wide);
    float tilt = 0.16 * sin(a + 2.0);
    vec3 gathered = m + vec3(wide * cos(a), tilt * wide + (r.y - 0.5) * 0.34 + 0.03 * sin(0.4 * time_s + 40.0 * r.w), wide * sin(a));
    float joins = fract(r.w * 17.31) < 0.65 ? smoothstep(0.0, 0.55, halo - 0.45 * fract(r.w * 5.3)) : 0.0;
    vec3 p = mix(drifting, gathered, joins);

    float d = distance(p, eye_position.xyz);
    vec3 to = m - p;
    float lit = 0.16 / (0.16 + dot(to, to));
    float fade = mix(there, 1.0, joins) * smoothstep(0.4, 1.2, d);
    vec4 clip = clip_from_world * vec4(p, 1.0);
    float focal = length(vec3(clip_from_world[0].y, clip_from_world[1].y, clip_from_world[2].y));
    float natural = (0.0065 + 0.0060 * fract(r.w * 3.7)) * focal / max(d, 0.3);
    float half_size = max(natural, 3.0 / viewport.w);
    float kept = natural * natural / (half_size * half_size);
    light = (lamp_color() * (1.9 * lit * flame()) + vec3(0.022, 0.026, 0.031)) * (fade * kept);
    corner = in_position.xy;
    clip.xy += in_position.xy * vec2(half_size * viewport.w / viewport.z, half_size) * clip.w;
    if (fade < 0.01 || clip.w < 0.05) clip = vec4(2.0, 2.0, 2.0, 1.0);
    world_position = p;
    gl_Position = clip;
}
