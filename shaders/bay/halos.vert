// Light of a lantern scattered in the moist air about it.
#include "bay/world.glsl"

out vec2 corner;
flat out float strength;

void main() {
    float s = float(instance_id) / float(LANTERNS - 1);
    vec3 at = lantern_center(s);
    float far = length(at - eye_position.xyz);
    float size = lantern_radius(s) * (6.0 + 1.5 * mist);
    vec4 center = eye_from_world * vec4(for_pass(at, length(at.xz)), 1.0);
    // Eye-facing, sized in metres, through the same clip matrix as all else.
    vec3 right = vec3(eye_from_world[0].x, eye_from_world[1].x, eye_from_world[2].x);
    vec3 up = vec3(eye_from_world[0].y, eye_from_world[1].y, eye_from_world[2].y);
    vec3 p = for_pass(at, length(at.xz)) + (right * in_position.x + up * in_position.y) * size;
    corner = in_position.xy;
    strength = lantern_power(s) * (0.16 + 0.16 * mist);
    world_position = p;
    gl_Position = clip_from_world * vec4(p, 1.0);
}
