// Ice and snow in one disc round the seat.
#include "aurora/world.glsl"

out vec3 air;
out float height;

void main() {
    height = snow_height(in_position.xz);
    world_position = vec3(in_position.x, max(height, 0.0), in_position.z);
    air = air_light(world_position);
    gl_Position = clip_from_world * vec4(world_position, 1.0);
}
