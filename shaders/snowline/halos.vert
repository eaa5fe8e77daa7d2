// The warm light round a bird that wakes.
#include "snowline/bird.glsl"

out vec2 corner;
flat out vec3 light;

void main() {
    Bird b = bird_of(instance_id);
    corner = in_position.xy;
    light = vec3(0.30, 0.165, 0.055) * targets[instance_id].glow * (1.0 - 0.6 * b.aloft);
    world_position = billboard(b.place, in_position.xy * b.size * 4.5);
    gl_Position = clip_from_world * vec4(world_position, 1.0);
    if (targets[instance_id].glow <= 0.001) gl_Position = vec4(2.0, 2.0, 2.0, 1.0);
}
