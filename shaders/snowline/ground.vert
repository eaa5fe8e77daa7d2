#include "snowline/world.glsl"

out vec3 air;
out vec2 slope;

void main() {
    vec2 p = in_position.xz;
    float h = snow_height(p);
    float e = max(0.10, 0.04 * length(p));
    slope = (vec2(snow_height(p + vec2(e, 0.0)), snow_height(p + vec2(0.0, e))) - h) / e;
    world_position = vec3(p.x, h, p.y);
    air = air_light(world_position);
    gl_Position = clip_from_world * vec4(world_position, 1.0);
}
