// Stems of the kelp, 26 ribbons turned to the eye.
#include "reef/world.glsl"
#include "reef/waves.glsl"
#include "reef/lit.glsl"
#include "reef/kelp.glsl"

centroid out vec3 paint;

void main() {
    float t = in_uv.x;
    vec3 p = kelp_at(instance_id, t);
    vec3 up = normalize(kelp_at(instance_id, t + 0.02) - p);
    vec3 to_eye = eye_position.xyz - p;
    float d = length(to_eye);
    vec3 across = normalize(cross(up, to_eye));
    float focal = length(vec3(clip_from_world[0].y, clip_from_world[1].y, clip_from_world[2].y));
    float half_width = max(0.012 * (1.15 - 0.6 * t), 0.9 * d / (focal * viewport.w));
    world_position = p + across * (half_width * (2.0 * in_uv.y - 1.0));
    normal = normalize(to_eye + up * 0.2);
    light_up(world_position, vec3(0.0, 0.6, 0.8), 0.8, 0.5);
    paint = painted(vec3(0.26, 0.22, 0.075));
    gl_Position = clip_from_world * vec4(world_position, 1.0);
}
