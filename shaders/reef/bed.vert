// The sea bed in one disc round the seat. What is broad is worked out here, once for a vertex: the
// colour of the ground and where its ripples run.
#include "reef/world.glsl"
#include "reef/lit.glsl"
#include "reef/rock.glsl"
#include "reef/net.glsl"

centroid out vec3 paint;      // as it is shown under a mean sun
centroid out vec3 more_sun;   // what a sun two and a half times as bright adds
centroid out vec4 ground;     // phase of the ripples in turns, their strength, that of the grain, a pixel's size in metres

void main() {
    vec2 p = in_position.xz;
    float e = 0.05 + 0.04 * length(p);
    float h = bed(p);
    vec2 slope = vec2(bed(p + vec2(e, 0.0)) - h, bed(p + vec2(0.0, e)) - h) / e;
    normal = normalize(vec3(-slope.x, 1.0, -slope.y));
    world_position = vec3(p.x, h, p.y);
    light_up(world_position, normal, beside_rocks(world_position), 0.1);
    cast_net(world_position);
    // White coral sand, rubble where it is steep.
    float wide = noise(p * 0.55 + 2.0);
    float rubble = smoothstep(0.10, 0.45, dot(slope, slope) + 0.16 * wide - 0.04);
    vec3 sand = vec3(0.590, 0.530, 0.455) * (1.0 + 0.14 * wide);
    vec3 broken = mix(vec3(0.155, 0.150, 0.140), vec3(0.240, 0.170, 0.190), 0.5 + 0.5 * wide);
    vec3 albedo = mix(sand, broken, rubble * 0.85);
    paint = painted(albedo);
    more_sun = painted_under(2.5, albedo) - paint;
    vec3 to_eye = eye_position.xyz - world_position;
    float d2 = dot(to_eye, to_eye);
    float focal = length(vec3(clip_from_world[0].y, clip_from_world[1].y, clip_from_world[2].y));
    float pixel = 2.0 * d2 / (max(dot(to_eye, normal), 0.05 * sqrt(d2)) * focal * viewport.w);
    // Ripples that the swell left, bent and forked, none where rubble lies.
    ground.x = dot(p, vec2(1.490, 3.848)) + 0.54 * wide + 0.32 * noise(p * 1.3);
    // None where a pixel is wider than half a ripple, or than a grain.
    ground.y = (1.0 - rubble) * (0.75 + 0.35 * wide) * clamp(2.0 - 22.0 * pixel, 0.0, 1.0);
    ground.z = (0.05 + 0.35 * rubble) * clamp(2.0 - 36.0 * pixel, 0.0, 1.0);
    ground.w = pixel;
    gl_Position = clip_from_world * vec4(world_position, 1.0);
}
