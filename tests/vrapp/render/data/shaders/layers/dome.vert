#include "lib/film.glsl"
out vec3 light;
void main() {
    world_position = in_position + vec3(eye_position.x, 0.0, eye_position.z);
    float up = clamp(in_position.y / 200.0, 0.0, 1.0);
    light = as_shown(mix(vec3(0.10, 0.07, 0.05), vec3(0.01, 0.02, 0.05), up));
    gl_Position = clip_from_world * vec4(world_position, 1.0);
}
