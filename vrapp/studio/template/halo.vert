// A quad that faces the eye, about the lamp.
#include "@NAME@/world.glsl"

out vec2 corner;  // -1 .. 1

void main() {
    corner = in_position.xy;
    world_position = billboard(lamp_at(), corner * lamp_radius() * 7.0);
    gl_Position = clip_from_world * vec4(world_position, 1.0);
}
