// Fragment stage: the skin of old trees.
#include "glade/world.glsl"
#include "lib/filter.glsl"

// Bark at `at` (metres round the trunk, metres up): x height of its plates about -1..1, y its
// slope across. Long plates, torn crosswise, with a finer grain in them.
vec2 bark(vec2 at, float seed) {
    vec2 p = at * vec2(14.0, 1.2) + 17.0 * seed;
    float fp = footprint_of(p);
    p.x += 0.5 * swing(0.23 * at.y + 1.3 * at.x + seed) + 0.22 * swing(0.71 * at.y - 2.3 * at.x);
    vec3 plate = noise_with_slope(p);
    float fine = 0.0;
    float k = band_kept(3.4, fp);
    if (k > 0.0) fine = noise(p * vec2(3.3, 1.3) + 3.0) * k;
    // Cracks run where the noise crosses zero; what lies between is a plate with round edges.
    float x = min(1.5 * abs(plate.x), 1.0);
    float rise = sign(plate.x) * plate.y * (1.0 - x);
    return vec2(mix(0.30, 1.25 * x * (2.0 - x) - 0.55, band_kept(1.0, fp)) + 0.60 * fine, -2.0 * rise);
}

// Moss and lichen over a bark colour. `want` about -1..1: how much moss likes the place.
vec3 grown_over(vec3 c, float want, vec2 at, float seed) {
    vec2 p = at * vec2(4.0, 3.0) + 31.0 * seed;
    float fp = footprint_of(p);
    float n = 0.7 * noise(p) * band_kept(1.0, fp);
    if (fp < 0.11) n += 0.4 * noise(p * 4.3) * band_kept(4.3, fp);
    float moss = smoothstep(-0.15, 0.35, want + 0.6 * n);
    vec3 green = mix(vec3(0.045, 0.075, 0.018), vec3(0.100, 0.135, 0.030), 0.5 + 0.6 * n);
    c = mix(c, green, 0.88 * moss);
    float lichen = smoothstep(0.42, 0.62, n - 0.3 * moss);
    return mix(c, vec3(0.20, 0.22, 0.18), 0.5 * lichen);
}

// Moss against the light glows at its rim: every stem of it scatters.
vec3 backlit(vec3 n, float moss, float lit) {
    vec3 view = normalize(world_position - eye_position.xyz);
    float rim = 1.0 + dot(n, view);
    float against = 0.5 + 0.5 * dot(view, SUN);
    rim = clamp(rim, 0.0, 1.0);
    return vec3(0.24, 0.30, 0.05) * (sun_light() * (0.12 + 0.5 * lit) + vec3(0.05, 0.08, 0.09)) * (moss * rim * rim * rim * against);
}
