#include "snowline/world.glsl"
#include "lib/filter.glsl"

flat in vec3 tint;
in vec3 air;
in float up;
in float across;

void main() {
    float d = distance(world_position, eye_position.xyz);
    vec3 n = normalize(normal);
    // Boughs hang from the stem outwards, each with its load of snow.
    vec2 p = vec2(across * 2.6, up * 18.0 + 2.4 * abs(across)) + 50.0 * tint.xz;
    float fp = footprint_of(p);
    float bough = noise(p) * band_kept(1.0, fp);
    float small = noise(p * vec2(2.3, 2.1) + 9.0) * band_kept(2.3, fp);
    // The tiers, a line of snow on each; shade under it.
    float tier = fract(up * 9.0 + 0.45 * abs(across) + 0.22 * bough);
    float keeps = band_kept(9.0, fwidth(up));
    float load = mix(0.5, smoothstep(0.35, 0.75, tier) - smoothstep(0.92, 1.0, tier), keeps);
    float snow = clamp(0.02 + 0.20 * up + 0.78 * load * (0.55 + 0.6 * smoothstep(-0.5, 0.3, bough)) + 0.18 * small, 0.0, 1.0);
    float lit = smoothstep(-0.15, 0.55, up + 0.5 * tint.y - 0.15);
    vec3 c = mix(vec3(0.026, 0.060, 0.058), SNOW, snow * 0.92) * day_light(n, lit) * (0.62 + 0.38 * up) * mix(1.0, 0.78 + 0.44 * tier, keeps);
    c = through_air(c, d, air);
    color = vec4(c, 1.0);
}
