// The sea bed in one disc round the seat. What is broad is worked out here, once for a vertex: the
// colour of the ground and where its ripples run.
#include "reef/world.glsl"
#include "reef/lit.glsl"
#include "reef/rock.glsl"
#include "reef/net.glsl"

out vec3 ground;    // phase of the ripples in turns, their strength, how coarse the grain is
out float pixel;    // its size on the ground, metres

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
    shaded *= albedo;
    sunned *= albedo;
    vec3 to_eye = eye_position.xyz - world_position;
    float d2 = dot(to_eye, to_eye);
    float focal = length(vec3(clip_from_world[0].y, clip_from_world[1].y, clip_from_world[2].y));
    pixel = 2.0 * d2 / (max(dot(to_eye, normal), 0.05 * sqrt(d2)) * focal * viewport.w);
    // Ripples that the swell left, bent and forked, none where rubble lies.
    ground.x = dot(p, vec2(1.490, 3.848)) + 0.54 * wide + 0.32 * noise(p * 1.3);
    ground.y = (1.0 - rubble) * (0.75 + 0.35 * wide);
    ground.z = 0.05 + 0.35 * rubble;
    gl_Position = clip_from_world * vec4(world_position, 1.0);
}
