// Table corals: wide plates on a foot, in tiers.
#include "reef/world.glsl"
#include "reef/lit.glsl"
#include "reef/rock.glsl"
#include "reef/grow.glsl"
#include "reef/net.glsl"
#include "reef/waves.glsl"
#include "reef/caustics.glsl"

centroid out vec3 paint;
centroid out vec3 relief;
centroid out vec2 plate;       // place in the pattern of knobs

void main() {
    int i = instance_id;
    vec4 r = in_random;
    vec3 outward;
    // Spots in twos: a second, smaller plate above the first.
    int s = i < 2 ? 5 + i : i < 4 ? 7 + (i - 2) : i < 6 ? 9 : i < 8 ? 11 : i < 9 ? 3 : i < 10 ? 13 : 14;
    vec3 root = root_at(s, (r.xy - 0.5) * vec2(1.5, 0.9), outward);
    float size = (0.42 + 0.40 * r.z) * (i == 8 ? 0.8 : 1.25);
    vec3 u = normalize(in_position);
    float a = atan(u.z, u.x);
    float lobes = 1.0 + 0.10 * sin(3.0 * a + 6.0 * r.w) + 0.07 * sin(7.0 * a + 9.0 * r.x) + 0.035 * sin(13.0 * a);
    float wide = length(u.xz);
    // The upper half is the plate, the lower half runs down into the foot.
    float share = u.y > 0.0 ? wide : mix(0.16, 1.0, smoothstep(0.25, 1.0, wide));
    float y = u.y > 0.0 ? 0.020 * sqrt(max(1.0 - wide * wide, 0.0)) + 0.10 * wide * wide : 0.10 * share * share - 0.02 - 0.40 * (1.0 - smoothstep(0.25, 0.95, wide)) * smoothstep(0.98, 0.4, wide);
    y += 0.035 * sin(2.0 * a + 5.0 * r.y) * wide;
    vec2 flat_at = (wide > 1e-4 ? u.xz / wide : vec2(0.0)) * (share * lobes * size);
    world_position = root + vec3(flat_at.x, size * y + 0.30 * size, flat_at.y);
    world_position.xz += outward.xz * (0.35 * size);
    vec3 n = u.y > 0.0 ? vec3(-0.22 * u.x, 1.0, -0.22 * u.z) : vec3(0.45 * u.x, -0.9, 0.45 * u.z);
    normal = normalize(n);
    plate = flat_at * 25.6 + 20.0 * r.xy;
    light_up(world_position, normal, u.y > 0.0 ? 1.0 : 0.32 + 0.3 * wide, 0.2);
    // Its corners are as close as the lines are wide.
    cast_net(world_position);
    lit = shaded + sunned * caustics(net, slack, 0.04);
    vec3 tint = r.w < 0.4 ? vec3(0.62, 0.42, 0.22) : r.w < 0.75 ? vec3(0.42, 0.32, 0.56) : vec3(0.40, 0.48, 0.30);
    float edge = smoothstep(0.80, 1.0, wide);
    vec3 albedo = mix(tint, vec3(0.70, 0.66, 0.62), edge * 0.65);
    paint = painted(albedo, vec3(0.10, 0.34, 0.66) * (alive() * (edge * 0.9 + 0.08) * step(0.0, u.y)));
    relief = painted(albedo * 1.36) - painted(albedo);
    gl_Position = clip_from_world * vec4(world_position, 1.0);
}
