// The forest floor, one disc round the seat.
#include "glade/tree.glsl"
#include "glade/log.glsl"

out vec4 air;
out vec3 state;      // x: share of the sun, y: how mossy, z: shade under trees

void main() {
    vec2 p = in_position.xz;
    world_position = vec3(p.x, floor_height(p), p.y);
    const float E = 0.12;
    normal = normalize(vec3(floor_height(p - vec2(E, 0.0)) - floor_height(p + vec2(E, 0.0)), 2.0 * E,
                            floor_height(p - vec2(0.0, E)) - floor_height(p + vec2(0.0, E))));
    float mossy = noise(p * 0.36 + 1.0) + 0.5 * noise(p * 0.9 + 6.0);
    state = vec3(sun_reaches(world_position), mossy, 1.0);
    // Less sky under the log and at the foot of a tree.
    vec2 way = LOG_TO.xz - LOG_FROM.xz;
    float beside = length(p - LOG_FROM.xz - way * clamp(dot(p - LOG_FROM.xz, way) / dot(way, way), 0.0, 1.0));
    float open = (0.60 + 0.40 * smoothstep(13.0, 4.0, length(p))) * (0.22 + 0.78 * smoothstep(0.10, 0.75, beside));
    for (int i = 0; i < GREAT; i++) open *= 0.45 + 0.55 * smoothstep(0.6, 2.2, length(p - TREES[i].xy) / (2.0 * TREES[i].z));
    state.z = open;
    air = air_to(world_position);
    gl_Position = clip_from_world * vec4(world_position, 1.0);
}
