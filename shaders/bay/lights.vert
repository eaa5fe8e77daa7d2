// Windows of people who live round the bay: small and warm, low on the far shores.
#include "bay/world.glsl"

out vec2 corner;
flat out vec3 light;

void main() {
    vec4 r = in_random;
    // A hamlet on the left headland, one on the right, a few houses on the point to the right.
    int i = instance_id;
    float azimuth = i < 5 ? -0.66 - 0.26 * r.x : i < 9 ? 0.50 + 0.30 * r.x : 0.95 + 0.75 * r.x;
    float far = i < 9 ? 930.0 : 425.0;
    float y = i < 9 ? 6.0 + 15.0 * r.y : 3.5 + 5.0 * r.y;
    world_position = vec3(sin(azimuth) * far, y, -cos(azimuth) * far);
    vec4 clip = clip_from_world * vec4(for_pass(world_position, far), 1.0);
    clip.z = clip.w * min(clip.z / clip.w, 0.99995);

    // At least two pixels wide; what a light gains in size it loses in brightness.
    float focal = length(vec3(clip_from_world[0].y, clip_from_world[1].y, clip_from_world[2].y));
    float natural = 0.0013 * focal;
    float half_size = max(natural, 2.4 / viewport.w);
    float kept = natural / half_size;
    light = mix(LAMP, vec3(1.0, 0.66, 0.34), r.z) * (0.8 + 0.8 * r.w) * kept * (0.45 + 0.55 * clarity);
    corner = in_position.xy;
    vec2 size = vec2(half_size * viewport.w / viewport.z, half_size);
    clip.xy += in_position.xy * size * clip.w;
    gl_Position = clip;
}
