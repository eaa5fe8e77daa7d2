#include "@NAME@/world.glsl"

void main() {
    normal = in_normal;
    uv = in_uv;
    world_position = lamp_at() + in_position * vec3(1.0, 1.08, 1.0) * lamp_radius();
    gl_Position = clip_from_world * vec4(world_position, 1.0);
}
