// Falling snow in three depths: boxes of air 5, 16 and 44 m wide round the seat. They stay put when
// the head turns, so the flakes have true parallax. Six an instance, one on each face of a box.
#include "aurora/world.glsl"

out vec2 corner;
flat out vec3 light;

void main() {
    float face = dot(abs(in_normal), vec3(0.0, 2.0, 4.0)) + step(0.0, dot(in_normal, vec3(1.0)));
    vec4 r = fract(in_random * (1.0 + 12.0 * face));
    int i = instance_id * 6;
    float wide = i < 468 ? 5.0 : i < 1110 ? 16.0 : 44.0;
    float high = i < 468 ? 3.6 : i < 1110 ? 8.0 : 18.0;
    // Each flake falls at its own pace and drifts on a slow breeze; where it wraps it has faded.
    float speed = 0.26 + 0.22 * r.w;
    float y = fract(r.y - speed * time_s / high);
    vec2 drift = vec2(0.055, 0.02) * time_s / wide;
    vec2 xz = fract(r.xz + drift) - 0.5;
    float fade = smoothstep(0.0, 0.10, y) * smoothstep(1.0, 0.85, y) * smoothstep(0.5, 0.38, abs(xz.x)) * smoothstep(0.5, 0.38, abs(xz.y));
    vec3 p = vec3(xz.x * wide, y * high - 0.1, xz.y * wide);
    float sway = 0.05 + 0.05 * fract(r.w * 5.3);
    p.xz += sway * vec2(sin(time_s * (0.5 + 0.5 * r.x) + 40.0 * r.w), cos(time_s * (0.4 + 0.5 * r.z) + 30.0 * r.x));
    float d = distance(p, eye_position.xyz);
    fade *= smoothstep(0.45, 1.3, d);                                  // none at the lashes
    fade *= smoothstep(0.0, 0.16, snowfall * 1.16 - fract(r.w * 17.31)); // how many fall

    vec4 clip = clip_from_world * vec4(p, 1.0);
    float focal = length(vec3(clip_from_world[0].y, clip_from_world[1].y, clip_from_world[2].y));
    float natural = (0.0080 + 0.0070 * fract(r.w * 3.7)) * focal / max(d, 0.3);
    float half_size = max(natural, 2.4 / viewport.w);
    float kept = natural / half_size;
    light = (vec3(0.250, 0.300, 0.360) + GREEN * (0.06 * power())) * fade * kept * (i < 1110 ? 1.0 : 1.4);
    light = mix(light, vec3(0.0), air_loss(d, 1.0 / 90.0));
    corner = 2.0 * in_uv - 1.0;
    clip.xy += corner * vec2(half_size * viewport.w / viewport.z, half_size) * clip.w;
    if (fade < 0.01 || clip.w < 0.05) clip = vec4(2.0, 2.0, 2.0, 1.0);
    world_position = p;
    gl_Position = clip;
}
