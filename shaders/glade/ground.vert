// The forest floor, one disc round the seat.
#include "glade/tree.glsl"
#include "glade/log.glsl"

out vec3 litter;     // as they are shown: old leaves and moss, in the shade and in the sun
out vec3 green;
out vec3 litter_sun;
out vec3 green_sun;
out vec4 state;      // x: share of the sun, y: how mossy, zw: what is kept of cushions and of leaves

void main() {
    vec2 p = in_position.xz;
    world_position = vec3(p.x, floor_height(p), p.y);
    const float E = 0.12;
    normal = normalize(vec3(floor_height(p - vec2(E, 0.0)) - floor_height(p + vec2(E, 0.0)), 2.0 * E,
                            floor_height(p - vec2(0.0, E)) - floor_height(p + vec2(0.0, E))));
    float mossy = noise(p * 0.36 + 1.0) + 0.5 * noise(p * 0.9 + 6.0);
    vec3 to = world_position - eye_position.xyz;
    float footprint = pixel_angle() * dot(to, to) / max(-to.y, 0.05);
    state = vec4(sun_reaches(world_position), mossy, band_kept(3.1, footprint), band_kept(17.0, footprint));
    // Less sky under the log and at the foot of a tree.
    vec2 way = LOG_TO.xz - LOG_FROM.xz;
    float beside = length(p - LOG_FROM.xz - way * clamp(dot(p - LOG_FROM.xz, way) / dot(way, way), 0.0, 1.0));
    float open = (0.60 + 0.40 * smoothstep(13.0, 4.0, length(p))) * (0.22 + 0.78 * smoothstep(0.10, 0.75, beside));
    for (int i = 0; i < GREAT; i++) open *= 0.45 + 0.55 * smoothstep(0.6, 2.2, length(p - TREES[i].xy) / (2.0 * TREES[i].z));
    vec4 air = air_to(world_position);
    vec3 shade = sky_light(normal) * (open * (1.0 - air.a));
    vec3 sun = sun_light() * (2.3 * max(dot(normal, SUN), 0.0) * (1.0 - air.a));
    vec3 haze = air.rgb * air.a;
    const vec3 LITTER = vec3(0.080, 0.053, 0.032);
    const vec3 GREEN = vec3(0.067, 0.099, 0.0215);
    litter = as_shown(LITTER * shade + haze);
    green = as_shown(GREEN * shade + haze);
    litter_sun = as_shown(LITTER * (shade + sun) + haze) - litter;
    green_sun = as_shown(GREEN * (shade + sun) + haze) - green;
    state.zw *= 1.0 - air.a;
    gl_Position = clip_from_world * vec4(world_position, 1.0);
}
