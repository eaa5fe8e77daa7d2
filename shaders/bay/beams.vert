#include "bay/world.glsl"

flat out vec4 lamp_a;
flat out vec4 lamp_b;

void main() {
    world_position = in_position + in_offset;
    normal = in_normal;
    lamp_a = lamp_of(0);
    lamp_b = lamp_of(1);
    gl_Position = clip_from_world * vec4(for_pass(world_position, 1.5), 1.0);
}
