#include "bay/world.glsl"

in vec3 in_position;
in vec3 in_normal;
in vec3 in_offset;
out vec3 world_position;
out vec3 normal;

void main() {
    world_position = in_position + in_offset;
    normal = in_normal;
    gl_Position = clip_from_world * vec4(for_pass(world_position, 1.5), 1.0);
}
