// Open water behind everything: a ball about the eye, so smooth that its corners are enough.
#include "reef/world.glsl"

out vec3 shade;

void main() {
    shade = water_light(in_normal);
    world_position = eye_position.xyz + 350.0 * in_normal;
    gl_Position = clip_from_world * vec4(world_position, 1.0);
}
