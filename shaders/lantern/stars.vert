// A few stars, faint enough to be found only by who looks for them.
#include "lantern/world.glsl"
#include "lib/stars.glsl"

out vec2 corner;
flat out vec3 light;

void main() {
    vec3 ray = star_direction(in_random.xy, 0.06);
    float shown = star_brightness(in_random.z) * smoothstep(0.05, 0.40, ray.y) * (0.42 - 0.20 * twilight);
    vec4 clip = clip_from_world * vec4(eye_position.xyz + ray * 1500.0, 1.0);
    clip.z = clip.w * 0.999999;
    float focal = length(vec3(clip_from_world[0].y, clip_from_world[1].y, clip_from_world[2].y));
    float half_size = max(2.6 * 2.0 / viewport.w, 0.0011 * focal);
    light = star_color(fract(in_random.w * 7.13)) * shown;
    corner = in_position.xy;
    clip.xy += in_position.xy * vec2(half_size * viewport.w / viewport.z, half_size) * clip.w;
    if (shown < 0.004 || clip.w < 0.0) clip = vec4(2.0, 2.0, 2.0, 1.0);  // out of sight
    gl_Position = clip;
}
