// The sea bed in one disc round the seat.
#include "reef/world.glsl"
#include "reef/lit.glsl"
#include "reef/rock.glsl"

out float steep;

void main() {
    vec2 p = in_position.xz;
    float e = 0.05 + 0.04 * length(p);
    float h = bed(p);
    vec2 slope = vec2(bed(p + vec2(e, 0.0)) - h, bed(p + vec2(0.0, e)) - h) / e;
    normal = normalize(vec3(-slope.x, 1.0, -slope.y));
    steep = dot(slope, slope);
    world_position = vec3(p.x, h, p.y);
    light_up(world_position, normal, beside_rocks(world_position), 0.1);
    gl_Position = clip_from_world * vec4(world_position, 1.0);
}
