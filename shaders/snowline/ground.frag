// Snow in the low sun, the long shadows of the wood on the left, and the frozen stream.
#include "snowline/world.glsl"

centroid in vec3 shade;
centroid in vec3 sunny;
centroid in vec3 frozen;
centroid in vec4 slope;
centroid in vec4 lie;
centroid in float pixel;

void main() {
    // Wide drifts and the wind's ridges on them.
    const mat2 WIND = mat2(0.86, 0.51, -0.51, 0.86);
    vec2 q = WIND * world_position.xz;
    vec3 wide = quick_noise_with_slope(q * vec2(0.20, 0.34) + 0.7) * slope.z;
    // A ridge is one side of a swing; it comes and goes along another.
    vec2 ridge = swing_with_slope(0.83 * q.y + 0.13 * q.x + 0.62 * wide.x + 0.12 * wide.y);
    vec2 along = swing_with_slope(0.19 * q.x - 0.11 * q.y - 0.60 * wide.x);
    vec3 fine = vec3(ridge.x * (0.5 + 0.5 * along.x), (0.83 * ridge.y + 0.05) * (0.5 + 0.5 * along.x) * vec2(0.16, 0.42)) * slope.w;
    vec2 drift = vec2(0.1144, 0.19448) * wide.yz + vec2(0.0248, 0.076) * fine.yz;
    vec2 s = slope.xy + drift * WIND;

    // Shadows of the wood: long bars along the sun's bearing, frayed, softer the farther they reach.
    float bars = lie.z + 0.20 * wide.x + 0.12 * fine.x;
    float sun = 1.0 - 0.95 * smoothstep(0.10, 0.40, bars) * lie.w;

    // The stream lies in soft banks; the sun looks into the right one.
    float bank = abs(lie.x) - lie.y + 0.16 * wide.x + 0.05 * fine.x;
    float right = clamp(lie.x / lie.y, -1.0, 1.0);
    float brow = smoothstep(1.5, 0.25, bank);
    s.x += 0.55 * right * brow;
    sun *= 1.0 - 0.75 * brow * max(-right, 0.0);
    float facing = (SUN.y - s.x * SUN.x - s.y * SUN.z) * (1.0 - 0.4 * min(dot(s, s), 1.0));
    // 1 - 2^(-4.6 x) of it, by the first terms of 2^x.
    float x = 4.6 * max(facing + 0.02, 0.0);
    float lit = sun * (1.0 - 1.0 / (1.0 + x * (0.693 + x * (0.240 + 0.056 * x))));
    lit *= 1.375 - 0.375 * lit;      // as the eye takes it
    // What leans away from the open sky is a little darker.
    float open = 1.0 + 0.024 * wide.x + 0.017 * fine.x + 0.08 * dot(drift * WIND, SUN_LEVEL);
    vec3 c = shade * open + sunny * lit;

    // Its ice is dark and mirrors the sky; snow has blown over it.
    float is_ice = clamp((0.10 - bank) / (0.16 + 0.5 * pixel), 0.0, 1.0);
    float crack = clamp(1.0 - abs(wide.x + 0.35 * fine.x + 0.10) / (0.04 + 0.9 * pixel), 0.0, 1.0);
    float dust = clamp(1.9 * fine.x + 1.3 * wide.x + 0.1, 0.0, 1.0);
    c = mix(c, frozen * (1.0 + 0.16 * wide.x + 0.35 * crack * slope.w), is_ice * (1.0 - 0.85 * dust));
    color = vec4(c, 1.0);
}
