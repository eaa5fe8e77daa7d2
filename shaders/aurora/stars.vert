// Stars, drowned where the low sky is bright. Six an instance, one on each face of a box.
#include "aurora/world.glsl"
#include "lib/stars.glsl"

out vec2 corner;
flat out vec3 light;

void main() {
    float face = dot(abs(in_normal), vec3(0.0, 2.0, 4.0)) + step(0.0, dot(in_normal, vec3(1.0)));
    vec4 random = fract(in_random * (1.0 + 12.0 * face));
    vec3 ray = star_direction(random.xy, 0.04);
    float magnitude = star_brightness(random.z);
    corner = 2.0 * in_uv - 1.0;
    vec4 clip = clip_from_world * vec4(eye_position.xyz + ray * 3000.0, 1.0);
    clip.z = clip.w * 0.999999;
    float seen = smoothstep(0.04, 0.30, ray.y) * (1.0 - 0.35 * twilight);
    float shown = magnitude * seen * (0.30 + 0.90 * clarity);
    // Very slow and shallow twinkle: slower than a breath.
    shown *= 1.0 + 0.12 * sin(time_s * (0.25 + 0.35 * random.w) + 40.0 * random.w);
    float pixel = 2.0 / viewport.w;
    float focal = length(vec3(clip_from_world[0].y, clip_from_world[1].y, clip_from_world[2].y));
    float half_size = max(2.6 * pixel, 0.0010 * focal);
    light = star_color(fract(random.w * 7.13)) * shown * 1.05;
    clip.xy += corner * vec2(half_size * viewport.w / viewport.z, half_size) * clip.w;
    if (shown < 0.004 || clip.w < 0.0) clip = vec4(2.0, 2.0, 2.0, 1.0);  // out of sight
    gl_Position = clip;
}
