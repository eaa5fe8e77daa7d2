// What drifts in the water: pale motes near and far, and living sparks that the calm heart wakes.
#include "reef/world.glsl"
#include "reef/waves.glsl"

out vec2 corner;
flat out vec3 light;

void main() {
    vec4 r = in_random;
    int i = instance_id;
    bool spark = i >= 600;
    float wide = i < 260 ? 5.0 : i < 600 ? 15.0 : 13.0;
    float high = i < 260 ? 3.4 : i < 600 ? 8.0 : 4.2;
    // A slow current to the right and down; what leaves the box on one side enters on the other,
    // where it has faded. Sparks rise.
    vec2 xz = fract(r.xz + vec2(0.020, 0.009) * time_s / wide * (0.6 + r.w)) - 0.5;
    float y = fract(r.y + (spark ? 0.014 : -0.010) * time_s / high * (0.5 + r.w));
    float fade = smoothstep(0.0, 0.12, y) * smoothstep(1.0, 0.88, y) * smoothstep(0.5, 0.38, abs(xz.x)) * smoothstep(0.5, 0.38, abs(xz.y));
    vec3 p = vec3(xz.x * wide, y * high + (spark ? 0.1 : -0.3), xz.y * wide - (spark ? 1.5 : 0.0));
    // The water lifts all of it with the breath.
    p.y += 0.14 * (swell - 0.5);
    p += 0.10 * sway(vec3(0.23, 0.19, 0.21) * time_s + vec3(40.0, 30.0, 50.0) * r.wxz);
    float d = distance(p, eye_position.xyz);
    fade *= smoothstep(0.5, 1.4, d);
    float pick = fract(r.w * 17.31);
    vec3 tone;
    float natural = 0.0050 + 0.0045 * fract(r.w * 3.7);
    if (spark) {
        tone = mix(vec3(0.10, 0.75, 0.62), vec3(0.22, 0.42, 0.90), fract(r.w * 5.1)) * (0.12 + 2.0 * alive());
        fade *= smoothstep(0.0, 0.25, living_light * 1.25 - pick) * (0.72 + 0.28 * sway(0.45 * time_s + 60.0 * r.x));
        natural *= 2.2;
    } else {
        tone = vec3(0.24, 0.34, 0.35) * (0.10 + 0.90 * daylight);
        fade *= smoothstep(0.0, 0.2, motes * 1.2 - pick);
    }
    vec4 clip = clip_from_world * vec4(p, 1.0);
    float focal = length(vec3(clip_from_world[0].y, clip_from_world[1].y, clip_from_world[2].y));
    natural *= focal / max(d, 0.3);
    float half_size = max(natural, 2.4 / viewport.w);
    float kept = natural / half_size;
    light = tone * kept_after(d) * (fade * kept * kept);
    corner = in_position.xy;
    clip.xy += in_position.xy * vec2(half_size * viewport.w / viewport.z, half_size) * clip.w;
    if (fade < 0.01 || clip.w < 0.05) clip = vec4(2.0, 2.0, 2.0, 1.0);
    world_position = p;
    gl_Position = clip;
}
