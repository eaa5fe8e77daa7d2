// Fireflies: strewn over the glade while there is no order, a slow turning company over the log
// and the grass ahead as order grows; more of them then.
#include "glade/world.glsl"

out vec2 corner;
flat out vec3 light;

void main() {
    vec4 r = in_random;
    float s = 6.2831853 * r.w;
    // Strewn: anywhere in the glade.
    float a = 6.2831853 * r.x;
    float far = 2.2 + 8.0 * sqrt(r.y);
    vec3 alone = vec3(far * sin(a), 0.35 + 1.9 * r.z * r.z, -far * cos(a));
    // Together: rings that turn one way, a full turn in about a minute.
    float turn = s + time_s * (0.07 + 0.05 * r.y);
    float wide = 0.35 + 1.15 * sqrt(r.x);
    vec3 company = vec3(0.35 + wide * cos(turn), 0.55 + 1.25 * r.z, -4.1 + wide * sin(turn));
    float share = smoothstep(0.0, 1.0, gathering * 1.5 - 0.5 * fract(r.z * 7.0));
    vec3 p = mix(alone, company, share);
    p += vec3(0.22, 0.13, 0.22) * vec3(sin(0.31 * time_s * (0.6 + r.y) + 9.0 * r.x), sin(0.43 * time_s * (0.6 + r.x) + 5.0 * s), cos(0.29 * time_s * (0.6 + r.z) + 7.0 * s));

    // Each glows up and down slowly, never to nothing.
    float glow = 0.62 + 0.38 * sin(time_s * (0.55 + 0.45 * r.y) + 5.0 * s);
    float here = smoothstep(0.0, 0.18, 0.30 + 0.90 * gathering - fract(r.w * 13.7));
    float d = distance(p, eye_position.xyz);
    here *= smoothstep(0.7, 1.6, d) * exp2(-d / 16.0);
    light = mix(vec3(0.62, 0.86, 0.22), vec3(0.95, 0.80, 0.28), warmth) * (here * glow * mix(1.0, 0.72, hour));

    vec4 clip = clip_from_world * vec4(p, 1.0);
    float focal = length(vec3(clip_from_world[0].y, clip_from_world[1].y, clip_from_world[2].y));
    float half_size = max(0.075 * focal / max(d, 0.3), 4.0 / viewport.w);
    corner = in_position.xy;
    clip.xy += in_position.xy * vec2(half_size * viewport.w / viewport.z, half_size) * clip.w;
    if (here < 0.01 || clip.w < 0.05) clip = vec4(2.0, 2.0, 2.0, 1.0);
    world_position = p;
    gl_Position = clip;
}
