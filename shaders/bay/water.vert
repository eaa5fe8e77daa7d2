// The bay: a disc round the viewer that lifts with the breath and carries the long waves.
#include "bay/world.glsl"

out vec3 air;

void main() {
    float r = length(in_position.xz);
    float y = water_level(r) + long_waves(in_position.xz) * (1.0 - smoothstep(60.0, 160.0, r));
    world_position = vec3(in_position.x, y, in_position.z);
    air = air_light(world_position);
    gl_Position = clip_from_world * vec4(world_position, 1.0);
}
