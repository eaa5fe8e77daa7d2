#include "snowline/world.glsl"

out vec3 air;
out vec2 slope;
out vec3 lie;        // x, y: of the stream (stream_at), z: wide shadows of the wood, -1..1

void main() {
    vec2 p = in_position.xz;
    float h = snow_height(p);
    float e = max(0.10, 0.04 * length(p));
    slope = (vec2(snow_height(p + vec2(e, 0.0)), snow_height(p + vec2(0.0, e))) - h) / e;
    world_position = vec3(p.x, h, p.y);
    float across = dot(p, vec2(-SUN_LEVEL.y, SUN_LEVEL.x));
    float along = dot(p, SUN_LEVEL);
    lie = vec3(stream_at(p), noise(vec2(across * 0.115 + 5.2, along * 0.010 + 2.0)));
    air = air_light(world_position);
    gl_Position = clip_from_world * vec4(world_position, 1.0);
}
