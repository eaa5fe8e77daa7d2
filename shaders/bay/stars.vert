// Stars come out as the air clears: faint ones last. Six an instance, one on each face of a box.
#include "bay/world.glsl"
#include "lib/stars.glsl"

out vec2 corner;
flat out vec3 light;

void main() {
    float face = dot(abs(in_normal), vec3(0.0, 2.0, 4.0)) + step(0.0, dot(in_normal, vec3(1.0)));
    vec4 random = fract(in_random * (1.0 + 12.0 * face));
    vec3 ray = star_direction(random.xy, 0.10);
    float magnitude = star_brightness(random.z);
    bool evening_star = instance_id == 0 && face < 0.5;
    if (evening_star) ray = normalize(vec3(0.045, 0.245, -1.0));
    corner = 2.0 * in_uv - 1.0;
    vec4 clip = clip_from_world * vec4(eye_position.xyz + ray * 1500.0, 1.0);
    clip.z = clip.w * 0.999999;

    // Seen against the sky behind it; the afterglow drowns it.
    vec3 sky = dusk_gradient(ray, dusk());
    float drowned = dot(sky, vec3(0.3, 0.5, 0.2));
    float seen = smoothstep(0.26, 0.03, drowned) * smoothstep(0.10, 0.45, ray.y);
    float shown = magnitude * seen * (0.25 + 0.95 * clarity) * (0.45 + 0.75 * hour);
    if (evening_star) shown = 2.2 * (0.4 + 0.6 * clarity);
    // Very slow and shallow twinkle: slower than a breath.
    shown *= 1.0 + 0.12 * sin(time_s * (0.25 + 0.35 * random.w) + 40.0 * random.w);

    // Two and a half pixels wide or 0.055 degrees, whichever is more; energy kept.
    float pixel = 2.0 / viewport.w;
    float focal = length(vec3(clip_from_world[0].y, clip_from_world[1].y, clip_from_world[2].y));
    float natural = 0.0010 * focal;
    float half_size = max(2.6 * pixel, natural * (evening_star ? 2.4 : 1.0));
    light = star_color(fract(random.w * 7.13)) * shown * 1.35;
    vec2 size = vec2(half_size * viewport.w / viewport.z, half_size);
    clip.xy += corner * size * clip.w;
    if (shown < 0.004 || clip.w < 0.0) clip = vec4(2.0, 2.0, 2.0, 1.0);  // out of sight
    gl_Position = clip;
}
