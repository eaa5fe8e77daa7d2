#include "snowline/world.glsl"
#include "lib/filter.glsl"

flat in vec2 seed;
centroid in vec3 green;
centroid in vec3 white;
centroid in float up;
centroid in float across;

void main() {
    // Boughs hang from the stem outwards, each with its load of snow.
    vec2 p = vec2(across * 2.6, up * 18.0 + 2.4 * abs(across)) + seed;
    float bough = quick_noise(p) * band_kept(1.0, footprint_of(p));
    // The tiers, a line of snow on each; shade under it.
    float tier = fract(up * 9.0 + 0.45 * abs(across) + 0.22 * bough);
    float keeps = band_kept(9.0, fwidth(up));
    float load = mix(0.5, smoothstep(0.35, 0.75, tier) - smoothstep(0.92, 1.0, tier), keeps);
    float snow = clamp(0.02 + 0.20 * up + 0.78 * load * (0.55 + 0.6 * smoothstep(-0.5, 0.3, bough)), 0.0, 1.0);
    snow *= 1.5 - 0.58 * snow;      // as the eye takes it
    color = vec4(mix(green, white, snow) * mix(1.0, 0.89 + 0.22 * tier, keeps), 1.0);
}
