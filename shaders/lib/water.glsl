// A calm water surface: long waves that are resolved, ripples that may not be.
// Needs lib/noise.glsl.

struct Surface {
    vec2 slope;      // d height / d(x, z) of what a pixel can resolve
    float variance;  // variance of the slope, per axis, that it cannot
};

// What of the small wind ripples changes slowly over the water: worked out for every pixel, or at
// the corners of a mesh and handed down.
struct Ripples {
    float bend;      // of the long ripples' fronts, -1..1
    vec3 long_ones;  // slopes of the three long ripples
    vec2 small_ones; // and of the two small ones
    float variance;  // of the slope, per axis, that a pixel cannot resolve
};

// At `p` (metres), for a pixel covering `footprint_m`. `strength` 0..1 scales slopes from glassy to a
// light breeze (root mean square slope about 0.12, Cox & Munk 1954 at 3 m/s is 0.14). What cannot be
// resolved becomes variance, so that far water is rough instead of noisy.
Ripples ripples_at(vec2 p, float time_s, float strength, float footprint_m) {
    // A slow bend of the fronts keeps them from looking ruled.
    float bend = noise(p * 0.21 + vec2(0.05, -0.03) * time_s);
    vec3 kept = vec3(band_kept(0.45, footprint_m), band_kept(0.62, footprint_m), band_kept(0.73, footprint_m));
    vec2 kept_small = vec2(band_kept(1.25, footprint_m), band_kept(3.3, footprint_m));
    vec3 a = strength * vec3(0.044, 0.036, 0.030);
    vec2 b = strength * vec2(0.060, 0.050);
    float variance = dot(a * a, 1.0 - kept) * 0.25 + 1.1 * dot(b * b, 1.0 - kept_small * kept_small) + 2e-5;
    return Ripples(bend, a * kept, b * kept_small, variance);
}

// A wave of parabolas, -1..1, as high and as long as a cosine of 6.28 times `turns` and as smooth to
// the eye, for a quarter of what a cosine costs.
vec3 swing(vec3 turns) {
    vec3 t = fract(turns + 0.25) - 0.5;
    return t * (16.0 * abs(t) - 8.0);
}

// The surface at `p` (metres). Phases run with time only: strength may change freely.
Surface surface_of(Ripples r, vec2 p, float time_s) {
    // Three crossing long ripples, and small ones in two sizes that drift apart.
    vec3 phase = vec3(dot(p, vec2(1.55, 2.35)), dot(p, vec2(-2.9, 2.6)), dot(p, vec2(4.4, 1.2)));
    phase += vec3(2.6, 3.4, 4.1) * r.bend - vec3(1.35, 1.75, 1.95) * time_s;
    vec3 c = r.long_ones * swing(phase * 0.15915494);
    vec2 slope = vec2(0.55, 0.83) * c.x + vec2(-0.74, 0.67) * c.y + vec2(0.96, 0.26) * c.z;
    slope += r.small_ones.x * noise_with_slope(p * vec2(1.15, 1.4) + vec2(0.33, 0.52) * time_s).yz;
    slope += r.small_ones.y * noise_with_slope(p * vec2(3.6, 3.0) + vec2(-0.85, 0.62) * time_s).yz;
    return Surface(slope, r.variance);
}

// Both in one.
Surface ripples(vec2 p, float time_s, float strength, float footprint_m) {
    return surface_of(ripples_at(p, time_s, strength, footprint_m), p, time_s);
}

// Light of a distant lamp mirrored by rough water: density of facets that mirror `light` (unit,
// towards the lamp) to `view` (unit, towards the eye), Gaussian in slope (Cox & Munk 1954).
// `spread` adds to the variance: the lamp's own size, and ripples finer than those drawn.
float glitter(Surface s, vec3 view, vec3 light, float spread) {
    vec3 h = view + light;
    vec2 wanted = -h.xz / max(h.y, 1e-3);
    vec2 off = wanted - s.slope;
    float v = s.variance + spread;
    return exp2(-0.72135 * dot(off, off) / v) / (6.2831853 * v);
}
