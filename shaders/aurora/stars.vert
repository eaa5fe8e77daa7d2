// Stars, drowned where the low sky is bright.
#include "aurora/world.glsl"
#include "lib/stars.glsl"

out vec2 corner;
flat out vec3 light;

void main() {
    vec3 ray = star_direction(in_random.xy, 0.04);
    float magnitude = star_brightness(in_random.z);
    vec4 clip = clip_from_world * vec4(eye_position.xyz + ray * 3000.0, 1.0);
    clip.z = clip.w * 0.999999;
    float seen = smoothstep(0.04, 0.30, ray.y) * (1.0 - 0.35 * twilight);
    float shown = magnitude * seen * (0.30 + 0.90 * clarity);
    // Very slow and shallow twinkle: slower than a breath.
    shown *= 1.0 + 0.12 * sin(time_s * (0.25 + 0.35 * in_random.w) + 40.0 * in_random.w);
    float pixel = 2.0 / viewport.w;
    float focal = length(vec3(clip_from_world[0].y, clip_from_world[1].y, clip_from_world[2].y));
    float half_size = max(2.6 * pixel, 0.0010 * focal);
    light = star_color(fract(in_random.w * 7.13)) * shown * 1.05;
    corner = in_position.xy;
    clip.xy += in_position.xy * vec2(half_size * viewport.w / viewport.z, half_size) * clip.w;
    if (shown < 0.004 || clip.w < 0.0) clip = vec4(2.0, 2.0, 2.0, 1.0);  // out of sight
    gl_Position = clip;
}
